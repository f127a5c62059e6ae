"""What is done for a request: gathered, read line by line, handed over once; or deleted."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import ErasureRefused
from bookings.services import erasure
from intake import access_review
from intake.access_review import Decisions, Passage
from intake.errors import NotAllRead, RecordError, WhyTold
from intake.models import AccessExport, RightsRequest
from intake.queries.joined import standing_file
from intake.rights import RightsKind
from intake.services import exports
from mediation.core import audit
from mediation.core.errors import StorageAway
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.record_finder import refusals_seen_by

from .records import records_page
from .rights import TAB, the_request

LONGEST_WHY = 300


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_gather(request: StaffRequest, reference: str) -> HttpResponse:
    """Put together what we hold, for somebody to read."""
    row = the_request(request, reference)
    try:
        exports.begin_review(request=row, actor=audit.Actor.of(request.user), now=timezone.now())
    except (RecordError, StorageAway) as refusal:
        flash.error(request, str(refusal))
        return redirect("desk:request", reference=reference)
    return redirect("desk:request_review", reference=reference)


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def request_review(request: StaffRequest, reference: str) -> HttpResponse:
    """Every text that may tell about somebody else. Reading it is recorded."""
    export = _export(request, reference)
    audit.record(audit.Actor.of(request.user), "export.read", export.request, at=timezone.now())
    return _review_page(request, export, Decisions.of(export.decisions))


def _export(request: StaffRequest, reference: str) -> AccessExport:
    row = the_request(request, reference)
    return get_object_or_404(AccessExport.objects.select_related("request"), request=row)


def _review_page(
    request: StaffRequest, export: AccessExport, decisions: Decisions, *, mistake: str = ""
) -> HttpResponse:
    passages = access_review.passages(export.gathered, decisions)
    context = {
        "asked": export.request,
        "texts": [one for one in passages if not one.is_note],
        "notes": [one for one in passages if one.is_note],
        "doubtful": sum(line.is_doubtful for one in passages for line in one.lines),
        "mistake": mistake,
        "is_about_notes": bool(mistake) and _first_without_why(passages) is not None,
        "first_without_why": _first_without_why(passages),
        "save_url": reverse("desk:request_save", args=[export.request.reference]),
        "back_url": reverse("desk:request", args=[export.request.reference]),
    }
    return records_page(request, "request_review", context, tab=TAB, status=422 if mistake else 200)


def _first_without_why(passages: list[Passage]) -> Passage | None:
    return next((one for one in passages if one.is_note and one.is_told and not one.why), None)


@require_POST
@staff_only(roles=MANAGERS)
def request_save(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep what was ticked; with the second button, and the tick that all was read, have the file made."""
    export, decisions = _export(request, reference), _decisions(request)
    actor, now = audit.Actor.of(request.user), timezone.now()
    try:
        if "make" in request.POST:
            has_read = request.POST.get("read") == "yes"
            exports.ask_for_file(export=export, decisions=decisions, has_read=has_read, actor=actor, now=now)
            flash.success(request, "The file is being made. It takes a minute or two.")
            return redirect("desk:request", reference=reference)
        exports.save_review(export=export, decisions=decisions, actor=actor, now=now)
    except (NotAllRead, WhyTold) as refusal:
        return _review_page(request, export, decisions, mistake=refusal.message)
    except RecordError as refusal:
        flash.error(request, refusal.message)
        return redirect("desk:request", reference=reference)
    flash.success(request, "Kept. Nothing has been made yet.")
    return redirect("desk:request_review", reference=reference)


def _decisions(request: HttpRequest) -> Decisions:
    sent = request.POST
    told = frozenset(sent.getlist("tell"))
    return Decisions(
        blacked_out=frozenset(sent.getlist("black")),
        left_in=frozenset(sent.getlist("leave")),
        told=told,
        why={name: sent.get(f"why-{name}", "")[:LONGEST_WHY] for name in told},
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_download(request: StaffRequest, reference: str) -> HttpResponse:
    """The file, once. Its name says nothing of whose it is."""
    row = the_request(request, reference)
    try:
        content = exports.take_export(
            export=get_object_or_404(AccessExport, request=row),
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        )
    except RecordError as refusal:
        flash.error(request, refusal.message)
        return redirect("desk:request", reference=reference)
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="answer-{row.reference}.zip"'
    return response


@require_safe
@staff_only(roles=MANAGERS, recent=True)
def request_erase(request: StaffRequest, reference: str) -> HttpResponse:
    """Line by line what would go, and what stays and why."""
    row = the_request(request, reference)
    preview = erasure.preview_of(row.party, now=timezone.now()) if row.party else None
    if preview and row.party:
        refusals = refusals_seen_by(request.user, standing_file(row.party).case, preview.refusals)
        preview = replace(preview, refusals=refusals)
    context = {
        "asked": row,
        "preview": preview,
        "call": row.callback,
        "invited": row.invitation if not row.party else None,
        "is_possible": bool(row.identity) and row.is_open and _has_something(row, preview),
        "erase_url": reverse("desk:request_erase_now", args=[row.reference]),
        "back_url": reverse("desk:request", args=[row.reference]),
    }
    return records_page(request, "request_erase", context, tab=TAB)


def _has_something(row: RightsRequest, preview: erasure.Preview | None) -> bool:
    return not preview.refusals if preview else bool(row.callback or row.invitation)


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_erase_now(request: StaffRequest, reference: str) -> HttpResponse:
    """Delete it. There is no way back."""
    row, actor, now = the_request(request, reference), audit.Actor.of(request.user), timezone.now()
    if not row.identity or not row.is_open or row.kind != RightsKind.ERASURE or "sure" not in request.POST:
        flash.error(request, "Nothing was deleted. Say how you know that it is them, and tick the box.")
        return redirect("desk:request", reference=reference)
    try:
        if row.party:
            erase = erasure.erase_party
        else:
            erase = erasure.erase_invited if row.invitation else erasure.erase_call
        erase(request=row, actor=actor, now=now)
    except (ErasureRefused, StorageAway) as refusal:
        flash.error(request, f"Nothing was deleted: {_seen(request, row, refusal)}")
    else:
        flash.success(request, "Deleted. Tell them what stays and why, then close the request.")
    return redirect("desk:request", reference=reference)


def _seen(request: StaffRequest, row: RightsRequest, refusal: Exception) -> str:
    case = standing_file(row.party).case if row.party else row.invitation.case if row.invitation else None
    found = refusals_seen_by(request.user, case, str(refusal).split("; ")) if case else (str(refusal),)
    return "; ".join(found)
