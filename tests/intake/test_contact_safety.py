"""One policy for every message: each row of the tables is a person, a channel, a purpose and a moment."""

from datetime import UTC, datetime
from itertools import product

import pytest

from intake.contact_safety import (
    SENTENCES,
    Channel,
    Preferences,
    Purpose,
    Reason,
    has_safe_channel,
    may_contact,
    preferences_from_answers,
)
from intake.enums import Answer, ContactSafety
from mediation.core.clearance import Clearance
from mediation.core.errors import NoClearance
from mediation.core.working_time import WeeklyHours

TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVERYWHERE = {"email": "alex@example.org", "phone": "+447700900123", "post": "1 Example Street"}
HOUR = 60


def person(safety=ContactSafety.UNKNOWN, **more):
    channels = {f"{one}_safety": safety for one in ("email", "sms", "call", "post")}
    return Preferences(**EVERYWHERE, **channels, **more)


def at(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("safety", "channel", "allowed", "neutral_only", "reason"),
    [
        ("ok", "email", True, False, "ok"),
        ("ok", "sms", True, False, "ok"),
        ("ok", "call", True, False, "ok"),
        ("ok", "post", True, False, "ok"),
        ("ok_but_do_not_say_who", "email", True, True, "do_not_say_who"),
        ("ok_but_do_not_say_who", "sms", True, True, "do_not_say_who"),
        ("ok_but_do_not_say_who", "call", True, True, "do_not_say_who"),
        ("ok_but_do_not_say_who", "post", True, True, "do_not_say_who"),
        ("times_only", "email", False, True, "no_safe_time"),
        ("times_only", "sms", False, True, "no_safe_time"),
        ("times_only", "call", False, True, "no_safe_time"),
        ("times_only", "post", False, True, "no_safe_time"),
        ("never", "email", False, True, "never"),
        ("never", "sms", False, True, "never"),
        ("never", "call", False, True, "never"),
        ("never", "post", False, True, "never"),
        ("unknown", "email", True, True, "unknown_so_neutral"),
        ("unknown", "sms", False, True, "unknown"),
        ("unknown", "call", False, True, "unknown"),
        ("unknown", "post", False, True, "unknown"),
    ],
)
def test_what_each_word_means_for_each_channel(safety, channel, allowed, neutral_only, reason):
    clearance = may_contact(person(ContactSafety(safety)), Channel(channel), Purpose.REMINDER, TUESDAY_NOON)

    assert (clearance.allowed, clearance.neutral_only, clearance.reason) == (allowed, neutral_only, reason)
    assert clearance.retry_at is None


@pytest.mark.parametrize("safety", list(ContactSafety))
def test_each_channel_obeys_its_own_word_only(safety):
    email_only = Preferences(**EVERYWHERE, email_safety=safety)

    for channel in (Channel.SMS, Channel.CALL, Channel.POST):
        assert may_contact(email_only, channel, Purpose.REMINDER, TUESDAY_NOON).reason == Reason.UNKNOWN


@pytest.mark.parametrize("channel", list(Channel))
def test_a_person_of_whom_we_hold_nothing_is_not_reached(channel):
    assert may_contact(Preferences(), channel, Purpose.BOOKING, TUESDAY_NOON).reason == Reason.NO_ADDRESS


@pytest.mark.parametrize(("channel", "purpose"), list(product(Channel, Purpose)))
def test_nobody_is_contacted_who_asked_us_to_use_only_the_site(channel, purpose):
    clearance = may_contact(person(ContactSafety.OK, site_only=True), channel, purpose, TUESDAY_NOON)

    assert not clearance.allowed
    assert clearance.reason == Reason.SITE_ONLY


