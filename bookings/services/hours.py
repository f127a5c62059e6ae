"""Changing when a mediator works: under the same lock as taking their time, in one transaction.

Otherwise a visitor could take a time in the moment between reading the old hours and writing the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.db import transaction

from bookings import queries
from bookings.certificates import ended_period
from bookings.enums import Accreditation
from bookings.errors import HasTimeOff, NotTheseHours
from bookings.models import Appointment, DateOverride, Mediator, TimeOff, WeeklyHours
from mediation.core import audit
from mediation.core.models import Closure
from mediation.core.times import local_day
from mediation.core.working_time import (
    MIDNIGHT_MIN,
    closing_at,
    closing_minutes,
    minutes_after_midnight,
    opening_at,
)

from . import desk_alerts, locks

Rule: TypeAlias = WeeklyHours | DateOverride | TimeOff


@transaction.atomic
def save_mediator(mediator: Mediator, *, actor: audit.Actor, now: datetime) -> None:
    """Write the mediator's own row; accreditation and activity decide what is offered, so the lock comes
    first. A new one has no time to lock yet."""
    if mediator.pk:
        locks.lock_mediators([mediator.pk])
        _keep_ended_accreditation(mediator, local_day(now))
    mediator.save()
    audit.record(actor, "mediator.saved", mediator, at=now)


def _keep_ended_accreditation(mediator: Mediator, today: date) -> None:
    """A period that another follows, or that ends now, stays on record for the meetings held in it."""
    before = Mediator.objects.get(pk=mediator.pk)
    ends_now = mediator.accreditation == Accreditation.NONE
    if before.accreditation == Accreditation.NONE:
        return
    period = (before.accreditation_from, before.accreditation_expires_on)
    begins_on, expires_on = mediator.accreditation_from, mediator.accreditation_expires_on
    if ends_now:
        begins_on, expires_on = period
    elif (begins_on, expires_on) == period:
        return
    over = ended_period(period, begins_on=begins_on, expires_on=expires_on, today=today)
    if over is not None:
        first, last = over
        line = {"from": first.isoformat() if first else None, "until": last.isoformat()}
        if line not in mediator.earlier_accreditations:
            mediator.earlier_accreditations = [*mediator.earlier_accreditations, line]


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
    since somebody has to move them. What lay outside the hours and does not any more is taken off the desk.
    Nothing is moved or said to a client here.
    """
    locks.lock_mediators([mediator.pk])
    gone, kept = list(delete), list(save)
    _write(mediator, kept, gone)
    audit.record(actor, "mediator.hours_changed", mediator, at=now, saved=len(kept), deleted=len(gone))
    uncovered = queries.meetings_outside_hours(mediator, now=now)
    desk_alerts.are_outside_hours([mediator.pk], uncovered, now=now)
    return uncovered


@transaction.atomic
def change_closures(
    *, save: Iterable[Closure] = (), delete: Iterable[Closure] = (), actor: audit.Actor, now: datetime
) -> list[Appointment]:
    """Close the practice on a day, or open it all the same: as `change_hours`, for every mediator at once."""
    team = list(Mediator.objects.order_by("pk"))
    locks.lock_mediators(one.pk for one in team)
    for closure in delete:
        audit.record(actor, "closure.deleted", closure, at=now, on=f"{closure.on}")
        closure.delete()
    for closure in save:
        closure.save()
        audit.record(actor, "closure.saved", closure, at=now, on=f"{closure.on}", is_open=closure.is_open)
    uncovered = queries.meetings_outside_hours_of(team, now=now)
    desk_alerts.are_outside_hours([one.pk for one in team], uncovered, now=now)
    return uncovered


@transaction.atomic
def outside_after_change(
    *, mediator: Mediator, save: Iterable[Rule] = (), delete: Iterable[Rule] = (), now: datetime
) -> list[Appointment]:
    """The meetings that this change would newly leave outside the hours, in order of time. Nothing is kept.

    The change is written, looked at by the very query that judges it once it is made, and taken back.
    """
    before = set(queries.keys_outside_hours_of([mediator], now=now))
    try:
        with transaction.atomic():
            _write(mediator, list(save), list(delete))
            after = queries.meetings_outside_hours(mediator, now=now)
            transaction.set_rollback(True)
    finally:
        _forget_keys(save)
    return [one for one in after if one.pk not in before]


def _forget_keys(rules: Iterable[Rule]) -> None:
    """A row that was new is new again."""
    for rule in rules:
        if rule._state.adding or not type(rule).objects.filter(pk=rule.pk).exists():
            rule.pk, rule._state.adding = None, True


def _write(mediator: Mediator, save: Iterable[Rule], delete: Iterable[Rule]) -> None:
    for rule in delete:
        type(rule).objects.filter(pk=rule.pk).delete()
    for rule in save:
        rule.mediator = mediator
        if isinstance(rule, DateOverride) and rule._state.adding:
            _take_the_place(rule)
        rule.save()


def _take_the_place(rule: DateOverride) -> None:
    """A date has one override: one that a colleague has made meanwhile is replaced."""
    there = DateOverride.objects.filter(mediator=rule.mediator, on=rule.on).first()
    if there is not None:
        rule.pk, rule._state.adding = there.pk, False


@transaction.atomic
def open_extra_hours(
    *, mediator: Mediator, on: date, start: time, end: time, actor: audit.Actor, now: datetime
) -> DateOverride:
    """Work on this date from `start` to `end` as well, besides what the rules already give it.

    Wall times in the mediator's own zone; an end of 00:00 is the next midnight. On a bank holiday or closure
    only these hours are opened. Raises NotTheseHours for a day that is over or an end before the start,
    HasTimeOff where time off would swallow them.
    """
    first, last = minutes_after_midnight(start), closing_minutes(end)
    zone = ZoneInfo(mediator.zone)
    if last <= first or closing_at(zone, on, last) <= now:
        raise NotTheseHours
    locks.lock_mediators([mediator.pk])
    (calendar,) = queries.calendars([mediator], start=opening_at(zone, on, 0), end=closing_at(zone, on, last))
    wanted = (opening_at(zone, on, first), closing_at(zone, on, last))
    if any(off.start < wanted[1] and wanted[0] < off.end for off in calendar.schedule.time_off):
        raise HasTimeOff
    known = [(one.start_min, one.end_min) for one in calendar.schedule.hours_on(on)]
    row = mediator.overrides.filter(on=on).first() or DateOverride(on=on)
    row.ranges = [[_wall(one), _wall(other)] for one, other in _joined([*known, (first, last)])]
    change_hours(mediator=mediator, save=[row], actor=actor, now=now)
    return row


def _joined(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, with those that touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _wall(minute: int) -> str:
    return "24:00" if minute == MIDNIGHT_MIN else f"{minute // 60:02}:{minute % 60:02}"


def time_off_of(
    mediator: Mediator, first: date, last: date, *, start: time | None = None, end: time | None = None
) -> tuple[datetime, datetime]:
    """Both ends of time off in UTC: whole days, or from `start` on the first to `end` on the last."""
    zone = ZoneInfo(mediator.zone)
    begins = opening_at(zone, first, minutes_after_midnight(start) if start else 0)
    if end is None:
        return begins, opening_at(zone, last + timedelta(days=1), 0)
    return begins, closing_at(zone, last, closing_minutes(end))
