"""A mediator's own feed: what it shows, to whom, and that a real calendar server reads it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from bookings.enums import FeedStyle
from bookings.feed_files import initials
from bookings.models import Appointment, AppointmentType, CalendarFeed, Mediator
from bookings.services import cancel_appointment, move_appointment
from bookings.services.feeds import make_feed, revoke_feed
from intake.models import Flag
from mediation.core import audit
from mediation.core.models import AuditEntry, RateCounter
from tests import factories
from tests.factories import NOW, TOMORROW_1PM, at
from tests.radicale_server import radicale

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
CALENDAR = "/morgan/busy/"
# Which entries touch Tuesday from 1pm to 2pm? (RFC 4791, 7.8)
AT_ONE = b"""<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="20261124T130000Z" end="20261124T140000Z"/>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def made(mediator: Mediator, style: FeedStyle = FeedStyle.BUSY) -> str:
    token = make_feed(mediator=mediator, style=style, actor=audit.SYSTEM, now=NOW)
    return f"/calendar/{token}.ics"


def spans(content: bytes) -> list[tuple[datetime, datetime]]:
    events = Calendar.from_ical(content).walk("VEVENT")
    return sorted((one["DTSTART"].dt, one["DTEND"].dt) for one in events)


def summaries(content: bytes) -> list[str]:
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(content).walk("VEVENT")]


def test_it_says_busy_and_nothing_else(client: Client, appointment: Appointment, morgan: Mediator) -> None:
    response = client.get(made(morgan))
    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert not response.cookies
    assert set(entry) == {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "CLASS",
        "TRANSP",
        "STATUS",
    }
    assert (entry["SUMMARY"], entry["CLASS"], entry["TRANSP"]) == ("Busy", "PRIVATE", "OPAQUE")
    assert spans(response.content) == [(TOMORROW_1PM, TOMORROW_1PM + HOUR)]
    for secret in ("Alex", "Winter", "MIAM", "Northgate", appointment.reference, appointment.invite.uid):
        assert secret not in response.content.decode()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M" in response.content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Alex Winter", "A. W."),
        ("Alex van der Winter", "A. W."),
        ("Alex", "A."),
        ("alex winter-field", "A. W."),
        ("  Álex   (Lex) O’Neill ", "Á. O."),
        ("李 小龙", "李. 小."),
        ("7 9", "Busy"),
        ("", "Busy"),
    ],
)
def test_initials_never_show_more_of_a_name(name: str, shown: str) -> None:
    assert initials(name) == shown


