"""The first steps of a practice: its settings, its notices, what it offers and the words for times of day."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from bookings.enums import Mode
from bookings.models import AppointmentType, TimeLabel
from mediation.core.closures import refresh_bank_holidays
from mediation.core.enums import NoticeKind
from mediation.core.models import Notice, PracticeSettings

EVERY_DAY, WEEKDAYS, SATURDAY = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5), (6,)
LABELS = (
    ("lunch-break", "Lunch break", EVERY_DAY, time(12), time(14)),
    ("before-school-pick-up", "Before school pick-up", WEEKDAYS, time(9, 15), time(14, 45)),
    ("evening", "Evening", EVERY_DAY, time(17, 30), None),
    ("saturday", "Saturday", SATURDAY, None, None),
)
# First versions, for the practice to replace by its own; a version that people were shown is never changed.
PRIVACY = """We ask for as little as we can, and we keep it safe.

## What we keep
Your name, how to reach you, what your meeting is about and what you tell us. We lock it so that only our team
can read it.

## Why we keep it
To arrange your meeting, to keep you and others safe, and because the law asks us to keep records.

## Who sees it
Your mediator and our office. Never the other person. We may have to tell someone if a child or an adult
may be seriously harmed, or if the law says so.

## How long
If you do not finish booking, we delete it after 30 days at most. After a meeting we keep our file for six
years.

## Your rights
You can ask to see what we hold, to put it right, or to delete it. Call us or write to us. If you are not happy,
you can complain to the Information Commissioner's Office (ICO)."""
CONFIDENTIALITY = (
    "What you tell us is private. If a child or an adult may be seriously harmed, or the law says so, "
    "we may have to tell someone."
)
RECORDING = "We may record phone calls to train our team and to check what was said. You can say no."
NOTICES = {
    NoticeKind.PRIVACY: PRIVACY,
    NoticeKind.CONFIDENTIALITY: CONFIDENTIALITY,
    NoticeKind.RECORDING: RECORDING,
}


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
    for kind, text in NOTICES.items():
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
