"""What the bookings tell a person of their own file: meetings, messages, calls. See `core.telling`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from bookings.enums import BookingSource
from bookings.meeting_checklist import SECTIONS, Kind
from bookings.meeting_checklist import Item as Asked
from bookings.models import Appointment, Certificate, EarlierFee, EarlierRequest, MeetingNote, MeetingRecord
from bookings.queries.retention import calls_behind
from intake.services.telling import call_section, day_in_words
from legalaid.services.telling import fee_items
from mediation.core.models import Message
from mediation.core.telling import Item, Section, Treatment, Whose, leaves_out, tells
from mediation.core.times import full_when, local_day

leaves_out("bookings.SlotClaim", "it is a mediator's time, with a buffer around the meeting that is told")
leaves_out("bookings.CalendarInvite", "it counts the changes of a calendar entry that the person has")
leaves_out("bookings.StandIn", "a booking that a colleague has not finished; it goes by itself")
leaves_out("bookings.NoteAccess", "which colleague opened notes and why; the notes themselves are told")
leaves_out(
    "bookings.CaseLogEntry",
    "it is the case's, and may rest on what the other person said: a manager reads it, and answers by hand",
)
SOURCES = {
    BookingSource.PUBLIC: "On our public pages",
    BookingSource.CALLBACK: "In a call that you had asked for",
    BookingSource.INVITATION: "By your invitation",
    BookingSource.STAFF: "By a colleague of ours",
}
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
                Item("when", "When", _when(one.starts_at, one.ends_at)),
                Item("what", "What", one.appointment_type.name),
                Item("with", "With", one.mediator.name),
                Item("booked_at", "Booked", day_in_words(one.booked_at)),
                Item("source", "How it was booked", SOURCES[BookingSource(one.source)] if one.source else ""),
                Item("state", "How it went", one.state.replace("_", " ")),
                Item("free_again", "Free of charge the next time", "Yes" if one.made_good_by_id else ""),
                Item("agreed", "What you agreed to", _agreed(one.terms_agreed)),
            ),
        )


@tells("bookings.EarlierFee", order=27)
def tell_of_earlier_fees(whose: Whose) -> Iterator[Section]:
    rows = EarlierFee.objects.filter(appointment__party=whose.party_id).select_related("appointment")
    for one in rows.order_by("appointment") if whose.party_id else ():
        reference = one.appointment.reference
        yield Section(f"fee_{reference}", f"What meeting {reference} costs", fee_items(one))


def _when(starts_at: datetime, ends_at: datetime) -> str:
    return f"{full_when(starts_at, ends_at)} {local_day(starts_at):%Y}"


def _agreed(terms: dict[str, object]) -> str:
    return "\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in sorted(terms.items())) or "None"


@tells("bookings.MeetingRecord", "bookings.MeetingNote", order=26)
def tell_of_what_was_covered(whose: Whose) -> Iterator[Section]:
    """The mediator's list and notes are words of staff: told only if somebody decides so, and says why."""
    records = MeetingRecord.objects.filter(appointment__party=whose.party_id).select_related("appointment")
    for row in records.order_by("appointment__starts_at") if whose.party_id else ():
        reference = row.appointment.reference
        yield Section(f"record_{reference}", f"What was covered in meeting {reference}", tuple(_covered(row)))
    notes = MeetingNote.objects.filter(appointment__party=whose.party_id).order_by("written_at", "pk")
    items = (
        Item(f"note_{one.pk}", f"Written {day_in_words(one.written_at)}", one.text, Treatment.NOTE)
        for one in (notes if whose.party_id else ())
    )
    yield Section("notes", "Our mediator’s notes", tuple(items))


def _covered(row: MeetingRecord) -> Iterator[Item]:
    for section in SECTIONS:
        for asked in section.items:
            if asked.key in row.answers:
                text = _answer_in_words(asked, row.answers[asked.key])
                yield Item(asked.key, asked.words, text, Treatment.NOTE)


def _answer_in_words(asked: Asked, answer: object) -> str:
    if asked.kind is Kind.TICK:
        return "Yes" if answer else "No"
    words = {one.value: one.words for one in asked.choices}
    given = answer if isinstance(answer, list) else [answer]
    return "\n".join(words.get(str(one), str(one)) for one in given)


@tells("bookings.Certificate", order=27)
def tell_of_certificates(whose: Whose) -> Iterator[Section]:
    rows = Certificate.objects.filter(appointment__party=whose.party_id).order_by("issued_at", "pk")
    for one in rows if whose.party_id else ():
        said = one.facts
        yield Section(
            f"certificate_{one.serial}",
            f"Certificate {one.serial}",
            (
                Item("legal_name", "Your legal name", str(said.get("legal_name", ""))),
                Item("held_on", "You attended on", f"{one.held_on.day} {one.held_on:%B %Y}"),
                Item("valid_until", "Courts take it until", f"{one.valid_until.day} {one.valid_until:%B %Y}"),
                Item("matters", "About", str(said.get("matters", "")).replace("_", " ")),
                Item("mediator", "Mediator", f"{said.get('mediator', '')}, {said.get('urn', '')}"),
                Item("issued_at", "Issued", day_in_words(one.issued_at)),
                Item("copy", "It is a copy", "Yes" if one.copy_of_id else ""),
                Item("superseded", "Replaced", day_in_words(one.superseded_at) if one.superseded_at else ""),
                Item("because", "Why it was replaced", one.superseded_because, Treatment.NOTE),
            ),
        )


@tells("bookings.EarlierRequest", "bookings.Offer", order=28)
def tell_of_earlier_times(whose: Whose) -> Iterator[Section]:
    rows = EarlierRequest.objects.filter(appointment__party=whose.party_id).select_related("appointment")
    rows = rows.prefetch_related("offers").order_by("joined_at")
    for one in rows if whose.party_id else ():
        yield Section(
            f"earlier_{one.pk}",
            f"Waiting for a time earlier than meeting {one.appointment.reference}",
            (
                Item("joined_at", "You joined the list", day_in_words(one.joined_at)),
                Item("windows", "Times that suit you", ", ".join(one.windows).replace("-", " ") or "Any"),
                Item("warning", "How long before you must know", f"{one.warning_minutes} minutes"),
                Item("channel", "How we tell you", one.channel.replace("_", " ")),
                Item("state", "How it stands", one.state),
                *(
                    Item(f"offer_{offer.pk}", f"Offered {_when(offer.starts_at, offer.ends_at)}", offer.state)
                    for offer in one.offers.all()
                ),
            ),
        )


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