def test_initials_only_where_the_mediator_chose_them_and_nobody_may_be_in_danger(
    client: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    plain = factories.booked(kind)
    danger = factories.booked(
        kind, at("2026-11-24", "10:00"), answers={**factories.ALEX, "name": "Robin Old"}
    )
    url = made(morgan, FeedStyle.INITIALS)
    assert summaries(client.get(url).content) == ["R. O.", "A. W."]
    Flag.objects.create(party=danger.party, code="SF-DA-NOW", severity="red", rule_version="1", raised_at=NOW)

    content = client.get(url).content
    assert summaries(content) == ["Busy", "A. W."]
    assert plain.party.name.encode() not in content
    assert summaries(client.get(made(morgan, FeedStyle.BUSY)).content) == ["Busy", "Busy"]


def test_a_moved_meeting_keeps_its_entry_and_a_cancelled_one_is_gone(
    client: Client, appointment: Appointment, morgan: Mediator
) -> None:
    url = made(morgan)
    first = Calendar.from_ical(client.get(url).content).walk("VEVENT")[0]
    moved = move_appointment(
        appointment=appointment, starts_at=at("2026-11-24", "15:00"), actor=audit.CLIENT, now=NOW
    )
    second = Calendar.from_ical(client.get(url).content).walk("VEVENT")[0]

    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second["DTSTART"].dt == at("2026-11-24", "15:00")
    cancel_appointment(appointment=moved, actor=audit.CLIENT, now=NOW)
    assert spans(client.get(url).content) == []


def test_it_reaches_a_week_back_and_ninety_days_ahead_and_shows_this_mediator_alone(
    client: Client, kind: AppointmentType, morgan: Mediator, drew: Mediator, clock: Any
) -> None:
    factories.booked(kind, mediator=morgan)
    factories.works(drew)
    factories.booked(kind, at("2026-11-24", "15:00"), answers=factories.ROBIN, mediator=drew)
    url = made(morgan)
    assert len(spans(client.get(url).content)) == 1
    clock.move_to(TOMORROW_1PM + timedelta(days=7, minutes=59))
    assert len(spans(client.get(url).content)) == 1
    clock.move_to(TOMORROW_1PM + timedelta(days=7, minutes=60))
    assert spans(client.get(url).content) == []
    clock.move_to(TOMORROW_1PM - timedelta(days=90))
    assert spans(client.get(url).content) == []
    clock.move_to(TOMORROW_1PM - timedelta(days=90) + timedelta(seconds=1))
    assert len(spans(client.get(url).content)) == 1


def test_an_unchanged_feed_is_answered_in_a_word(
    client: Client, appointment: Appointment, morgan: Mediator, clock: Any
) -> None:
    url = made(morgan)
    etag = client.get(url)["ETag"]
    clock.shift(timedelta(hours=3))
    again = client.get(url, headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.head(url).status_code == 200
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_unknown_revoked_renewed_and_closed_addresses_look_alike(
    client: Client, appointment: Appointment, morgan: Mediator, drew: Mediator
) -> None:
    old, left = made(morgan), made(drew)
    new = made(morgan)
    Mediator.objects.filter(pk=drew.pk).update(is_active=False)
    nobodys = client.get("/calendar/" + "x" * 43 + ".ics")
    assert nobodys.status_code == 404
    assert not nobodys.cookies
    for url in (old, left):
        response = client.get(url)
        assert (response.status_code, response.content) == (404, nobodys.content)
        assert dict(response.headers) == dict(nobodys.headers)
    assert client.get(new).status_code == 200
    assert client.post(new).status_code == 405
    feed = CalendarFeed.objects.get(mediator=morgan, revoked_at=None)
    for _ in range(2):
        revoke_feed(feed=feed, actor=audit.SYSTEM, now=NOW)
    assert client.get(new).status_code == 404
    assert AuditEntry.objects.filter(verb="feed.revoked").count() == 1


def test_the_secret_is_kept_nowhere(appointment: Appointment, morgan: Mediator) -> None:
    token = made(morgan).removeprefix("/calendar/").removesuffix(".ics")

    assert len(token) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM bookings_calendarfeed f")
        assert token not in str(cursor.fetchall())
    assert token not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_few_questions_however_many_meetings(
    client: Client, kind: AppointmentType, morgan: Mediator, count: int
) -> None:
    for clock_time in ("10:00", "13:00", "15:00")[:count]:
        factories.booked(kind, at("2026-11-24", clock_time))
    url = made(morgan, FeedStyle.INITIALS)
    client.get(url, REMOTE_ADDR="203.0.113.7")
    with CaptureQueriesContext(connection) as asked:
        content = client.get(url, REMOTE_ADDR="203.0.113.7").content

    assert len(spans(content)) == count
    assert len(asked) == 4  # the limit, the feed, its meetings, and who may be in danger


def test_somebody_who_tries_addresses_is_stopped(client: Client, morgan: Mediator) -> None:
    url = made(morgan)
    client.get(url, REMOTE_ADDR="203.0.113.7")
    RateCounter.objects.update(used=1200)
    refused = client.get(url, REMOTE_ADDR="203.0.113.7")

    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert client.get(url, REMOTE_ADDR="203.0.113.8").status_code == 200


def test_a_real_calendar_server_takes_the_feed_and_reads_it_back(
    client: Client, kind: AppointmentType, morgan: Mediator, tmp_path: Path
) -> None:
    for day, clock_time in (("2026-11-24", "09:00"), ("2026-11-24", "13:00"), ("2026-12-01", "10:30")):
        factories.booked(kind, at(day, clock_time))
    url = made(morgan, FeedStyle.INITIALS)
    ours = client.get(url).content
    assert len(spans(ours)) == 3
    with radicale(tmp_path) as server:
        for _ in range(2):  # publishing again replaces, and doubles nothing
            status, said = server.ask("PUT", CALENDAR, ours, **{"Content-Type": "text/calendar"})
            assert status in {201, 204}, said
        status, theirs = server.ask("GET", CALENDAR)
        assert status == 200
        assert spans(theirs) == spans(ours)
        assert summaries(theirs) == summaries(ours) == ["A. W."] * 3
        status, found = server.ask("REPORT", CALENDAR, AT_ONE, **{"Content-Type": "text/xml", "Depth": "1"})
        assert status == 207
        assert found.count(b"<response>") == 1
        Appointment.objects.filter(starts_at=TOMORROW_1PM).update(state="cancelled", cancelled_at=NOW)
        less = client.get(url).content
        server.ask("PUT", CALENDAR, less, **{"Content-Type": "text/calendar"})
        assert spans(server.ask("GET", CALENDAR)[1]) == spans(less) == [spans(ours)[0], spans(ours)[2]]
