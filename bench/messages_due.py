"""Confirmations that are due: one real booking, and as many copies of its rows as wanted."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from bookings.manage_links import MANAGE
from bookings.models import Appointment, AppointmentType, CalendarInvite, Mediator, SlotClaim
from bookings.services import claims, confirm_appointment, messages
from intake import services as intake_services
from intake.models import Case, ContactPreferences, Party
from mediation.core import audit, links
from mediation.core.enums import MessageState, NoticeKind
from mediation.core.models import Message
from mediation.core.working_time import opening_at
from mediation.desk.demo_people import CALM

from . import practice

MEDIATORS = 50
APART = timedelta(minutes=75)
CHUNK = 2000
ANSWERS = {
    **CALM,
    "name": "Alex Winter",
    "email": "alex@example.org",
    "phone": "07700900123",
    "other_name": "Robin Field",
}
Row = TypeVar("Row", bound=Model)


def make_due(count: int, *, now: datetime) -> None:
    """`count` booked meetings whose confirmations wait, each with a file, a claim and an invite."""
    kind = practice.open_practice(now=now)
    practice.fill(MEDIATORS, now=now, full=0)
    first = book_one(kind, now)
    Message.objects.exclude(kind=messages.CONFIRMATION).delete()  # its reminders, which are not due
    for start in range(1, count, CHUNK):
        _copy(first, range(start, min(start + CHUNK, count)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_due_again(*, now: datetime) -> None:
    """As before the first sending. Everybody has a link: the page that confirms a booking makes it."""
    for meeting in Appointment.objects.only("ends_at"):
        links.issue(MANAGE, meeting, expires_at=meeting.ends_at)
    Message.objects.update(
        state=MessageState.PLANNED,
        due_at=now,
        attempts=0,
        lease_until=None,
        sent_at=None,
        sent_copy=None,
        provider_id="",
        reason="",
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def book_one(kind: AppointmentType, now: datetime) -> Appointment:
    """Alex's booking for tomorrow at 10am, made as a client makes one."""
    tomorrow = now.astimezone(practice.LONDON).date() + timedelta(days=1)
    starts_at = opening_at(practice.LONDON, tomorrow, 10 * 60)
    key = secrets.token_urlsafe(32)
    claim = claims.hold(
        holder_key=key, appointment_type=kind, starts_at=starts_at, now=now, mediator_id=None, wants_gender=""
    )
    wish = {"type": kind.pk, "mediator": claim.mediator_id, "starts_at": starts_at.isoformat()}
    draft = intake_services.start_draft(wish=wish | {"wants_gender": ""}, hold_key=key, now=now)
    intake_services.note_notices_shown(draft=draft, kinds=list(NoticeKind), now=now)
    draft = intake_services.save_answers(draft=draft, answers=ANSWERS, now=now)
    return confirm_appointment(draft=draft, actor=audit.CLIENT, now=now)


def _copy(first: Appointment, numbers: range) -> None:
    people = list(Mediator.objects.order_by("pk"))
    message = Message.objects.get(kind=messages.CONFIRMATION, subject_id=first.pk)
    starts = [first.starts_at + (2 + number // len(people)) * APART for number in numbers]
    mediators = [people[number % len(people)] for number in numbers]
    cases = Case.objects.bulk_create(like(first.party.case, reference=f"B{n:08}") for n in numbers)
    parties = Party.objects.bulk_create(like(first.party, case=case) for case in cases)
    ContactPreferences.objects.bulk_create(like(first.party.contact, party=party) for party in parties)
    slots = SlotClaim.objects.bulk_create(
        like(
            first.claim,
            mediator=who,
            starts_at=at,
            ends_at=at + practice.MEETING,
            span=DateTimeTZRange(at, at + practice.MEETING + practice.BUFFER, "[)"),
            holder_key="",
        )
        for who, at in zip(mediators, starts, strict=True)
    )
    meetings = Appointment.objects.bulk_create(_meetings(first, numbers, parties, slots))
    CalendarInvite.objects.bulk_create(
        like(first.invite, appointment=meeting, uid=f"{meeting.reference}@example.org")
        for meeting in meetings
    )
    Message.objects.bulk_create(
        like(message, subject_id=meeting.pk, recipient=f"party:{meeting.party_id}", not_after=meeting.ends_at)
        for meeting in meetings
    )


def _meetings(
    first: Appointment, numbers: range, parties: list[Party], slots: list[SlotClaim]
) -> Iterator[Appointment]:
    for number, party, slot in zip(numbers, parties, slots, strict=True):
        yield like(
            first,
            reference=f"B{number:08}",
            party=party,
            claim=slot,
            mediator_id=slot.mediator_id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            confirm_key=secrets.token_urlsafe(32),
            room=secrets.token_hex(16),
        )


def like(row: Row, **changes: object) -> Row:
    """A new row with everything of this one but its key and these changes."""
    same = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    same.pop(row._meta.pk.attname)
    for name in changes:
        same.pop(name, None)
        same.pop(f"{name}_id", None)
    return type(row)(**same, **changes)
