"""What came of a call, and what follows: another window inside what is safe, or an end with a reason."""

from __future__ import annotations

import pytest

from bookings.services import confirm_appointment
from intake.enums import Answer, CallbackAgain, CallbackEventKind, CallbackState, CallbackWhen
from intake.errors import (
    ClaimedByOther,
    ManagersOnly,
    NotInQueue,
    NotSafeThen,
    VoicemailNotAllowed,
    WindowFull,
    WordsNeeded,
)
from intake.models import CallbackWindow, ContactPreferences
from intake.queries import preferences_of
from intake.services import callback_queue as queue
from intake.services.callbacks import cancel_by_client
from mediation.core import audit
from mediation.core.enums import Role
from tests import factories
from tests.factories import ALEX, NOW, TOMORROW_1PM, callback_hours, callback_window, ready_draft
from tests.intake.callback_stories import (
    DAY,
    HOUR,
    MINUTE,
    alert_kinds,
    ask,
    ask_in_own_words,
    at_time,
    kinds,
    message_kinds,
    ring,
    used,
)

pytestmark = pytest.mark.django_db
Kind = CallbackEventKind
IN_THE_CALL = TOMORROW_1PM + 5 * MINUTE
NEXT_DAY = TOMORROW_1PM + DAY


@pytest.fixture
def window(practice):
    callback_hours()
    return callback_window(TOMORROW_1PM)


@pytest.fixture
def days_after(window):
    """The same time on the three days after, and another time on the same day."""
    days = [callback_window(TOMORROW_1PM + number * DAY) for number in (1, 2, 3)]
    return [*days, callback_window(TOMORROW_1PM + HOUR)]


@pytest.fixture
def kit(practice):
    """Another admin."""
    return factories.user("Kit Lowe", Role.ADMIN)


def test_reached_is_the_end_of_it(window, admin):
    request = ring(ask(window, hearing_soon=Answer.YES), Kind.REACHED, admin, IN_THE_CALL, note="Will book.")

    assert request.state == CallbackState.REACHED
    assert (request.reached_at, request.first_attempt_at, request.attempts) == (IN_THE_CALL, IN_THE_CALL, 1)
    assert (request.claimed_by, request.lease_until) == (None, None)
    assert (request.closed_because, f"{request.purge_on}") == ("reached", "2027-02-22")
    event = request.events.get(kind="reached")
    assert (event.note, event.actor, event.details) == (
        "Will book.",
        admin,
        {"attempt": 1, "window": window.pk},
    )
    assert alert_kinds() == []


