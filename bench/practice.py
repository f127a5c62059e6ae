"""A made-up practice in the database: mediators with hours of their own, and calendars as full as wanted.

Everybody works every day, so that the figures do not depend on the weekday of the run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.enums import ClaimState
from bookings.models import (
    AppointmentType,
    DateOverride,
    Mediator,
    SlotClaim,
    TimeLabel,
    TimeOff,
    WeeklyHours,
)
from bookings.times_page import forget_lists
from mediation.core.enums import NoticeKind
from mediation.core.models import Notice, PracticeSettings
from mediation.core.remembered import forget_everything
from mediation.core.working_time import opening_at

LONDON = ZoneInfo("Europe/London")
LONG_AGO = date(2020, 1, 1)
EVERY_DAY, WEEKDAYS = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5)
LABELS = (
    ("lunch-break", "Lunch break", EVERY_DAY, time(12), time(14)),
    ("before-school-pick-up", "Before school pick-up", WEEKDAYS, time(9, 15), time(14, 45)),
    ("evening", "Evening", EVERY_DAY, time(17, 30), None),
    ("saturday", "Saturday", (6,), None, None),
)
NOTICE = "We keep what you tell us safe.\n\n" + "Only our team can read it. " * 40
DAYS = 16  # a little more than can be booked
MEETING, BUFFER = timedelta(minutes=60), timedelta(minutes=15)


def open_practice(*, now: datetime) -> AppointmentType:
    """Settings, notices, time labels and the online MIAM; no mediator yet."""
    PracticeSettings.objects.create(
        pk=1, name="Northgate Family Mediation", phone="0113 496 0000", phone_hours="8am to 7pm"
    )
    for kind in (NoticeKind.PRIVACY, NoticeKind.CONFIDENTIALITY, NoticeKind.RECORDING):
        Notice.objects.create(kind=kind, version=1, text=NOTICE, in_force_from=now)
    for position, (slug, name, weekdays, start, end) in enumerate(LABELS):
        TimeLabel.objects.create(
            slug=slug,
            name=name,
            weekdays=list(weekdays),
            start_not_before=start,
            end_not_after=end,
            position=position,
        )
    return AppointmentType.objects.create(slug="online", name="MIAM, online", fee=Decimal(110), daily_cap=5)


def fill(size: int, *, now: datetime, full: float = 0.5, seed: int = 48) -> None:
    """Put `size` mediators in place of whoever was there, with about this share of their time booked."""
    chance = random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bookings_mediator RESTART IDENTITY CASCADE")
    people = Mediator.objects.bulk_create(
        Mediator(
            name=f"Mediator {number}",
            accreditation_expires_on=now.date() + timedelta(days=365),
            started_on=LONG_AGO,
            gender=chance.choice(["woman", "man", ""]),
        )
        for number in range(size)
    )
    days = {who.pk: _WorkingDay(chance) for who in people}
    WeeklyHours.objects.bulk_create(row for who in people for row in days[who.pk].weekly(who))
    kind = AppointmentType.objects.get(slug="online")
    today = now.astimezone(LONDON).date()
    claims: list[SlotClaim] = []
    for who in people:
        booked = (at for at in days[who.pk].starts(today, after=now) if chance.random() < full)
        claims += (_booked(who, kind, at) for at in booked)
    SlotClaim.objects.bulk_create(claims, batch_size=2000)
    if full:
        _exceptions(people, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    forget_everything()
    forget_lists()


class _WorkingDay:
    """One mediator's hours, the same each day: opening, lunch, closing."""

    def __init__(self, chance: random.Random) -> None:
        self.opens, self.closes = chance.choice([8, 9, 10]), chance.choice([17, 18, 20])
        self.lunch = chance.choice([12, 13])

    def weekly(self, who: Mediator) -> Iterator[WeeklyHours]:
        halves = ((time(self.opens), time(self.lunch)), (time(self.lunch, 45), time(self.closes)))
        for weekday in range(1, 8):
            for start, end in halves:
                yield WeeklyHours(mediator=who, weekday=weekday, start=start, end=end, valid_from=LONG_AGO)

    def starts(self, today: date, *, after: datetime) -> Iterator[datetime]:
        """Every 75 minutes from opening: a meeting and the buffer after it."""
        for day in (today + timedelta(days=n) for n in range(DAYS)):
            for minute in range(self.opens * 60, self.closes * 60 - 60, 75):
                at = opening_at(LONDON, day, minute)
                if at > after:
                    yield at


def _booked(who: Mediator, kind: AppointmentType, at: datetime) -> SlotClaim:
    return SlotClaim(
        mediator=who,
        appointment_type=kind,
        span=DateTimeTZRange(at, at + MEETING + BUFFER, "[)"),
        starts_at=at,
        ends_at=at + MEETING,
        state=ClaimState.BOOKED,
        held_at=at,
    )


def _exceptions(people: list[Mediator], today: date) -> None:
    """A shorter day, and an afternoon off, for everybody."""
    at = opening_at(LONDON, today + timedelta(days=1), 14 * 60)
    off = DateTimeTZRange(at, at + timedelta(hours=2), "[)")
    shorter = today + timedelta(days=3)
    TimeOff.objects.bulk_create(TimeOff(mediator=who, span=off) for who in people)
    DateOverride.objects.bulk_create(
        DateOverride(mediator=who, on=shorter, ranges=[["09:00", "13:00"]]) for who in people
    )
