"""When somebody may be reached: quiet hours, their own safe times, both together, and unsafe numbers."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.contact_safety import (
    Channel,
    Preferences,
    Purpose,
    Reason,
    code_channel,
    has_safe_channel,
    may_contact,
)
from intake.enums import Answer, ContactSafety
from mediation.core.working_time import WeeklyHours

EVERYWHERE = {"email": "alex@example.org", "phone": "+447700900123", "post": "1 Example Street"}
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
HOUR = 60
LATE_TUESDAYS = (WeeklyHours(2, 21 * HOUR, 23 * HOUR),)
TUESDAYS_FROM_SIX = (WeeklyHours(2, 18 * HOUR, 24 * HOUR),)
EARLY_AND_DAY = (WeeklyHours(2, 6 * HOUR, 7 * HOUR), WeeklyHours(4, 7 * HOUR, 9 * HOUR))


def person(safety: ContactSafety = ContactSafety.OK, **more: Any) -> Preferences:
    channels = {f"{one}_safety": safety for one in ("email", "sms", "call", "post")}
    return Preferences(**{**EVERYWHERE, **channels, **more})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "retry_at"),
    [
        ("2026-11-24T20:59:59Z", None),
        ("2026-11-24T21:00:00Z", "2026-11-25T08:00:00Z"),
        ("2026-11-24T23:59:59Z", "2026-11-25T08:00:00Z"),
        ("2026-11-25T00:00:00Z", "2026-11-25T08:00:00Z"),
        ("2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z"),
        ("2026-11-25T08:00:00Z", None),
        ("2026-07-07T19:59:59Z", None),  # summer time
        ("2026-07-07T20:00:00Z", "2026-07-08T07:00:00Z"),
        ("2026-07-08T06:59:59Z", "2026-07-08T07:00:00Z"),
        ("2026-07-08T07:00:00Z", None),
        ("2026-03-28T20:59:59Z", None),  # the clocks go forward in this night
        ("2026-03-28T21:00:00Z", "2026-03-29T07:00:00Z"),
        ("2026-03-29T06:59:59Z", "2026-03-29T07:00:00Z"),
        ("2026-03-29T07:00:00Z", None),
        ("2026-10-24T19:59:59Z", None),  # the clocks go back in this night
        ("2026-10-24T20:00:00Z", "2026-10-25T08:00:00Z"),
        ("2026-10-25T07:59:59Z", "2026-10-25T08:00:00Z"),
        ("2026-10-25T08:00:00Z", None),
        ("2028-02-28T21:00:00Z", "2028-02-29T08:00:00Z"),
        ("2026-11-24T22:59:59+02:00", None),
        ("2026-11-24T23:00:00+02:00", "2026-11-25T08:00:00Z"),
    ],
)
@pytest.mark.parametrize(
    ("channel", "purpose"), [("sms", "reminder"), ("call", "callback"), ("call", "voicemail")]
)
def test_nobody_is_disturbed_between_nine_and_eight(
    channel: str, purpose: str, moment: str, retry_at: str | None
) -> None:
    preferences = person(voicemail=Answer.YES)

    clearance = may_contact(preferences, Channel(channel), Purpose(purpose), at(moment))

    assert clearance.allowed is (retry_at is None)
    assert clearance.retry_at == (at(retry_at) if retry_at else None)
    assert clearance.reason == (Reason.QUIET_HOURS if retry_at else Reason.OK)


@pytest.mark.parametrize(
    ("purpose", "waits"),
    [
        (Purpose.BOOKING, False),
        (Purpose.CODE, False),
        (Purpose.RESUME_LINK, False),
        (Purpose.REMINDER, True),
        (Purpose.INTAKE, True),
        (Purpose.LEGAL_AID, True),
        (Purpose.CERTIFICATE, True),
        (Purpose.CALLBACK, True),
        (Purpose.STAFF, True),
    ],
)
def test_only_texts_that_answer_what_they_just_did_come_at_night(purpose: Purpose, waits: bool) -> None:
    clearance = may_contact(person(), Channel.SMS, purpose, NIGHT)

    assert (clearance.reason == Reason.QUIET_HOURS) is waits
    assert clearance.allowed is not waits


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.INVITATION])
@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.POST])
def test_letters_and_e_mails_wake_nobody(channel: Channel, purpose: Purpose) -> None:
    preferences = person(voicemail=Answer.YES)

    assert may_contact(preferences, channel, purpose, NIGHT) == may_contact(
        preferences, channel, purpose, NOON
    )


def test_a_member_of_staff_may_ring_at_night_about_a_booking() -> None:
    assert may_contact(person(), Channel.CALL, Purpose.BOOKING, NIGHT).allowed


@pytest.mark.parametrize(
    ("windows", "moment", "reason", "retry_at"),
    [
        # Tuesdays 18:00 to midnight: a text only until 21:00.
        (TUESDAYS_FROM_SIX, "2026-11-24T17:59:59Z", "outside_safe_time", "2026-11-24T18:00:00Z"),
        (TUESDAYS_FROM_SIX, "2026-11-24T18:00:00Z", "inside_safe_time", None),
        (TUESDAYS_FROM_SIX, "2026-11-24T20:59:59Z", "inside_safe_time", None),
        (TUESDAYS_FROM_SIX, "2026-11-24T21:00:00Z", "quiet_hours", "2026-12-01T18:00:00Z"),
        (TUESDAYS_FROM_SIX, "2026-11-25T00:00:00Z", "outside_safe_time", "2026-12-01T18:00:00Z"),
        # Thursdays 07:00 to 09:00: a text from 08:00; the hour on Tuesday is too early for any.
        (EARLY_AND_DAY, "2026-11-24T06:30:00Z", "quiet_hours", "2026-11-26T08:00:00Z"),
        (EARLY_AND_DAY, "2026-11-26T06:59:59Z", "outside_safe_time", "2026-11-26T08:00:00Z"),
        (EARLY_AND_DAY, "2026-11-26T07:59:59Z", "quiet_hours", "2026-11-26T08:00:00Z"),
        (EARLY_AND_DAY, "2026-11-26T08:00:00Z", "inside_safe_time", None),
        (EARLY_AND_DAY, "2026-11-26T08:59:59Z", "inside_safe_time", None),
        (EARLY_AND_DAY, "2026-11-26T09:00:00Z", "outside_safe_time", "2026-12-03T08:00:00Z"),
        # The clocks change between now and then.
        (EARLY_AND_DAY, "2026-03-26T09:00:00Z", "outside_safe_time", "2026-04-02T07:00:00Z"),
        (EARLY_AND_DAY, "2026-10-22T08:00:00Z", "outside_safe_time", "2026-10-29T08:00:00Z"),
        # Only at night: never a text.
        (LATE_TUESDAYS, "2026-11-24T12:00:00Z", "only_at_night", None),
        (LATE_TUESDAYS, "2026-11-24T22:00:00Z", "only_at_night", None),
    ],
)
def test_a_text_keeps_their_safe_times_and_the_quiet_hours(
    windows: tuple[WeeklyHours, ...], moment: str, reason: str, retry_at: str | None
) -> None:
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=windows)

    clearance = may_contact(preferences, Channel.SMS, Purpose.REMINDER, at(moment))

    assert (clearance.reason, clearance.retry_at) == (reason, at(retry_at) if retry_at else None)
    assert clearance.allowed is (reason == Reason.INSIDE_SAFE_TIME)


@pytest.mark.parametrize(
    ("safety", "moment", "retry_at"),
    [
        # Who said that Tuesdays 21:00 to 23:00 are safe is rung then, and not told that it is late.
        ("times_only", "2026-11-24T20:59:59Z", "2026-11-24T21:00:00Z"),
        ("times_only", "2026-11-24T21:00:00Z", None),
        ("times_only", "2026-11-24T22:59:59Z", None),
        ("times_only", "2026-11-24T23:00:00Z", "2026-12-01T21:00:00Z"),
        # Who may be rung at any time is rung by day, and in the hours they chose themselves.
        ("ok", "2026-11-24T20:59:59Z", None),
        ("ok", "2026-11-24T22:59:59Z", None),
        ("ok", "2026-11-24T23:00:00Z", "2026-11-25T08:00:00Z"),
        ("ok", "2026-11-25T21:00:00Z", "2026-11-26T08:00:00Z"),
    ],
)
def test_a_call_at_a_time_they_chose_is_never_too_late(
    safety: str, moment: str, retry_at: str | None
) -> None:
    preferences = person(ContactSafety(safety), safe_windows=LATE_TUESDAYS)

    clearance = may_contact(preferences, Channel.CALL, Purpose.CALLBACK, at(moment))

    assert clearance.retry_at == (at(retry_at) if retry_at else None)
    assert clearance.allowed is (retry_at is None)


def test_a_code_at_night_still_keeps_their_own_safe_times() -> None:
    preferences = person(ContactSafety.TIMES_ONLY, safe_windows=LATE_TUESDAYS)

    assert may_contact(preferences, Channel.SMS, Purpose.CODE, at("2026-11-24T22:00Z")).allowed
    assert may_contact(preferences, Channel.SMS, Purpose.CODE, NOON).retry_at == at("2026-11-24T21:00Z")


@pytest.mark.parametrize(
    ("safety", "say_who", "channel", "purpose", "neutral_only"),
    [
        ("times_only", "yes", "call", "callback", False),
        ("times_only", "no", "call", "callback", True),
        ("times_only", "unsure", "call", "callback", True),
        ("times_only", "yes", "call", "voicemail", True),  # the recording outlasts the safe time
        ("times_only", "yes", "sms", "reminder", True),
        ("times_only", "yes", "email", "reminder", True),
        ("times_only", "yes", "post", "reminder", True),
        ("ok", "no", "call", "callback", False),
        ("ok", "unsure", "call", "callback", False),
        ("ok_but_do_not_say_who", "yes", "call", "callback", True),
    ],
)
def test_inside_their_times_a_caller_says_who_we_are_only_after_a_yes(
    safety: str, say_who: str, channel: str, purpose: str, neutral_only: bool
) -> None:
    preferences = person(
        ContactSafety(safety),
        say_who=Answer(say_who),
        voicemail=Answer.YES,
        safe_windows=(WeeklyHours(2, 0, 1440),),
    )

    clearance = may_contact(preferences, Channel(channel), Purpose(purpose), NOON)

    assert clearance.allowed
    assert clearance.neutral_only is neutral_only
    assert ("may say who" in clearance.sentence) is (safety == "times_only" and not neutral_only)


@pytest.mark.parametrize(
    ("channel", "purpose"),
    [pair for pair in product((Channel.SMS, Channel.CALL), Purpose) if pair[1] is not Purpose.INVITATION],
)
@pytest.mark.parametrize(
    ("safety", "reason"),
    [
        ("ok", Reason.NUMBER_UNSAFE),
        ("ok_but_do_not_say_who", Reason.NUMBER_UNSAFE),
        ("times_only", Reason.NUMBER_UNSAFE),
        ("unknown", Reason.NUMBER_UNSAFE),
        ("never", Reason.NEVER),
    ],
)
def test_a_number_that_somebody_else_answered_is_not_used(
    channel: Channel, purpose: Purpose, safety: str, reason: Reason
) -> None:
    preferences = person(
        ContactSafety(safety),
        voicemail=Answer.YES,
        number_is_unsafe=True,
        safe_windows=(WeeklyHours(2, 0, 1440),),
    )

    clearance = may_contact(preferences, channel, purpose, NOON)

    assert (clearance.allowed, clearance.reason, clearance.retry_at) == (False, reason, None)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.POST])
def test_an_unsafe_number_says_nothing_of_letters(channel: Channel) -> None:
    assert may_contact(person(number_is_unsafe=True), channel, Purpose.REMINDER, NOON).allowed


@pytest.mark.parametrize(
    ("email", "sms", "more", "channel"),
    [
        ("ok", "ok", {}, "email"),
        ("ok_but_do_not_say_who", "ok", {}, "email"),
        ("unknown", "ok", {}, "sms"),
        ("never", "ok", {}, "sms"),
        ("never", "ok_but_do_not_say_who", {}, "sms"),
        ("never", "ok", {"number_is_unsafe": True}, ""),
        ("never", "ok", {"site_only": True}, ""),
        ("never", "unknown", {}, ""),
        ("unknown", "never", {}, ""),
        ("times_only", "ok", {"safe_windows": LATE_TUESDAYS}, "sms"),
        ("times_only", "unknown", {"safe_windows": TUESDAYS_FROM_SIX}, "email"),
        ("ok", "never", {"phone": ""}, "email"),
        ("never", "ok", {"phone": ""}, ""),
    ],
)
def test_a_code_goes_to_the_safe_channel_e_mail_first(
    email: str, sms: str, more: dict[str, Any], channel: str
) -> None:
    preferences = person(email_safety=ContactSafety(email), sms_safety=ContactSafety(sms), **more)

    clearance = code_channel(preferences, NIGHT)

    assert (clearance.channel if clearance.allowed else "") == channel
    assert has_safe_channel(preferences) is bool(channel)


def test_without_texts_a_code_only_goes_by_e_mail() -> None:
    preferences = person(email_safety=ContactSafety.NEVER)

    assert not code_channel(preferences, NOON, has_sms=False).allowed
    assert not has_safe_channel(preferences, has_sms=False)
    assert code_channel(preferences, NOON).allowed


def test_where_nothing_is_safe_now_the_code_waits_for_what_is_safe_first() -> None:
    preferences = person(
        ContactSafety.TIMES_ONLY, email_safety=ContactSafety.NEVER, safe_windows=LATE_TUESDAYS
    )

    clearance = code_channel(preferences, NOON)

    assert (clearance.channel, clearance.retry_at) == (Channel.SMS, at("2026-11-24T21:00Z"))
    assert not clearance.allowed


def _windows() -> st.SearchStrategy[tuple[WeeklyHours, ...]]:
    one = st.builds(
        WeeklyHours,
        st.integers(1, 7),
        st.integers(0, 95).map(lambda quarter: quarter * 15),
        st.integers(0, 96).map(lambda quarter: quarter * 15),
    )
    return st.lists(one, max_size=3).map(tuple)


PEOPLE = st.builds(
    person,
    st.sampled_from(ContactSafety),
    safe_windows=_windows(),
    voicemail=st.sampled_from(Answer),
    say_who=st.sampled_from(Answer),
    email_safety=st.sampled_from(ContactSafety),
    number_is_unsafe=st.booleans(),
)
# Around both changes of the clock, and an ordinary fortnight.
FORTNIGHTS = (at("2026-03-20T00:00Z"), at("2026-10-16T00:00Z"), at("2026-11-16T00:00Z"))
MOMENTS = st.builds(
    lambda start, seconds: start + timedelta(seconds=seconds),
    st.sampled_from(FORTNIGHTS),
    st.integers(0, 12 * 24 * 3600),
)


@given(PEOPLE, st.sampled_from(Channel), st.sampled_from(Purpose), MOMENTS, st.floats(0, 1, exclude_max=True))
def test_the_moment_to_ask_again_is_the_first_yes(
    preferences: Preferences, channel: Channel, purpose: Purpose, moment: datetime, part: float
) -> None:
    clearance = may_contact(preferences, channel, purpose, moment)
    if clearance.retry_at is None:
        return

    assert clearance.retry_at > moment
    assert clearance.retry_at.utcoffset() == timedelta()
    assert may_contact(preferences, channel, purpose, clearance.retry_at).allowed
    before = min(
        moment + part * (clearance.retry_at - moment), clearance.retry_at - timedelta(microseconds=1)
    )
    assert not may_contact(preferences, channel, purpose, before).allowed


@given(PEOPLE, st.sampled_from(Channel), st.sampled_from(Purpose), MOMENTS, st.integers(0, 14 * 24 * 4))
def test_a_lasting_no_stays_one(
    preferences: Preferences, channel: Channel, purpose: Purpose, moment: datetime, quarters: int
) -> None:
    clearance = may_contact(preferences, channel, purpose, moment)
    if clearance.allowed or clearance.retry_at:
        return

    later = moment + quarters * timedelta(minutes=15)

    assert not may_contact(preferences, channel, purpose, later).allowed


@given(PEOPLE, MOMENTS)
def test_a_safe_channel_is_known_exactly_when_a_code_can_go_now_or_later(
    preferences: Preferences, moment: datetime
) -> None:
    clearance = code_channel(preferences, moment)

    assert has_safe_channel(preferences) is bool(clearance.allowed or clearance.retry_at)
