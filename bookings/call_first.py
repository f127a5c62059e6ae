"""When staff are told that somebody is to be talked with before their meeting. PURE."""

from datetime import datetime, timedelta

EVERY = timedelta(minutes=30)


def step_due(*, since: datetime, now: datetime) -> datetime:
    """The latest of the instants `since`, and every half-hour after it, that has come; both aware.

    After an outage this is one, not all that were missed.
    """
    return since + max(now - since, timedelta()) // EVERY * EVERY


def waited(*, since: datetime, now: datetime) -> str:
    """How long it has been, in words: empty below a minute; 30 minutes; 1 hour; 2 hours 30 minutes."""
    hours, minutes = divmod(max(int((now - since).total_seconds()), 0) // 60, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    return " ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count)
