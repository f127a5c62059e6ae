"""The calendar file (RFC 5545, RFC 5546): neutral words, one attendee, the same UID for life.

A family's calendar may be shared, so it says "Appointment" and nothing else: no names, no place, no link.
Times are UTC, which every calendar reads alike. The few lines are written here, and read back by a library
in the tests: to have it write them was an eighth of the work of sending a message.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from mediation.core import outbox

from .models import Appointment

SUMMARY = "Appointment"
LINE_OCTETS = 75  # RFC 5545, section 3.1: longer lines are folded


def calendar_file(appointment: Appointment, *, attendee: str, sender_name: str) -> bytes:
    """The current state of the entry: REQUEST while it stands, CANCEL once cancelled.

    `attendee` is this client's own address; empty for a file that they download themselves, which then is
    a plain entry (PUBLISH) with neither organiser nor attendee.
    """
    invite = appointment.invite
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Appointments//EN",
        f"METHOD:{invite.method if attendee else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{invite.uid}",
        f"SEQUENCE:{invite.sequence}",
        f"DTSTAMP:{_instant(invite.changed_at)}",
        f"DTSTART:{_instant(appointment.starts_at)}",
        f"DTEND:{_instant(appointment.ends_at)}",
        f"SUMMARY:{SUMMARY}",
        f"STATUS:{'CANCELLED' if invite.method == 'CANCEL' else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        *(_people(attendee, sender_name) if attendee else ()),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _people(attendee: str, sender_name: str) -> Iterator[str]:
    yield f"ORGANIZER;CN={_parameter(sender_name)}:mailto:{outbox.sender_address()}"
    yield f"ATTENDEE;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:{_one_line(attendee)}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _parameter(words: str) -> str:
    """Quoted, with what a quoted value cannot hold written as RFC 6868 says."""
    return '"' + _one_line(words).replace("^", "^^").replace('"', "^'") + '"'


def _folded(line: str) -> bytes:
    """The line as octets, continued on further lines without tearing a character apart."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return octets + b"\r\n"
    pieces, piece = [], b""
    for character in line:
        more = character.encode()
        if len(piece) + len(more) > LINE_OCTETS:
            pieces.append(piece)
            piece = b" "
        piece += more
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
