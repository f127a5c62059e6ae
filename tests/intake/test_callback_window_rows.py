"""Windows for calls are rows made ahead from the weekly hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from intake.errors import WindowFull
from intake.models import CallbackHours, CallbackWindow
from intake.queries.callbacks import CallTimes, call_times, next_windows_with_room
from intake.services import callback_windows
from intake.services.callbacks import make_windows
from mediation.core.audit import Actor
from mediation.core.models import Alert, AuditEntry
from mediation.core.practice import practice as remembered_practice
from mediation.core.remembered import forget_everything
from tests.factories import NOW, TOMORROW_1PM, at, callback_hours, callback_window, closure

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def hours(practice):
    """Monday to Friday, 9 to 11: four windows of two calls a day."""
    return callback_hours(closes=time(11))


def on(day):
    return CallbackWindow.objects.filter(starts_at__date=day).order_by("starts_at")


def clocks(day):
    return [f"{one.starts_at:%H:%M}" for one in on(day).filter(is_open=True)]


def test_windows_are_made_for_today_and_seven_days_ahead(hours):
    made = make_windows(today=MONDAY)

    assert (made.created, made.closed, made.reopened) == (24, 0, 0)
    assert clocks(TUESDAY) == ["09:00", "09:30", "10:00", "10:30"]
    assert clocks(date(2026, 11, 28)) == []  # Saturday
    assert clocks(date(2026, 11, 30)) == clocks(TUESDAY)  # the seventh day
    assert clocks(date(2026, 12, 1)) == []
    assert set(CallbackWindow.objects.values_list("capacity", "used")) == {(2, 0)}


def test_made_twice_nothing_changes(hours):
    make_windows(today=MONDAY)
    before = list(CallbackWindow.objects.order_by("pk").values())

    made = make_windows(today=MONDAY)

    assert (made.created, made.closed, made.reopened) == (0, 0, 0)
    assert list(CallbackWindow.objects.order_by("pk").values()) == before


def test_the_next_day_adds_one_day(hours):
    make_windows(today=MONDAY)

    assert make_windows(today=TUESDAY).created == 4


@pytest.mark.parametrize(("day", "first"), [("2026-10-23", "08:00"), ("2026-10-26", "09:00")])
def test_windows_begin_at_nine_on_the_clock_before_and_after_it_changes(hours, day, first):
    make_windows(today=date(2026, 10, 23))

    assert clocks(date.fromisoformat(day))[0] == first


def test_a_closed_day_has_no_windows_and_opens_again_with_them(hours):
    make_windows(today=MONDAY)
    closed = closure(TUESDAY)

    assert make_windows(today=MONDAY).closed == 4
    assert clocks(TUESDAY) == []

    closed.delete()

    assert make_windows(today=MONDAY).reopened == 4
    assert len(clocks(TUESDAY)) == 4


def test_a_closure_known_before_makes_none(hours):
    closure(TUESDAY, kind="bank_holiday")

    make_windows(today=MONDAY)

    assert not on(TUESDAY).exists()


def test_a_promised_call_keeps_its_window_when_the_hours_change_and_staff_are_told(hours):
    make_windows(today=MONDAY)
    on(TUESDAY).filter(starts_at=at("2026-11-24", "10:00")).update(used=1)
    CallbackHours.objects.filter(weekday=2).update(closes=time(10))

    make_windows(today=MONDAY)

    kept = on(TUESDAY).get(starts_at=at("2026-11-24", "10:00"))
    assert (kept.used, kept.capacity, kept.is_open) == (1, 2, False)
    assert clocks(TUESDAY) == ["09:00", "09:30"]
    assert Alert.objects.get().kind == "callback.window_closed"


def test_capacity_follows_the_hours_but_never_falls_below_what_is_promised(hours):
    make_windows(today=MONDAY)
    on(TUESDAY).filter(starts_at=at("2026-11-24", "10:00")).update(used=2)
    CallbackHours.objects.update(capacity=1)

    make_windows(today=MONDAY)

    assert list(on(TUESDAY).values_list("capacity", "used")) == [(1, 0), (1, 0), (2, 2), (1, 0)]


def test_longer_windows_close_the_old_grid_where_it_does_not_fit(hours, practice):
    make_windows(today=MONDAY)
    practice.callback_window_minutes = 60
    practice.save()
    forget_everything()

    make_windows(today=MONDAY)

    assert clocks(TUESDAY) == ["09:00", "10:00"]
    assert {one.ends_at - one.starts_at for one in on(TUESDAY).filter(is_open=True)} == {timedelta(hours=1)}


def test_hours_that_are_not_in_force_yet_make_nothing(practice):
    callback_hours(weekdays=[2], closes=time(10), valid_from=date(2026, 11, 25))

    make_windows(today=MONDAY)

    assert not CallbackWindow.objects.exists()


def test_where_hours_overlap_the_ones_with_more_room_count(practice):
    callback_hours(weekdays=[2], closes=time(11), capacity=1)
    callback_hours(weekdays=[2], opens=time(10), closes=time(12), capacity=4)

    make_windows(today=MONDAY)

    assert list(on(TUESDAY).values_list("capacity", flat=True)) == [1, 1, 4, 4, 4, 4]


@pytest.mark.parametrize("days", [1, 7])
def test_making_windows_takes_as_many_queries_for_a_day_as_for_a_week(
    hours, practice, days, django_assert_num_queries
):
    practice.callback_days_ahead = days
    practice.save()
    remembered_practice()

    with django_assert_num_queries(7):
        make_windows(today=MONDAY)


def test_the_command_says_what_it_did(hours, capsys):
    with time_machine.travel(NOW, tick=False):
        call_command("make_callback_windows")

    assert capsys.readouterr().out == "24 new, 0 closed, 0 open again.\n"


# What the form can offer.


def test_times_that_are_full_are_told_from_times_that_are_open(practice):
    callback_window(TOMORROW_1PM, capacity=1, used=1)
    assert call_times(now=NOW).state == "full"

    free = callback_window(TOMORROW_1PM + timedelta(hours=1))

    assert call_times(now=NOW) == CallTimes("open", (free,))


@pytest.mark.parametrize(("now", "state"), [("10:59", "open"), ("11:00", "open"), ("11:01", "closed")])
def test_two_hours_notice_to_the_minute(practice, now, state):
    callback_window(at("2026-11-24", "13:00"))

    assert call_times(now=at("2026-11-24", now)).state == state


def test_windows_that_were_never_made_are_unknown_not_full(hours):
    assert call_times(now=NOW).state == "unknown"


def test_without_hours_nobody_is_rung_back(practice):
    assert call_times(now=NOW).state == "closed"


def test_a_week_of_closures_is_closed_not_unknown(hours):
    for number in range(9):
        closure(MONDAY + number * DAY)

    assert call_times(now=NOW).state == "closed"


def test_a_window_closed_by_staff_is_not_offered(practice):
    callback_window(TOMORROW_1PM, is_open=False)

    assert call_times(now=NOW).state == "closed"


@pytest.mark.parametrize("windows", [1, 3])
def test_the_form_reads_its_times_in_one_query(practice, windows, django_assert_num_queries):
    remembered_practice()
    for number in range(windows):
        callback_window(TOMORROW_1PM + number * timedelta(hours=1))

    with django_assert_num_queries(3):  # with the savepoint around it
        assert len(call_times(now=NOW).windows) == windows


def test_the_next_windows_come_after_the_one_that_filled_and_then_the_earliest(practice):
    windows = [callback_window(TOMORROW_1PM + number * timedelta(hours=1)) for number in range(5)]

    assert next_windows_with_room(now=NOW, after=windows[1].starts_at) == windows[2:5]
    assert next_windows_with_room(now=NOW, after=windows[3].starts_at) == [windows[0], windows[1], windows[4]]
    assert next_windows_with_room(now=NOW) == windows[:3]


def test_taking_a_unit_of_a_full_window_says_which_are_next(practice):
    full = callback_window(TOMORROW_1PM, capacity=1, used=1)
    later = callback_window(TOMORROW_1PM + timedelta(hours=1))

    with pytest.raises(WindowFull) as refusal:
        callback_windows.take_unit(full.pk, now=NOW)

    assert refusal.value.windows == (later,)
    full.refresh_from_db()
    assert full.used == 1


def test_a_window_that_is_running_keeps_its_unit_and_a_later_one_gives_it_back(practice):
    window = callback_window(TOMORROW_1PM, used=1)

    callback_windows.give_back_unit(window.pk, now=TOMORROW_1PM)
    window.refresh_from_db()
    assert window.used == 1

    callback_windows.give_back_unit(window.pk, now=TOMORROW_1PM - timedelta(minutes=1))
    window.refresh_from_db()
    assert window.used == 0


# On the admin site.


@pytest.fixture
def site(client, manager, hours):
    with time_machine.travel(NOW, tick=False):
        client.force_login(manager)
        yield client


def test_hours_saved_on_the_admin_site_make_windows_at_once(site):
    answer = site.post(
        reverse("admin:intake_callbackhours_add"),
        {"weekday": "6", "opens": "10:00", "closes": "11:00", "capacity": "3"},
    )

    assert answer.status_code == 302
    assert clocks(date(2026, 11, 28)) == ["10:00", "10:30"]
    assert AuditEntry.objects.get().verb == "callbackhours.saved"


def test_hours_deleted_on_the_admin_site_close_their_windows_at_once(site):
    make_windows(today=MONDAY)
    tuesday = CallbackHours.objects.get(weekday=2)

    site.post(reverse("admin:intake_callbackhours_delete", args=[tuesday.pk]), {"post": "yes"})

    assert clocks(TUESDAY) == []
    assert AuditEntry.objects.get().verb == "callbackhours.deleted"


def test_a_window_closed_by_hand_stays_closed_and_the_change_is_audited(site):
    make_windows(today=MONDAY)
    window = on(TUESDAY).first()

    answer = site.post(reverse("admin:intake_callbackwindow_change", args=[window.pk]), {"capacity": "2"})
    make_windows(today=MONDAY)

    window.refresh_from_db()
    assert (answer.status_code, window.is_open) == (302, False)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.details) == ("callbackwindow.saved", {"fields": ["is_open"]})


def test_a_window_cannot_take_fewer_calls_than_are_promised(site):
    window = callback_window(TOMORROW_1PM, capacity=3, used=2)

    page = site.post(
        reverse("admin:intake_callbackwindow_change", args=[window.pk]), {"capacity": "1", "is_open": "on"}
    )

    assert "2 calls are promised for this time already." in page.content.decode()
    window.refresh_from_db()
    assert window.capacity == 3


def test_what_was_promised_while_the_page_was_open_is_not_lost(practice, manager):
    """The page read `used` before a client took a unit."""
    stale = callback_window(TOMORROW_1PM, capacity=3)
    callback_windows.take_unit(stale.pk, now=NOW)

    callback_windows.edit_window(
        stale, capacity=0, is_open=True, actor=Actor.of(manager), fields=["capacity"], now=NOW
    )

    stale.refresh_from_db()
    assert (stale.capacity, stale.used) == (1, 1)
