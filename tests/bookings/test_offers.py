"""Which times the database's rows add up to, and what asking costs."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import queries, times_page
from bookings.models import TimeOff
from bookings.services import claims
from mediation.core.closures import refresh_bank_holidays
from mediation.core.remembered import forget_everything
from mediation.core.times import UK
from tests.factories import (
    NOW,
    TOMORROW_1PM,
    at,
    booked,
    closure,
    holder,
    mediator,
    override,
    time_off,
    works,
)

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def free(kind, *, now=NOW, viewer=None, wants_gender=""):
    """Inside the promise."""
    end = queries.promise_end(kind, now=now)
    return queries.free_times(kind, now=now, start=now, end=end, viewer=viewer, wants_gender=wants_gender)


def on(kind, day: date) -> list[str]:
    """Wall-clock starts on one UK date, asked at noon the day before."""
    midnight = datetime.combine(day, time(), tzinfo=UK).astimezone(UTC)
    now = midnight - 12 * HOUR
    found = queries.free_times(kind, now=now, start=now, end=midnight + 30 * HOUR)
    return [f"{one.astimezone(UK):%H:%M}" for one in found if one.astimezone(UK).date() == day]


def test_times_are_those_of_the_hours_in_order(kind, morgan):
    found = free(kind)

    assert found == sorted(found)
    assert found[0] == NOW + HOUR
    assert found[-1] == at("2026-11-25", "09:00")
    assert on(kind, date(2026, 11, 24)) == [f"{h:02}:{m:02}" for h in range(9, 17) for m in (0, 30)][:-1]


# The clocks of the UK go forward on 29 March 2026 at 01:00 UTC and back on 25 October 2026 at 01:00 UTC.
@pytest.mark.parametrize(
    ("now", "last", "wall"),
    [
        ("2026-03-28T10:00", "2026-03-30T10:00", "11:00"),
        ("2026-10-24T10:00", "2026-10-26T10:00", "10:00"),
        ("2026-11-23T10:00", "2026-11-25T10:00", "10:00"),
    ],
)
def test_the_promise_is_48_elapsed_hours_with_both_ends(kind, now, last, wall):
    who = mediator("Morgan Ellis")
    works(who, start=time(0), end=time(0))
    now = datetime.fromisoformat(now).replace(tzinfo=UTC)

    found = free(kind, now=now)

    assert (found[0], found[-1]) == (now + HOUR, datetime.fromisoformat(last).replace(tzinfo=UTC))
    assert f"{found[-1].astimezone(UK):%H:%M}" == wall
    assert found[-1] - now == 48 * HOUR


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 29), ["00:00", "00:30", "02:00", "02:30", "03:00"]),  # 01:00 does not exist
        (
            date(2026, 10, 25),
            ["00:00", "00:30", "01:00", "01:30", "01:00", "01:30", "02:00", "02:30", "03:00"],
        ),
    ],
)
def test_hours_over_a_clock_change_hold_as_many_meetings_as_they_last(kind, day, expected):
    works(mediator("Morgan Ellis"), start=time(0), end=time(4))

    assert on(kind, day) == expected


@pytest.mark.parametrize(
    ("start", "end", "starts"),
    [
        (time(9), time(10), ["09:00"]),
        (time(9), time(9, 59), []),
        (time(23), time(0), ["23:00"]),  # an end of 00:00 is the next midnight
        (time(9, 10), time(11), ["09:30", "10:00"]),
    ],
)
def test_hours_hold_whole_meetings_on_the_clock(kind, start, end, starts):
    works(mediator("Morgan Ellis"), start=start, end=end)

    assert on(kind, date(2026, 11, 24)) == starts


@pytest.mark.parametrize(
    ("first", "last", "is_open"),
    [
        (date(2026, 11, 24), None, True),
        (date(2026, 11, 25), None, False),
        (date(2026, 1, 1), date(2026, 11, 24), True),
        (date(2026, 1, 1), date(2026, 11, 23), False),
    ],
)
def test_hours_are_valid_from_and_to_dates_included(kind, first, last, is_open):
    works(mediator("Morgan Ellis"), valid_from=first, valid_to=last)

    assert bool(on(kind, date(2026, 11, 24))) is is_open


def test_an_override_replaces_the_hours_of_its_day_and_of_no_other(kind, morgan):
    override(morgan, date(2026, 11, 24), ("10:00", "11:00"), ("22:30", "24:00"))
    override(morgan, date(2026, 11, 25))

    assert on(kind, date(2026, 11, 24)) == ["10:00", "22:30", "23:00"]
    assert on(kind, date(2026, 11, 25)) == []
    assert len(on(kind, date(2026, 11, 26))) == 15


def test_boxing_day_on_a_saturday_and_its_substitute_are_both_closed_and_an_override_opens_one(kind, morgan):
    refresh_bank_holidays(today=date(2026, 11, 23))

    assert on(kind, date(2026, 12, 24))
    assert on(kind, date(2026, 12, 25)) == []
    assert on(kind, date(2026, 12, 26)) == []
    assert on(kind, date(2026, 12, 27))  # the Sunday between
    assert on(kind, date(2026, 12, 28)) == []
    assert on(kind, date(2026, 12, 29))
    override(morgan, date(2026, 12, 28), ("10:00", "11:00"))
    assert on(kind, date(2026, 12, 28)) == ["10:00"]
    assert on(kind, date(2026, 12, 26)) == []


def test_a_closure_shuts_everybody_and_time_off_beats_even_an_override(kind, morgan, drew):
    works(drew)
    closure(date(2026, 11, 24))
    override(morgan, date(2026, 11, 24), ("10:00", "12:00"))

    assert on(kind, date(2026, 11, 24)) == ["10:00", "10:30", "11:00"]
    time_off(morgan, at("2026-11-24", "10:00"), at("2026-11-24", "11:00"))
    assert on(kind, date(2026, 11, 24)) == ["11:00"]


def test_time_off_without_an_end_never_ends(kind, morgan):
    TimeOff.objects.create(mediator=morgan, span=DateTimeTZRange(TOMORROW_1PM, None))

    assert max(free(kind)) == TOMORROW_1PM - HOUR


def test_an_active_bank_holiday_that_the_practice_works_is_open(kind, morgan):
    closure(date(2026, 11, 24), kind="bank_holiday", is_open=True)
    assert on(kind, date(2026, 11, 24))

    closure(date(2026, 11, 24), kind="practice")
    assert on(kind, date(2026, 11, 24)) == []


def test_times_are_the_same_for_every_viewer_but_the_holder(kind, morgan):
    claims.hold(holder_key="mine", appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)

    assert free(kind) == free(kind, viewer="somebody else")
    assert set(free(kind, viewer="mine")) - set(free(kind)) >= {TOMORROW_1PM}


def test_the_wish_for_a_gender_leaves_only_those_who_said_so(kind, morgan, drew):
    works(drew, start=time(18), end=time(20))
    drew.gender = "woman"
    drew.save()

    assert {f"{one:%H}" for one in free(kind, wants_gender="woman")} == {"18", "19"}
    assert free(kind, wants_gender="man") == []
    assert len(free(kind)) == len(set(free(kind))) == len(free(kind, wants_gender="woman")) + 29


def test_mediators_of_another_zone_keep_their_own_clock(kind, morgan):
    morgan.zone = "Europe/Madrid"
    morgan.save()

    assert on(kind, date(2026, 11, 24))[0] == "08:00"


@pytest.mark.parametrize(("days_ahead", "offered"), [(13, True), (14, True), (15, False)])
def test_later_times_go_as_far_as_the_practice_says(kind, morgan, days_ahead, offered):
    starts_at = NOW + timedelta(days=days_ahead)

    assert bool(queries.candidates(kind, starts_at, now=NOW)) is offered


@pytest.mark.parametrize("people", [1, 3])
def test_free_times_cost_five_queries_whatever_the_number_of_mediators(
    kind, people, django_assert_num_queries
):
    for number in range(people):
        who = mediator(f"Mediator{number} Example")
        works(who)
        override(who, date(2026, 11, 25), ("10:00", "12:00"))
        time_off(who, TOMORROW_1PM, TOMORROW_1PM + HOUR)
        claims.hold(holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM + 2 * HOUR, now=NOW)

    with django_assert_num_queries(5):
        assert free(kind)


@pytest.mark.parametrize("people", [1, 3])
def test_the_whole_list_costs_few_queries_whatever_the_number_of_mediators(
    kind, people, django_assert_max_num_queries
):
    """Types, labels and the practice are remembered for two seconds."""
    for number in range(people):
        works(mediator(f"Mediator{number} Example"))
    queries.offered_types(), queries.time_labels(), times_page.practice()

    with django_assert_max_num_queries(6):
        listed = times_page.build(times_page.Wish(type_slug="online"), now=NOW)

    assert listed.first == NOW + HOUR


@pytest.mark.parametrize("people", [1, 3])
def test_asking_who_could_take_a_time_costs_seven_queries(kind, people, django_assert_num_queries):
    for number in range(people):
        works(mediator(f"Mediator{number} Example"))

    with django_assert_num_queries(7):
        assert len(queries.candidates(kind, TOMORROW_1PM, now=NOW)) == people


def test_the_three_nearest_other_times_are_offered_instead(kind, morgan):
    assert queries.alternatives(kind, TOMORROW_1PM, now=NOW) == [
        TOMORROW_1PM - 60 * MINUTE,
        TOMORROW_1PM - 30 * MINUTE,
        TOMORROW_1PM + 30 * MINUTE,
    ]


def test_alternatives_are_fewer_where_there_are_fewer(kind, morgan):
    time_off(morgan, TOMORROW_1PM + HOUR, NOW + timedelta(days=30))
    time_off(morgan, NOW, TOMORROW_1PM - HOUR)

    assert queries.alternatives(kind, TOMORROW_1PM, now=NOW) == [
        TOMORROW_1PM - HOUR,
        TOMORROW_1PM - 30 * MINUTE,
    ]


def test_an_appointment_shows_to_its_mediator_and_to_the_office_alone(kind, morgan, drew, admin, manager):
    appointment = booked(kind)

    for who in (morgan.user, admin, manager):
        assert list(queries.appointments_visible_to(who)) == [appointment]
    assert list(queries.appointments_visible_to(drew.user)) == []
    admin.is_active = False
    assert list(queries.appointments_visible_to(admin)) == []


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 24), 24)]
)
def test_a_day_of_the_desk_is_the_local_one(kind, day, hours):
    works(mediator("Morgan Ellis"), start=time(0), end=time(0))
    kind.buffer_after_min = 0
    kind.save()
    forget_everything()
    midnight = datetime.combine(day, time(), tzinfo=UK)
    first = midnight.astimezone(UTC)
    now = first - 12 * HOUR
    inside = [first, first + (hours - 1) * HOUR]
    outside = [first - HOUR, first + hours * HOUR]
    made = {starts_at: booked(kind, starts_at, now=now) for starts_at in inside + outside}

    found = list(queries.on_day(type(made[first]).objects.all(), start=midnight))

    assert [one.starts_at for one in found] == inside
