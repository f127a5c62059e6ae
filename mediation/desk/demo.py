"""The demo practice: invented people, real rules. Only for DEMO installations and the tests' browser."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from bookings.enums import Gender, Mode
from bookings.models import AppointmentType, Mediator, TimeLabel, WeeklyHours
from mediation.core.closures import refresh_bank_holidays
from mediation.core.enums import NoticeKind, Role
from mediation.core.models import Notice, PracticeSettings, User

PASSWORD = "demo-practice-demo"  # noqa: S105  (of invented people in a demo)
STAFF = (
    ("dana@example.org", "Dana Hughes", Role.MEDIATOR),
    ("morgan@example.org", "Morgan Ellis", Role.MEDIATOR),
    ("sam@example.org", "Sam Okafor", Role.MEDIATOR),
    ("admin@example.org", "Jo Prior", Role.ADMIN),
    ("manager@example.org", "Lee Bianchi", Role.MANAGER),
)
GENDERS = {"dana@example.org": Gender.WOMAN, "sam@example.org": Gender.MAN}
# Hours by mediator: ISO weekdays, opening, closing.
HOURS = {
    "dana@example.org": [((1, 2, 3, 4, 5), time(8, 30), time(13, 30)), ((1, 3), time(17, 30), time(20, 30))],
    "morgan@example.org": [((1, 2, 3, 4, 5), time(11), time(17)), ((6,), time(9), time(13))],
    "sam@example.org": [((2, 4), time(9), time(18)), ((7,), time(10), time(16))],
}
LABELS = (
    ("lunch-break", "Lunch break", (1, 2, 3, 4, 5, 6, 7), time(12), time(14)),
    ("before-school-pick-up", "Before school pick-up", (1, 2, 3, 4, 5), time(9, 15), time(14, 45)),
    ("evening", "Evening", (1, 2, 3, 4, 5, 6, 7), time(17, 30), None),
    ("saturday", "Saturday", (6,), None, None),
)
PRIVACY = """We ask for as little as we can, and we keep it safe.

## What we keep
Your name, how to reach you, what your meeting is about and what you tell us. We lock it so that only our team can read it.

## Why we keep it
To arrange your meeting, to keep you and others safe, and because the law asks us to keep records.

## Who sees it
Your mediator and our office. Never the other person. We may have to tell someone if a child or an adult may be seriously harmed, or if the law says so.

## How long
If you do not finish booking, we delete it after 30 days at most. After a meeting we keep our file for six years.

## Your rights
You can ask to see what we hold, to put it right, or to delete it. Call us or write to us. If you are not happy, you can complain to the Information Commissioner's Office (ICO)."""
CONFIDENTIALITY = (
    "What you tell us is private. If a child or an adult may be seriously harmed, or the law says so, "
    "we may have to tell someone."
)
RECORDING = "We may record phone calls to train our team and to check what was said. You can say no."


@transaction.atomic
def prepare(*, now: datetime) -> None:
    """Make the demo practice where it is missing; what is there stays as it is."""
    PracticeSettings.objects.get_or_create(
        pk=1,
        defaults={
            "name": "Northgate Family Mediation",
            "phone": "0113 496 0000",
            "phone_hours": "8am to 7pm, Monday to Saturday",
            "email": "hello@example.org",
        },
    )
    texts = {
        NoticeKind.PRIVACY: PRIVACY,
        NoticeKind.CONFIDENTIALITY: CONFIDENTIALITY,
        NoticeKind.RECORDING: RECORDING,
    }
    for kind, text in texts.items():
        Notice.objects.get_or_create(kind=kind, version=1, defaults={"text": text, "in_force_from": now})
    _offer()
    _people(now.date())
    refresh_bank_holidays(today=now.date())


def _offer() -> None:
    AppointmentType.objects.get_or_create(
        slug="online", defaults={"name": "MIAM, online", "fee": Decimal(110), "mode": Mode.ONLINE}
    )
    for position, (slug, name, weekdays, start, end) in enumerate(LABELS):
        TimeLabel.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "weekdays": list(weekdays),
                "start_not_before": start,
                "end_not_after": end,
                "position": position,
            },
        )


def _people(today: date) -> None:
    for number, (email, name, role) in enumerate(STAFF):
        user = User.objects.filter(email=email).first()
        if user is None:
            is_manager = role == Role.MANAGER
            user = User.objects.create_user(
                email, PASSWORD, name=name, role=role, is_staff=is_manager, is_superuser=is_manager
            )
        if role == Role.MEDIATOR and not hasattr(user, "mediator"):
            _mediator(user, number, today)


def _mediator(user: User, number: int, today: date) -> None:
    mediator = Mediator.objects.create(
        user=user,
        name=user.name,
        urn=f"{1000 + number}A",
        accreditation_expires_on=today + timedelta(days=365),
        gender=GENDERS.get(user.email, ""),
        legal_aid_authorised=number == 0,
        started_on=today - timedelta(days=60),
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            mediator=mediator, weekday=day, start=start, end=end, valid_from=today - timedelta(days=60)
        )
        for days, start, end in HOURS[user.email]
        for day in days
    )
