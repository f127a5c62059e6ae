"""Who may be one person in two cases, and whose word on safe contact counts then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from intake.contact_preferences import Preferences, safer
from intake.enums import Answer, ContactSafety, PartyRole
from intake.errors import MergeRefused
from intake.merging import (
    BOTH_SIDES,
    NOBODY_SAME,
    OTHER_DISPUTE,
    SAME_CASE,
    SIDES,
    TWICE,
    FileFacts,
    MergePlan,
    plan_merge,
)
from mediation.core.enums import Channel
from mediation.core.working_time import WeeklyHours

FIRST, OTHER = PartyRole.FIRST, PartyRole.OTHER
OK, TIMES, NEVER = ContactSafety.OK, ContactSafety.TIMES_ONLY, ContactSafety.NEVER
UNKNOWN, QUIET = ContactSafety.UNKNOWN, ContactSafety.OK_BUT_DO_NOT_SAY_WHO
PHONE = "+447700900123"


def file(
    pk: int, name: str, other_name: str = "", *, case: int = 1, role: PartyRole = FIRST, **more: str
) -> FileFacts:
    return FileFacts(pk=pk, case=case, role=role, name=name, other_name=other_name, **more)


ALEX = file(1, "Alex Winter", "Robin Field")
ROBIN = file(2, "Robin Field", "Alex Winter", role=OTHER)


@pytest.mark.parametrize(
    ("kept", "gone", "plan"),
    [
        ([ALEX], [file(9, "Alex Winter", "Robin Field", case=2)], MergePlan(((1, 9),))),
        ([ALEX], [file(9, "Aleks Wynter", "Robyn Feild", case=2)], MergePlan(((1, 9),))),
        ([ALEX], [file(9, "Alex Winter", "", case=2)], MergePlan(((1, 9),))),
        ([ALEX], [file(9, "Alex Winter", "Robin", case=2)], MergePlan(((1, 9),))),
        ([file(1, "Alex Winter", "Mr Winter")], [file(9, "Alex Winter", case=2)], MergePlan(((1, 9),))),
        ([ALEX, ROBIN], [file(9, "Alex Winter", case=2)], MergePlan(((1, 9),))),
        # Came by the invitation, and had booked alone before: the side does not matter.
        (
            [file(1, "Robin Field", "Alex Winter"), file(2, "Alex Winter", "Robin Field", role=OTHER)],
            [file(9, "Alex Winter", "Robin Field", case=2)],
            MergePlan(((2, 9),)),
        ),
        # Both are in both cases.
        (
            [ALEX, ROBIN],
            [
                file(8, "Alex Winter", "Robin Field", case=2),
                file(9, "Robin Field", "Alex Winter", case=2, role=OTHER),
            ],
            MergePlan(((1, 8), (2, 9))),
        ),
        # The other person has a file in one of them: it moves.
        (
            [ALEX],
            [
                file(8, "Alex Winter", "Robin Field", case=2),
                file(9, "Robin Field", "Alex Winter", case=2, role=OTHER),
            ],
            MergePlan(((1, 8),), (9,)),
        ),
        # A new last name.
        (
            [file(1, "Alex Winter", phone=PHONE)],
            [file(9, "Alex Lake", case=2, phone=PHONE)],
            MergePlan(((1, 9),)),
        ),
    ],
)
def test_files_of_one_person_become_one(
    kept: list[FileFacts], gone: list[FileFacts], plan: MergePlan
) -> None:
    assert plan_merge(kept, gone) == plan


@pytest.mark.parametrize(
    ("kept", "gone", "reason"),
    [
        ([ALEX], [ROBIN], SAME_CASE),
        ([ALEX], [file(9, "Robin Field", "Alex Winter", case=2)], SIDES),
        ([ALEX], [file(9, "Robin Field", "Alex Winter", case=2, role=OTHER)], SIDES),
        ([ALEX], [file(9, "Robyn Feild", "", case=2)], SIDES),  # one names the other: that is enough
        ([file(1, "Alex Winter")], [file(9, "Robin Field", "Aleks Winter", case=2)], SIDES),
        # Whatever else they have in common, of a household.
        (
            [file(1, "Alex Winter", "Robin Winter", phone=PHONE, email="home@example.org")],
            [file(9, "Robin Winter", "", case=2, phone=PHONE, email="home@example.org")],
            SIDES,
        ),
        # Of one name, as father and son.
        ([file(1, "Alex Winter", "Alex Winter")], [file(9, "Alex Winter", case=2)], SIDES),
        # Two people of one first name and number, each told by it alone.
        (
            [file(1, "Alex Winter", "Alex", phone=PHONE)],
            [file(9, "Alex Field", "Alex", case=2, phone=PHONE)],
            SIDES,
        ),
        ([ALEX], [file(9, "Kim Lake", case=2)], NOBODY_SAME),
        (
            [file(1, "Alex Winter", phone=PHONE)],
            [file(9, "Robin Winter", case=2, phone=PHONE)],  # a number alone is a household's
            NOBODY_SAME,
        ),
        ([ALEX], [file(9, "Alex Winter", "Kim Lake", case=2)], OTHER_DISPUTE),
        (
            [ALEX, file(2, "Sam Marsh", role=OTHER)],
            [file(8, "Alex Winter", case=2), file(9, "Kim Lake", case=2, role=OTHER)],
            BOTH_SIDES,
        ),
        (
            [file(1, "Alex Winter"), file(2, "Aleks Winter", role=OTHER)],
            [file(9, "Alex Winter", case=2)],
            TWICE,
        ),
    ],
)
def test_nobody_else_is_merged(kept: list[FileFacts], gone: list[FileFacts], reason: str) -> None:
    with pytest.raises(MergeRefused) as refused:
        plan_merge(kept, gone)

    assert refused.value.message == reason


def said(**fields: Any) -> Preferences:
    return Preferences(**{"email": "alex@example.org", "phone": PHONE, **fields})


def test_the_word_that_is_safer_counts_whichever_file_it_stands_on() -> None:
    open_ = said(
        email_safety=OK, call_safety=OK, voicemail=Answer.YES, calendar_entry=Answer.YES, phrase="pear"
    )
    careful = said(email_safety=NEVER, call_safety=QUIET, voicemail=Answer.NO, site_only=True)

    for one, other in ((open_, careful), (careful, open_)):
        joined = safer(one, other)
        assert (joined.email_safety, joined.call_safety) == (NEVER, QUIET)
        assert (joined.voicemail, joined.calendar_entry) == (Answer.NO, Answer.UNSURE)
        assert joined.site_only
        assert joined.phrase == "pear"


@pytest.mark.parametrize(
    ("one", "other", "channel", "expected"),
    [
        ({"call_safety": OK}, {"call_safety": UNKNOWN}, Channel.CALL, UNKNOWN),  # no yes, no call
        ({"email_safety": OK}, {"email_safety": UNKNOWN}, Channel.EMAIL, UNKNOWN),  # neutral words
        ({"email_safety": OK}, {"email": "", "email_safety": UNKNOWN}, Channel.EMAIL, OK),  # said nothing
        ({"sms_safety": OK}, {"phone": "", "sms_safety": NEVER}, Channel.SMS, NEVER),
    ],
)
def test_what_was_left_open_is_no_yes(
    one: Any, other: Any, channel: Channel, expected: ContactSafety
) -> None:
    assert safer(said(**one), said(**other)).safety(channel) is expected
    assert safer(said(**other), said(**one)).safety(channel) is expected


def test_safe_times_are_those_that_both_have() -> None:
    morning, noon = WeeklyHours(1, 9 * 60, 12 * 60), WeeklyHours(1, 11 * 60, 14 * 60, date(2026, 1, 1))
    joined = safer(
        said(call_safety=TIMES, safe_windows=(morning,)), said(call_safety=TIMES, safe_windows=(noon,))
    )

    assert joined.safe_windows == (WeeklyHours(1, 11 * 60, 12 * 60, date(2026, 1, 1)),)
    assert joined.call_safety is TIMES


def test_where_they_have_no_time_in_common_nobody_rings() -> None:
    monday, tuesday = (WeeklyHours(day, 9 * 60, 12 * 60) for day in (1, 2))
    joined = safer(
        said(call_safety=TIMES, safe_windows=(monday,)), said(call_safety=TIMES, safe_windows=(tuesday,))
    )

    assert (joined.safe_windows, joined.call_safety) == ((), NEVER)


def test_a_number_that_somebody_else_answered_stays_unsafe() -> None:
    unsafe = said(number_is_unsafe=True)

    assert safer(said(), unsafe).number_is_unsafe
    assert safer(said(phone=""), unsafe).number_is_unsafe
    assert not safer(said(phone="+447700900999"), unsafe).number_is_unsafe
