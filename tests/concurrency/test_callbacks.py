"""Many people want the same window, many colleagues the same request, and several clocks tick at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from intake.enums import Answer, CallbackAgain, CallbackEventKind, CallbackState
from intake.errors import ClaimedByOther, NotInQueue, WindowFull
from intake.models import CallbackEvent, CallbackRequest, CallbackWindow
from intake.queries.callbacks import call_times
from intake.services import callback_queue as queue
from intake.services.callbacks import change_time_by_client, make_windows, request_callback
from mediation.core.enums import Role
from mediation.core.models import Alert, Message
from mediation.core.times import local_day
from tests import factories
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW, TOMORROW_1PM, asked, callback_hours, callback_window

pytestmark = pytest.mark.concurrency
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=10)


@pytest.fixture
def practice(transactional_db):
    factories.notices()
    callback_hours(capacity=3)
    return factories.practice()


def asking(window, number=0, **answers):
    numbered = asked(window, phone=f"+447700900{number:03}", **answers)
    return partial(request_callback, asked=numbered, now=NOW)


def staff(count, role=Role.ADMIN):
    names = ["Ash", "Bo", "Cleo", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo"]
    return [factories.user(f"{names[number % 10]}{number} Reed", role) for number in range(count)]


def used(window):
    return CallbackWindow.objects.get(pk=window.pk).used


@pytest.mark.parametrize("clients", [40, 60])
def test_a_window_for_three_takes_exactly_three_of_many(practice, clients):
    window, later = callback_window(TOMORROW_1PM, capacity=3), callback_window(TOMORROW_1PM + LEASE)

    outcomes = together([asking(window, number) for number in range(clients)])

    assert len(won(outcomes)) == used(window) == CallbackRequest.objects.count() == 3
    assert refusals(outcomes) == {WindowFull}
    assert {one.windows for one in outcomes if isinstance(one, WindowFull)} == {(later,)}


def test_as_soon_as_you_can_never_overfills_and_refuses_nobody(practice):
    windows = [callback_window(TOMORROW_1PM + number * LEASE, capacity=3, minutes=10) for number in range(2)]

    outcomes = together([asking(None, number) for number in range(20)])

    assert len(won(outcomes)) == CallbackRequest.objects.count() == 20
    assert [used(one) for one in windows] == [3, 3]


def test_an_impatient_finger_makes_one_request(practice):
    window = callback_window(TOMORROW_1PM, capacity=3)

    outcomes = together([asking(window, form_key="k1") for _ in range(16)])

    assert len(set(won(outcomes))) == CallbackRequest.objects.count() == used(window) == 1
    assert refusals(outcomes) == set()
    assert CallbackEvent.objects.count() == Message.objects.count() == 1


def test_two_who_swap_their_windows_wait_for_each_other_and_lose_none(practice):
    one, two = callback_window(TOMORROW_1PM, capacity=4), callback_window(TOMORROW_1PM + LEASE, capacity=4)
    first, second = asking(one, 1)(), asking(two, 2)()
    for number in range(3):
        there, back = (two, one) if number % 2 == 0 else (one, two)

        together(
            [
                partial(change_time_by_client, request=first, window_id=there.pk, now=NOW),
                partial(change_time_by_client, request=second, window_id=back.pk, now=NOW),
            ]
        )

        assert (used(one), used(two)) == (1, 1)


def test_thirty_colleagues_on_two_hundred_requests_never_get_the_same(practice):
    window = callback_window(TOMORROW_1PM, capacity=200)
    for number in range(200):
        asking(window, number)()
    colleagues = staff(30)

    def work(user):
        return [queue.take_next(user=user, now=TOMORROW_1PM) for _ in range(10)]

    taken = [one for found in together([partial(work, user) for user in colleagues]) for one in found]

    claimed = [one.pk for one in taken if one]
    assert len(claimed) == len(set(claimed)) == 200
    assert CallbackEvent.objects.filter(kind="claimed").count() == 200


def test_the_most_urgent_are_never_left_behind_in_the_rush(practice):
    window = callback_window(TOMORROW_1PM, capacity=40)
    for number in range(30):
        asking(window, number)()
    urgent = {asking(window, 100 + number, hearing_soon=Answer.YES)() for number in range(10)}

    taken = together([partial(queue.take_next, user=user, now=TOMORROW_1PM) for user in staff(10)])

    assert set(taken) == urgent


def test_of_many_who_open_the_same_request_one_has_it_and_the_others_read_who(practice):
    request = asking(callback_window(TOMORROW_1PM))()

    outcomes = together([partial(queue.claim, request=request, user=user, now=NOW) for user in staff(20)])

    (row,) = won(outcomes)
    assert refusals(outcomes) == {ClaimedByOther}
    told = {(one.name, one.until) for one in outcomes if isinstance(one, ClaimedByOther)}
    assert told == {(row.claimed_by.name, NOW + LEASE)}


@pytest.mark.parametrize("round_", range(3))
def test_a_manager_who_takes_over_while_somebody_claims_has_it_in_the_end(practice, round_):
    request = asking(callback_window(TOMORROW_1PM))()
    (manager,) = staff(1, Role.MANAGER)
    (kit,) = [factories.user("Kit Lowe", Role.ADMIN)]

    outcomes = together(
        [
            partial(queue.take_over, request=request, user=manager, now=NOW),
            partial(queue.claim, request=request, user=kit, now=NOW),
        ]
    )

    request.refresh_from_db()
    assert request.claimed_by == manager
    assert refusals(outcomes) <= {ClaimedByOther}
    kinds = list(request.events.values_list("kind", flat=True))
    assert kinds in (["asked", "taken_over"], ["asked", "claimed", "taken_over"])


def test_an_outcome_against_a_take_over_is_written_once_or_refused(practice):
    callback_window(TOMORROW_1PM + timedelta(days=1))
    request = asking(callback_window(TOMORROW_1PM), again=CallbackAgain.SAME_TIME)()
    (manager,), (kit,) = staff(1, Role.MANAGER), [factories.user("Kit Lowe", Role.ADMIN)]
    queue.claim(request=request, user=kit, now=TOMORROW_1PM)

    together(
        [
            partial(queue.take_over, request=request, user=manager, now=TOMORROW_1PM),
            *[
                partial(
                    queue.record_outcome,
                    request=request,
                    outcome=CallbackEventKind.NO_ANSWER,
                    user=kit,
                    now=TOMORROW_1PM,
                )
                for _ in range(4)
            ],
        ]
    )

    request.refresh_from_db()
    assert request.attempts == request.events.filter(kind="no_answer").count() <= 1


def test_many_sweeps_return_each_expired_claim_once(practice):
    window = callback_window(TOMORROW_1PM, capacity=20)
    (jo,) = staff(1)
    for number in range(20):
        queue.claim(request=asking(window, number)(), user=jo, now=NOW)

    returned = together([partial(queue.return_expired, now=NOW + LEASE)] * 8)

    assert sum(returned) == 20
    assert CallbackEvent.objects.filter(kind="lease_ended").count() == 20
    assert set(CallbackRequest.objects.values_list("state", flat=True)) == {CallbackState.WAITING}


def test_many_clocks_tell_of_a_late_call_once(practice):
    window = callback_window(TOMORROW_1PM, capacity=20)
    for number in range(20):
        asking(window, number)()

    told = together([partial(queue.watch_sla, now=TOMORROW_1PM + 30 * MINUTE)] * 8)

    assert sum(told) == 20
    for count in (
        CallbackEvent.objects.filter(kind="sla_missed").count(),
        Alert.objects.filter(kind="callback.late").count(),
        Message.objects.filter(kind="desk.callback_late").count(),
    ):
        assert count == 20


def test_many_clocks_move_a_missed_call_once(practice):
    window, next_day = callback_window(TOMORROW_1PM), callback_window(TOMORROW_1PM + timedelta(days=1))
    asking(window, again=CallbackAgain.SAME_TIME)()

    moved = together([partial(queue.move_missed, now=window.ends_at)] * 8)

    assert (sum(moved), used(next_day)) == (1, 1)


def test_many_clocks_lay_out_the_same_windows(practice):
    together([partial(make_windows, today=local_day(NOW))] * 6)

    assert CallbackWindow.objects.count() == 6 * 16


def test_laying_out_windows_while_they_are_taken_loses_no_unit(practice):
    make_windows(today=local_day(NOW))
    window = CallbackWindow.objects.get(starts_at=TOMORROW_1PM)

    outcomes = together(
        [partial(make_windows, today=local_day(NOW))] * 3 + [asking(window, number) for number in range(20)]
    )

    assert len(won(outcomes)) == 3 + 3
    assert used(window) == 3


def test_somebody_else_answering_two_calls_at_once_is_no_deadlock(practice):
    window = callback_window(TOMORROW_1PM, capacity=9)
    requests = [asking(window, 7, name=name)() for name in ("Robin", "Rob", "R")]
    colleagues = staff(3)
    for request, user in zip(requests, colleagues, strict=True):
        queue.claim(request=request, user=user, now=TOMORROW_1PM)

    outcomes = together(
        [
            partial(
                queue.record_outcome,
                request=request,
                outcome=CallbackEventKind.WRONG_PERSON,
                user=user,
                now=TOMORROW_1PM,
            )
            for request, user in zip(requests, colleagues, strict=True)
        ]
    )

    assert won(outcomes)
    assert refusals(outcomes) <= {NotInQueue}
    assert set(CallbackRequest.objects.values_list("state", flat=True)) == {CallbackState.UNSAFE}


def test_times_that_cannot_be_read_are_unknown_and_not_full(practice):
    """Somebody keeps the table to themselves for longer than we wait."""
    callback_window(TOMORROW_1PM)
    kept, done = threading.Event(), threading.Event()

    def keep():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE intake_callbackwindow IN ACCESS EXCLUSIVE MODE")
            kept.set()
            done.wait(timeout=20)

    def read():
        kept.wait(timeout=10)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
            return call_times(now=NOW).state
        finally:
            done.set()
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    assert together([keep, read])[1] == "unknown"
