"""Changing when a mediator works: under the same lock as taking their time, in one transaction.

Otherwise a visitor could take a time in the moment between reading the old hours and writing the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from django.db import transaction

from bookings import queries
from bookings.models import Appointment, DateOverride, Mediator, TimeOff, WeeklyHours
from mediation.core import audit
from mediation.core.alerts import raise_alert
from mediation.core.enums import Severity

from . import locks

Rule: TypeAlias = WeeklyHours | DateOverride | TimeOff


@transaction.atomic
def save_mediator(mediator: Mediator, *, actor: audit.Actor, now: datetime) -> None:
    """Write the mediator's own row; accreditation and activity decide what is offered, so the lock comes
    first. A new one has no time to lock yet."""
    if mediator.pk:
        locks.lock_mediators([mediator.pk])
    mediator.save()
    audit.record(actor, "mediator.saved", mediator, at=now)


@transaction.atomic
def change_hours(
    *,
    mediator: Mediator,
    save: Iterable[Rule] = (),
    delete: Iterable[Rule] = (),
    actor: audit.Actor,
    now: datetime,
) -> list[Appointment]:
    """Write weekly hours, overrides and time off of one mediator, all or none.

    They may be entered over meetings that stand: these are returned in order of time and put on the desk,
    since somebody has to move them. Nothing is moved or said to a client here.
    """
    locks.lock_mediators([mediator.pk])
    gone, kept = list(delete), list(save)
    for rule in gone:
        rule.delete()
    for rule in kept:
        rule.mediator = mediator
        rule.save()
    audit.record(actor, "mediator.hours_changed", mediator, at=now, saved=len(kept), deleted=len(gone))
    uncovered = queries.meetings_outside_hours(mediator, now=now)
    for appointment in uncovered:
        raise_alert(
            "appointment.outside_hours",
            f"{appointment.reference}: its mediator does not work then now. Find another time or mediator.",
            severity=Severity.TODO,
            at=now,
            about=appointment,
        )
    return uncovered
