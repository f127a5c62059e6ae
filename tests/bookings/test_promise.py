"""Measuring the promise, and telling staff before it breaks."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Literal

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, Mediator, PromiseSample, SlotClaim, WeeklyHours
from bookings.promise_coverage import Gap
from bookings.queries.promise import coverage, extra_hours_for, meetings_held, samples
from bookings.services import claims, promise
from mediation.core import audit
from mediation.core.alerts import close_alert
from mediation.core.models import Alert, PracticeSettings, User
from mediation.core.periods import Period
from tests import factories
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FRIDAY = at("2026-11-27", "09:00")


@pytest.fixture
def office_hours(morgan: Mediator) -> Mediator:
    """Morgan works from Monday to Friday, 9 to 5: nothing is near enough from Friday 3pm to Saturday 9am."""
    WeeklyHours.objects.filter(weekday__in=(6, 7)).delete()
    return morgan


def ahead() -> list[str]:
    return list(Alert.objects.filter(kind="promise.ahead", closed_at=None).values_list("text", flat=True))


def test_a_sample_is_taken_once_in_each_quarter_of_an_hour(kind: AppointmentType, morgan: Mediator) -> None:
    counts = [promise.take_samples(now=NOW + n * MINUTE) for n in (0, 1, 14, 15)]

    assert counts == [1, 0, 0, 1]
    rows = PromiseSample.objects.values_list("sampled_at", "minutes_until")
    assert list(rows) == [(NOW, 60), (NOW + 15 * MINUTE, 75)]


def test_nothing_free_is_a_sample_too_and_later_than_promised_is_its_distance(
    kind: AppointmentType, drew: Mediator
) -> None:
    promise.take_samples(now=NOW)
    factories.works(drew, weekdays=(5,))
    promise.take_samples(now=NOW + HOUR)

    assert list(PromiseSample.objects.values_list("minutes_until", flat=True)) == [None, 95 * 60]


def test_samples_are_kept_for_400_days(kind: AppointmentType, morgan: Mediator) -> None:
    for days in (399, 400, 401):
        PromiseSample.objects.create(appointment_type=kind, sampled_at=NOW - timedelta(days=days))

    assert promise.forget_old_samples(now=NOW) == 1
    assert PromiseSample.objects.count() == 2


def test_measures_are_told_by_the_hour_or_the_day_at_their_worst(kind: AppointmentType) -> None:
    start = at("2026-11-22", "23:10")
    for minutes, left in ((0, 60), (30, 90), (60, 30), (75, None), (120, 45)):
        PromiseSample.objects.create(
            appointment_type=kind, sampled_at=start + minutes * MINUTE, minutes_until=left
        )

    def told(step: Literal["hour", "day"]) -> list[tuple[str, int | None]]:
        return [(f"{one:%d %H:%M}", left) for one, left in samples(kind, since=start, step=step)]

    assert told("hour") == [("22 23:00", 90), ("23 00:00", None), ("23 01:00", 45)]
    assert told("day") == [("22 00:00", 90), ("23 00:00", None)]


def test_coverage_tells_the_stretches_of_both_weekends_and_why(
    kind: AppointmentType, office_hours: Mediator
) -> None:
    found = coverage(kind, now=NOW)

    assert found.first == NOW + HOUR
    assert [one.gap.asked.end for one in found.gaps] == [at("2026-11-28", "09:00"), at("2026-12-05", "09:00")]
    assert {one.gap.asked.start - HOUR * 15 for one in found.gaps} == {
        at("2026-11-27") + timedelta(microseconds=1),
        at("2026-12-04") + timedelta(microseconds=1),
    }
    assert [why.code for why in found.gaps[0].people[0].whys] == ["no_hours"]


@pytest.mark.parametrize("people", [1, 3])
def test_coverage_asks_the_same_few_questions_however_many_work_here(
    kind: AppointmentType, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        factories.works(factories.mediator(f"Kim{number} Vale"), weekdays=(1, 2, 3, 4, 5))

    with django_assert_num_queries(7):
        assert len(coverage(kind, now=NOW).gaps) == 2


def test_somebody_who_may_not_hold_meetings_is_not_asked_for_hours(
    kind: AppointmentType, office_hours: Mediator, drew: Mediator
) -> None:
    Mediator.objects.filter(pk=drew.pk).update(accreditation="none")
    rows = {one.mediator.name: one for one in coverage(kind, now=NOW).gaps[0].people}

    assert (rows["Drew Marsh"].extra, rows["Drew Marsh"].whys[0].code) == (None, "no_hours")
    assert rows["Morgan Ellis"].extra


def test_the_best_to_ask_is_who_does_nothing_else_then(
    kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.time_off(morgan, at("2026-11-24"), at("2026-12-20"))
    gap = coverage(kind, now=NOW).gaps[0].gap
    best = extra_hours_for(kind, gap)

    assert best
    assert best[0] == drew


def test_staff_are_told_once_before_it_breaks_and_not_three_days_before_that(
    kind: AppointmentType, office_hours: Mediator
) -> None:
    promise.watch(now=FRIDAY - timedelta(days=3))
    assert ahead() == []
    for _ in range(2):
        promise.watch(now=FRIDAY - timedelta(days=2))

    (words,) = ahead()
    assert words == (
        "MIAM, online: from Friday 27 November, 3:00pm on, nothing is free within 48 hours. Open extra hours."
    )


def test_the_warning_goes_by_itself_once_hours_are_open_and_stays_gone_where_staff_closed_it(
    kind: AppointmentType, office_hours: Mediator, admin: User
) -> None:
    promise.watch(now=FRIDAY - timedelta(days=1))
    close_alert(Alert.objects.get(kind="promise.ahead"), actor=audit.Actor.of(admin), at=FRIDAY)
    promise.watch(now=FRIDAY)
    assert ahead() == []
    Alert.objects.all().delete()
    promise.watch(now=FRIDAY)
    assert len(ahead()) == 1
    factories.works(office_hours, weekdays=(6, 7))
    promise.watch(now=FRIDAY + MINUTE)

    assert ahead() == []


def test_a_gap_that_has_begun_is_the_broken_promise_and_no_warning(
    kind: AppointmentType, office_hours: Mediator
) -> None:
    promise.watch(now=FRIDAY)
    stands = promise.watch(now=FRIDAY + 7 * HOUR)

    assert not stands
    assert list(Alert.objects.filter(closed_at=None).values_list("kind", flat=True)) == ["promise.broken"]


def test_how_long_before_staff_are_told_is_a_setting(
    kind: AppointmentType, office_hours: Mediator, practice: PracticeSettings
) -> None:
    PracticeSettings.objects.update(promise_warn_hours=14 * 24)
    promise.watch(now=NOW)

    assert len(ahead()) == 2


def test_a_visitor_who_looks_at_the_only_time_calls_nobody_ahead(
    kind: AppointmentType, drew: Mediator
) -> None:
    """Held counts as taken on the page, and as free for the warning: in 15 minutes it is one or the other."""
    factories.works(drew, weekdays=(2, 4), start=time(9), end=time(10))
    before = len(coverage(kind, now=NOW).gaps)
    claims.hold(holder_key="somebody", appointment_type=kind, starts_at=at("2026-11-26", "09:00"), now=NOW)
    warned = promise.watch(now=NOW) and ahead()
    found = coverage(kind, now=NOW)
    SlotClaim.objects.update(state="released")
    promise.watch(now=NOW)

    assert ahead() == warned
    assert found.held == 1
    assert len(found.gaps) <= before


def test_meetings_count_as_held_unless_cancelled_or_missed_and_only_once_over(
    kind: AppointmentType, morgan: Mediator
) -> None:
    def meeting(day: int, state: AppointmentState = AppointmentState.CONFIRMED) -> None:
        one = factories.booked(kind, at(f"2026-11-{day}", "13:00"))
        stamp = {"cancelled_at": NOW} if state == AppointmentState.CANCELLED else {}
        Appointment.objects.filter(pk=one.pk).update(state=state, **stamp)

    meeting(24)
    meeting(25, AppointmentState.ATTENDED)
    meeting(26, AppointmentState.NOT_ATTENDED)
    meeting(27, AppointmentState.CANCELLED)
    meeting(28)
    since = at("2026-11-20")

    held = meetings_held(kind, since=since, now=at("2026-11-28", "13:30"))

    assert [one.wait for one in held] == [28 * HOUR, 52 * HOUR]
    assert date(2026, 11, 24) == held[0].on


def test_a_warning_leads_to_the_gap_that_is_to_come_not_to_one_of_that_day_that_has_begun(
    kind: AppointmentType, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, to_come = (
        Gap(Period(start, start + HOUR), Period(start + HOUR, start + 2 * HOUR))
        for start in (NOW, NOW + 4 * HOUR)
    )
    monkeypatch.setattr(promise.promise_queries, "gaps_if_holds_end", lambda *_, **__: [begun, to_come])
    monkeypatch.setattr(promise, "_words", lambda *_: "x")
    promise.look_ahead([kind], now=NOW)
    key = Alert.objects.get(kind="promise.ahead").dedupe_key.removeprefix("promise.ahead:::")

    assert promise.gap_of(key, now=NOW) == (kind, to_come)
