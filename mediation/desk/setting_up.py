"""The first steps of a practice: its settings, its notices, what it offers and the words for times of day."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from bookings.enums import Mode
from bookings.models import AppointmentType, TimeLabel
from intake.models import CallbackHours
from intake.services.callbacks import make_windows
from mediation.core.closures import refresh_bank_holidays
from mediation.core.enums import NoticeKind
from mediation.core.models import Notice, PracticeSettings
from mediation.core.practice import first_words
from mediation.core.times import local_day

EVERY_DAY, WEEKDAYS, SATURDAY = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5), (6,)
LABELS = (
    ("lunch-break", "Lunch break", EVERY_DAY, time(12), time(14)),
    ("before-school-pick-up", "Before school pick-up", WEEKDAYS, time(9, 15), time(14, 45)),
    ("evening", "Evening", EVERY_DAY, time(17, 30), None),
    ("saturday", "Saturday", SATURDAY, None, None),
)
# When people are rung back: ISO weekdays, opening, closing, calls in one window.
CALLBACK_HOURS = ((WEEKDAYS, time(9), time(18), 2), (SATURDAY, time(9), time(12), 2))
# Each has a first version in templates/notices/, for the practice to replace by its own. What we suggest
# about complaints is shown without one: whoever says nothing must still tell people how to complain.
FIRST_NOTICES = (NoticeKind.PRIVACY, NoticeKind.CONFIDENTIALITY, NoticeKind.RECORDING)


@transaction.atomic
def create_practice(
    *, name: str, phone: str, phone_hours: str, email: str, fee: Decimal, now: datetime
) -> None:
    """Make what a practice needs before its first booking; whatever is there stays as it is.

    `fee` is in pounds for one MIAM, VAT included. Mediators and their hours are entered afterwards.
    """
    PracticeSettings.objects.get_or_create(
        pk=1, defaults={"name": name, "phone": phone, "phone_hours": phone_hours, "email": email}
    )
    for kind in FIRST_NOTICES:
        text = first_words(kind)
        Notice.objects.get_or_create(kind=kind, version=1, defaults={"text": text, "in_force_from": now})
    AppointmentType.objects.get_or_create(
        slug="online", defaults={"name": "MIAM, online", "fee": fee, "mode": Mode.ONLINE}
    )
    for position, (slug, label, weekdays, start, end) in enumerate(LABELS):
        TimeLabel.objects.get_or_create(
            slug=slug,
            defaults={
                "name": label,
                "weekdays": list(weekdays),
                "start_not_before": start,
                "end_not_after": end,
                "position": position,
            },
        )
    refresh_bank_holidays(today=now.date())
    _callback_hours()
    make_windows(today=local_day(now))


def _callback_hours() -> None:
    """A first template, where the practice has none yet."""
    if CallbackHours.objects.exists():
        return
    CallbackHours.objects.bulk_create(
        CallbackHours(weekday=day, opens=opens, closes=closes, capacity=capacity)
        for days, opens, closes, capacity in CALLBACK_HOURS
        for day in days
    )
