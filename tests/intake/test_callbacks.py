"""The rules of a request for a call: urgency, what is safe, another attempt, working minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.callbacks import (
    Asked,
    due_after,
    is_safe,
    next_attempt_windows,
    preferences_from_asked,
    priority_of,
    promise_for_window,
    promise_from,
    safe_windows,
)
from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import Answer, CallbackAgain, CallbackPriority, CallbackTopic, CallbackWhen, ContactSafety
from mediation.core.periods import Period
from mediation.core.working_time import Schedule, WeeklyHours

LONDON = ZoneInfo("Europe/London")
HALF_HOUR = timedelta(minutes=30)
YES, NO, UNSURE = Answer.YES, Answer.NO, Answer.UNSURE
SAME_TIME, ANY_TIME, NEVER = CallbackAgain.SAME_TIME, CallbackAgain.ANY_TIME, CallbackAgain.NEVER
WEEK = Schedule(LONDON, tuple(WeeklyHours(day, 9 * 60, 18 * 60) for day in range(1, 6)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(text: str) -> Period:
    return Period(at(text), at(text) + HALF_HOUR)


TUESDAY_1PM = window("2026-11-24T13:00")


def asked(**answers) -> Asked:
    return Asked(
        **{
            "name": "Alex",
            "phone": "+447700900123",
            "when": CallbackWhen.WINDOW,
            "topic": CallbackTopic.BOOK,
            **answers,
        }
    )


@pytest.mark.parametrize(
    ("answers", "priority"),
    [
        ({}, CallbackPriority.GENERAL),
        ({"hearing_soon": YES}, CallbackPriority.URGENT),
        ({"hearing_soon": NO}, CallbackPriority.GENERAL),
        ({"hearing_soon": UNSURE}, CallbackPriority.GENERAL),
        ({"safe_to_talk": NO}, CallbackPriority.URGENT),
        ({"safe_to_talk": UNSURE}, CallbackPriority.GENERAL),
        ({"safe_to_talk": YES}, CallbackPriority.GENERAL),
        ({"topic": CallbackTopic.LEGAL_AID}, CallbackPriority.LEGAL_AID),
        ({"topic": CallbackTopic.LEGAL_AID, "hearing_soon": YES}, CallbackPriority.URGENT),
        ({"topic": CallbackTopic.INVITED}, CallbackPriority.GENERAL),
    ],
)
def test_a_hearing_soon_or_no_safe_talk_is_urgent_then_comes_legal_aid(answers, priority):
    assert priority_of(asked(**answers)) is priority


@pytest.mark.parametrize(
    ("answers", "call"),
    [
        ({"again": NEVER}, ContactSafety.TIMES_ONLY),
        ({"again": SAME_TIME, "say_who": YES}, ContactSafety.TIMES_ONLY),
        ({"again": ANY_TIME, "say_who": YES}, ContactSafety.OK),
        ({"again": ANY_TIME, "say_who": NO}, ContactSafety.OK_BUT_DO_NOT_SAY_WHO),
        ({"again": ANY_TIME, "say_who": UNSURE}, ContactSafety.OK_BUT_DO_NOT_SAY_WHO),
        ({"again": ANY_TIME, "say_who": YES, "safe_to_talk": UNSURE}, ContactSafety.OK_BUT_DO_NOT_SAY_WHO),
        ({"again": ANY_TIME, "say_who": YES, "safe_to_talk": NO}, ContactSafety.TIMES_ONLY),
        ({"when": CallbackWhen.ASAP, "say_who": YES}, ContactSafety.OK),
        ({"when": CallbackWhen.ASAP}, ContactSafety.OK_BUT_DO_NOT_SAY_WHO),
        (
            {"when": CallbackWhen.ASAP, "say_who": YES, "safe_to_talk": NO},
            ContactSafety.OK_BUT_DO_NOT_SAY_WHO,
        ),
        ({"when": CallbackWhen.OWN_WORDS, "again": ANY_TIME}, ContactSafety.TIMES_ONLY),
    ],
)
def test_a_call_is_as_free_as_they_said_and_no_freer(answers, call):
    assert preferences_from_asked(asked(**answers), TUESDAY_1PM).call_safety is call


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-24T12:59", False),
        ("2026-11-24T13:00", True),
        ("2026-11-24T13:29", True),
        ("2026-11-24T13:30", False),
        ("2026-11-25T13:00", False),  # the day after
        ("2026-12-01T13:00", False),  # the same weekday
    ],
)
def test_a_chosen_window_is_safe_on_its_own_date_alone(moment, allowed):
    preferences = preferences_from_asked(asked(again=NEVER), TUESDAY_1PM)

    assert may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at(moment)).allowed is allowed


@pytest.mark.parametrize(
    ("chosen", "moment", "allowed"),
    [
        ("2026-11-24T13:00", "2026-11-25T13:00", True),
        ("2026-11-24T13:00", "2026-11-25T13:30", False),
        ("2026-11-24T13:00", "2026-11-27T13:29", True),
        ("2026-11-24T13:00", "2026-11-28T13:00", False),  # Saturday: another question
        ("2026-11-24T13:00", "2026-11-23T13:00", False),  # before they asked
        ("2026-11-28T10:00", "2026-12-05T10:00", True),  # a Saturday, and the next
        ("2026-11-28T10:00", "2026-11-30T10:00", False),
    ],
)
def test_the_same_time_again_is_safe_on_other_days_of_the_same_kind(chosen, moment, allowed):
    preferences = preferences_from_asked(asked(again=SAME_TIME), window(chosen))

    assert may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at(moment)).allowed is allowed


def test_a_safe_time_stays_at_its_time_on_the_clock_when_the_clocks_change():
    chosen = window("2026-10-23T12:00")  # 1pm in British summer time, on the Friday before
    preferences = preferences_from_asked(asked(again=SAME_TIME), chosen)

    assert is_safe(window("2026-10-26T13:00"), preferences)  # 1pm
    assert not is_safe(window("2026-10-26T12:00"), preferences)  # noon


def test_an_evening_that_they_chose_is_never_too_late_and_any_other_evening_is():
    preferences = preferences_from_asked(asked(again=ANY_TIME), window("2026-11-24T21:30"))

    assert is_safe(window("2026-11-24T21:30"), preferences)
    assert not is_safe(window("2026-11-25T21:30"), preferences)
    assert is_safe(window("2026-11-25T20:30"), preferences)


def test_own_words_are_safe_at_no_time_until_staff_have_chosen_one():
    preferences = preferences_from_asked(asked(when=CallbackWhen.OWN_WORDS, own_time="Thursday mornings"))

    refusal = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, TUESDAY_1PM.start)

    assert (refusal.allowed, refusal.retry_at) == (False, None)


@pytest.mark.parametrize(
    ("answers", "email", "sms"),
    [
        ({}, ContactSafety.UNKNOWN, ContactSafety.UNKNOWN),
        ({"email_private": YES}, ContactSafety.OK, ContactSafety.UNKNOWN),
        ({"email_private": NO, "may_text": NO}, ContactSafety.NEVER, ContactSafety.NEVER),
        ({"may_text": YES, "say_who": YES}, ContactSafety.UNKNOWN, ContactSafety.OK),
        ({"may_text": YES}, ContactSafety.UNKNOWN, ContactSafety.OK_BUT_DO_NOT_SAY_WHO),
        (
            {"may_text": YES, "say_who": YES, "safe_to_talk": UNSURE},
            ContactSafety.UNKNOWN,
            "ok_but_do_not_say_who",
        ),
    ],
)
def test_a_message_goes_where_they_said_it_may(answers, email, sms):
    preferences = preferences_from_asked(asked(email="alex@example.org", **answers), TUESDAY_1PM)

    assert (preferences.email_safety, preferences.sms_safety) == (email, sms)


@pytest.mark.parametrize("who", [{"asked_by_name": "Kim"}, {"asked_by_relationship": "sister"}])
def test_for_somebody_else_nothing_is_written_or_left_behind_and_nobody_is_named(who):
    generous = {"email_private": YES, "may_text": YES, "say_who": YES, "voicemail": YES, "safe_to_talk": YES}

    preferences = preferences_from_asked(asked(email="kim@example.org", **generous, **who), TUESDAY_1PM)

    moment = TUESDAY_1PM.start
    assert not may_contact(preferences, Channel.EMAIL, Purpose.CALLBACK, moment).allowed
    assert not may_contact(preferences, Channel.SMS, Purpose.CALLBACK, moment).allowed
    assert not may_contact(preferences, Channel.CALL, Purpose.VOICEMAIL, moment).allowed
    call = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, moment)
    assert (call.allowed, call.neutral_only) == (True, True)


@pytest.mark.parametrize(
    ("answers", "neutral"),
    [
        ({"say_who": YES}, False),
        ({"say_who": NO}, True),
        ({}, True),
        ({"say_who": YES, "safe_to_talk": UNSURE}, True),
    ],
)
def test_in_the_chosen_window_we_say_who_we_are_only_where_they_said_so(answers, neutral):
    preferences = preferences_from_asked(asked(**answers), TUESDAY_1PM)

    call = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, TUESDAY_1PM.start)

    assert (call.allowed, call.neutral_only) == (True, neutral)


@pytest.mark.parametrize(("safe_to_talk", "left"), [(None, True), (YES, True), (UNSURE, False), (NO, False)])
def test_nothing_is_left_on_the_machine_of_somebody_who_may_not_be_safe(safe_to_talk, left):
    preferences = preferences_from_asked(asked(voicemail=YES, safe_to_talk=safe_to_talk), TUESDAY_1PM)

    moment = TUESDAY_1PM.start
    assert may_contact(preferences, Channel.CALL, Purpose.VOICEMAIL, moment).allowed is left


def test_what_was_typed_does_not_show_when_a_request_is_printed():
    shown = repr(asked(email="alex@example.org", own_time="Thursday", asked_by_name="Kim", phrase="otter"))

    assert not {"Alex", "07700", "7700900123", "alex@", "Thursday", "Kim", "otter"} & set(shown.split("'"))


AHEAD = [
    window(f"2026-11-{day}T{clock}") for day in (24, 25, 26) for clock in ("09:00", "13:00", "13:30", "17:00")
]


def again(kind, *, tried=("2026-11-24T13:05",), answers=None, now="2026-11-24T13:10"):
    preferences = preferences_from_asked(asked(again=kind, **(answers or {})), TUESDAY_1PM)
    found = next_attempt_windows(
        AHEAD,
        again=kind,
        like=TUESDAY_1PM.start,
        tried=[at(one) for one in tried],
        preferences=preferences,
        now=at(now),
    )
    return [f"{one.start:%d %H:%M}" for one in found]


def test_never_again_means_no_window():
    assert again(NEVER) == []


def test_the_same_time_again_means_that_time_on_the_days_after():
    assert again(SAME_TIME) == ["25 13:00", "26 13:00"]


def test_any_time_again_begins_with_another_day_and_never_repeats_a_window():
    found = again(ANY_TIME)

    assert found[0] == "25 09:00"
    assert found[-2:] == ["24 13:30", "24 17:00"]
    assert "24 13:00" not in found
    assert "24 09:00" not in found  # over


def test_a_day_on_which_nobody_tried_comes_before_the_others():
    found = again(ANY_TIME, tried=("2026-11-24T13:05", "2026-11-25T09:10"), now="2026-11-25T09:11")

    assert found[:4] == ["26 09:00", "26 13:00", "26 13:30", "26 17:00"]


def test_what_is_not_safe_is_no_choice_even_at_any_time():
    preferences = preferences_from_asked(asked(again=SAME_TIME), TUESDAY_1PM)

    found = next_attempt_windows(
        AHEAD,
        again=ANY_TIME,
        like=TUESDAY_1PM.start,
        tried=[],
        preferences=preferences,
        now=at("2026-11-24T00:00"),
    )

    assert [f"{one.start:%d %H:%M}" for one in found] == ["24 13:00", "25 13:00", "26 13:00"]


def test_a_window_that_is_safe_only_in_part_is_no_choice():
    preferences = preferences_from_asked(asked(again=NEVER), TUESDAY_1PM)

    assert is_safe(TUESDAY_1PM, preferences)
    assert not is_safe(Period(TUESDAY_1PM.start, TUESDAY_1PM.end + HALF_HOUR), preferences)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-24T10:00", 60, "2026-11-24T11:00"),
        ("2026-11-24T10:00", 0, "2026-11-24T10:00"),
        ("2026-11-24T07:00", 0, "2026-11-24T09:00"),
        ("2026-11-24T07:00", 60, "2026-11-24T10:00"),
        ("2026-11-24T17:00", 59, "2026-11-24T17:59"),
        ("2026-11-24T17:00", 60, "2026-11-24T18:00"),  # the whole day: due as it ends
        ("2026-11-24T17:00", 61, "2026-11-25T09:01"),
        ("2026-11-27T17:30", 60, "2026-11-30T09:30"),  # over a weekend
        ("2026-11-28T12:00", 30, "2026-11-30T09:30"),  # asked on a Saturday
        ("2026-11-24T09:00", 9 * 60 * 5, "2026-11-30T18:00"),
        ("2026-10-23T16:30", 60, "2026-10-26T09:30"),  # Friday 5:30pm in summer time, Monday in winter time
        ("2026-03-27T17:30", 60, "2026-03-30T08:30"),  # and the other way round
    ],
)
def test_a_promise_counts_working_minutes_only(start, minutes, due):
    assert due_after(WEEK, at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # Hours from midnight to 4am: four hours on the clock, three in the night of spring, five in autumn's.
        ("2026-03-29T00:00", 180, "2026-03-29T03:00"),
        ("2026-03-29T00:00", 181, "2026-03-29T23:01"),  # Monday's hours begin at 23:00 UTC
        ("2026-10-24T23:00", 300, "2026-10-25T04:00"),
        ("2026-10-24T23:00", 301, "2026-10-26T00:01"),
    ],
)
def test_working_minutes_are_elapsed_ones_also_while_the_clocks_change(start, minutes, due):
    nights = Schedule(LONDON, tuple(WeeklyHours(day, 0, 4 * 60) for day in range(1, 8)))

    assert due_after(nights, at(start), minutes) == at(due)


def test_a_closed_day_does_not_count():
    closed = Schedule(LONDON, WEEK.weekly, closures=frozenset({date(2026, 11, 25)}))

    assert due_after(closed, at("2026-11-24T17:00"), 61) == at("2026-11-26T09:01")


def test_where_nobody_ever_works_the_clock_counts():
    assert due_after(Schedule(LONDON), at("2026-11-24T17:00"), 60) == at("2026-11-24T18:00")


def test_the_warning_lies_working_minutes_before_the_promise():
    promise = promise_from(WEEK, at("2026-11-24T17:30"), minutes=60, warn_min=40)

    assert promise == (at("2026-11-24T17:50"), at("2026-11-25T09:30"))


@pytest.mark.parametrize(("warn_min", "warned"), [(0, "13:30"), (10, "13:20"), (30, "13:00"), (45, "13:00")])
def test_whoever_chose_a_window_is_rung_within_it(warn_min, warned):
    promise = promise_for_window(TUESDAY_1PM, warn_min=warn_min)

    assert promise == (at(f"2026-11-24T{warned}"), at("2026-11-24T13:30"))


def test_the_stored_safe_time_names_its_date():
    (only,) = safe_windows(TUESDAY_1PM, NEVER)

    assert only == WeeklyHours(2, 780, 810, date(2026, 11, 24), date(2026, 11, 24))
