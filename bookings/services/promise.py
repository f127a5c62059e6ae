"""The 48-hour promise: telling staff when nothing is left inside it."""

from datetime import datetime

from bookings import queries
from mediation.core.alerts import close_alerts, raise_alert
from mediation.core.enums import Severity

BROKEN = "promise.broken"


def watch(*, now: datetime) -> bool:
    """Look at every type offered; raise or close the alert. Returns whether the promise stands."""
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
    return not empty


def say_broken(*, now: datetime) -> None:
    """Put it on the desk, once until it is mended."""
    raise_alert(
        BROKEN,
        "No free time is left within the promised hours. Open more hours, or call people back.",
        severity=Severity.URGENT,
        at=now,
    )
