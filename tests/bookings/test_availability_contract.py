"""The JSON contract: every case, through the function and through the real command, and every refusal."""

import copy
import json
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from bookings.availability_contract import answer_all
from mediation.core.json_contract import ContractError

PROJECT = Path(__file__).resolve().parents[2]
CASES = json.loads((Path(__file__).parent / "cases" / "availability.json").read_text(encoding="utf-8"))


def item_of(case):
    return {key: case[key] for key in ("kind", "setup", "query")}


def assert_expected(answer, expect):
    starts = answer.get("starts", [])
    for key, wanted in expect.items():
        match key:
            case "includes":
                assert set(wanted) <= set(starts)
            case "excludes":
                assert not set(wanted) & set(starts)
            case "count":
                assert len(starts) == wanted
            case "first":
                assert starts[0] == wanted
            case "last":
                assert starts[-1] == wanted
            case _:
                assert answer[key] == wanted


def seconds_of_children():
    """Processor time, in seconds, of every process that this one started and that has ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def run_command(text):
    """The real command in an empty environment, as support would run it on a machine with nothing set up."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(PROJECT / "manage.py"), "availability"],
        input=text,
        capture_output=True,
        env={"DATABASE_URL": ""},
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_case_is_answered_as_expected(case):
    (answer,) = json.loads(answer_all(json.dumps([item_of(case)])))

    assert_expected(answer, case["expect"])


def test_the_command_answers_every_case_without_any_environment():
    done = run_command(json.dumps([item_of(case) for case in CASES]).encode())

    assert (done.returncode, done.stderr) == (0, b"")
    answers = json.loads(done.stdout)
    assert len(answers) == len(CASES)
    for case, answer in zip(CASES, answers, strict=True):
        assert_expected(answer, case["expect"])


def test_a_thousand_items_take_seconds():
    """Of the processor: how long that takes on the wall is up to whatever else the machine does."""
    items = [item_of(CASES[number % len(CASES)]) for number in range(1000)]
    before = seconds_of_children()

    done = run_command(json.dumps(items).encode())

    assert done.returncode == 0
    assert len(json.loads(done.stdout)) == 1000
    assert seconds_of_children() - before < 10


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b"", "input: is not JSON (line 1, column 1)"),
        (b"[{]", "input: is not JSON (line 1, column 3)"),
        (b'{"kind": "slots"}', "input: must be a list"),
        (b"[1]", "item 0: must be an object"),
        (b'["\xff"]', "input: is not UTF-8"),
        (b"[" * 100_000, "input: is not JSON that can be read"),
    ],
)
def test_the_command_refuses_in_one_line_with_status_2(given, line):
    done = run_command(given)

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().splitlines() == [f"CommandError: {line}"]


def test_one_bad_item_among_good_ones_leaves_standard_output_empty():
    items = [item_of(case) for case in CASES[:3]]
    items[2] = changed(items[2], "setup.service.step_min", 0)

    done = run_command(json.dumps(items).encode())

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"item 2: setup.service.step_min: must be a whole number of minutes, 1 or more" in done.stderr


def test_the_help_is_there():
    done = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), "availability", "--help"],
        capture_output=True,
        env={"DATABASE_URL": ""},
        timeout=60,
        check=True,
        text=True,
    )

    assert "standard input" in done.stdout


