"""Mediators' other calendars, served by a real server: what they block, and what they never do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import queries, tasks
from bookings.errors import SlotTaken
from bookings.models import Appointment, AppointmentType, ExternalBusy, ExternalCalendar, Mediator, SlotClaim
from bookings.queries.outside import external_busy_of
from bookings.services import cancel_appointment, claims, confirm_appointment, move_appointment
from bookings.services import outside_calendars as outside
from bookings.services.feeds import own_uids, uid_of
from intake.models import Draft
from mediation.celery import app
from mediation.core import audit
from mediation.core.enums import OutsideFault
from mediation.core.errors import OutsideFailed
from mediation.core.models import Alert, AuditEntry, User
from mediation.core.periods import Period
from tests import factories
from tests.bookings import visits
from tests.calendar_server import DRIP, CalendarServer, Reply, calendar_server
from tests.factories import NOW, TOMORROW_1PM, at

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LATER = NOW + 16 * MINUTE


@pytest.fixture
def server(settings: Any) -> Iterator[CalendarServer]:
    with calendar_server() as running:
        settings.OUTSIDE_ALLOWED = {running.endpoint}
        yield running


def ics(*spans: tuple[datetime, datetime], uid: str = "@example.org") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, (start, end) in enumerate(spans):
        lines += ["BEGIN:VEVENT", f"UID:{number}{uid}", "DTSTAMP:20260101T000000Z", "SUMMARY:Dentist"]
        lines += [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def hour(clock: str, day: str = "2026-11-24") -> tuple[datetime, datetime]:
    return at(day, clock), at(day, clock) + HOUR


def added(mediator: Mediator, url: str, *, now: datetime = NOW) -> ExternalCalendar:
    actor = audit.Actor.of(mediator.user) if mediator.user else audit.SYSTEM
    return outside.add_calendar(mediator=mediator, name="Private", url=url, actor=actor, now=now)


def free(kind: AppointmentType, *, viewer: str | None = None) -> list[str]:
    found = queries.free_times(kind, now=NOW, start=at("2026-11-24"), end=at("2026-11-25"), viewer=viewer)
    return [f"{one:%H:%M}" for one in found]


def test_what_another_calendar_shows_is_offered_to_nobody_and_says_nothing_of_itself(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    before = free(kind)
    row = added(morgan, server.serve(ics(hour("12:00"))))

    assert (before[0], before[-1]) == ("09:00", "16:00")
    assert free(kind) == free(kind, viewer="somebody") != before
    assert not {"11:00", "11:30", "12:00", "12:30"} & set(free(kind))  # 15 minutes are kept after a meeting
    assert {"10:30", "13:00"} <= set(free(kind))
    assert external_busy_of([morgan], start=NOW, end=NOW + 48 * HOUR) == {morgan.pk: [Period(*hour("12:00"))]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bookings_externalbusy")
        assert "Dentist" not in str(cursor.fetchall())
        cursor.execute("SELECT url, name FROM bookings_externalcalendar")
        assert "127.0.0.1" not in str(cursor.fetchall())
    assert AuditEntry.objects.get(verb="calendar.added").details == {"mediator": morgan.pk}
    assert row.read_at == NOW
    assert NOW + 10 * MINUTE <= row.next_read_at < NOW + 11 * MINUTE


def test_the_times_of_another_mediator_stay_as_they_are(
    kind: AppointmentType, morgan: Mediator, drew: Mediator, server: CalendarServer
) -> None:
    factories.works(drew)
    before = free(kind)
    added(drew, server.serve(ics((at("2026-11-01"), at("2026-12-31")))))

    assert free(kind) == before
    assert {one.mediator_id for one in queries.candidates(kind, TOMORROW_1PM, now=NOW)} == {morgan.pk}


def test_staff_are_told_why_a_time_is_not_offered(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    added(morgan, server.serve(ics(hour("13:00"))))
    said = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("why_not", "2026-11-24T13:00", stdout=said)

    assert "busy in another calendar from Tue 24 Nov 13:00 to 14:00" in said.getvalue()


@pytest.mark.parametrize("spans", [1, 300])
def test_no_number_of_busy_times_asks_the_database_more(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer, spans: int
) -> None:
    start = at("2026-11-25")
    added(
        morgan, server.serve(ics(*((start + n * 2 * HOUR, start + (n * 2 + 1) * HOUR) for n in range(spans))))
    )
    assert ExternalBusy.objects.count() == spans

    with CaptureQueriesContext(
        connection,
    ) as asked:
        free(kind)
    assert len(asked) == 5
    draft = factories.ready_draft(kind)
    with CaptureQueriesContext(connection) as asked:
        confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)
    busy = [one["sql"] for one in asked if "externalbusy" in one["sql"]]
    assert len(busy) == 3  # who is able, the one who is taken, and whether their hours cover it


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("http://10.0.0.1/basic.ics", OutsideFault.FORBIDDEN),
        ("basic.ics", OutsideFault.BAD_ADDRESS),
        ("/gone", OutsideFault.GONE),
        ("/page", OutsideFault.NOT_A_CALENDAR),
        ("/away", OutsideFault.FORBIDDEN),
    ],
)
def test_a_calendar_that_cannot_be_read_is_not_kept(
    morgan: Mediator, server: CalendarServer, path: str, why: OutsideFault
) -> None:
    server.serve(b"<!doctype html><title>Sign in</title>", "/page")
    server.files["/away"] = Reply(status=302, headers={"Location": "http://169.254.169.254/"})
    with pytest.raises(OutsideFailed) as refusal:
        added(morgan, server.url(path) if path.startswith("/") else path)

    assert refusal.value.fault is why
    assert not ExternalCalendar.objects.exists()


def test_a_calendar_is_due_ten_minutes_later_and_handed_out_once(
    morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics(hour("12:00")), ETag='"1"'))

    assert outside.claim_due(now=NOW + 9 * MINUTE) == []
    assert outside.claim_due(now=NOW + 11 * MINUTE) == [row.pk]
    assert outside.claim_due(now=NOW + 12 * MINUTE) == []
    assert outside.claim_due(now=NOW + 15 * MINUTE) == [row.pk]  # nobody worked on it
    outside.read_calendar(row.pk, now=NOW + 15 * MINUTE)
    outside.read_calendar(row.pk + 1, now=NOW)  # taken away meanwhile
    row.refresh_from_db()
    assert row.read_at == NOW + 15 * MINUTE
    assert row.expanded_at == NOW  # it had not changed
    assert [one.get("If-None-Match") for one in server.asked] == [None, '"1"']
    outside.read_calendar(row.pk, now=NOW + 13 * HOUR)
    assert server.asked[-1].get("If-None-Match") is None  # repeating entries reach further ahead by now


def test_one_that_cannot_be_read_keeps_its_times_waits_longer_and_is_told_of_after_six_hours(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics(hour("12:00"))))
    kept = free(kind)
    server.files.clear()
    waits = []
    for after in (15 * MINUTE, 25 * MINUTE, 45 * MINUTE, 2 * HOUR, 6 * HOUR):
        outside.read_calendar(row.pk, now=NOW + after)
        row.refresh_from_db()
        waits.append(round((row.next_read_at - NOW - after) / MINUTE // 10 * 10))

    assert waits == [10, 20, 40, 60, 60]
    assert (row.read_at, row.failing_since, row.fault) == (NOW, NOW + 15 * MINUTE, OutsideFault.GONE)
    assert free(kind) == kept
    assert not Alert.objects.exists()
    outside.read_calendar(row.pk, now=NOW + 15 * MINUTE + 6 * HOUR)
    assert Alert.objects.get().kind == "calendar.unread"
    server.serve(ics())
    outside.read_calendar(row.pk, now=NOW + 7 * HOUR)
    row.refresh_from_db()
    assert (row.fault, row.failing_since, row.failures) == ("", None, 0)
    assert Alert.objects.get().closed_at == NOW + 7 * HOUR


def test_an_older_reading_never_replaces_a_newer_one(morgan: Mediator, server: CalendarServer) -> None:
    row = added(morgan, server.serve(ics(hour("12:00"))), now=NOW + MINUTE)
    server.serve(ics())
    outside.read_calendar(row.pk, now=NOW)

    assert ExternalBusy.objects.count() == 1


def test_an_empty_file_frees_the_times_and_cancels_nothing(
    appointment: Appointment, kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    before = free(kind)
    row = added(morgan, server.serve(ics(hour("10:00"))))
    server.serve(ics())
    outside.read_calendar(row.pk, now=LATER)
    appointment.refresh_from_db()

    assert free(kind) == before
    assert appointment.is_confirmed
    assert appointment.version == 1


def test_something_new_over_a_meeting_is_a_task_once_and_never_a_cancel(
    appointment: Appointment, morgan: Mediator, admin: User, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics(hour("10:00"))))
    server.serve(ics(hour("10:00"), (TOMORROW_1PM + HOUR, TOMORROW_1PM + 2 * HOUR)))
    outside.read_calendar(row.pk, now=LATER)
    assert not Alert.objects.exists()  # it begins as the meeting ends
    server.serve(ics((TOMORROW_1PM + 59 * MINUTE, TOMORROW_1PM + 2 * HOUR)))
    for minutes in (20, 30):
        outside.read_calendar(row.pk, now=NOW + minutes * MINUTE)
    appointment.refresh_from_db()
    alert = Alert.objects.get()

    assert (alert.kind, alert.subject_id) == ("calendar.clash", appointment.pk)
    assert "Dentist" not in alert.text
    assert appointment.is_confirmed
    assert appointment.version == 1
    assert SlotClaim.objects.get(pk=appointment.claim_id).state == "booked"
    Alert.objects.update(closed_at=NOW)
    outside.read_calendar(row.pk, now=NOW + 40 * MINUTE)  # somebody knows: not again
    assert not Alert.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("how", ["moved", "cancelled", "gone elsewhere", "calendar removed"])
def test_the_task_goes_away_with_its_reason(
    appointment: Appointment, morgan: Mediator, server: CalendarServer, how: str
) -> None:
    row = added(morgan, server.serve(ics()))
    server.serve(ics(hour("13:00")))
    outside.read_calendar(row.pk, now=LATER)
    assert Alert.objects.filter(closed_at=None).count() == 1
    if how == "moved":
        move_appointment(
            appointment=appointment, starts_at=at("2026-11-24", "15:00"), actor=audit.CLIENT, now=LATER
        )
    elif how == "cancelled":
        cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=LATER)
    elif how == "gone elsewhere":
        server.serve(ics())
    if how == "calendar removed":
        outside.remove_calendar(calendar=row, actor=audit.SYSTEM, now=LATER)
    else:
        outside.read_calendar(row.pk, now=LATER + MINUTE)

    assert not Alert.objects.filter(closed_at=None).exists()


def test_our_own_meetings_that_come_back_to_us_block_nothing(
    appointment: Appointment, kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    assert uid_of(appointment.pk).endswith(own_uids())
    added(morgan, server.serve(ics(hour("13:00"), hour("16:00"), uid=own_uids())))

    assert not ExternalBusy.objects.exists()


# Confirming and moving.


def changes_between(server: CalendarServer, row: ExternalCalendar, *spans: tuple[datetime, datetime]) -> None:
    """What was read is 16 minutes old by now, and the file has changed since."""
    server.serve(ics(*spans))
    ExternalCalendar.objects.filter(pk=row.pk).update(read_at=NOW - 16 * MINUTE, tried_at=NOW - 16 * MINUTE)


def confirm(draft: Draft) -> Appointment:
    return confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)


def test_a_stale_calendar_is_read_before_confirming_and_another_mediator_taken_silently(
    kind: AppointmentType, morgan: Mediator, drew: Mediator, server: CalendarServer
) -> None:
    factories.works(drew)
    row = added(morgan, server.serve(ics()))
    draft = factories.ready_draft(kind, mediator=morgan)
    changes_between(server, row, hour("13:00"))

    assert confirm(draft).mediator == drew
    assert len(server.asked) == 2


def test_with_nobody_else_the_time_has_just_been_taken_and_others_are_offered(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics()))
    draft = factories.ready_draft(kind, mediator=morgan)
    changes_between(server, row, hour("13:00"))
    with pytest.raises(SlotTaken) as refusal:
        confirm(draft)

    assert str(refusal.value) == SlotTaken.message
    assert not Appointment.objects.exists()
    assert claims.current(draft.hold_key) is None  # as if somebody else had it
    found = queries.alternatives(kind, TOMORROW_1PM, now=NOW, viewer=draft.hold_key)
    assert len(found) == 3
    assert not Alert.objects.exists()


def test_a_fresh_calendar_is_not_asked_and_its_known_times_still_count(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics()))
    draft = factories.ready_draft(kind, mediator=morgan)
    server.serve(ics(hour("13:00")))
    ExternalCalendar.objects.filter(pk=row.pk).update(read_at=NOW - 15 * MINUTE)
    held = SlotClaim.objects.get()

    assert confirm(draft).claim_id == held.pk
    assert len(server.asked) == 1
    later = factories.ready_draft(kind, at("2026-11-24", "15:00"), answers=factories.ROBIN)
    server.serve(ics(hour("15:00")))
    outside.read_calendar(row.pk, now=NOW + MINUTE)  # the worker, between hold and confirming
    with pytest.raises(SlotTaken):
        confirm_appointment(draft=later, actor=audit.CLIENT, now=NOW + 2 * MINUTE)


@pytest.mark.parametrize("manner", ["gone", "refuses"])
def test_a_booking_goes_on_with_the_last_known_times_where_the_calendar_cannot_be_read(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer, manner: str
) -> None:
    row = added(morgan, server.serve(ics()))
    draft = factories.ready_draft(kind, mediator=morgan)
    changes_between(server, row)
    if manner == "gone":
        server.stop()
    else:
        server.files["/basic.ics"] = Reply(status=403)

    assert confirm(draft).mediator == morgan
    row.refresh_from_db()
    assert row.failing_since == NOW
    asked = len(server.asked)
    second = factories.ready_draft(kind, at("2026-11-24", "15:00"), answers=factories.ROBIN)
    assert confirm(second).mediator == morgan
    assert len(server.asked) == asked  # it was tried just now: nobody waits again


def test_a_slow_calendar_costs_a_booking_a_moment_at_most(
    kind: AppointmentType, morgan: Mediator, server: CalendarServer, settings: Any
) -> None:
    row = added(morgan, server.serve(ics()))
    changes_between(server, row)
    server.files["/basic.ics"] = Reply(manner=DRIP)
    began = datetime.now()  # noqa: DTZ005
    outside.freshen([morgan.pk], now=NOW, seconds=0.3)
    row.refresh_from_db()

    assert datetime.now() - began < timedelta(seconds=3)  # noqa: DTZ005
    assert outside.SECONDS_TO_CONFIRM == 3
    assert row.fault == OutsideFault.TOO_SLOW


def test_a_move_meets_a_calendar_that_was_just_read(
    appointment: Appointment, morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics()))
    changes_between(server, row, hour("15:00"))
    with pytest.raises(SlotTaken):
        move_appointment(
            appointment=appointment, starts_at=at("2026-11-24", "15:00"), actor=audit.CLIENT, now=NOW
        )
    appointment.refresh_from_db()

    assert appointment.starts_at == TOMORROW_1PM
    assert appointment.is_confirmed


def test_a_visitor_meets_the_ordinary_page_with_three_other_times(
    client: Client, other_client: Client, kind: AppointmentType, morgan: Mediator, server: CalendarServer
) -> None:
    """Between hold and confirming, the mediator's other calendar changed; and the same after a lost race."""
    with time_machine.travel(NOW, tick=False):
        row = added(morgan, server.serve(ics()))
        visits.hold(client)
        visits.answer_all(client)
        changes_between(server, row, hour("13:00"))
        busy = visits.confirm(client)
        visits.hold(other_client, visits.TWO_PM)
        visits.answer_all(other_client)
        SlotClaim.objects.update(state="released")
        factories.ready_draft(kind, at("2026-11-24", "14:30"))
        lost = visits.confirm(other_client)
        page = busy.content.decode()

        assert busy.status_code == lost.status_code == 409
        assert dict(busy.headers) == dict(lost.headers)
        assert "That time has just been taken" in page
        assert "Your answers are kept" in page
        assert page.count('name="start"') == 3
        assert "13:00Z" not in page
        assert "calendar" not in page.lower()
        SlotClaim.objects.update(state="released")
        assert visits.hold(client, "2026-11-24T15:00Z")["Location"] == "/book/go-on/"
        assert visits.confirm(client)["Location"] == "/book/confirmed/"


def test_the_clock_hands_each_calendar_to_a_worker_by_its_number(
    morgan: Mediator, server: CalendarServer
) -> None:
    row = added(morgan, server.serve(ics()))
    server.serve(ics(hour("12:00")))
    with time_machine.travel(NOW + 9 * MINUTE, tick=False) as clock:
        assert tasks.refresh_calendars() == 0
        clock.shift(2 * MINUTE)
        assert tasks.refresh_calendars() == 1  # on the tests' own queue
        assert tasks.refresh_calendars() == 0
        tasks.read_calendar(row.pk)
    row.refresh_from_db()

    assert row.read_at == NOW + 11 * MINUTE
    assert ExternalBusy.objects.count() == 1
    assert "bookings.refresh_calendars" in {entry["task"] for entry in app.conf.beat_schedule.values()}
