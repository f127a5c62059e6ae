"""A mediator's other calendars: added, read again and again, and taken away.

Reading takes seconds and happens outside every transaction; what was read replaces what stood before in one
transaction, under the mediator's lock. A calendar that cannot be read keeps its last times. Whatever it says,
and if it is gone altogether, no meeting is changed: see docs/decisions/outside-calendars.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.busy_reading import busy_times_in
from bookings.errors import BookingError
from bookings.models import ExternalBusy, ExternalCalendar, Mediator
from bookings.queries.outside import meetings_met, stale_calendars
from mediation.core import audit, outside
from mediation.core.alerts import lift_alerts, raise_alert
from mediation.core.enums import OutsideFault, Severity
from mediation.core.errors import OutsideFailed
from mediation.core.outside import Found, Limits
from mediation.core.periods import Period

from . import desk_alerts, locks
from .feeds import own_uids

BEFORE, AHEAD = timedelta(days=1), timedelta(days=91)  # a day more than the practice's horizon of 90
EVERY, LEASE = timedelta(minutes=10), timedelta(minutes=3)
LONGEST_WAIT = timedelta(hours=1)  # between tries of one that cannot be read
ANEW_AFTER = timedelta(hours=12)  # also unchanged, its repeating entries reach further ahead by then
TELL_AFTER = timedelta(hours=6)
SECONDS_TO_CONFIRM = 3.0
AT_ONCE, MOST_AT_A_TIME = 8, 500
UNREAD = "calendar.unread"


@dataclass(frozen=True)
class Reading:
    """What a try gave: the file's marks and the busy times (None: unchanged), or why there are none."""

    found: Found = field(default_factory=Found)
    spans: list[Period] | None = None
    fault: OutsideFault | None = None


def add_calendar(
    *, mediator: Mediator, name: str, url: str, actor: audit.Actor, now: datetime
) -> ExternalCalendar:
    """Keep another calendar of this mediator, once it was read: raises OutsideFailed where it cannot be."""
    row = ExternalCalendar(mediator=mediator, name=name, url=url, added_at=now, next_read_at=now)
    reading = _read(row, now=now, seconds=Limits().seconds)
    if reading.fault:
        raise OutsideFailed(reading.fault)
    with transaction.atomic():
        row.save(force_insert=True)
        audit.record(actor, "calendar.added", row, at=now, mediator=mediator.pk)
        _keep(row.pk, reading, now=now)
    row.refresh_from_db()
    return row


@transaction.atomic
def remove_calendar(*, calendar: ExternalCalendar, actor: audit.Actor, now: datetime) -> None:
    """Forget the calendar and its times, which are free again."""
    locks.lock_mediators([calendar.mediator_id])
    audit.record(actor, "calendar.removed", calendar, at=now, mediator=calendar.mediator_id)
    lift_alerts(calendar, {UNREAD}, at=now)
    mediator_id = calendar.mediator_id
    calendar.delete()
    desk_alerts.free_again(mediator_id, now=now)


def claim_due(*, now: datetime) -> list[int]:
    """The calendars to be read now, ours for some minutes: two clocks at once hand out each one once."""
    due = ExternalCalendar.objects.filter(next_read_at__lte=now, mediator__is_active=True)
    return [
        pk
        for pk, was_due in due.order_by("next_read_at").values_list("pk", "next_read_at")[:MOST_AT_A_TIME]
        if ExternalCalendar.objects.filter(pk=pk, next_read_at=was_due).update(next_read_at=now + LEASE)
    ]


def read_calendar(calendar_id: int, *, now: datetime) -> None:
    """Read one and keep what it says; one that was taken away meanwhile is nothing."""
    row = ExternalCalendar.objects.select_related("mediator").filter(pk=calendar_id).first()
    if row is None:
        return
    reading = _read(row, now=now, seconds=Limits().seconds)
    locks.retrying(lambda: _keep(calendar_id, reading, now=now))