def test_the_same_time_on_the_next_day_after_no_answer(window, days_after, admin):
    request = ring(ask(window, again=CallbackAgain.SAME_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert request.state == CallbackState.WAITING
    assert (request.window, request.open_from) == (days_after[0], NEXT_DAY)
    assert used(days_after[0]) == 1  # each attempt counts
    assert used(window) == 1
    assert kinds(request) == ["asked", "claimed", "no_answer", "time_chosen"]
    assert queue.take_next(user=admin, now=TOMORROW_1PM + HOUR) is None
    assert queue.take_next(user=admin, now=NEXT_DAY) == request


def test_any_time_again_is_another_day_all_the_same(window, days_after, admin):
    request = ring(ask(window, again=CallbackAgain.ANY_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert request.window == days_after[0]


def test_a_window_that_is_full_is_passed_over(window, days_after, admin):
    days_after[0].used = days_after[0].capacity
    days_after[0].save()

    request = ring(ask(window, again=CallbackAgain.SAME_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert request.window == days_after[1]


def test_after_three_attempts_they_are_told_and_it_is_closed(window, days_after, admin):
    request = ask(window, again=CallbackAgain.SAME_TIME)

    for number in range(3):
        assert request.state == CallbackState.WAITING
        request = ring(request, Kind.NO_ANSWER, admin, IN_THE_CALL + number * DAY)

    assert (request.state, request.closed_because) == (CallbackState.CLOSED, "could not be reached")
    assert request.attempts == 3
    assert message_kinds() == ["callback.confirmed", "callback.could_not_reach"]
    assert [used(one) for one in days_after] == [1, 1, 0, 0]
    assert kinds(request)[-2:] == ["no_answer", "closed"]


def test_how_often_we_try_is_the_practices_choice(window, days_after, admin, practice):
    practice.callback_attempts = 1
    practice.save()

    request = ring(ask(window, again=CallbackAgain.SAME_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert request.state == CallbackState.CLOSED


def test_who_said_never_again_is_not_rung_again(window, days_after, admin):
    request = ring(ask(window, again=CallbackAgain.NEVER), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert request.closed_because == "could not be reached, and no other time is safe"
    assert [used(one) for one in days_after] == [0, 0, 0, 0]
    assert message_kinds()[-1] == "callback.could_not_reach"


def test_nobody_is_written_to_where_no_message_is_safe(window, admin):
    ring(ask(window, email_private=Answer.NO), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert message_kinds() == []


def test_without_a_free_window_that_is_safe_staff_choose(window, admin):
    request = ring(ask(window, again=CallbackAgain.SAME_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    assert (request.state, request.window, request.open_from) == (CallbackState.NEEDS_TIME, None, None)
    assert alert_kinds() == ["callback.needs_time"]


def test_staff_may_prefer_another_window_that_is_safe(window, days_after, admin):
    request = ask(window, again=CallbackAgain.SAME_TIME)

    request = ring(request, Kind.NO_ANSWER, admin, IN_THE_CALL, window=days_after[1])

    assert (request.window, used(days_after[1])) == (days_after[1], 1)


@pytest.mark.parametrize("index", [3, None], ids=["another time of day", "the same window"])
def test_staff_may_not_prefer_one_that_is_not(window, days_after, admin, index):
    request = ask(window, again=CallbackAgain.SAME_TIME)
    preferred = window if index is None else days_after[index]

    with pytest.raises(NotSafeThen):
        ring(request, Kind.NO_ANSWER, admin, IN_THE_CALL, window=preferred)


def test_a_preferred_window_that_filled_records_nothing(window, days_after, admin):
    request = ask(window, again=CallbackAgain.SAME_TIME)
    CallbackWindow.objects.filter(pk=days_after[1].pk).update(used=2)

    with pytest.raises(WindowFull):
        ring(request, Kind.NO_ANSWER, admin, IN_THE_CALL, window=days_after[1])

    request.refresh_from_db()
    assert (request.attempts, request.state) == (0, CallbackState.CLAIMED)


def test_as_soon_as_you_can_is_tried_again_in_a_window(window, days_after, admin):
    request = ask(again=CallbackAgain.ANY_TIME)

    request = ring(request, Kind.NO_ANSWER, admin, NOW)

    assert request.open_until is not None
    assert request.window in days_after  # the unit that it had is spent: every attempt counts
    assert used(window) == 1


# Voicemail.


def test_a_message_is_left_only_where_they_said_so(window, days_after, admin):
    request = ask(window, voicemail=Answer.NO)
    with pytest.raises(VoicemailNotAllowed):
        ring(request, Kind.VOICEMAIL_LEFT, admin, IN_THE_CALL)
    request.refresh_from_db()
    assert request.attempts == 0

    allowed = ask(window, voicemail=Answer.YES, again=CallbackAgain.SAME_TIME, phone="+447700900001")
    allowed = ring(allowed, Kind.VOICEMAIL_LEFT, admin, IN_THE_CALL)

    assert (allowed.attempts, allowed.state) == (1, CallbackState.WAITING)


# Somebody else answered.


def test_when_somebody_else_answers_the_number_is_unsafe_everywhere(window, days_after, admin):
    other = ask(days_after[0])  # the same number asked once more
    request = ring(ask(window, again=CallbackAgain.ANY_TIME), Kind.WRONG_PERSON, admin, IN_THE_CALL)

    assert request.state == CallbackState.UNSAFE
    assert set(ContactPreferences.objects.values_list("number_unsafe_since", flat=True)) == {IN_THE_CALL}
    other.refresh_from_db()
    assert (other.state, used(days_after[0])) == (CallbackState.UNSAFE, 0)
    assert alert_kinds() == ["callback.number_unsafe"] * 2
    assert queue.take_next(user=admin, now=NEXT_DAY) is None
    with pytest.raises(NotInQueue):
        queue.claim(request=request, user=admin, now=NEXT_DAY)


def test_a_booking_with_this_number_is_not_rung_either(window, admin, appointment):
    contact = appointment.party.contact
    contact.phone = "+447700900456"
    contact.number_index = ask(window).contact.number_index
    contact.save()

    ring(ask(window, name="Robin F"), Kind.WRONG_PERSON, admin, IN_THE_CALL)

    contact.refresh_from_db()
    assert preferences_of(contact).number_is_unsafe


def test_a_booking_made_later_with_this_number_is_not_rung_either(window, admin, kind, morgan):
    ring(ask(window, phone="+447700900123"), Kind.WRONG_PERSON, admin, IN_THE_CALL)
    draft = ready_draft(kind, at_time("15:00"), answers={**ALEX, "phone": "+447700900123"})

    appointment = confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)

    assert preferences_of(appointment.party.contact).number_is_unsafe


def test_a_booking_that_staff_make_on_a_confirmed_number_may_be_rung(window, admin, kind, morgan):
    first = ask(window, phone="+447700900123", name="Somebody else with this number")
    request = ask(window, phone="+447700900123")
    ring(first, Kind.WRONG_PERSON, admin, IN_THE_CALL)
    queue.confirm_number(request=request, user=admin, now=IN_THE_CALL, note="By e-mail.")
    draft = ready_draft(kind, at_time("15:00"), answers={**ALEX, "phone": "+447700900123"})
    draft.callback = request
    draft.save()

    appointment = confirm_appointment(draft=draft, actor=audit.Actor.of(admin), now=NOW)

    assert not preferences_of(appointment.party.contact).number_is_unsafe


def test_a_number_confirmed_in_another_way_is_safe_again_and_needs_a_time(window, days_after, admin):
    request = ring(ask(window), Kind.WRONG_PERSON, admin, IN_THE_CALL)
    with pytest.raises(WordsNeeded):
        queue.confirm_number(request=request, user=admin, now=NEXT_DAY, note=" ")

    request = queue.confirm_number(
        request=request, user=admin, now=NEXT_DAY, note="By e-mail, with the word."
    )

    assert request.state == CallbackState.NEEDS_TIME
    assert not preferences_of(request.contact).number_is_unsafe
    assert request.events.get(kind="number_confirmed").note == "By e-mail, with the word."
    assert alert_kinds() == ["callback.needs_time"]


def test_a_new_request_waits_for_its_own_time_once_its_number_is_confirmed(window, days_after, admin):
    ring(ask(window), Kind.WRONG_PERSON, admin, IN_THE_CALL)
    new = ask(days_after[1], name="Robin again", now=IN_THE_CALL)

    new = queue.confirm_number(request=new, user=admin, now=NEXT_DAY, note="By e-mail.")

    assert (new.state, new.window) == (CallbackState.WAITING, days_after[1])


def test_only_an_unsafe_number_is_confirmed(window, admin):
    with pytest.raises(NotInQueue):
        queue.confirm_number(request=ask(window), user=admin, now=NOW, note="By e-mail.")


# Asked not to be called; unsafe.


def test_who_asks_not_to_be_called_is_left_alone(window, days_after, admin):
    request = ask(window, again=CallbackAgain.ANY_TIME)

    request = ring(request, Kind.ASKED_NOT_TO_CALL, admin, IN_THE_CALL)

    assert (request.state, request.closed_because) == (CallbackState.CLOSED, "asked not to be called")
    assert request.contact.call_safety == request.contact.sms_safety == "never"
    assert message_kinds() == ["callback.confirmed"]


def test_an_unsafe_call_is_nobodys_to_make_and_a_person_decides(window, days_after, admin):
    request = ring(ask(window, again=CallbackAgain.ANY_TIME), Kind.UNSAFE, admin, IN_THE_CALL)

    assert (request.state, request.window, request.attempts) == (CallbackState.UNSAFE, None, 0)
    assert request.contact.call_safety == "never"
    assert alert_kinds() == ["callback.unsafe"]

    closed = queue.close_request(request=request, user=admin, now=NEXT_DAY, because="Spoke to their IDVA.")

    assert (closed.state, closed.closed_because) == (CallbackState.CLOSED, "closed by staff")
    assert closed.events.last().note == "Spoke to their IDVA."
    assert alert_kinds() == []


def test_closing_needs_words_and_an_open_request(window, admin):
    request = ask(window)
    with pytest.raises(WordsNeeded):
        queue.close_request(request=request, user=admin, now=NOW, because="")
    queue.close_request(request=request, user=admin, now=NOW, because="Rang us.")
    assert used(window) == 0

    with pytest.raises(NotInQueue):
        queue.close_request(request=request, user=admin, now=NOW, because="Rang us.")


# Who may say what came of it.


def test_only_whoever_has_it_says_what_came_of_it(window, admin, kit):
    request = ask(window)
    queue.claim(request=request, user=admin, now=IN_THE_CALL)

    with pytest.raises(ClaimedByOther):
        queue.record_outcome(request=request, outcome=Kind.REACHED, user=kit, now=IN_THE_CALL)


def test_a_call_longer_than_the_lease_is_recorded_as_long_as_nobody_took_it(window, admin, kit):
    request = ask(window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    queue.return_expired(now=TOMORROW_1PM + 11 * MINUTE)
    with pytest.raises(NotInQueue):
        queue.record_outcome(request=request, outcome=Kind.REACHED, user=kit, now=TOMORROW_1PM + 12 * MINUTE)

    found = queue.record_outcome(
        request=request, outcome=Kind.REACHED, user=admin, now=TOMORROW_1PM + 12 * MINUTE
    )

    assert found.state == CallbackState.REACHED


def test_sending_the_page_twice_counts_one_attempt(window, days_after, admin):
    request = ring(ask(window, again=CallbackAgain.SAME_TIME), Kind.NO_ANSWER, admin, IN_THE_CALL)

    with pytest.raises(NotInQueue):
        queue.record_outcome(request=request, outcome=Kind.NO_ANSWER, user=admin, now=IN_THE_CALL)

    request.refresh_from_db()
    assert request.attempts == 1


def test_what_the_client_cancelled_meanwhile_is_over(window, admin):
    request = ask(window)
    queue.claim(request=request, user=admin, now=TOMORROW_1PM)
    cancel_by_client(request=request, now=IN_THE_CALL)

    with pytest.raises(NotInQueue):
        queue.record_outcome(request=request, outcome=Kind.NO_ANSWER, user=admin, now=IN_THE_CALL)


@pytest.mark.parametrize("kind", [Kind.CONVERTED, Kind.ASKED, Kind.LEASE_ENDED])
def test_what_is_no_outcome_of_a_call_is_refused(window, admin, kind):
    with pytest.raises(ValueError, match="no outcome"):
        queue.record_outcome(request=ask(window), outcome=kind, user=admin, now=NOW)


# Times that staff choose.


def test_own_words_are_rung_in_the_window_that_staff_read_out_of_them(window, admin):
    request = ask_in_own_words()

    request = queue.choose_time(request=request, window=window, user=admin, now=NOW)

    assert (request.state, used(window)) == (CallbackState.WAITING, 1)
    assert (request.sla_warn_at, request.sla_due_at) == (TOMORROW_1PM, window.ends_at)
    assert alert_kinds() == []
    assert message_kinds() == ["callback.confirmed"]
    assert queue.take_next(user=admin, now=TOMORROW_1PM - MINUTE) is None
    assert queue.take_next(user=admin, now=TOMORROW_1PM) == request


def test_a_time_that_they_did_not_name_needs_words_on_how_we_know(window, days_after, admin):
    request = ask(window)
    with pytest.raises(NotSafeThen):
        queue.choose_time(request=request, window=days_after[3], user=admin, now=NOW)
    assert used(days_after[3]) == 0

    request = queue.choose_time(
        request=request, window=days_after[3], user=admin, now=NOW, note="They rang and asked for it."
    )

    assert (request.window, used(window), used(days_after[3])) == (days_after[3], 0, 1)
    assert queue.take_next(user=admin, now=days_after[3].starts_at) == request


def test_no_words_make_a_call_safe_that_they_refused(window, days_after, admin):
    request = ask(window)
    ContactPreferences.objects.update(call_safety="never")

    with pytest.raises(NotSafeThen):
        queue.choose_time(request=request, window=days_after[0], user=admin, now=NOW, note="Surely.")


def test_a_full_window_takes_one_more_by_a_managers_decision_with_a_reason(window, admin, manager):
    CallbackWindow.objects.update(used=2)
    request = ask_in_own_words()
    with pytest.raises(WindowFull):
        queue.choose_time(request=request, window=window, user=admin, now=NOW)
    with pytest.raises(ManagersOnly):
        queue.choose_time(request=request, window=window, user=admin, now=NOW, over_capacity_because="Court")

    request = queue.choose_time(
        request=request, window=window, user=manager, now=NOW, over_capacity_because="Court on Friday"
    )

    window.refresh_from_db()
    assert (window.used, window.capacity) == (3, 3)
    assert request.events.get(kind="capacity_overridden").note == "Court on Friday"


def test_a_window_that_is_over_is_no_choice(window, admin):
    with pytest.raises(NotSafeThen):
        queue.choose_time(request=ask_in_own_words(), window=window, user=admin, now=window.ends_at)


def test_a_request_that_a_colleague_has_is_theirs_to_give_a_time(window, admin, kit):
    request = ask_in_own_words()
    queue.claim(request=request, user=kit, now=NOW)

    with pytest.raises(ClaimedByOther):
        queue.choose_time(request=request, window=window, user=admin, now=NOW)


# The time passed, and nobody rang.


def test_a_missed_time_moves_to_the_next_safe_one_without_counting_an_attempt(window, days_after, admin):
    request = ask(window, again=CallbackAgain.SAME_TIME)

    assert queue.move_missed(now=window.ends_at) == 1
    assert queue.move_missed(now=window.ends_at) == 0

    request.refresh_from_db()
    assert (request.window, request.attempts, request.state) == (days_after[0], 0, CallbackState.WAITING)
    assert request.events.last().details == {"window": days_after[0].pk, "because": "missed"}
    assert message_kinds() == ["callback.confirmed"] * 2  # they hear of the new time


def test_where_no_other_time_is_safe_a_missed_one_needs_a_person(window, days_after):
    request = ask(window, again=CallbackAgain.NEVER)

    queue.move_missed(now=window.ends_at)

    request.refresh_from_db()
    assert request.state == CallbackState.NEEDS_TIME
    assert alert_kinds() == ["callback.needs_time"]
    assert message_kinds() == ["callback.confirmed"]


@pytest.mark.parametrize("minutes", [-1, 0])
def test_a_time_is_missed_when_it_is_over(window, minutes):
    ask(window)

    assert queue.move_missed(now=window.ends_at + minutes * MINUTE) == (minutes == 0)


def test_what_somebody_has_in_their_hands_is_not_missed(window, admin):
    request = ask(window)
    queue.claim(request=request, user=admin, now=window.ends_at - MINUTE)

    assert queue.move_missed(now=window.ends_at) == 0


# It becomes a booking.


@pytest.fixture
def callback_draft(kind, morgan, window, admin):
    """The admin rang Alex, holds a time for them, and has their answers."""
    request = ask(window, name="Alex", phone="+447700900123")
    queue.claim(request=request, user=admin, now=TOMORROW_1PM - 2 * HOUR)
    draft = ready_draft(kind, at_time("15:00"), answers=ALEX, holder_key="desk")
    draft.callback = request
    draft.save()
    return draft


def test_a_booking_that_began_with_a_call_ends_the_request(callback_draft, window, admin):
    appointment = confirm_appointment(draft=callback_draft, actor=audit.Actor.of(admin), now=NOW)

    request = type(callback_draft.callback).objects.get()
    assert (request.state, request.appointment_id) == (CallbackState.CONVERTED, appointment.pk)
    assert (used(window), request.closed_because) == (0, "became a booking")
    event = request.events.get(kind="converted")
    assert (event.actor, event.details) == (admin, {"appointment": appointment.pk})
    callback_draft.refresh_from_db()
    assert (callback_draft.answers, callback_draft.appointment_id) == ({}, appointment.pk)


def test_confirmed_twice_it_is_converted_once(callback_draft, admin):
    for _ in range(2):
        confirm_appointment(draft=callback_draft, actor=audit.Actor.of(admin), now=NOW)

    assert kinds(callback_draft.callback).count("converted") == 1


def test_a_request_reached_before_becomes_a_booking_too(window, admin):
    request = ring(ask(window), Kind.REACHED, admin, IN_THE_CALL)

    found = queue.mark_converted(request=request, appointment_id=7, actor=audit.CLIENT, now=NEXT_DAY)

    assert (found.state, found.reached_at, used(window)) == (CallbackState.CONVERTED, IN_THE_CALL, 1)


def test_a_booking_without_a_call_is_as_before(draft):
    assert draft.callback is None
    assert confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW).is_confirmed


def test_the_client_who_asked_as_soon_as_possible_has_no_window_in_their_safe_times(window):
    assert preferences_of(ask(when=CallbackWhen.ASAP).contact).safe_windows == ()
