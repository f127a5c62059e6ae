"""What the desk says of calendars outside the practice, and of the feed that goes out."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.enums import FeedStyle
from bookings.models import CalendarFeed, ExternalCalendar
from bookings.queries.outside import STALE_AFTER
from mediation.core import times
from mediation.core.enums import OutsideFault

from .words import Badge, since

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Beside the field where the address was typed, and on a calendar that could once be read.
FAULTS = {
    OutsideFault.BAD_ADDRESS: "Enter the whole address of the calendar, beginning with https://",
    OutsideFault.FORBIDDEN: "This address is not on the open internet, so we do not read it",
    OutsideFault.UNREACHABLE: "Nobody answers at this address, or the answer breaks off",
    OutsideFault.BAD_CERTIFICATE: "The connection to this address is not secure",
    OutsideFault.TOO_SLOW: "The answer takes too long. Try again in a few minutes",
    OutsideFault.TOO_LARGE: "This calendar is too large for us to read. Share one with fewer old entries",
    OutsideFault.TOO_MANY_REDIRECTS: "This address sends us on again and again",
    OutsideFault.REFUSED: "We may not read this address. Use the secret address of the calendar",
    OutsideFault.GONE: "There is nothing at this address. It may have been changed or turned off",
    OutsideFault.NOT_A_CALENDAR: "There is no calendar at this address. It often ends with .ics",
    OutsideFault.TOO_MUCH: "There is more in this calendar than we can read",
}
STYLES = {
    FeedStyle.BUSY: "It shows “Busy” and nothing else.",
    FeedStyle.INITIALS: "It shows initials, and “Busy” where somebody may be in danger.",
}


def ago(at: datetime, *, now: datetime) -> str:
    """3 minutes ago; 2 hours ago; yesterday and earlier with the day and time."""
    gone = now - at
    if gone < MINUTE:
        return "just now"
    if gone < HOUR:
        count = gone // MINUTE
        return "1 minute ago" if count == 1 else f"{count} minutes ago"
    if gone < 12 * HOUR:
        count = gone // HOUR
        return "1 hour ago" if count == 1 else f"{count} hours ago"
    return times.mid_sentence(since(at, now=now))


def calendar_badge(row: ExternalCalendar, *, now: datetime) -> Badge:
    if row.fault:
        return {"text": "Cannot be read", "tone": "red"}
    if row.read_at is None or row.read_at < now - STALE_AFTER:
        return {"text": "Not up to date", "tone": "amber"}
    return {"text": "Up to date", "tone": "green"}


def calendar_lines(row: ExternalCalendar, *, now: datetime, count: int) -> list[str]:
    """How old what we know is, what it says, and what is wrong."""
    read = f"Last read {ago(row.read_at, now=now)}" if row.read_at else "Not read yet"
    busy = "1 busy time" if count == 1 else f"{count} busy times"
    lines = [f"{read}. {busy} in the next 90 days."]
    if row.fault and row.failing_since:
        began = times.mid_sentence(since(row.failing_since, now=now))
        lines.append(f"{FAULTS[OutsideFault(row.fault)]}. Since {began}. What we read before still counts.")
    return lines


def feed_lines(row: CalendarFeed, *, now: datetime) -> list[str]:
    read = f"Last read {ago(row.read_at, now=now)}." if row.read_at else "Nobody has read it yet."
    return [
        STYLES[FeedStyle(row.style)],
        f"Made {times.mid_sentence(since(row.created_at, now=now))}. {read}",
    ]
