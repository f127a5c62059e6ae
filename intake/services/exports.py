"""Telling somebody what we hold about them: gathered, read by a person, made by the worker, taken once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from intake import access_file, access_review, document_files
from intake.access_review import Decisions
from intake.document_enums import DocumentState
from intake.errors import FileGone, IdentityFirst, NotAllRead, NotReady, WhyTold, WrongStep
from intake.file_names import neutral_name
from intake.models import AccessExport, Document, RightsRequest
from intake.queries.joined import files_of, standing_file
from intake.queries.records import other_person_of
from intake.redaction import OtherPerson
from intake.rights import EXPORT_DAYS, ExportState, RightsKind
from mediation.core import audit, forgetting, nudge
from mediation.core.errors import StorageAway, Undecipherable
from mediation.core.telling import Section, Whose, everything_about

MAKE_TASK = "intake.make_exports"
MAKEABLE = (ExportState.REVIEW, ExportState.TAKEN, ExportState.EXPIRED, ExportState.FAILED)


@transaction.atomic
def begin_review(*, request: RightsRequest, actor: audit.Actor, now: datetime) -> AccessExport:
    """Gather all that we hold about this person, as it is now; decisions on what was gathered before go.

    Raises WrongStep for another kind of request or one that is closed or about nobody's records, and
    IdentityFirst.
    """
    row = RightsRequest.objects.select_for_update(of=["self"]).get(pk=request.pk)
    if not row.is_open or row.kind != RightsKind.ACCESS or (row.party is None and row.callback is None):
        raise WrongStep
    if not row.identity:
        raise IdentityFirst
    forget_export(row)
    other = other_person_of(row.party) if row.party else OtherPerson()
    found = AccessExport.objects.create(
        request=row,
        gathered=access_review.gathered_from(_everything(row), other),
        gathered_at=now,
    )
    audit.record(actor, "export.gathered", row, at=now)
    return found


def _everything(row: RightsRequest) -> list[Section]:
    """Of every file that became one with this person's, the one that stands first."""
    if row.party is None:
        return everything_about(Whose(callback_id=row.callback_id))
    standing = standing_file(row.party)
    found = everything_about(Whose(party_id=standing.pk))
    for number, pk in enumerate(
        files_of(row.party).exclude(pk=standing.pk).values_list("pk", flat=True), start=1
    ):
        found += [
            replace(
                section,
                key=f"{section.key}_earlier_{number}",
                heading=f"{section.heading} (another file of yours, now part of this one)",
            )
            for section in everything_about(Whose(party_id=pk))
        ]
    return found


@transaction.atomic
def save_review(*, export: AccessExport, decisions: Decisions, actor: audit.Actor, now: datetime) -> None:
    """Keep what was ticked so far. Raises WrongStep while the file is being made."""
    row = _lock(export)
    row.decisions = decisions.to_keep()
    row.save(update_fields=["decisions"])
    audit.record(actor, "export.reviewed", row.request, at=now)


@transaction.atomic
def ask_for_file(
    *, export: AccessExport, decisions: Decisions, has_read: bool, actor: audit.Actor, now: datetime
) -> None:
    """Somebody has read all of it: the worker makes the file. Raises NotAllRead, WhyTold, WrongStep."""
    row = _lock(export)
    if not has_read or actor.user is None:
        raise NotAllRead
    if access_review.names_of_notes_without_reason(row.gathered, decisions):
        raise WhyTold
    row.decisions, row.state = decisions.to_keep(), ExportState.MAKING
    row.reviewed_at, row.reviewed_by = now, actor.user
    row.save()
    audit.record(actor, "export.asked_for", row.request, at=now, notes=len(decisions.told))
    transaction.on_commit(lambda: nudge.soon(MAKE_TASK))


def _lock(export: AccessExport) -> AccessExport:
    rows = AccessExport.objects.select_for_update(of=["self"]).select_related("request")
    row = rows.get(pk=export.pk)
    if row.state not in MAKEABLE or not row.request.is_open:
        raise WrongStep
    return row


