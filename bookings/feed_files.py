"""A mediator's feed as a calendar file (RFC 5545): when they are busy here, never with whom or about what.

The same meetings always give the same bytes, so that an unchanged feed can be answered in a word. Times are
UTC. Cancelled meetings are simply not there any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from bookings.enums import FeedStyle
from bookings.models import Appointment
from bookings.queries import meetings_near_danger

from .services.feeds import uid_of

SUMMARY, NAME = "Busy", "Appointments"
BACK, AHEAD = timedelta(days=7), timedelta(days=90)
READ_AGAIN = timedelta(minutes=15)


def feed_file(appointments: Iterable[Appointment], style: FeedStyle) -> bytes:
    """Each meeting as a private, busy entry; with initials where the style says so and nothing speaks
    against it."""
    meetings = list(appointments)
    hidden = meetings_near_danger(meetings) if style == FeedStyle.INITIALS else frozenset()
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//Busy//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for one in meetings:
        shows = style == FeedStyle.INITIALS and one.pk not in hidden
        calendar.add_component(_entry(one, initials(one.party.name) if shows else SUMMARY))
    return bytes(calendar.to_ical())


def _entry(one: Appointment, summary: str) -> Event:
    event = Event()
    event.add("uid", uid_of(one.pk))
    event.add("sequence", one.version)
    event.add("dtstamp", _whole_seconds(one.invite.changed_at))
    event.add("dtstart", _whole_seconds(one.starts_at))
    event.add("dtend", _whole_seconds(one.ends_at))
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    event.add("status", "CONFIRMED")
    return event


def initials(name: str) -> str:
    """A. R. for the first and the last part of a name; never more of it, and "Busy" where there is none."""
    parts = [letter for part in name.split() if (letter := next(filter(str.isalpha, part), ""))]
    return " ".join(f"{one.upper()}." for one in (parts[:1] + parts[1:][-1:])) or SUMMARY


def _whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
