"""The 48-hour promise: measuring it, and telling staff before it breaks and when it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings import queries
from bookings.models import AppointmentType, PromiseSample
from bookings.promise_coverage import Gap
from bookings.queries import promise as promise_queries
from mediation.core import times
from mediation.core.alerts import close_alerts, raise_alert
from mediation.core.enums import Severity
from mediation.core.models import Alert
from mediation.core.practice import practice

BROKEN, AHEAD = "promise.broken", "promise.ahead"
EVERY_MIN = 15
KEPT = timedelta(days=400)


def watch(*, now: datetime) -> bool:
    """Look at every type offered; raise or close the alerts. Returns whether the promise stands now."""
    kinds = queries.offered_types()
    empty = [
        kind
        for kind in kinds
        if not queries.free_times(kind, now=now, start=now, end=queries.promise_end(kind, now=now))
    ]
    if empty:
        say_broken(now=now)
    else:
        close_alerts(BROKEN, at=now)
    look_ahead(kinds, now=now)
    return not empty


def say_broken(*, now: datetime) -> None:
    """Put it on the desk, once until it is mended. Not while a time is only kept for somebody on the list for
    an earlier one: in ten minutes it is free again, or they took it and left their own."""
    ends = [queries.promise_end(kind, now=now) for kind in queries.offered_types()]
    if ends and promise_queries.times_on_offer(now=now, before=max(ends)):
        return
    raise_alert(
        BROKEN,
        "No free time is left within the promised hours. Open more hours, or call people back.",
        severity=Severity.URGENT,
        at=now,
    )


def look_ahead(kinds: Sequence[AppointmentType], *, now: datetime) -> None:
    """One alert for each gap that begins within the practice's warning; those that have closed, or begun
    (which is `BROKEN`), go by themselves. One that a colleague closed does not come back."""
    until = now + timedelta(hours=practice().promise_warn_hours)
    due: dict[str, str] = {}
    for kind in kinds:
        for gap in promise_queries.gaps_if_holds_end(kind, now=now):
            if now < gap.asked.start < until:
                due.setdefault(_key(kind, gap), _words(kind, gap))
    standing = Alert.objects.filter(kind=AHEAD, closed_at__isnull=True)
    standing.exclude(dedupe_key__in=[_stored(key) for key in due]).update(closed_at=now)
    done = set(
        Alert.objects.filter(
            dedupe_key__in=[_stored(key) for key in due], closed_by__isnull=False
        ).values_list("dedupe_key", flat=True)
    )
    for key, text in due.items():
        if _stored(key) not in done:
            raise_alert(AHEAD, text, severity=Severity.TODO, at=now, key=key)
            standing.filter(dedupe_key=_stored(key)).exclude(text=text).update(text=text)


def gap_of(key: str, *, now: datetime) -> tuple[AppointmentType, Gap] | None:
    """The gap that a warning with this key is about, as it is now; None once it has closed or begun."""
    for kind in queries.offered_types():
        if key.startswith(f"{kind.pk}:"):
            gaps = promise_queries.gaps_if_holds_end(kind, now=now)
            coming = (gap for gap in gaps if gap.asked.start > now)
            return next(((kind, gap) for gap in coming if _key(kind, gap) == key), None)
    return None


def _key(kind: AppointmentType, gap: Gap) -> str:
    return f"{kind.pk}:{times.local_day(gap.asked.start)}"


def _stored(key: str) -> str:
    """As `raise_alert` keeps it for an alert about nothing in particular."""
    return f"{AHEAD}:::{key}"


def _words(kind: AppointmentType, gap: Gap) -> str:
    when = f"{times.day_name(times.local_day(gap.asked.start))}, {times.clock(gap.asked.start)}"
    return (
        f"{kind.name}: from {when} on, nothing is free within {kind.horizon_hours} hours. Open extra hours."
    )


def take_samples(*, now: datetime) -> int:
    """Note how far the earliest free time of every type is, once in each quarter of an hour, as a visitor
    sees it; returns how many were new. A second clock finds it done."""
    at = now.replace(minute=now.minute - now.minute % EVERY_MIN, second=0, microsecond=0)
    known = set(PromiseSample.objects.filter(sampled_at=at).values_list("appointment_type_id", flat=True))
    fresh = [
        PromiseSample(appointment_type=kind, sampled_at=at, minutes_until=_minutes_until(kind, now))
        for kind in queries.offered_types()
        if kind.pk not in known
    ]
    PromiseSample.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _minutes_until(kind: AppointmentType, now: datetime) -> int | None:
    """Whole minutes, rounded up: 48 hours and a second are not 48 hours."""
    ends = (queries.promise_end(kind, now=now), queries.latest_end(kind, now=now))
    for end in ends:
        if free := queries.free_times(kind, now=now, start=now, end=end):
            return -((now - free[0]) // timedelta(minutes=1))
    return None


def forget_old_samples(*, now: datetime) -> int:
    """Delete what is older than `KEPT`; returns how many."""
    return PromiseSample.objects.filter(sampled_at__lt=now - KEPT).delete()[0]
