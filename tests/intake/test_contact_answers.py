"""What the page "How we may reach you" makes of somebody's preferences, and what we then say that we do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.contact_answers import Told, Use, changed
from intake.contact_safety import Channel, Preferences, Purpose, may_contact
from intake.contact_words import NEVER_AT_ALL, NO_CODE, NO_WAY, what_we_do, yes_to
from intake.enums import Answer, ContactSafety
from mediation.core.working_time import WeeklyHours

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVENINGS = (WeeklyHours(2, 18 * 60, 20 * 60),)
NIGHTS = (WeeklyHours(2, 22 * 60, 23 * 60),)
YES, NO, UNSURE = Answer.YES, Answer.NO, Answer.UNSURE
ALEX = Preferences(
    email="alex@example.org",
    email_safety=ContactSafety.OK,
    phone="+447700900123",
    call_safety=ContactSafety.OK,
    say_who=Answer.YES,
)


def told(**answers: Any) -> Told:
    return Told(**{"email": ALEX.email, "phone": ALEX.phone, **answers})


def test_what_was_left_empty_stays_as_it_was() -> None:
    full = replace(
        ALEX,
        post="1 Example Street",
        post_safety=ContactSafety.NEVER,
        sms_safety=ContactSafety.NEVER,
        voicemail=Answer.YES,
        calendar_entry=Answer.YES,
        phrase="tangerine",
        number_is_unsafe=True,
    )

    assert changed(full, told(post="1 Example Street")) == full


@pytest.mark.parametrize(
    ("before", "answers", "expected"),
    [
        ("unknown", {"may_call": YES, "say_who": YES}, "ok"),
        ("unknown", {"may_call": YES, "say_who": NO}, "ok_but_do_not_say_who"),
        ("unknown", {"may_call": YES}, "ok_but_do_not_say_who"),
        ("unknown", {"may_call": YES, "windows": EVENINGS}, "times_only"),
        ("unknown", {"windows": EVENINGS}, "unknown"),
        ("unknown", {"say_who": YES}, "unknown"),
        ("ok", {}, "ok_but_do_not_say_who"),  # the page says: without a yes we do not say who we are
        ("ok", {"say_who": YES}, "ok"),
        ("ok", {"may_call": NO}, "never"),
        ("ok", {"may_call": UNSURE}, "unknown"),
        ("ok", {"may_call": NO, "windows": EVENINGS}, "never"),
        ("ok", {"windows": EVENINGS}, "times_only"),
        ("never", {"windows": EVENINGS, "say_who": YES}, "never"),
        ("times_only", {}, "times_only"),  # also where we do not know which times
        ("times_only", {"may_call": YES}, "times_only"),
        ("times_only", {"windows": (), "say_who": YES}, "ok"),
        ("times_only", {"windows": ()}, "ok_but_do_not_say_who"),
        ("times_only", {"may_call": NO}, "never"),
    ],
)
def test_calls_and_texts_follow_the_answers(before: str, answers: dict[str, Any], expected: str) -> None:
    safety = ContactSafety(before)
    start = replace(ALEX, call_safety=safety, sms_safety=safety, say_who=Answer.UNSURE)

    assert changed(start, told(**answers)).call_safety == expected
    for_texts = {"may_text" if name == "may_call" else name: value for name, value in answers.items()}
    assert changed(start, told(**for_texts)).sms_safety == expected


@pytest.mark.parametrize(
    ("use", "safety"),
    [
        (Use.YES, "ok"),
        (Use.NEUTRAL, "ok_but_do_not_say_who"),
        (Use.NO, "never"),
        (Use.UNSURE, "unknown"),
        (None, "ok"),
    ],
)
def test_letters_follow_their_own_answer(use: Use | None, safety: str) -> None:
    start = replace(ALEX, post="1 Example Street", post_safety=ContactSafety.OK)
    after = changed(start, told(post="1 Example Street", email_use=use, post_use=use))

    assert (after.email_safety, after.post_safety) == (safety, safety)


def test_any_time_frees_letters_that_had_times_without_saying_more_than_that() -> None:
    start = replace(ALEX, email_safety=ContactSafety.TIMES_ONLY, safe_windows=EVENINGS)

    assert changed(start, told()).email_safety is ContactSafety.TIMES_ONLY
    assert changed(start, told(windows=())).email_safety is ContactSafety.OK_BUT_DO_NOT_SAY_WHO


def test_of_a_new_number_nothing_is_known() -> None:
    start = replace(ALEX, sms_safety=ContactSafety.OK, voicemail=YES)
    after = changed(start, told(phone="+447700900999"))

    assert (after.call_safety, after.sms_safety) == (ContactSafety.UNKNOWN, ContactSafety.UNKNOWN)
    assert (after.voicemail, after.say_who) == (UNSURE, UNSURE)
    assert after.email_safety is ContactSafety.OK


def test_the_same_number_written_in_another_way_is_no_new_one() -> None:
    start = replace(ALEX, phone="07700 900123", voicemail=YES)

    assert changed(start, told()).voicemail is YES


def test_of_a_new_address_nothing_is_known() -> None:
    start = replace(ALEX, calendar_entry=YES, post="1 Example Street", post_safety=ContactSafety.OK)
    after = changed(start, told(email="new@example.org", post="2 Example Street"))

    assert (after.email_safety, after.calendar_entry) == (ContactSafety.UNKNOWN, UNSURE)
    assert after.post_safety is ContactSafety.UNKNOWN


def test_what_was_told_does_not_print_addresses() -> None:
    assert "example" not in repr(told(post="1 Example Street", phrase="tangerine"))
    assert "tangerine" not in repr(told(phrase="tangerine"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"call_safety": ContactSafety.NEVER},
            [
                "We will only e-mail you.",
                "We will never ring or text you.",
                "When you need a code, it comes by e-mail.",
            ],
        ),
        (
            {"email_safety": ContactSafety.UNKNOWN, "call_safety": ContactSafety.UNKNOWN},
            [
                "We will only e-mail you.",
                "The e-mail will not say who we are or what it is about.",
                "We will never ring or text you.",
                NO_CODE,
            ],
        ),
        (
            {"calendar_entry": YES, "voicemail": YES, "sms_safety": ContactSafety.OK},
            [
                "We will e-mail you.",
                "The e-mail can have an entry for your calendar. It only says “Appointment”.",
                "We may ring you. We may say who we are.",
                "If you do not pick up, we may leave a message with your first name and our number.",
                "We may text you.",
                "When you need a code, it comes by e-mail.",
            ],
        ),
        (
            {
                "email_safety": ContactSafety.NEVER,
                "call_safety": ContactSafety.TIMES_ONLY,
                "sms_safety": ContactSafety.TIMES_ONLY,
                "say_who": NO,
                "safe_windows": EVENINGS,
                "post": "1 Example Street",
                "post_safety": ContactSafety.OK_BUT_DO_NOT_SAY_WHO,
            },
            [
                "We will never e-mail you.",
                "We may ring you, only at the times you chose. We will not say who we are to anyone but you.",
                "If you do not pick up, we will not leave a message.",
                "We may text you, only at the times you chose. The text will not say who we are.",
                "We may write to you by post, in a plain envelope.",
                "When you need a code, it comes by text.",
            ],
        ),
        (
            {
                "sms_safety": ContactSafety.TIMES_ONLY,
                "safe_windows": NIGHTS,
                "call_safety": ContactSafety.NEVER,
            },
            [
                "We will only e-mail you.",
                "We will never ring or text you.",
                "When you need a code, it comes by e-mail.",
            ],
        ),
        (
            {"number_is_unsafe": True},
            [
                "We will only e-mail you.",
                "We will never ring or text you.",
                "Somebody else answered your number. We will not use it until you tell us that it is yours.",
                "When you need a code, it comes by e-mail.",
            ],
        ),
        ({"site_only": True}, [NEVER_AT_ALL, NO_CODE]),
        ({"email": "", "call_safety": ContactSafety.NEVER}, [NO_WAY, NO_CODE]),
    ],
)
@pytest.mark.parametrize("hour", [3, 12, 22])
def test_the_words_say_what_the_rule_allows(fields: dict[str, Any], expected: list[str], hour: int) -> None:
    assert what_we_do(replace(ALEX, **fields), NOON.replace(hour=hour), has_sms=True) == expected


def test_a_practice_without_texts_promises_none() -> None:
    preferences = replace(ALEX, sms_safety=ContactSafety.OK, email_safety=ContactSafety.NEVER)

    words = what_we_do(preferences, NOON, has_sms=False)

    assert "We will never text you." in words
    assert NO_CODE in words


SAFETIES = st.sampled_from(ContactSafety)
PEOPLE = st.builds(
    Preferences,
    email=st.sampled_from(["", "alex@example.org"]),
    phone=st.sampled_from(["", "+447700900123"]),
    email_safety=SAFETIES,
    call_safety=SAFETIES,
    sms_safety=SAFETIES,
    voicemail=st.sampled_from(Answer),
    say_who=st.sampled_from(Answer),
    safe_windows=st.sampled_from([(), EVENINGS, NIGHTS]),
    site_only=st.booleans(),
    number_is_unsafe=st.booleans(),
)


@given(PEOPLE, st.sampled_from([-9, 0, 6, 7, 8, 9, 10, 11, 174, 178]))  # hours: around every window
def test_what_the_words_do_not_promise_never_happens(preferences: Preferences, hours: int) -> None:
    words = " ".join(what_we_do(preferences, NOON, has_sms=True))
    later = NOON + timedelta(hours=hours)
    for channel, purpose, promise in (
        (Channel.EMAIL, Purpose.REMINDER, "e-mail you"),
        (Channel.EMAIL, Purpose.CODE, "it comes by e-mail"),
        (Channel.SMS, Purpose.CODE, "by text."),
        (Channel.CALL, Purpose.CALLBACK, "We may ring you"),
        (Channel.CALL, Purpose.VOICEMAIL, "we may leave a message"),
        (Channel.SMS, Purpose.REMINDER, "We may text you"),
    ):
        if promise == "by text." and "it comes by e-mail." in words:
            continue  # it may go by text, but the e-mail comes first
        if promise not in words.replace("We will never e-mail you.", ""):
            assert not may_contact(preferences, channel, purpose, later).allowed


@given(
    PEOPLE,
    st.builds(
        Told,
        email=st.sampled_from(["", "alex@example.org", "new@example.org"]),
        phone=st.sampled_from(["", "+447700900123", "+447700900999"]),
        email_use=st.sampled_from([None, *Use]),
        may_call=st.sampled_from([None, *Answer]),
        may_text=st.sampled_from([None, *Answer]),
        say_who=st.sampled_from([None, *Answer]),
        windows=st.sampled_from([None, (), EVENINGS]),
    ),
)
def test_nothing_opens_without_a_yes(preferences: Preferences, answers: Told) -> None:
    """A channel that was closed is open afterwards only if this page said so, of this very address."""
    after = changed(preferences, answers)
    for channel, purpose, said in (
        (Channel.EMAIL, Purpose.CODE, answers.email_use in {Use.YES, Use.NEUTRAL}),
        (Channel.CALL, Purpose.CALLBACK, answers.may_call is YES),
        (Channel.SMS, Purpose.REMINDER, answers.may_text is YES),
    ):
        was_open = yes_to(preferences, channel, purpose, NOON) is not None
        is_open = yes_to(after, channel, purpose, NOON) is not None
        times_were_told = (
            answers.windows is not None and preferences.safety(channel) is ContactSafety.TIMES_ONLY
        )
        if is_open and not was_open and not times_were_told:
            assert said
