"""What the bookings tell a person of their own file: meetings, messages, calls. See `core.telling`."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from bookings.models import Appointment
from bookings.queries.retention import calls_behind
from intake.services.telling import call_section, day_in_words
from mediation.core.models import Message
from mediation.core.telling import Item, Section, Whose, leaves_out, tells
from mediation.core.times import full_when

leaves_out("bookings.SlotClaim", "it is a mediator's time, with a buffer around the meeting that is told")
leaves_out("bookings.CalendarInvite", "it counts the changes of a calendar entry that the person has")
TO_THE_PERSON = (
    "party:",
    "link:",
    "callback:",
)  # what goes to the office or to a colleague is none of theirs


@tells("bookings.Appointment", order=25)
def tell_of_meetings(whose: Whose) -> Iterator[Section]:
    rows = Appointment.objects.filter(party=whose.party_id).select_related("mediator", "appointment_type")
    for one in rows.order_by("starts_at") if whose.party_id else ():
        yield Section(
            f"meeting_{one.reference}",
            f"Meeting {one.reference}",
            (
                Item("when", "When", f"{full_when(one.starts_at, one.ends_at)} {one.starts_at:%Y}"),
                Item("what", "What", one.appointment_type.name),
                Item("with", "With", one.mediator.name),
                Item("booked_at", "Booked", day_in_words(one.booked_at)),
                Item("state", "How it went", one.state.replace("_", " ")),
                Item("agreed", "What you agreed to", _agreed(one.terms_agreed)),
            ),
        )


def _agreed(terms: dict[str, object]) -> str:
    return "\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in sorted(terms.items())) or "None"


@tells("core.Message", order=80)
def tell_of_messages(whose: Whose) -> Iterator[Section]:
    """As they left: what this person has read already, or could have."""
    yield Section("messages", "Messages to you", tuple(_messages(whose)))


def _messages(whose: Whose) -> Iterator[Item]:
    calls = [one.pk for one in calls_behind([whose.party_id])] if whose.party_id else []
    meetings = Appointment.objects.filter(party=whose.party_id).values("pk") if whose.party_id else []
    about = Q(subject_type="callbackrequest", subject_id__in=[*calls, whose.callback_id or 0])
    about |= Q(subject_type="appointment", subject_id__in=meetings)
    about |= Q(subject_type="party", subject_id=whose.party_id or 0)
    for row in Message.objects.filter(about, sent_at__isnull=False).order_by("sent_at", "pk"):
        if not row.recipient.startswith(TO_THE_PERSON):
            continue
        copy = row.sent_copy or {}
        text = "\n".join(str(copy[part]) for part in ("subject", "text") if copy.get(part))
        yield Item(
            f"message_{row.pk}",
            f"{row.channel}, {day_in_words(row.sent_at) if row.sent_at else ''}",
            text or "Its words are not kept any more",
        )


@tells(order=71)
def tell_of_calls(whose: Whose) -> Iterator[Section]:
    """The request for a call with which a meeting began."""
    for row in calls_behind([whose.party_id]) if whose.party_id else ():
        yield call_section(row)
