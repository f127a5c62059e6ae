"""The calendar file by itself: RFC 5545 and 5546, and nothing that a shared calendar should not show."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bookings.calendar_files import calendar_file
from bookings.models import Appointment
from bookings.services import cancel_appointment, move_appointment
from mediation.core import audit
from tests.factories import NOW, TOMORROW_1PM

CONTENT_LINE = re.compile(rb"[^\r\n]*\r\n")


def parsed(content: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def invitation(appointment: Appointment, attendee: str = "alex@example.org") -> bytes:
    fresh = Appointment.objects.select_related("invite").get(pk=appointment.pk)
    return calendar_file(fresh, attendee=attendee, sender_name="Appointments")


def moved(appointment: Appointment, hours: int = 1) -> Appointment:
    return move_appointment(
        appointment=appointment,
        starts_at=appointment.starts_at + timedelta(hours=hours),
        actor=audit.CLIENT,
        now=NOW + timedelta(minutes=hours),
    )


def test_a_booking_is_a_request_with_sequence_0(appointment):
    calendar, event = parsed(invitation(appointment))

    assert (calendar["METHOD"], event["SEQUENCE"], event["STATUS"]) == ("REQUEST", 0, "CONFIRMED")
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//Appointments//EN")


def test_each_move_is_a_request_one_higher_and_a_cancellation_comes_last(appointment):
    told = [parsed(invitation(appointment))]
    for _ in range(2):
        appointment = moved(appointment)
        told.append(parsed(invitation(appointment)))
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW + timedelta(minutes=9))
    told.append(parsed(invitation(appointment)))

    assert [(str(calendar["METHOD"]), event["SEQUENCE"]) for calendar, event in told] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
        ("CANCEL", 3),
    ]
    assert len({str(event["UID"]) for _, event in told}) == 1
    assert told[-1][1]["STATUS"] == "CANCELLED"


def test_the_time_is_in_utc_with_no_zone_to_misread(appointment):
    content = invitation(appointment)
    _, event = parsed(content)

    assert (event.start, event.end) == (TOMORROW_1PM, TOMORROW_1PM + timedelta(hours=1))
    assert b"DTSTART:20261124T130000Z\r\n" in content
    assert b"DTEND:20261124T140000Z\r\n" in content
    assert b"DTSTAMP:20261123T090000Z\r\n" in content
    assert b"TZID" not in content
    assert b"VTIMEZONE" not in content


def test_summer_time_is_an_hour_earlier_in_utc(appointment):
    """2pm UK time on the Tuesday after the spring change."""
    appointment.starts_at = datetime(2027, 3, 30, 13, 0, tzinfo=UTC)
    appointment.ends_at = appointment.starts_at + timedelta(hours=1)

    content = calendar_file(appointment, attendee="", sender_name="Appointments")

    assert b"DTSTART:20270330T130000Z\r\n" in content


def test_a_moved_entry_carries_the_new_time(appointment):
    _, event = parsed(invitation(moved(appointment)))

    assert event.start == TOMORROW_1PM + timedelta(hours=1)
    assert event["DTSTAMP"].dt == NOW + timedelta(minutes=1)


def test_it_says_appointment_and_nothing_else(appointment):
    content = invitation(appointment).decode()
    _, event = parsed(content.encode())

    assert event["SUMMARY"] == "Appointment"
    assert event["CLASS"] == "PRIVATE"
    assert set(event) == {
        "ATTENDEE",
        "CLASS",
        "DTEND",
        "DTSTAMP",
        "DTSTART",
        "ORGANIZER",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "TRANSP",
        "UID",
    }
    revealing = ("alex winter", "robin", "field", "morgan", "miam", "mediat", "northgate", "http")
    assert not [word for word in revealing if word in content.lower()]


def test_the_organiser_is_the_sender_and_the_one_attendee_is_this_client(appointment, settings):
    settings.DEFAULT_FROM_EMAIL = "Somebody <dates@example.org>"

    _, event = parsed(invitation(appointment))

    assert event["ORGANIZER"] == "mailto:dates@example.org"
    assert event["ORGANIZER"].params["CN"] == "Appointments"
    assert event["ATTENDEE"] == "mailto:alex@example.org"
    assert event["ORGANIZER"] != event["ATTENDEE"]
    assert "CN" not in event["ATTENDEE"].params


@pytest.mark.parametrize(
    ("attendee", "name"),
    [
        (
            "a.very.long.local.part.that.takes.a.line.and.more@a-rather-long-domain-name.example.org",
            "Appointments",
        ),
        ("alex@example.org", 'Termine für Zürich und für das ganze übrige Land; Büro, "Mitte"'),
        ("alex@example.org", "Two\r\nlines"),
    ],
)
def test_lines_end_in_crlf_and_none_is_longer_than_75_octets(appointment, attendee, name):
    content = calendar_file(appointment, attendee=attendee, sender_name=name)

    lines = CONTENT_LINE.findall(content)
    assert b"".join(lines) == content
    assert max(len(line) - 2 for line in lines) <= 75
    assert all(line.decode() for line in lines)  # no character is torn apart
    _, event = parsed(content)
    assert event["ATTENDEE"] == f"mailto:{attendee}"
    assert event["ORGANIZER"].params["CN"] == " ".join(name.split())


def test_a_file_that_is_downloaded_is_a_plain_entry(appointment):
    calendar, event = parsed(invitation(appointment, attendee=""))

    assert (calendar["METHOD"], event["SEQUENCE"]) == ("PUBLISH", 0)
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_the_uid_is_unguessable_and_under_the_senders_domain(appointment):
    name, _, domain = appointment.invite.uid.partition("@")

    assert re.fullmatch(r"[0-9a-f-]{36}", name)
    assert domain == "example.org"