ONE = {
    "kind": "slots",
    "setup": {
        "now": "2026-06-15T06:00:00Z",
        "schedule": {
            "timezone": "Europe/London",
            "weekly": [{"days": [1], "start": "09:00", "end": "11:00"}],
            "overrides": [{"date": "2026-06-16", "ranges": [{"start": "10:00", "end": "11:00"}]}],
            "bank_holidays": ["2026-08-31"],
            "days_off": ["2026-07-01"],
            "time_off": [{"start": "2026-07-02T09:00:00Z", "end": "2026-07-02T10:00:00Z"}],
        },
        "service": {
            "id": "miam",
            "duration_min": 60,
            "step_min": 30,
            "min_notice_min": 0,
            "buffer_before_min": 0,
            "buffer_after_min": 0,
            "daily_cap": 3,
            "align": "clock",
            "horizon": {"kind": "hours", "n": 48},
        },
        "bookings": [
            {
                "start": "2026-06-15T12:00:00Z",
                "end": "2026-06-15T13:00:00Z",
                "status": "confirmed",
                "service": "miam",
                "buffer_before_min": 0,
                "buffer_after_min": 15,
            }
        ],
        "external_busy": [{"start": "2026-06-15T14:00:00Z", "end": "2026-06-15T15:00:00Z"}],
        "holds": [
            {
                "start": "2026-06-15T15:00:00Z",
                "end": "2026-06-15T16:00:00Z",
                "holder": "other",
                "expires_at": "2026-06-15T06:10:00Z",
            }
        ],
    },
    "query": {
        "from": "2026-06-15T00:00:00Z",
        "to": "2026-06-17T00:00:00Z",
        "viewer": "me",
        "viewer_tz": "Europe/Athens",
    },
}
ANY = {
    "kind": "slots",
    "setup": {
        "now": ONE["setup"]["now"],
        "service": {"duration_min": 60, "step_min": 60},
        "mode": "any",
        "mediators": [
            {"id": "m1", "schedule": ONE["setup"]["schedule"], "shortfall": -0.5},
            {"id": "m2", "schedule": ONE["setup"]["schedule"], "bookings": []},
            {"id": "m3", "schedule": ONE["setup"]["schedule"], "shortfall": 1.25},
            {"id": "m4", "schedule": ONE["setup"]["schedule"], "shortfall": 0},
        ],
    },
    "query": {"from": "2026-06-15T08:00:00Z", "to": "2026-06-15T09:00:00Z"},
}
CALLBACKS = {
    "kind": "callback_windows",
    "setup": {
        "now": "2026-06-15T06:00:00Z",
        "window_min": 30,
        "min_notice_min": 120,
        "schedule": ONE["setup"]["schedule"],
        "capacity": {"2026-06-15T09:30": 1},
        "requests": [{"at": "2026-06-15T08:30:00Z"}],
    },
    "query": {"from": "2026-06-15T00:00:00Z", "to": "2026-06-16T00:00:00Z"},
}
LABELS = {
    "kind": "labels",
    "setup": {
        "timezone": "Europe/London",
        "duration_min": 60,
        "labels": {"evening": {"start_not_before": "17:00", "end_not_after": "24:00"}},
    },
    "query": {"starts": ["2026-06-15T17:00:00Z"]},
}
REMOVED = object()


def changed(item, path, value):
    """A copy of an item with one value put, or removed, at a dotted path."""
    item = copy.deepcopy(item)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = item
    for part in parents:
        place = place[part]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return item


@pytest.mark.parametrize("item", [ONE, ANY, CALLBACKS, LABELS], ids=["one", "any", "callbacks", "labels"])
def test_an_item_that_uses_every_key_is_accepted(item):
    assert len(json.loads(answer_all(json.dumps([item])))) == 1


def test_offers_name_the_largest_shortfall_first_then_the_order_given():
    (answer,) = json.loads(answer_all(json.dumps([ANY])))

    assert answer == {
        "starts": ["2026-06-15T08:00:00Z"],
        "offers": {"2026-06-15T08:00:00Z": ["m3", "m2", "m4", "m1"]},
    }


def test_nobody_to_offer_is_an_empty_answer_and_not_an_error():
    item = changed(ANY, "setup.mediators", [])

    assert json.loads(answer_all(json.dumps([item]))) == [{"starts": [], "offers": {}}]


def test_an_empty_list_is_an_empty_answer():
    assert answer_all("[]") == "[]"


@pytest.mark.parametrize("viewer_tz", ["Asia/Kolkata", "Pacific/Pago_Pago", "Europe/Athens", "Nowhere/Land"])
@pytest.mark.parametrize("case", CASES[:8], ids=[case["id"] for case in CASES[:8]])
def test_the_viewers_zone_never_changes_the_answer(case, viewer_tz):
    item = item_of(case)

    elsewhere = changed(item, "query.viewer_tz", viewer_tz)

    assert answer_all(json.dumps([item])) == answer_all(json.dumps([elsewhere]))


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        ("2026-06-15T08:10:00.25Z", "2026-06-15T08:10:00.250000Z"),
        ("2026-06-15T08:10:31Z", "2026-06-15T08:10:31Z"),
        ("2026-06-15T08:10Z", "2026-06-15T08:10:00Z"),
    ],
)
def test_starts_off_the_clock_keep_the_seconds_of_now(instant, start):
    item = changed(changed(ONE, "setup.now", instant), "setup.service.align", "none")

    (answer,) = json.loads(answer_all(json.dumps([item])))

    assert answer["starts"][0] == start


