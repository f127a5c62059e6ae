"""What the bookings forget of a person, and what they keep. See `mediation.core.forgetting`."""

from __future__ import annotations

from django.db.models import QuerySet

from bookings.models import (
    Appointment,
    CalendarInvite,
    CaseLogEntry,
    Certificate,
    EarlierFee,
    EarlierRequest,
    MeetingNote,
    MeetingRecord,
    NoteAccess,
    Offer,
    SlotClaim,
    StandIn,
)
from bookings.queries.retention import calls_behind
from intake import document_files
from intake.models import Document, Draft
from intake.services.callback_retention import forget_callbacks
from mediation.core.forgetting import Scope, blank, delete, forget_traces, forgets, removes_files
from mediation.core.retention import ClassKey


@removes_files
def remove_papers_of_calls(scope: Scope) -> None:
    for place in _papers_of_calls(scope).values_list("stored_as", flat=True):
        document_files.delete(place)


def _papers_of_calls(scope: Scope) -> QuerySet[Document]:
    return Document.objects.filter(callback__in=calls_behind(scope.party_ids))


@forgets("intake.CallbackRequest", "intake.CallbackEvent", order=10)
def forget_calls(scope: Scope) -> None:
    """The requests for a call with which their meetings began."""
    delete(_papers_of_calls(scope))
    forget_callbacks([one.pk for one in calls_behind(scope.party_ids)])


def _certificates(scope: Scope) -> QuerySet[Certificate]:
    """They go with the case, which stays while a court takes one. When one person is deleted they stay: a
    court may check them, and they prove that the practice held the MIAM."""
    rows = Certificate.objects.filter(appointment__party__in=scope.party_ids)
    return rows if scope.is_whole_case else rows.none()


@removes_files
def remove_certificates(scope: Scope) -> None:
    for place in _certificates(scope).exclude(stored_as="").values_list("stored_as", flat=True):
        document_files.delete(place)


@forgets("bookings.Certificate")
def forget_certificates(scope: Scope) -> None:
    """The newest first: a copy and a replacement name the one before them."""
    for pk in _certificates(scope).order_by("-pk").values_list("pk", flat=True):
        delete(Certificate.objects.filter(pk=pk))


@forgets("bookings.MeetingRecord", "bookings.MeetingNote")
def forget_what_was_said(scope: Scope) -> None:
    """The mediator's notes go; what was covered stays where the Legal Aid Agency may ask for the file."""
    delete(MeetingNote.objects.filter(appointment__party__in=scope.party_ids))
    if ClassKey.LEGAL_AID not in scope.keep:
        delete(MeetingRecord.objects.filter(appointment__party__in=scope.party_ids))


@forgets("bookings.CaseLogEntry", "bookings.NoteAccess")
def forget_log(scope: Scope) -> None:
    """Talks with the PPC, referrals, and who opened notes are the case's, and go with it alone."""
    if scope.is_whole_case:
        delete(CaseLogEntry.objects.filter(case__in=scope.case_ids))
        delete(NoteAccess.objects.filter(case__in=scope.case_ids))


@forgets("bookings.EarlierRequest", "bookings.Offer", "bookings.StandIn", order=55)
def forget_wishes(scope: Scope) -> None:
    """What somebody waited for and was offered, and what a colleague was booking for them."""
    delete(Offer.objects.filter(request__appointment__party__in=scope.party_ids))
    delete(EarlierRequest.objects.filter(appointment__party__in=scope.party_ids))
    made = StandIn.objects.filter(party__in=scope.party_ids)
    drafts = list(made.values_list("draft", flat=True))
    delete(made)
    delete(Draft.objects.filter(pk__in=drafts))


@forgets("bookings.EarlierFee")
def forget_fees(scope: Scope) -> None:
    """As of the file's own fee: who paid, how much, and whether, are counted; why is not kept."""
    blank(EarlierFee.objects.filter(appointment__party__in=scope.party_ids), reason="")


@forgets("bookings.Appointment", "bookings.SlotClaim", "bookings.CalendarInvite", order=60)
def forget_meetings(scope: Scope) -> None:
    """When, what, with whom, by which way it was booked, which one made it good and how it ended are counted,
    and are nobody's: the room, the keys, what was agreed and where somebody sat while booking go."""
    rows = Appointment.objects.filter(party__in=scope.party_ids)
    ids = list(rows.values_list("pk", flat=True))
    forget_traces("appointment", ids)
    delete(CalendarInvite.objects.filter(appointment__in=ids))
    delete(Draft.objects.filter(appointment_id__in=ids))
    for pk in ids:  # a key must be unlike every other, also where nothing is left of it
        blank(rows.filter(pk=pk), confirm_key=f"forgotten-{pk}")
    blank(rows, room="", terms_agreed={}, wants_gender="", cancelled_because="")
    claims = SlotClaim.objects.filter(appointment__in=ids)
    blank(claims, holder_key="", network="", assigned_because="")