def make_exports(*, clock: Callable[[], datetime]) -> int:
    """Make every file that waits; returns how many were made. Two workers at once make each once."""
    count = 0
    for pk in list(AccessExport.objects.filter(state=ExportState.MAKING).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = AccessExport.objects.select_for_update(skip_locked=True, of=["self"])
            row = rows.select_related("request__party").filter(pk=pk, state=ExportState.MAKING).first()
            count += row is not None and _make(row, clock())
    return count


def _make(row: AccessExport, now: datetime) -> bool:
    papers, left_out = _papers(row.request)
    content = access_file.packed(
        reference=row.request.reference,
        sections=access_review.told(row.gathered, Decisions.of(row.decisions)),
        papers=papers,
        left_out=left_out,
        now=now,
    )
    place = document_files.new_place()
    try:
        document_files.put(place, content)
    except OSError:
        row.state = ExportState.FAILED
        row.save(update_fields=["state"])
        return False
    row.state, row.stored_as, row.made_at = ExportState.READY, place, now
    row.expires_at = now + EXPORT_DAYS
    row.downloaded_at = row.downloaded_by = None
    row.save()
    audit.record(audit.SYSTEM, "export.made", row.request, at=now)
    return True


def _papers(request: RightsRequest) -> tuple[list[tuple[str, bytes]], list[str]]:
    """The papers that this person sent, and why each other one is not among them. No other person's."""
    about = Q(party__in=files_of(request.party)) if request.party else Q(callback=request.callback_id)
    found, left_out = [], []
    for paper in Document.objects.filter(about, visitor="").order_by("uploaded_at", "pk"):
        name = neutral_name(paper.key, paper.file_type)  # type: ignore[arg-type]
        if paper.state != DocumentState.CLEAN:
            left_out.append(f"{name}: nothing has found it free of viruses")
            continue
        try:
            found.append((name, document_files.take(paper.stored_as)))
        except (FileGone, Undecipherable, OSError):
            left_out.append(f"{name}: the file cannot be read any more")
    return found, left_out


@transaction.atomic
def take_export(*, export: AccessExport, actor: audit.Actor, now: datetime) -> bytes:
    """The sealed file, opened for a manager; with this it is gone. Raises NotReady."""
    row = AccessExport.objects.select_for_update(of=["self"]).select_related("request").get(pk=export.pk)
    if row.state != ExportState.READY or row.expires_at is None or row.expires_at <= now:
        raise NotReady
    try:
        content = document_files.take(row.stored_as)
    except FileGone:
        raise NotReady from None
    row.state, row.downloaded_at, row.downloaded_by = ExportState.TAKEN, now, actor.user
    row.expires_at = now  # its file is deleted by the next sweep where the storage refuses now
    row.save()
    audit.record(actor, "export.downloaded", row.request, at=now)
    _delete_file(row)
    return content


def _delete_file(row: AccessExport) -> bool:
    """Whether the file is gone."""
    try:
        document_files.delete(row.stored_as)
    except StorageAway:
        return False
    AccessExport.objects.filter(pk=row.pk).update(stored_as="")
    return True


def expired_exports(*, now: datetime) -> QuerySet[AccessExport]:
    return AccessExport.objects.filter(expires_at__lte=now).exclude(stored_as="")


def expire_exports(*, now: datetime) -> int:
    """Delete the files that were taken, or waited for a week; returns how many."""
    count = 0
    for row in expired_exports(now=now):
        if row.state == ExportState.READY:
            AccessExport.objects.filter(pk=row.pk).update(state=ExportState.EXPIRED)
        count += _delete_file(row)
    return count


def forget_export(request: RightsRequest) -> None:
    """What was gathered for this request, and its file, go. Raises StorageAway."""
    for row in AccessExport.objects.filter(request=request):
        if row.stored_as:
            document_files.delete(row.stored_as)
        forgetting.delete(AccessExport.objects.filter(pk=row.pk))