def freshen(mediator_ids: Iterable[int], *, now: datetime, seconds: float = SECONDS_TO_CONFIRM) -> None:
    """Before a booking: read these mediators' calendars that were last read too long ago, side by side.

    Where there are many, those of the first mediators.

    `seconds` for all; one that cannot be read in that time keeps its last times, for nobody's booking
    waits for somebody else's server. Never inside a transaction.
    """
    wanted = list(mediator_ids)
    found = sorted(stale_calendars(wanted, now=now), key=lambda row: wanted.index(row.mediator_id))
    stale = found[:AT_ONCE]
    if not stale:
        return
    with ThreadPoolExecutor(len(stale)) as pool:
        readings = list(pool.map(lambda row: _read(row, now=now, seconds=seconds), stale))
    for row, reading in zip(stale, readings, strict=True):
        try:
            locks.retrying(lambda row=row, reading=reading: _keep(row.pk, reading, now=now))  # type: ignore[misc]
        except BookingError:
            continue  # somebody is changing this mediator's time: their booking's own lock comes next


def _read(row: ExternalCalendar, *, now: datetime, seconds: float) -> Reading:
    """Ask for the file and work out its times; no database, so that threads may do it."""
    until = monotonic() + seconds
    is_fresh = row.expanded_at is not None and row.expanded_at > now - ANEW_AFTER
    known = Found(etag=row.etag, last_modified=row.last_modified) if is_fresh else None
    try:
        found = outside.read(row.url, known=known, limits=Limits(seconds=seconds))
        if found.is_unchanged:
            return Reading(found)
        spans = busy_times_in(
            found.body,
            zone=row.mediator.zone,
            start=now - BEFORE,
            end=now + AHEAD,
            ours=own_uids(),
            seconds=max(1.0, until - monotonic()),
        )
    except OutsideFailed as failure:
        return Reading(fault=failure.fault)
    return Reading(found, spans)


@transaction.atomic
def _keep(calendar_id: int, reading: Reading, *, now: datetime) -> None:
    """Write down how a try went. What an older try found does not replace what a newer one did."""
    mediator_id = (
        ExternalCalendar.objects.filter(pk=calendar_id).values_list("mediator_id", flat=True).first()
    )
    if mediator_id is None:
        return
    locks.lock_mediators([mediator_id])
    row = ExternalCalendar.objects.select_for_update().filter(pk=calendar_id).first()
    if row is None or (row.tried_at is not None and row.tried_at > now):
        return
    row.tried_at = now
    if reading.fault:
        _note_failure(row, reading.fault, now)
    else:
        _note_success(row, reading, now)
    row.save()


def _note_failure(row: ExternalCalendar, fault: OutsideFault, now: datetime) -> None:
    row.failures = min(row.failures + 1, 1000)
    row.failing_since = row.failing_since or now
    row.fault = fault
    row.next_read_at = now + min(EVERY * 2 ** min(row.failures - 1, 10), LONGEST_WAIT) + _jitter(row)
    if now - row.failing_since >= TELL_AFTER:
        raise_alert(
            UNREAD,
            "An outside calendar of a mediator cannot be read. Its last known times still count. "
            "See Calendar links.",
            severity=Severity.TODO,
            at=now,
            about=row,
        )


def _note_success(row: ExternalCalendar, reading: Reading, now: datetime) -> None:
    before = {one.pk for one in meetings_met(row.mediator_id, now=now, calendar=row)}
    if reading.spans is not None:
        row.busy.all().delete()
        ExternalBusy.objects.bulk_create(
            ExternalBusy(calendar=row, mediator_id=row.mediator_id, span=DateTimeTZRange(*span, "[)"))
            for span in reading.spans
        )
        row.expanded_at = now
        row.etag, row.last_modified = reading.found.etag, reading.found.last_modified
    row.read_at = now
    row.next_read_at = now + EVERY + _jitter(row)
    row.failures, row.failing_since, row.fault = 0, None, ""
    lift_alerts(row, {UNREAD}, at=now)
    for meeting in meetings_met(row.mediator_id, now=now, calendar=row):
        if meeting.pk not in before:
            desk_alerts.busy_elsewhere(meeting, now=now)
    desk_alerts.free_again(row.mediator_id, now=now)


def _jitter(row: ExternalCalendar) -> timedelta:
    """So that calendars added together are not read together for ever."""
    return timedelta(seconds=(row.pk or 0) * 17 % 60)