@pytest.mark.parametrize("purpose", [Purpose.CODE, Purpose.RESUME_LINK])
@pytest.mark.parametrize(
    ("safety", "allowed"),
    [
        (ContactSafety.OK, True),
        (ContactSafety.OK_BUT_DO_NOT_SAY_WHO, True),
        (ContactSafety.NEVER, False),
        (ContactSafety.UNKNOWN, False),
    ],
)
def test_what_opens_private_pages_goes_only_where_it_is_known_to_be_safe(purpose, safety, allowed):
    assert may_contact(person(safety), Channel.EMAIL, purpose, TUESDAY_NOON).allowed is allowed


@pytest.mark.parametrize(
    ("voicemail", "allowed"), [(Answer.YES, True), (Answer.NO, False), (Answer.UNSURE, False)]
)
def test_words_are_left_behind_only_after_a_yes(voicemail, allowed):
    preferences = person(ContactSafety.OK, voicemail=voicemail)

    assert may_contact(preferences, Channel.CALL, Purpose.VOICEMAIL, TUESDAY_NOON).allowed is allowed
    assert may_contact(preferences, Channel.CALL, Purpose.CALLBACK, TUESDAY_NOON).allowed


def test_a_yes_to_voicemail_does_not_make_an_unsafe_call_safe():
    preferences = person(ContactSafety.NEVER, voicemail=Answer.YES)

    assert not may_contact(preferences, Channel.CALL, Purpose.VOICEMAIL, TUESDAY_NOON).allowed


@pytest.mark.parametrize(
    ("channel", "allowed"),
    [(Channel.EMAIL, True), (Channel.POST, True), (Channel.SMS, False), (Channel.CALL, False)],
)
def test_an_invitation_is_in_writing_and_always_neutral(channel, allowed):
    clearance = may_contact(person(ContactSafety.OK), channel, Purpose.INVITATION, TUESDAY_NOON)

    assert clearance.allowed is allowed
    assert clearance.neutral_only


# Tuesdays 09:00 to 17:00 and Thursdays 18:00 to midnight, on the clock in London.
WINDOWS = (
    WeeklyHours(2, 9 * HOUR, 17 * HOUR),
    WeeklyHours(4, 18 * HOUR, 24 * HOUR),
)


@pytest.mark.parametrize(
    ("moment", "retry_at"),
    [
        ("2026-11-24T08:59:59Z", "2026-11-24T09:00:00Z"),
        ("2026-11-24T09:00:00Z", None),
        ("2026-11-24T16:59:59Z", None),
        ("2026-11-24T17:00:00Z", "2026-11-26T18:00:00Z"),
        ("2026-11-26T23:59:59Z", None),
        ("2026-11-27T00:00:00Z", "2026-12-01T09:00:00Z"),
        ("2026-07-07T07:59:59Z", "2026-07-07T08:00:00Z"),  # summer time
        ("2026-07-07T08:00:00Z", None),
        ("2026-07-07T16:00:00Z", "2026-07-09T17:00:00Z"),
        ("2026-10-22T23:00:00Z", "2026-10-27T09:00:00Z"),  # the clocks go back in between
        ("2026-03-26T23:59:59Z", None),
        ("2026-03-27T00:00:00Z", "2026-03-31T08:00:00Z"),  # the clocks go forward in between
        ("2026-11-24T10:00:00+02:00", "2026-11-24T09:00:00Z"),
        ("2026-11-24T11:00:00+02:00", None),
    ],
)
def test_outside_the_safe_times_we_wait_for_the_next_one(moment, retry_at):
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=WINDOWS)

    clearance = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at(moment))

    assert clearance.allowed is (retry_at is None)
    assert clearance.retry_at == (at(retry_at) if retry_at else None)
    assert clearance.reason == (Reason.OUTSIDE_SAFE_TIME if retry_at else Reason.INSIDE_SAFE_TIME)