MISSING, UNKNOWN = "is missing", "unknown key"
MINUTES = "must be a whole number of minutes"
INSTANT = "must be an instant like 2026-06-15T08:30:00Z"
DATE = "must be a date like 2026-06-15"
WALL = "must be a local time like 09:30, or 24:00"
WEEKDAY = "must be a weekday from 1 (Monday) to 7"
ZONE = "must be the name of a time zone, like Europe/London"
KEYED = "must be keyed by a local time like 2026-06-17T09:00"
NAME = "must be text or a whole number"
BESIDE = "cannot stand beside mediators, who have their own"
REFUSALS = [
    (ONE, "kind", "slot", "must be one of ranges, slots, callback_windows, labels"),
    (ONE, "kind", ["slots"], "must be one of ranges, slots, callback_windows, labels"),
    (ONE, "setup", REMOVED, MISSING),
    (ONE, "setup", [], "must be an object"),
    (ONE, "query", None, "must be an object"),
    (ONE, "note", "x", UNKNOWN),
    (ONE, "setup.colour", 1, UNKNOWN),
    (ONE, "setup.now", REMOVED, MISSING),
    (ONE, "setup.now", None, INSTANT),
    (ONE, "setup.now", "2026-06-15T06:00:00", INSTANT),
    (ONE, "setup.now", "2026-06-15T06:00:00+00:00", INSTANT),
    (ONE, "setup.now", "2026-06-15T06:00:00Z\n", INSTANT),
    (ONE, "setup.now", "2026-06-31T06:00:00Z", "is a time that does not exist"),
    (ONE, "setup.now", "2026-06-15T24:00:00Z", "is a time that does not exist"),
    (ONE, "setup.now", "0001-01-01T00:00:00Z", "must be in the years 1900 to 2199"),
    (ONE, "setup.now", 1750000000, INSTANT),
    (ONE, "setup.service", REMOVED, MISSING),
    (ONE, "setup.service.duration_min", REMOVED, MISSING),
    (ONE, "setup.service.duration_min", 0, f"{MINUTES}, 1 or more"),
    (ONE, "setup.service.duration_min", True, MINUTES),
    (ONE, "setup.service.duration_min", 10**9, f"{MINUTES}, 5270400 or less"),
    (ONE, "setup.service.step_min", -30, f"{MINUTES}, 1 or more"),
    (ONE, "setup.service.step_min", 30.0, MINUTES),
    (ONE, "setup.service.step_min", "30", MINUTES),
    (ONE, "setup.service.min_notice_min", -1, f"{MINUTES}, 0 or more"),
    (ONE, "setup.service.buffer_after_min", -1, f"{MINUTES}, 0 or more"),
    (ONE, "setup.service.buffer_before_min", None, MINUTES),
    (ONE, "setup.service.daily_cap", -1, "must be a whole number, 0 or more"),
    (ONE, "setup.service.align", "hour", "must be one of clock, none"),
    (ONE, "setup.service.id", 1.5, NAME),
    (ONE, "setup.service.horizon.kind", "weeks", "must be one of hours, calendar_days, business_days"),
    (ONE, "setup.service.horizon.n", -1, "must be a whole number, 0 or more"),
    (ONE, "setup.service.horizon.n", REMOVED, MISSING),
    (ONE, "setup.schedule", REMOVED, MISSING),
    (ONE, "setup.schedule.timezone", "Mars/Olympus", ZONE),
    (ONE, "setup.schedule.timezone", "../etc", ZONE),
    (ONE, "setup.schedule.timezone", None, "must be text"),
    (ONE, "setup.schedule.weekly", REMOVED, MISSING),
    (ONE, "setup.schedule.weekly", {}, "must be a list"),
    (ONE, "setup.schedule.weekly.0.days.0", 0, WEEKDAY),
    (ONE, "setup.schedule.weekly.0.days.0", 8, WEEKDAY),
    (ONE, "setup.schedule.weekly.0.days.0", True, WEEKDAY),
    (ONE, "setup.schedule.weekly.0.start", "9:00", WALL),
    (ONE, "setup.schedule.weekly.0.end", "24:01", WALL),
    (ONE, "setup.schedule.weekly.0.end", "11:00:00", WALL),
    (ONE, "setup.schedule.weekly.0.note", "", UNKNOWN),
    (ONE, "setup.schedule.overrides.0.date", "2026-02-29", "is a date that does not exist"),
    (ONE, "setup.schedule.overrides.0.date", "20260616", DATE),
    (ONE, "setup.schedule.overrides.0.ranges", REMOVED, MISSING),
    (ONE, "setup.schedule.overrides.0.ranges.0.days", [1], UNKNOWN),
    (ONE, "setup.schedule.bank_holidays.0", "2026-W35-1", DATE),
    (ONE, "setup.schedule.bank_holidays", "2026-08-31", "must be a list"),
    (ONE, "setup.schedule.days_off.0", 20260701, DATE),
    (ONE, "setup.schedule.time_off.0.end", "2026-07-02", INSTANT),
    (ONE, "setup.schedule.time_off.0.reason", "leave", UNKNOWN),
    (ONE, "setup.bookings", None, "must be a list"),
    (ONE, "setup.bookings.0.start", REMOVED, MISSING),
    (ONE, "setup.bookings.0.status", 1, "must be text"),
    (ONE, "setup.bookings.0.service", False, NAME),
    (ONE, "setup.bookings.0.end", "2026-06-15T11:59:59Z", "is before the start"),
    (ONE, "setup.bookings.0.buffer_after_min", 1.5, MINUTES),
    (ONE, "setup.external_busy.0.before", 1, UNKNOWN),
    (ONE, "setup.external_busy.0", [], "must be an object"),
    (ONE, "setup.holds.0.holder", "", NAME),
    (ONE, "setup.holds.0.expires_at", REMOVED, MISSING),
    (ONE, "setup.mode", "any", UNKNOWN),
    (ONE, "query.from", REMOVED, MISSING),
    (ONE, "query.to", "9999-12-31T00:00:00Z", "must be in the years 1900 to 2199"),
    (ONE, "query.viewer", None, NAME),
    (ONE, "query.viewer_tz", 1, "must be text"),
    (ONE, "query.until", 1, UNKNOWN),
    (ANY, "setup.mode", REMOVED, MISSING),
    (ANY, "setup.mode", "all", "must be one of any"),
    (ANY, "setup.schedule", {}, BESIDE),
    (ANY, "setup.holds", [1], BESIDE),
    (ANY, "setup.mediators", {}, "must be a list"),
    (ANY, "setup.mediators.1.id", "m1", "is the id of an earlier mediator too"),
    (ANY, "setup.mediators.1.id", REMOVED, MISSING),
    (ANY, "setup.mediators.1.name", "x", UNKNOWN),
    (ANY, "setup.mediators.0.shortfall", float("nan"), "must be a number"),
    (ANY, "setup.mediators.0.shortfall", float("inf"), "must be a number"),
    (ANY, "setup.mediators.0.shortfall", "1", "must be a number"),
    (ANY, "setup.mediators.0.shortfall", True, "must be a number"),
    (CALLBACKS, "setup.window_min", 0, f"{MINUTES}, 1 or more"),
    (CALLBACKS, "setup.min_notice_min", REMOVED, MISSING),
    (CALLBACKS, "setup.service", {}, UNKNOWN),
    (CALLBACKS, "setup.capacity", [], "must be an object"),
    (CALLBACKS, "setup.capacity.2026-06-15T09:30", "1", "must be a whole number"),
    (CALLBACKS, "setup.capacity.2026-06-15", 1, KEYED),
    (CALLBACKS, "setup.capacity.2026-06-15T24:00", 1, KEYED),
    (CALLBACKS, "setup.capacity.2026-02-30T09:00", 1, "is a date that does not exist"),
    (CALLBACKS, "setup.requests.0.at", REMOVED, MISSING),
    (CALLBACKS, "setup.requests.0.name", "x", UNKNOWN),
    (LABELS, "setup.timezone", "", ZONE),
    (LABELS, "setup.duration_min", REMOVED, MISSING),
    (LABELS, "setup.labels", [], "must be an object"),
    (LABELS, "setup.labels.evening.end_not_after", REMOVED, MISSING),
    (LABELS, "setup.labels.evening.start_not_before", "17.00", WALL),
    (LABELS, "query.starts.0", "2026-06-15T17:00", INSTANT),
    (LABELS, "query.from", "2026-06-15T17:00:00Z", UNKNOWN),
]


