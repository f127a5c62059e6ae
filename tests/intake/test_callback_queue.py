"""The queue: who is next, who has what, and for how long."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from intake.enums import Answer, CallbackAgain, CallbackEventKind, CallbackState, CallbackTopic
from intake.errors import ClaimedByOther, ManagersOnly, NotInQueue
from intake.models import CallbackRequest, ContactPreferences
from intake.queries.callbacks import callback_events, request_visible_to, requests_in_queue
from intake.services import callback_queue as queue
from mediation.core.enums import Role
from tests import factories
from tests.factories import NOW, TOMORROW_1PM, callback_hours, callback_window
from tests.intake.callback_stories import DAY, MINUTE, ask, ask_in_own_words, at_time, kinds, ring

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=10)


@pytest.fixture
def window(practice):
    callback_hours(capacity=9)
    return callback_window(TOMORROW_1PM, capacity=9)


@pytest.fixture
def kit(practice):
    """Another admin."""
    return factories.user("Kit Lowe", Role.ADMIN)


def numbered(number, window=None, **answers):
    return ask(window, phone=f"+447700900{number:03}", now=NOW + number * MINUTE, **answers)


def taken(user, now, count):
    return [queue.take_next(user=user, now=now) for _ in range(count)]


def test_the_most_urgent_come_first_then_legal_aid_then_age(window, admin):
    general = numbered(1, window)
    legal_aid = numbered(2, window, topic=CallbackTopic.LEGAL_AID)
    urgent = numbered(3, window, hearing_soon=Answer.YES)
    young = numbered(4, window)
    not_safe = numbered(5, window, safe_to_talk=Answer.NO)

    assert taken(admin, TOMORROW_1PM, 6) == [urgent, not_safe, legal_aid, general, young, None]


@pytest.mark.parametrize(
    ("clock", "is_next"), [("12:59", False), ("13:00", True), ("13:29", True), ("13:30", False)]
)
def test_nobody_is_rung_outside_the_time_they_chose(window, admin, clock, is_next):
    request = numbered(1, window, again=CallbackAgain.NEVER, hearing_soon=Answer.YES)

    found = queue.take_next(user=admin, now=at_time(clock))

    assert found == (request if is_next else None)


@pytest.mark.parametrize(
    ("clock", "day", "is_next"),
    [
        ("16:59", "2026-11-23", True),
        ("17:00", "2026-11-23", False),
        ("08:59", "2026-11-24", False),
        ("09:00", "2026-11-24", True),
        ("12:00", "2026-11-28", False),  # a Saturday without hours
    ],
)
def test_as_soon_as_you_can_means_in_working_hours(window, admin, clock, day, is_next):
    request = numbered(1)

    assert queue.take_next(user=admin, now=at_time(clock, day=day)) == (request if is_next else None)


def test_as_soon_as_you_can_is_not_rung_on_a_closed_day(window, admin):
    numbered(1)
    factories.closure(TOMORROW_1PM.date())

    assert queue.take_next(user=admin, now=TOMORROW_1PM) is None


def test_the_night_is_quiet_also_where_we_work(practice, admin):
    callback_hours(closes=time(23))
    request = numbered(1)

    assert queue.take_next(user=admin, now=at_time("21:00", day="2026-11-23")) is None
    assert queue.take_next(user=admin, now=at_time("20:59", day="2026-11-23")) == request


@pytest.mark.parametrize(
    "changes",
    [{"site_only": True}, {"call_safety": "never"}, {"number_unsafe_since": NOW}],
    ids=lambda changes: next(iter(changes)),
)
def test_whom_contact_safety_refuses_is_passed_over_and_the_next_is_taken(window, admin, changes):
    urgent = numbered(1, window, hearing_soon=Answer.YES)
    other = numbered(2, window)
    ContactPreferences.objects.filter(pk=urgent.contact_id).update(**changes)

    assert taken(admin, TOMORROW_1PM, 2) == [other, None]


def test_however_many_are_refused_the_one_behind_them_is_found_in_few_queries(
    window, admin, django_assert_max_num_queries
):
    window.capacity = 60
    window.save()
    for number in range(1, 46):
        numbered(number, window)
    ContactPreferences.objects.update(site_only=True)
    last = numbered(46, window)

    with django_assert_max_num_queries(18):
        assert queue.take_next(user=admin, now=TOMORROW_1PM) == last


def test_own_words_are_not_next_before_somebody_has_chosen(window, admin):
    ask_in_own_words()

    assert queue.take_next(user=admin, now=TOMORROW_1PM) is None


# Claims.


def test_a_claim_says_who_has_it_and_until_when(window, admin, kit):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)

    with pytest.raises(ClaimedByOther) as refusal:
        queue.claim(request=request, user=kit, now=TOMORROW_1PM + MINUTE)

    assert (refusal.value.name, refusal.value.until) == ("Jo Prior", TOMORROW_1PM + LEASE)
    assert str(refusal.value) == "Jo Prior has this request open."
    assert kinds(request) == ["asked", "claimed"]


def test_a_claim_of_ones_own_goes_on_with_a_new_lease(window, admin):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)

    again = queue.claim(request=request, user=admin, now=TOMORROW_1PM + MINUTE)

    assert again.lease_until == TOMORROW_1PM + MINUTE + LEASE
    assert kinds(request) == ["asked", "claimed"]


def test_a_lease_is_as_long_as_the_setting_says(window, admin, settings):
    settings.CALLBACK_LEASE = timedelta(seconds=2)

    request = queue.claim(request=numbered(1, window), user=admin, now=TOMORROW_1PM)

    assert request.lease_until == TOMORROW_1PM + timedelta(seconds=2)


@pytest.mark.parametrize(("minutes", "is_free"), [(9, False), (10, True)])
def test_a_claim_ends_with_its_lease(window, admin, kit, minutes, is_free):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)

    found = queue.take_next(user=kit, now=TOMORROW_1PM + minutes * MINUTE)

    assert found == (request if is_free else None)
    assert kinds(request)[2:] == (["lease_ended", "claimed"] if is_free else [])


def test_renewing_keeps_it_and_only_for_whoever_has_it(window, admin, kit):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)

    queue.renew(request=request, user=admin, now=TOMORROW_1PM + 9 * MINUTE)

    assert queue.return_expired(now=TOMORROW_1PM + 18 * MINUTE) == 0
    with pytest.raises(ClaimedByOther):
        queue.renew(request=request, user=kit, now=TOMORROW_1PM + 18 * MINUTE)


def test_what_went_back_to_the_queue_is_not_renewed(window, admin):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    queue.return_expired(now=TOMORROW_1PM + LEASE)

    with pytest.raises(NotInQueue):
        queue.renew(request=request, user=admin, now=TOMORROW_1PM + LEASE)


def test_put_back_it_is_next_again(window, admin, kit):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    with pytest.raises(ClaimedByOther):
        queue.put_back(request=request, user=kit, now=TOMORROW_1PM)

    queue.put_back(request=request, user=admin, now=TOMORROW_1PM)

    assert queue.take_next(user=kit, now=TOMORROW_1PM) == request
    assert kinds(request) == ["asked", "claimed", "returned", "claimed"]


def test_put_back_without_a_time_it_still_needs_one(window, admin):
    request = ask_in_own_words()
    queue.claim(request=request, user=admin, now=NOW)

    assert queue.put_back(request=request, user=admin, now=NOW).state == CallbackState.NEEDS_TIME


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
def test_a_manager_takes_over_and_the_event_says_from_whom(window, admin, role):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    boss = factories.user("Lee Bianchi", role)

    found = queue.take_over(request=request, user=boss, now=TOMORROW_1PM)

    assert found.claimed_by == boss
    event = request.events.get(kind="taken_over")
    assert (event.actor, event.details) == (boss, {"taken_from": admin.pk})


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEDIATOR])
def test_nobody_else_takes_over(window, admin, role):
    request = numbered(1, window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)

    with pytest.raises(ManagersOnly):
        queue.take_over(request=request, user=factories.user("Kit Lowe", role), now=TOMORROW_1PM)


def test_a_finished_request_can_be_neither_claimed_nor_taken_over(window, admin, manager):
    request = ring(numbered(1, window), CallbackEventKind.REACHED, admin)

    with pytest.raises(NotInQueue):
        queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    with pytest.raises(NotInQueue):
        queue.take_over(request=request, user=manager, now=TOMORROW_1PM)


def test_expiry_returns_each_once_and_own_words_to_where_they_were(window, admin):
    rung, unread = numbered(1, window), ask_in_own_words()
    for one in (rung, unread):
        queue.claim(request=one, user=admin, now=TOMORROW_1PM)

    assert queue.return_expired(now=TOMORROW_1PM + LEASE) == 2
    assert queue.return_expired(now=TOMORROW_1PM + LEASE) == 0

    states = CallbackRequest.objects.in_bulk()
    assert (states[rung.pk].state, states[unread.pk].state) == (
        CallbackState.WAITING,
        CallbackState.NEEDS_TIME,
    )
    assert rung.events.get(kind="lease_ended").details == {"had_it": admin.pk}


# What the desk reads.


def test_the_queue_shows_whose_time_is_open_first(window, admin):
    urgent_later = ask(callback_window(TOMORROW_1PM + DAY), hearing_soon=Answer.YES)
    general_now = numbered(1, window)
    needs_time = ask_in_own_words(phone="+447700900777")

    found = list(requests_in_queue(TOMORROW_1PM))

    assert found == [general_now, urgent_later, needs_time]
    assert [one.is_due for one in found] == [True, False, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_is_read_in_three_queries(window, admin, count, django_assert_num_queries):
    for number in range(count):
        queue.claim(request=numbered(number, window), user=admin, now=NOW)

    with django_assert_num_queries(3):
        for one in requests_in_queue(TOMORROW_1PM):
            assert str(one.claimed_by), one.contact.phone
            assert one.window


@pytest.mark.parametrize("count", [1, 3])
def test_the_story_of_a_request_is_read_in_one_query(window, admin, count, django_assert_num_queries):
    request = numbered(1, window)
    for _ in range(count):
        queue.claim(request=request, user=admin, now=NOW)
        queue.put_back(request=request, user=admin, now=NOW)

    with django_assert_num_queries(1):
        story = [(one.kind, str(one.actor)) for one in callback_events(request)]

    assert story == [("asked", "None"), *[("claimed", "Jo Prior"), ("returned", "Jo Prior")] * count]


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.ADMIN, True), (Role.MANAGER, True), (Role.OWNER, True), (Role.MEDIATOR, False)]
)
def test_requests_are_the_offices(window, role, sees):
    request = numbered(1, window)
    user = factories.user("Kit Lowe", role)

    assert list(request_visible_to(user)) == ([request] if sees else [])
