"""The engine against the slow reading of the same rules, on the days when clocks change."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.availability import free_starts, offers, starts_of
from bookings.explanation import explain
from mediation.core.working_time import working_ranges
from tests.bookings import brute_force
from tests.bookings.made_up_calendars import World, worlds

SLOWLY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
thoroughly = settings(max_examples=150, **SLOWLY)
briefly = settings(max_examples=50, **SLOWLY)


def starts(world: World) -> list:
    return starts_of(
        world.calendar, world.service, now=world.now, start=world.start, end=world.end, viewer=world.viewer
    )


@thoroughly
@given(worlds())
def test_starts_are_those_of_the_slow_reading(world):
    assert starts(world) == brute_force.starts(
        world.calendar,
        world.service,
        world.clock,
        now=world.now,
        start=world.start,
        end=world.end,
        viewer=world.viewer,
    )


@thoroughly
@given(worlds())
def test_working_ranges_are_the_minutes_worked(world):
    runs = brute_force.working_runs(world.calendar.schedule, world.clock)
    cut = [(max(start, world.start), min(end, world.end)) for start, end in runs]

    found = working_ranges(world.calendar.schedule, world.start, world.end)

    assert [tuple(period) for period in found] == [(start, end) for start, end in cut if start < end]


@briefly
@given(worlds(), st.integers(0, 2880))
def test_a_narrower_window_only_filters_starts(world, cut_min):
    later = world.start + timedelta(minutes=cut_min)
    whole = starts(world)

    narrowed = starts_of(
        world.calendar, world.service, now=world.now, start=later, end=world.end, viewer=world.viewer
    )

    assert narrowed == [at for at in whole if at >= later]


@briefly
@given(worlds(), st.integers(-600, 2880))
def test_the_explanation_agrees_with_the_engine(world, minutes_on):
    at = world.start + timedelta(minutes=minutes_on)
    tick = timedelta(microseconds=1)

    explanation = explain(world.calendar, world.service, at, now=world.now, viewer=world.viewer)

    offered = starts_of(
        world.calendar, world.service, now=world.now, start=at, end=at + tick, viewer=world.viewer
    )
    assert explanation.is_offered == (offered == [at]), explanation.lines


@briefly
@given(worlds())
def test_every_start_that_is_offered_has_no_reason_against_it(world):
    for at in starts(world):
        assert explain(world.calendar, world.service, at, now=world.now, viewer=world.viewer).is_offered


@briefly
@given(worlds(), worlds())
def test_offers_are_the_union_of_what_each_mediator_offers(world, other):
    question = {"now": world.now, "start": world.start, "end": world.end, "viewer": world.viewer}
    mediators = [world.calendar, other.calendar]

    found = offers(mediators, world.service, **question)

    each = [starts_of(calendar, world.service, **question) for calendar in mediators]
    assert list(found) == sorted({*each[0], *each[1]})
    assert sum(map(len, found.values())) == len(each[0]) + len(each[1])


@briefly
@given(worlds())
def test_the_order_in_which_rows_come_changes_nothing(world):
    calendar, schedule = world.calendar, world.calendar.schedule
    turned = type(schedule)(
        schedule.zone,
        schedule.weekly[::-1] * 2,
        schedule.overrides,
        schedule.closures,
        schedule.days_off,
        schedule.time_off[::-1],
    )

    found = free_starts(
        turned,
        world.service,
        now=world.now,
        start=world.start,
        end=world.end,
        bookings=calendar.bookings[::-1],
        external_busy=calendar.external_busy[::-1] * 2,
        holds=calendar.holds[::-1] * 2,
        viewer=world.viewer,
    )

    last = calendar.qualified_to
    zone = schedule.zone
    assert [at for at in found if last is None or at.astimezone(zone).date() <= last] == starts(world)
