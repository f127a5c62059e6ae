"""Other people's calendars: when they say that somebody is busy, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings import busy_reader
from bookings.busy_reading import busy_times_in
from mediation.core.enums import OutsideFault
from mediation.core.errors import OutsideFailed
from tests.factories import at

START, END = at("2026-11-22"), at("2027-02-21")
OURS = "@ours.example.org"
LONDON = ZoneInfo("Europe/London")
DST_MADRID = """BEGIN:VTIMEZONE
TZID:Our own Madrid
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE"""


def event(*lines: str, uid: str = "1@example.org") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def calendar(*parts: str, prefix: str = "") -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    return (prefix + "\r\n".join([*head, *parts, "END:VCALENDAR"]).replace("\n", "\r\n")).encode()


def busy(
    content: bytes, *, zone: ZoneInfo = LONDON, start: datetime = START, end: datetime = END
) -> list[str]:
    found = busy_reader.busy_times(content, zone=zone, start=start, end=end, ours=OURS)
    return [f"{first:%Y-%m-%d %H:%M} {last:%Y-%m-%d %H:%M}" for first, last in found]


MONDAY_9 = ("DTSTART:20261123T090000Z", "DTEND:20261123T100000Z")


@pytest.mark.parametrize(
    ("lines", "spans"),
    [
        (MONDAY_9, ["2026-11-23 09:00 2026-11-23 10:00"]),
        (("DTSTART:20261123T090000Z", "DURATION:PT90M"), ["2026-11-23 09:00 2026-11-23 10:30"]),
        (
            ("DTSTART;TZID=Europe/London:20261123T090000", "DTEND;TZID=Europe/London:20261123T100000"),
            ["2026-11-23 09:00 2026-11-23 10:00"],
        ),
        (
            ("DTSTART;TZID=Europe/Madrid:20261123T090000", "DTEND;TZID=Europe/Madrid:20261123T100000"),
            ["2026-11-23 08:00 2026-11-23 09:00"],
        ),
        (  # as Outlook calls it
            (
                "DTSTART;TZID=Romance Standard Time:20261123T090000",
                "DTEND;TZID=Romance Standard Time:20261123T100000",
            ),
            ["2026-11-23 08:00 2026-11-23 09:00"],
        ),
        (("DTSTART:20261123T090000", "DTEND:20261123T100000"), ["2026-11-23 09:00 2026-11-23 10:00"]),
        (
            ("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261125"),
            ["2026-11-23 00:00 2026-11-25 00:00"],
        ),
        (("DTSTART;VALUE=DATE:20261123",), ["2026-11-23 00:00 2026-11-24 00:00"]),
        ((*MONDAY_9, "TRANSP:OPAQUE"), ["2026-11-23 09:00 2026-11-23 10:00"]),
        ((*MONDAY_9, "STATUS:TENTATIVE"), ["2026-11-23 09:00 2026-11-23 10:00"]),
        ((*MONDAY_9, "X-MICROSOFT-CDO-BUSYSTATUS:OOF"), ["2026-11-23 09:00 2026-11-23 10:00"]),
        ((*MONDAY_9, "TRANSP:TRANSPARENT"), []),
        ((*MONDAY_9, "STATUS:CANCELLED"), []),
        ((*MONDAY_9, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        ((*MONDAY_9, "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"), []),
        (("DTSTART:20261123T090000Z", "DTEND:20261123T090000Z"), []),
        (("DTSTART:20261123T090000Z",), []),
        (("SUMMARY:no time at all",), []),
        (  # the wrong way round: better busy than booked twice
            ("DTSTART:20261123T100000Z", "DTEND:20261123T090000Z"),
            ["2026-11-23 09:00 2026-11-23 10:00"],
        ),
        (
            ("DTSTART:20261121T233000Z", "DTEND:20261122T003000Z"),
            ["2026-11-22 00:00 2026-11-22 00:30"],
        ),
        (("DTSTART:20261101T090000Z", "DTEND:20261101T100000Z"), []),
        (("DTSTART:20270221T000000Z", "DTEND:20270221T010000Z"), []),
        (
            ("DTSTART:20200101T000000Z", "DTEND:20300101T000000Z"),
            ["2026-11-22 00:00 2027-02-21 00:00"],
        ),
    ],
)
def test_an_entry_blocks_when_it_says(lines: tuple[str, ...], spans: list[str]) -> None:
    assert busy(calendar(event(*lines))) == spans


def test_whole_days_and_times_without_a_zone_are_the_mediators_own() -> None:
    athens = ZoneInfo("Europe/Athens")
    day = event("DTSTART;VALUE=DATE:20261123", uid="1")
    floating = event("DTSTART:20261125T090000", "DTEND:20261125T100000", uid="2")

    assert busy(calendar(day, floating), zone=athens) == [
        "2026-11-22 22:00 2026-11-23 22:00",
        "2026-11-25 07:00 2026-11-25 08:00",
    ]


def test_a_zone_that_the_file_brings_along_counts() -> None:
    madrid = event("DTSTART;TZID=Our own Madrid:20261123T090000", "DURATION:PT1H")

    assert busy(calendar(DST_MADRID, madrid)) == ["2026-11-23 08:00 2026-11-23 09:00"]


def test_what_repeats_keeps_its_wall_clock_and_its_exceptions() -> None:
    weekly = event(
        "DTSTART;TZID=Europe/London:20261012T090000",
        "DTEND;TZID=Europe/London:20261012T100000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
        "EXDATE;TZID=Europe/London:20261026T090000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20261019T090000",
        "DTSTART;TZID=Europe/London:20261020T140000",
        "DTEND;TZID=Europe/London:20261020T150000",
    )
    found = busy(calendar(weekly, moved), start=at("2026-10-11"), end=at("2026-11-10"))

    assert found == [
        "2026-10-12 08:00 2026-10-12 09:00",
        "2026-10-20 13:00 2026-10-20 14:00",
        "2026-11-02 09:00 2026-11-02 10:00",
        "2026-11-09 09:00 2026-11-09 10:00",
    ]


def test_a_file_of_busy_times_alone_is_read_too() -> None:
    answer = "\n".join(
        [
            "BEGIN:VFREEBUSY",
            "UID:1",
            "DTSTAMP:20261122T000000Z",
            "FREEBUSY:20261123T090000Z/20261123T100000Z,20261124T090000Z/PT30M",
            "FREEBUSY;FBTYPE=FREE:20261125T090000Z/PT1H",
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T090000Z/PT1H",
            "END:VFREEBUSY",
        ]
    )

    assert busy(calendar(answer)) == [
        "2026-11-23 09:00 2026-11-23 10:00",
        "2026-11-24 09:00 2026-11-24 09:30",
        "2026-11-26 09:00 2026-11-26 10:00",
    ]


def test_entries_that_touch_are_one_time_and_our_own_do_not_count() -> None:
    second = event("DTSTART:20261123T100000Z", "DTEND:20261123T110000Z", uid="2")
    ours = event("DTSTART:20261124T100000Z", "DTEND:20261124T110000Z", uid=f"busy-3{OURS}")

    assert busy(calendar(event(*MONDAY_9), second, ours)) == ["2026-11-23 09:00 2026-11-23 11:00"]


def test_what_an_entry_is_about_is_dropped_before_it_is_read() -> None:
    private = event(
        "SUMMARY:Dentist\n , with Sam",
        "DESCRIPTION:BEGIN:VEVENT\\nDTSTART:20261125T090000Z",
        "ATTENDEE;CN=Sam:mailto:sam@example.org",
        "BEGIN:VALARM",
        "TRIGGER:-PT15M",
        "DURATION:PT5M",
        "END:VALARM",
        *MONDAY_9,
    )
    task = "BEGIN:VTODO\nUID:9\nDTSTART:20261124T090000Z\nDUE:20261124T100000Z\nEND:VTODO"
    lines = busy_reader._only_times(calendar(private, task).decode(), START, END, OURS)

    assert busy(calendar(private, task)) == ["2026-11-23 09:00 2026-11-23 10:00"]
    assert not [
        line for line in lines if "Sam" in line or "Dentist" in line or "TODO" in line or "ALARM" in line
    ]


def test_folded_lines_a_mark_in_front_and_bare_line_ends_are_read() -> None:
    folded = "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/\n London:20261123T090000\nDURATION:PT1H\nEND:VEVENT"
    content = calendar(folded, prefix="\ufeff")

    assert busy(content) == busy(content.replace(b"\r\n", b"\n")) == ["2026-11-23 09:00 2026-11-23 10:00"]


@pytest.mark.parametrize(
    "broken",
    [
        ("DTSTART:20261340T990000Z", "DTEND:20261340T990000Z"),
        ("DTSTART:soon", "DURATION:P1H"),
        ("DTSTART:20261124T090000Z", "RRULE:FREQ=NEVER"),
        ("DTSTART:20261124T090000Z", "RRULE:COUNT=3"),
    ],
)
def test_one_broken_entry_does_not_take_the_others_along(broken: tuple[str, ...]) -> None:
    found = busy(calendar(event(*broken, uid="broken"), event(*MONDAY_9)))

    assert "2026-11-23 09:00 2026-11-23 10:00" in found


def test_no_entry_at_all_is_an_empty_calendar() -> None:
    assert busy(calendar()) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not_a_calendar"),
        (b"<!doctype html><title>Sign in</title>", "not_a_calendar"),
        (calendar(event(*MONDAY_9))[:-15], "not_a_calendar"),
        (calendar(event(*MONDAY_9), "END:VEVENT", "END:VCALENDAR", "END:VEVENT"), "not_a_calendar"),
        (calendar(event(*MONDAY_9, "RRULE:FREQ=SECONDLY")), "too_much"),
        (calendar(event(*MONDAY_9, "RRULE:FREQ=MINUTELY;COUNT=99999999")), "too_much"),
        (calendar(event(*MONDAY_9, "RRULE:FREQ=DAILY;BYSECOND=1,2,3")), "too_much"),
        (calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 10_001), "too_much"),
        (
            calendar(
                *(
                    event(
                        f"DTSTART:20261123T{n % 24:02d}0000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", uid=str(n)
                    )
                    for n in range(60)
                )
            ),
            "too_much",
        ),
    ],
    ids=[
        "nothing",
        "a page",
        "half a file",
        "half an entry",
        "every second",
        "every minute",
        "three seconds",
        "too many entries",
        "too many times",
    ],
)
def test_what_is_no_calendar_or_more_than_anybody_has_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(busy_reader.Refused, match=why):
        busy(content)


def asked(content: bytes, *, seconds: float = 15) -> int:
    return len(busy_times_in(content, zone="Europe/London", start=START, end=END, ours=OURS, seconds=seconds))


def test_another_process_reads_and_is_ended_where_a_rule_never_ends() -> None:
    never = event(*MONDAY_9, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    began = datetime.now(tz=LONDON)

    assert asked(calendar(event(*MONDAY_9))) == 1
    for content, seconds, why in (
        (calendar(never), 1.0, OutsideFault.TOO_MUCH),
        (calendar(event(*MONDAY_9, "RRULE:FREQ=SECONDLY")), 15, OutsideFault.TOO_MUCH),
        (b"<!doctype html>", 15, OutsideFault.NOT_A_CALENDAR),
    ):
        with pytest.raises(OutsideFailed) as refusal:
            asked(content, seconds=seconds)
        assert refusal.value.fault is why
    assert datetime.now(tz=LONDON) - began < timedelta(seconds=10)