@pytest.mark.parametrize(
    ("window", "moment", "allowed"),
    [
        # Sunday 29 March 2026: 01:00 to 02:00 does not exist; an opening at 01:30 slides to 02:30.
        (WeeklyHours(7, 90, 210), "2026-03-29T01:29:59Z", False),
        (WeeklyHours(7, 90, 210), "2026-03-29T01:30:00Z", True),
        (WeeklyHours(7, 90, 210), "2026-03-29T02:29:59Z", True),
        (WeeklyHours(7, 90, 210), "2026-03-29T02:30:00Z", False),
        # Sunday 25 October 2026: 01:30 comes twice; opening takes the first, closing the second.
        (WeeklyHours(7, 60, 90), "2026-10-24T23:59:59Z", False),
        (WeeklyHours(7, 60, 90), "2026-10-25T00:00:00Z", True),
        (WeeklyHours(7, 60, 90), "2026-10-25T01:29:59Z", True),
        (WeeklyHours(7, 60, 90), "2026-10-25T01:30:00Z", False),
    ],
)
def test_safe_times_follow_the_clock_on_the_nights_it_changes(window, moment, allowed):
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=(window,))

    assert may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at(moment)).allowed is allowed


def test_a_window_that_the_spring_change_swallows_comes_again_a_week_later():
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=(WeeklyHours(7, 60, 120),))

    clearance = may_contact(preferences, Channel.EMAIL, Purpose.REMINDER, at("2026-03-22T02:00Z"))

    assert clearance.retry_at == at("2026-04-05T00:00Z")


def test_a_window_that_never_opens_is_no_safe_time():
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=(WeeklyHours(2, 600, 600),))

    clearance = may_contact(preferences, Channel.EMAIL, Purpose.REMINDER, TUESDAY_NOON)

    assert (clearance.reason, clearance.retry_at) == (Reason.NO_SAFE_TIME, None)


@pytest.mark.parametrize(
    "safety",
    [ContactSafety.OK, ContactSafety.OK_BUT_DO_NOT_SAY_WHO, ContactSafety.NEVER, ContactSafety.UNKNOWN],
)
def test_safe_times_bind_only_the_channels_that_are_safe_at_times(safety):
    night = at("2026-11-24T03:00Z")
    plain = may_contact(person(safety), Channel.EMAIL, Purpose.REMINDER, night)
    with_windows = may_contact(person(safety, safe_windows=WINDOWS), Channel.EMAIL, Purpose.REMINDER, night)

    assert plain == with_windows


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        may_contact(person(), Channel.EMAIL, Purpose.BOOKING, TUESDAY_NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("safety", "calendar", "purpose", "attached"),
    [
        ("ok", "yes", "booking", True),
        ("ok", "no", "booking", False),
        ("ok", "unsure", "booking", False),
        ("ok", "yes", "reminder", False),
        ("ok", "yes", "invitation", False),
        ("ok_but_do_not_say_who", "yes", "booking", False),
        ("times_only", "yes", "booking", False),
        ("unknown", "yes", "booking", False),
        ("never", "yes", "booking", False),
    ],
)
def test_a_calendar_file_needs_a_yes_to_the_calendar_and_a_safe_email(safety, calendar, purpose, attached):
    preferences = person(
        ContactSafety(safety), calendar_entry=Answer(calendar), safe_windows=(WeeklyHours(2, 0, 1440),)
    )

    clearance = may_contact(preferences, Channel.EMAIL, Purpose(purpose), TUESDAY_NOON)

    assert clearance.calendar_entry is attached


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.CALL, Channel.POST])
def test_a_calendar_file_travels_by_email_only(channel):
    preferences = person(ContactSafety.OK, calendar_entry=Answer.YES)

    assert not may_contact(preferences, channel, Purpose.BOOKING, TUESDAY_NOON).calendar_entry


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == set(Reason)


