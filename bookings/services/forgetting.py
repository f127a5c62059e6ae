"""What the bookings forget of a person, and what they keep. See `mediation.core.forgetting`."""

from __future__ import annotations

from django.db.models import QuerySet

from bookings.models import Appointment, CalendarInvite, SlotClaim
from bookings.queries.retention import calls_behind
from intake import document_files
from intake.models import Document, Draft
from intake.services.callback_retention import forget_callbacks
from mediation.core.forgetting import Scope, blank, delete, forget_traces, forgets, removes_files


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


@forgets("bookings.Appointment", "bookings.SlotClaim", "bookings.CalendarInvite", order=60)
def forget_meetings(scope: Scope) -> None:
    """When, what, with whom and how it ended are counted, and are nobody's: the room, the keys, what was
    agreed and where somebody sat while booking go."""
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
