"""`manage.py why_not`: why a time is, or is not, offered, in words."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from bookings import queries
from bookings.management.commands.why_not import Command
from bookings.models import Mediator
from bookings.services import claims
from tests.factories import (
    NOW,
    TOMORROW_1PM,
    appointment_type,
    at,
    booked,
    closure,
    holder,
    mediator,
    override,
    time_off,
    works,
)

HOUR = timedelta(hours=1)


def ask(start: str = "2026-11-24T13:00", *, now=NOW, **options: str) -> str:
    out = StringIO()
    with time_machine.travel(now, tick=False):
        call_command("why_not", start, stdout=out, **options)
    return out.getvalue()


def refused(*arguments: str, **options: str) -> str:
    with pytest.raises(CommandError) as caught:
        ask(*arguments, **options)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_a_time_that_is_offered_says_so(kind, morgan):
    assert ask().splitlines() == [
        "Tuesday 24 November 2026, 1:00pm UK time. MIAM, online, 60 minutes.",
        "",
        "Morgan Ellis: offered",
        "",
        "Offered by 1 of 1.",
    ]


def test_without_a_name_every_mediator_is_asked(kind, morgan, drew):
    said = ask()

    assert "Morgan Ellis: offered" in said
    assert "Drew Marsh: not offered\n  outside_hours: on Tuesday 24 November 2026 there are no hours" in said
    assert said.endswith("Offered by 1 of 2.\n")


def test_the_time_is_uk_time(kind, morgan):
    """In June, 9 in the morning is 8 in UTC."""
    assert "Morgan Ellis: offered" in ask("2026-06-02T09:00", now=at("2026-06-01", "09:00"))
    assert "outside_hours" in ask("2026-06-02T08:00", now=at("2026-06-01", "09:00"))


def stand_in_the_way(reason, kind, morgan):
    match reason:
        case "booked":
            booked(kind, TOMORROW_1PM + HOUR / 2)
        case "held":
            claims.hold(holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
        case "time_off":
            time_off(morgan, TOMORROW_1PM, TOMORROW_1PM + HOUR)
        case "closure":
            closure(date(2026, 11, 24))
        case "override":
            override(morgan, date(2026, 11, 24), ("09:00", "12:00"))
        case "inactive":
            Mediator.objects.update(is_active=False)
        case "not_qualified":
            Mediator.objects.update(accreditation_expires_on="2026-11-23")


@pytest.mark.parametrize(
    "reason", ["booked", "held", "time_off", "closure", "override", "inactive", "not_qualified"]
)
def test_each_reason_is_read_from_the_database(kind, morgan, reason):
    stand_in_the_way(reason, kind, morgan)

    said = ask()

    assert f"Morgan Ellis: not offered\n  {reason}: " in said
    assert said.endswith("Offered by 0 of 1.\n")


def test_a_mediator_without_accreditation_is_not_offered(kind, morgan):
    morgan.accreditation = "none"
    morgan.save()

    assert "inactive: this mediator is not taking bookings" in ask()


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2026-11-23T08:59", "in_the_past"),
        ("2026-11-23T09:59", "notice"),
        ("2026-11-24T13:10", "off_grid"),
        ("2026-11-24T16:30", "outside_hours"),
        ("2026-12-08T09:00", "horizon"),
    ],
)
def test_a_time_too_soon_too_late_or_between_the_starts(kind, morgan, start, reason):
    assert f"\n  {reason}: " in ask(start)


def test_times_after_the_promise_are_said_to_lie_there(kind, morgan):
    assert "after the promised 48 hours" not in ask("2026-11-25T09:00")
    assert "after the promised 48 hours" in ask("2026-11-25T09:30")


def test_what_others_hold_counts_towards_the_days_cap(kind, morgan):
    kind.daily_cap = 1
    kind.save()
    claims.hold(holder_key=holder(), appointment_type=kind, starts_at=at("2026-11-24", "09:00"), now=NOW)

    assert "daily_cap: 1 booked on Tuesday 24 November 2026, and the limit is 1" in ask()


def test_the_command_and_the_list_agree(kind, morgan, drew):
    works(drew, weekdays=(2, 4))
    booked(kind)
    time_off(drew, TOMORROW_1PM - 2 * HOUR, TOMORROW_1PM)
    closure(date(2026, 11, 26))
    free = queries.free_times(kind, now=NOW, start=NOW, end=queries.latest_end(kind, now=NOW))

    for hour in range(24 * 4):
        start = NOW + timedelta(minutes=60 * hour)
        assert ("Offered by 0 of 2" not in ask(f"{start:%Y-%m-%dT%H:%M}")) is (start in free), start


@pytest.mark.parametrize("wanted", ["Morgan Ellis", "morgan ellis", "Ellis", "0123A", "0123a"])
def test_a_mediator_is_found_by_name_part_of_it_or_urn(kind, morgan, drew, wanted):
    morgan.urn = "0123A"
    morgan.save()

    said = ask(mediator=wanted)

    assert "Morgan Ellis: offered" in said
    assert "Drew" not in said


def test_a_mediator_is_found_by_number(kind, morgan, drew):
    assert "Drew Marsh: not offered" in ask(mediator=str(drew.pk))


def test_a_name_that_fits_two_is_asked_back(kind, morgan):
    other = mediator("Kit Ellison")

    said = refused(mediator="Ellis")

    assert (
        said == f"'Ellis' may be any of: Kit Ellison (number {other.pk}), Morgan Ellis (number {morgan.pk})."
    )


def test_a_whole_name_beats_a_part_of_another(kind, morgan):
    mediator("Morgan Ellis-Smith", user=None)

    assert "Offered by 1 of 1" in ask(mediator="Morgan Ellis")


@pytest.mark.parametrize(
    ("start", "options", "sentence"),
    [
        ("tomorrow", {}, "'tomorrow' is not a time. Write it like 2026-11-24T13:00."),
        ("2026-11-31T13:00", {}, "'2026-11-31T13:00' is not a time. Write it like 2026-11-24T13:00."),
        ("2026-03-29T01:30", {}, "No UK clock shows 2026-03-29T01:30: the clocks go forward over it."),
        ("2026-11-24T13:00", {"mediator": "Nobody"}, "There is no mediator 'Nobody'."),
        ("2026-11-24T13:00", {"mediator": "999999"}, "There is no mediator '999999'."),
        ("2026-11-24T13:00", {"type": "none"}, "There is no such kind of meeting. Known: online."),
    ],
)
def test_a_question_that_cannot_be_understood_is_refused(kind, morgan, start, options, sentence):
    assert refused(start, **options) == sentence


def test_a_time_that_autumn_shows_twice_is_answered_twice(kind, morgan):
    override(morgan, date(2026, 10, 25), ("00:00", "04:00"))

    said = ask("2026-10-25T01:30", now=at("2026-10-24", "09:00"))

    assert said.count("Sunday 25 October 2026, 1:30am UK time.") == 2
    assert said.count("Morgan Ellis: offered") == 2


def test_another_kind_of_meeting_can_be_asked_for(kind, morgan):
    appointment_type(slug="long", name="Long meeting", duration_min=300)

    assert "Long meeting, 300 minutes." in ask("2026-11-24T12:30", type="long")
    assert "outside_hours" in ask("2026-11-24T12:30", type="long")


def test_a_practice_without_anything_to_offer_says_so(practice):
    assert refused() == "There is no such kind of meeting. Known: none."


def test_a_far_past_or_future_is_answered_too(kind, morgan):
    assert "in_the_past" in ask("2020-01-01T09:00")
    assert "horizon" in ask("2040-01-02T09:00")


def test_help_tells_the_exit_status():
    told = Command().create_parser("manage.py", "why_not").format_help()

    assert "--mediator" in told
    assert "Exit status: 0" in told
