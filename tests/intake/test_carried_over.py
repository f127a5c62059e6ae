"""What somebody asked for when they wanted a call, in the booking that it became: never wider than before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.contact_preferences import Preferences, carried_over
from intake.enums import Answer, ContactSafety
from mediation.core.working_time import WeeklyHours

OK, NEVER, UNKNOWN = ContactSafety.OK, ContactSafety.NEVER, ContactSafety.UNKNOWN
QUIET, TIMES = ContactSafety.OK_BUT_DO_NOT_SAY_WHO, ContactSafety.TIMES_ONLY
NUMBER, OTHER = "+447700900123", "+447700900456"
MONDAYS = WeeklyHours(1, 600, 660)
ONE_MONDAY = WeeklyHours(1, 600, 660, date(2026, 11, 23), date(2026, 11, 23))


def said(**fields: Any) -> Preferences:
    return Preferences(phone=NUMBER, call_safety=OK, **fields)


def earlier(**fields: Any) -> Preferences:
    return Preferences(**{"phone": NUMBER, "call_safety": OK, "say_who": Answer.YES, **fields})


@pytest.mark.parametrize(
    ("now", "before", "say_who", "windows", "becomes"),
    [
        (OK, OK, Answer.YES, (), OK),
        (OK, QUIET, Answer.NO, (), QUIET),
        (OK, QUIET, Answer.UNSURE, (), QUIET),
        (OK, TIMES, Answer.NO, (MONDAYS,), TIMES),
        (OK, TIMES, Answer.YES, (MONDAYS,), TIMES),
        (OK, TIMES, Answer.YES, (ONE_MONDAY, MONDAYS), TIMES),
        (OK, TIMES, Answer.YES, (ONE_MONDAY,), OK),
        (OK, TIMES, Answer.NO, (ONE_MONDAY,), QUIET),
        (OK, TIMES, Answer.UNSURE, (), QUIET),
        (NEVER, OK, Answer.YES, (), NEVER),
        (UNKNOWN, OK, Answer.YES, (), UNKNOWN),
    ],
)
def test_a_yes_to_calls_stays_as_narrow_as_it_was(now, before, say_who, windows, becomes):
    found = carried_over(
        Preferences(phone=NUMBER, call_safety=now),
        earlier(call_safety=before, say_who=say_who, safe_windows=windows),
    )

    assert found.call_safety is becomes


def test_what_is_not_asked_again_is_kept():
    before = earlier(
        sms_safety=QUIET,
        voicemail=Answer.YES,
        safe_windows=(MONDAYS,),
        phrase="kettle",
        number_is_unsafe=True,
    )
    found = carried_over(said(), before)

    assert (found.sms_safety, found.voicemail, found.say_who) == (QUIET, Answer.YES, Answer.YES)
    assert (found.safe_windows, found.phrase, found.number_is_unsafe) == ((MONDAYS,), "kettle", True)


@pytest.mark.parametrize("written", ["07700 900123", "+44 7700 900123"])
def test_the_same_number_written_otherwise_is_the_same(written):
    found = carried_over(Preferences(phone=written, call_safety=OK), earlier(say_who=Answer.NO))

    assert found.call_safety is QUIET


def test_another_number_brings_only_the_phrase():
    before = earlier(phone=OTHER, say_who=Answer.NO, voicemail=Answer.YES, phrase="kettle")

    assert carried_over(said(), before) == said(phrase="kettle")


def test_what_is_said_of_e_mail_now_counts():
    before = earlier(email="robin@example.org", email_safety=NEVER)
    now = said(email="robin@example.org", email_safety=OK)

    assert carried_over(now, before).email_safety is OK
