"""The calendar file (RFC 5545, RFC 5546): neutral words, one attendee, the same UID for life.

A family's calendar may be shared, so it says "Appointment" and nothing else: no names, no place, no link.
Times are UTC, which every calendar reads alike.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from mediation.core import outbox

from .models import Appointment

SUMMARY = "Appointment"


def calendar_file(appointment: Appointment, *, attendee: str, sender_name: str) -> bytes:
    """The current state of the entry: REQUEST while it stands, CANCEL once cancelled.

    `attendee` is this client's own address; empty for a file that they download themselves, which then is
    a plain entry (PUBLISH) with neither organiser nor attendee.
    """
    invite = appointment.invite
    calendar = Calendar()
    calendar.add("prodid", "-//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", invite.method if attendee else "PUBLISH")
    event = Event()
    event.add("uid", invite.uid)
    event.add("sequence", invite.sequence)
    event.add("dtstamp", _whole_seconds(invite.changed_at))
    event.add("dtstart", _whole_seconds(appointment.starts_at))
    event.add("dtend", _whole_seconds(appointment.ends_at))
    event.add("summary", SUMMARY)
    event.add("status", "CANCELLED" if invite.method == "CANCEL" else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if attendee:
        event.add("organizer", _organiser(sender_name))
        event.add("attendee", _attendee(attendee))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _organiser(sender_name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{outbox.sender_address()}")
    address.params["cn"] = vText(" ".join(sender_name.split()))
    return address


def _attendee(email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["partstat"] = vText("NEEDS-ACTION")
    address.params["rsvp"] = vText("FALSE")
    address.params["role"] = vText("REQ-PARTICIPANT")
    return address


def _whole_seconds(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