def shown(path):
    """A dotted path as a refusal writes it: ``days.0`` is ``days[0]``."""
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", path)


@pytest.mark.parametrize(("item", "path", "value", "words"), REFUSALS)
def test_what_breaks_the_contract_is_refused_by_item_and_field(item, path, value, words):
    given = json.dumps([item, changed(item, path, value)])

    with pytest.raises(ContractError) as refusal:
        answer_all(given)

    assert str(refusal.value) == f"item 1: {shown(path)}: {words}"


def test_a_refusal_stays_on_one_line_whatever_a_key_holds():
    item = changed(ONE, "setup.two\nlines", 1)

    with pytest.raises(ContractError) as refusal:
        answer_all(json.dumps([item]))

    assert str(refusal.value) == 'item 0: setup."two\\nlines": unknown key'


def test_a_key_given_twice_is_refused():
    given = json.dumps([ONE]).replace('"step_min": 30', '"step_min": 30, "step_min": 60')

    with pytest.raises(ContractError, match=r"^item 0: setup\.service\.step_min: is given twice$"):
        answer_all(given)


def test_spans_at_the_ends_of_time_do_not_break_the_arithmetic():
    item = changed(ONE, "setup.bookings.0.start", "0001-01-01T00:00:00Z")
    item = changed(item, "setup.external_busy.0.end", "9999-12-31T23:59:59Z")
    item = changed(item, "setup.holds.0.expires_at", "9999-12-31T23:59:59Z")

    assert json.loads(answer_all(json.dumps([item]))) == [{"starts": [], "offers": {}}]
