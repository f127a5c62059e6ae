"""The demo practice: invented people, real rules. Only for DEMO installations and the tests' browser."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from bookings.enums import Gender
from bookings.models import Mediator, WeeklyHours
from mediation.core.enums import Role
from mediation.core.models import User

from .demo_people import add_people
from .setting_up import create_practice

PASSWORD = "demo-practice-demo"  # noqa: S105  (of invented people in a demo)
STAFF = (
    ("dana@example.org", "Dana Hughes", Role.MEDIATOR),
    ("morgan@example.org", "Morgan Ellis", Role.MEDIATOR),
    ("sam@example.org", "Sam Okafor", Role.MEDIATOR),
    ("admin@example.org", "Jo Prior", Role.ADMIN),
    ("manager@example.org", "Lee Bianchi", Role.MANAGER),
    ("owner@example.org", "Pat Lowe", Role.OWNER),
)
GENDERS = {"dana@example.org": Gender.WOMAN, "sam@example.org": Gender.MAN}
# Hours by mediator: ISO weekdays, opening, closing.
HOURS = {
    "dana@example.org": [((1, 2, 3, 4, 5), time(8, 30), time(13, 30)), ((1, 3), time(17, 30), time(20, 30))],
    "morgan@example.org": [((1, 2, 3, 4, 5), time(11), time(17)), ((6,), time(9), time(13))],
    "sam@example.org": [((2, 4), time(9), time(18)), ((7,), time(10), time(16))],
}


@transaction.atomic
def prepare(*, now: datetime) -> None:
    """Make the demo practice where it is missing; what is there stays as it is."""
    create_practice(
        name="Northgate Family Mediation",
        phone="0113 496 0000",
        phone_hours="8am to 7pm, Monday to Saturday",
        email="hello@example.org",
        fee=Decimal(110),
        now=now,
    )
    _people(now.date())
    add_people(now=now)


def _people(today: date) -> None:
    for number, (email, name, role) in enumerate(STAFF):
        user = User.objects.filter(email=email).first()
        if user is None:
            is_admin = role in {Role.MANAGER, Role.OWNER}
            user = User.objects.create_user(
                email, PASSWORD, name=name, role=role, is_staff=is_admin, is_superuser=is_admin
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