@pytest.mark.parametrize(
    ("email_safety", "sms_safety", "windows", "expected"),
    [
        ("ok", "unknown", (), True),
        ("never", "ok", (), True),
        ("times_only", "unknown", WINDOWS, True),
        ("times_only", "unknown", (), False),
        ("times_only", "unknown", (WeeklyHours(2, 600, 600),), False),
        ("unknown", "unknown", (), False),
        ("never", "never", (), False),
    ],
)
def test_a_safe_channel_is_one_that_a_code_may_take(email_safety, sms_safety, windows, expected):
    preferences = Preferences(
        **EVERYWHERE,
        email_safety=ContactSafety(email_safety),
        sms_safety=ContactSafety(sms_safety),
        safe_windows=windows,
    )

    assert has_safe_channel(preferences) is expected


@pytest.mark.parametrize(
    ("answers", "email_safety", "call_safety"),
    [
        ({"email": "alex@example.org", "email_private": "yes"}, "ok", "unknown"),
        ({"email": "alex@example.org", "email_private": "no"}, "never", "unknown"),
        ({"email": "alex@example.org", "email_private": "unsure"}, "unknown", "unknown"),
        ({"email": "alex@example.org", "email_private": None}, "unknown", "unknown"),
        ({"email": "alex@example.org", "email_private": "other"}, "unknown", "unknown"),
        ({"email": "alex@example.org"}, "unknown", "unknown"),
        ({"email": "", "email_private": "yes"}, "unknown", "unknown"),
        ({"phone": "+447700900123", "phone_private": "yes"}, "unknown", "ok"),
        ({"phone": "+447700900123", "phone_private": "no"}, "unknown", "never"),
        ({"phone": "+447700900123", "phone_private": "unsure"}, "unknown", "unknown"),
        ({"phone": "+447700900123"}, "unknown", "unknown"),
        ({"phone": "", "phone_private": "yes"}, "unknown", "unknown"),
        ({}, "unknown", "unknown"),
    ],
)
def test_what_the_booking_says_of_reaching_them(answers, email_safety, call_safety):
    preferences = preferences_from_answers(answers)

    assert (preferences.email_safety, preferences.call_safety) == (email_safety, call_safety)
    assert preferences.sms_safety is ContactSafety.UNKNOWN
    assert preferences.voicemail is Answer.UNSURE


@pytest.mark.parametrize(
    ("private", "ticked", "expected"),
    [
        ("yes", True, Answer.YES),
        ("yes", False, Answer.NO),
        ("yes", None, Answer.NO),
        ("yes", "yes", Answer.NO),
        ("unsure", True, Answer.NO),
        ("no", True, Answer.NO),
        (None, True, Answer.NO),
    ],
)
def test_the_calendar_is_safe_only_when_ticked_and_the_email_is_private(private, ticked, expected):
    answers = {"email": "alex@example.org", "email_private": private, "calendar_safe": ticked}

    assert preferences_from_answers(answers).calendar_entry is expected


def test_a_refusal_has_no_address():
    clearance = may_contact(person(ContactSafety.NEVER), Channel.EMAIL, Purpose.BOOKING, TUESDAY_NOON)

    with pytest.raises(NoClearance):
        _ = clearance.address


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.EMAIL, "alex@example.org"),
        (Channel.SMS, "+447700900123"),
        (Channel.CALL, "+447700900123"),
        (Channel.POST, "1 Example Street"),
    ],
)
def test_a_clearance_leads_to_the_address_of_its_channel_and_does_not_print_it(channel, address):
    preferences = person(ContactSafety.OK)

    clearance = may_contact(preferences, channel, Purpose.BOOKING, TUESDAY_NOON)

    assert clearance.address == address
    assert address not in repr(clearance)
    assert address not in repr(preferences)


def test_staff_are_reached_at_their_own_address():
    clearance = Clearance.for_staff("morgan@example.org")

    assert clearance.allowed
    assert clearance.address == "morgan@example.org"
    assert not clearance.calendar_entry


def test_a_yes_to_nowhere_is_a_bug():
    with pytest.raises(ValueError, match="address"):
        Clearance.for_staff("")
