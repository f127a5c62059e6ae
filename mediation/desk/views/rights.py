"""Data protection requests: the register, one request with its clock, and what can be done for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from intake.models import AccessExport, RightsRequest
from intake.queries.records import requests_visible_to
from intake.rights import ExportState, Identity, RightsKind, RightsOutcome, may_extend
from intake.services import rights_requests as services
from mediation.core import audit, times
from mediation.desk import people
from mediation.desk import record_words as words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.record_finder import Found
from mediation.desk.record_forms import CloseRequestForm, ExtendForm, IdentityForm, RequestForm

from .frame import part_of
from .records import records_page
from .register_steps import record, take_step
from .rights_panels import carried_out, measure_forms

TAB = "requests"
TWO_PEOPLE = "Two people are in this case. Enter the reference of their own meeting"


@require_safe
@staff_only(roles=MANAGERS)
def requests(request: StaffRequest) -> HttpResponse:
    """Open ones first, by their last day."""
    today = times.local_day(timezone.now())
    rows = requests_visible_to(request.user).defer("words", "answer", "reach")
    part = part_of(rows.order_by("closed_on", "due_on", "pk"), request)
    part.object_list = [
        {
            "row": one,
            "kind": words.KINDS[RightsKind(one.kind)],
            "due": "" if one.closed_on else f"Answer by {words.day(one.due_on)}",
            "badges": words.request_badges(one, today=today),
            "url": reverse("desk:request", args=[one.reference]),
        }
        for one in part.object_list
    ]
    return records_page(
        request, "requests", {"page_obj": part, "new_url": reverse("desk:new_request")}, tab=TAB
    )


@require_safe
@staff_only(roles=MANAGERS)
def new_request(request: StaffRequest) -> HttpResponse:
    today = times.local_day(timezone.now())
    return _form_page(request, RequestForm(initial={"received_on": today}))


def _form_page(request: StaffRequest, form: RequestForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "heading": "Somebody asks about their data",
        "lead": "We have one month from the day on which it came in.",
        "button": "Record it",
        "post_url": reverse("desk:record_request"),
        "back_url": reverse("desk:requests"),
    }
    return records_page(request, "record_form", context, tab=TAB, status=status)


@require_POST
@staff_only(roles=MANAGERS)
def record_request(request: StaffRequest) -> HttpResponse:
    form = RequestForm(request.POST)

    def save(found: Found) -> RightsRequest:
        return services.record_request(
            told=form.told,
            party=found.party,
            callback=found.callback,
            invitation=None if found.party else found.invitation,
            actor=request.user,
            now=timezone.now(),
        )

    def refuse(found: Found) -> str:
        is_whose = found.party or found.invitation or found.case is None
        return "" if is_whose else TWO_PEOPLE

    return record(request, form, save, page="desk:request", refuse=refuse) or _form_page(request, form, 422)


@require_safe
@staff_only(roles=MANAGERS)
def request_page(request: StaffRequest, reference: str) -> HttpResponse:
    """One request. Reading it is recorded."""
    row = the_request(request, reference)
    audit.record(audit.Actor.of(request.user), "rights.read", row, at=timezone.now())
    return shown(request, row)


def the_request(request: StaffRequest, reference: str) -> RightsRequest:
    return get_object_or_404(requests_visible_to(request.user), reference=reference)


def shown(request: StaffRequest, row: RightsRequest, status: int = 200, **bound: Form) -> HttpResponse:
    today = times.local_day(timezone.now())
    context = {
        "asked": row,
        "kind": words.KINDS[RightsKind(row.kind)],
        "facts": _facts(row),
        "badges": words.request_badges(row, today=today),
        "whose": _whose(row),
        "is_access": row.kind == RightsKind.ACCESS and row.is_open,
        "is_erasure": row.kind == RightsKind.ERASURE and row.is_open,
        **carried_out(row),
        "export": _export(row),
        "identity_form": IdentityForm(initial={"on": today}, auto_id="id_identity_%s"),
        "extend_form": ExtendForm(auto_id="id_extend_%s"),
        "close_form": CloseRequestForm(auto_id="id_close_%s"),
        **measure_forms(row),
        "error_form": next(iter(bound.values()), None),
        **bound,
        "may_extend": row.is_open and not row.extended_on and may_extend(row.received_on, today),
        "history": people.record_history(row, read="rights.read"),
        **_urls(row),
    }
    return records_page(request, "request", context, tab=TAB, status=status)


def _urls(row: RightsRequest) -> dict[str, str]:
    names = (
        "identity",
        "extend",
        "close",
        "gather",
        "review",
        "download",
        "erase",
        "names",
        "correct",
        "stop",
    )
    found = {f"{one}_url": reverse(f"desk:request_{one}", args=[row.reference]) for one in names}
    return {**found, "back_url": reverse("desk:requests")}


def _facts(row: RightsRequest) -> list[tuple[str, str]]:
    return words.facts(
        ("Came in", row.received_on),
        ("Answer by", row.due_on),
        ("More time since", row.extended_on),
        ("Because", row.extended_because),
        ("It is them", words.IDENTITIES[Identity(row.identity)] if row.identity else ""),
        ("Checked", row.identity_on),
        ("The answer goes to", row.reach),
        ("Ended", words.RIGHTS_OUTCOMES[RightsOutcome(row.outcome)] if row.outcome else ""),
        ("On", row.closed_on),
    )


def _whose(row: RightsRequest) -> str:
    if row.party is not None:
        return f"Their file is in case {row.party.case.reference}."
    if row.invitation is not None:
        return f"They were invited, in case {row.invitation.case.reference}, and have no file of their own."
    if row.callback is not None:
        return f"Their request for a call is {row.callback.reference}."
    return "Nothing of theirs was found, or it is gone."


def _export(row: RightsRequest) -> dict[str, Any] | None:
    found = AccessExport.objects.filter(request=row).defer("gathered", "decisions").first()
    if found is None:
        return None
    return {
        "words": words.EXPORTS[ExportState(found.state)],
        "is_ready": found.state == ExportState.READY,
        "is_making": found.state == ExportState.MAKING,
        "until": words.day(times.local_day(found.expires_at)) if found.expires_at else "",
    }


@require_POST
@staff_only(roles=MANAGERS)
def request_identity(request: StaffRequest, reference: str) -> HttpResponse:
    """How we know that it is them."""
    row, form = the_request(request, reference), IdentityForm(request.POST, auto_id="id_identity_%s")
    return step(
        request,
        row,
        form,
        "identity_form",
        lambda: services.confirm_identity(
            request=row,
            identity=Identity(form.cleaned_data["identity"]),
            on=form.cleaned_data["on"],
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        ),
        "Recorded.",
    )


@require_POST
@staff_only(roles=MANAGERS)
def request_extend(request: StaffRequest, reference: str) -> HttpResponse:
    """Two months more."""
    row, form = the_request(request, reference), ExtendForm(request.POST, auto_id="id_extend_%s")
    return step(
        request,
        row,
        form,
        "extend_form",
        lambda: services.extend(
            request=row, **form.cleaned_data, actor=audit.Actor.of(request.user), now=timezone.now()
        ),
        "Two months more. Tell them today, with the reason.",
    )


@require_POST
@staff_only(roles=MANAGERS)
def request_close(request: StaffRequest, reference: str) -> HttpResponse:
    """They have our answer."""
    row, form = the_request(request, reference), CloseRequestForm(request.POST, auto_id="id_close_%s")
    return step(
        request,
        row,
        form,
        "close_form",
        lambda: services.close(
            request=row,
            outcome=RightsOutcome(form.cleaned_data["outcome"]),
            words=form.cleaned_data["words"],
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        ),
        "Closed.",
    )


def step(
    request: StaffRequest,
    row: RightsRequest,
    form: Form,
    name: str,
    do: Callable[[], object],
    done: str,
) -> HttpResponse:
    return take_step(
        request,
        form,
        do,
        done,
        again=lambda: shown(request, row, 422, **{name: form}),
        back=redirect("desk:request", reference=row.reference),
    )
