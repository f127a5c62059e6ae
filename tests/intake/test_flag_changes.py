"""What a new judgement changes among the flags that are kept: raised, replaced, lapsed, never taken back."""

import pytest

from intake.enums import FlagSeverity
from intake.flag_changes import Kept, changes_after
from intake.flags import Flag

RED, AMBER, INFO = FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.INFO
CONTRADICTION = FlagSeverity.CONTRADICTION
YES, UNSURE = {"order": "yes"}, {"order": "unsure"}


def raised(severity=RED, answers=YES, code="SF-ORDER"):
    return Flag(code, severity, client="", staff="", staff_only=False, answers=answers)


def kept(severity=RED, answers=YES, code="SF-ORDER", *, is_open=True, is_raised=True):
    return Kept(1, code, severity, answers, is_open=is_open, is_raised=is_raised)


def after(rows, flags):
    """(codes and weights raised, ended, lapsed, again)"""
    found = changes_after(rows, flags)
    new = [(flag.code, flag.severity) for flag in found.raised]
    return new, set(found.ended), set(found.lapsed), set(found.again)


NEW = [("SF-ORDER", RED)]
NEW_AMBER = [("SF-ORDER", AMBER)]
NOTHING = ([], set(), set(), set())


@pytest.mark.parametrize(
    ("rows", "flags", "expected"),
    [
        ([], [], NOTHING),
        ([], [raised()], (NEW, set(), set(), set())),
        ([], [raised(FlagSeverity.NONE)], NOTHING),  # nothing to worry about is no flag to keep
        ([kept()], [raised()], NOTHING),
        ([kept()], [raised(answers={"order": "yes", "bail": None})], (NEW, {1}, set(), set())),
        # From not sure to yes it grows and is replaced; from yes to not sure both stand.
        ([kept(AMBER, UNSURE)], [raised()], (NEW, {1}, set(), set())),
        ([kept()], [raised(AMBER, UNSURE)], (NEW_AMBER, set(), {1}, set())),
        # Not raised any more: what is red or amber waits for a person, the rest is over.
        ([kept()], [], ([], set(), {1}, set())),
        ([kept(AMBER)], [], ([], set(), {1}, set())),
        ([kept(CONTRADICTION)], [], ([], {1}, set(), set())),
        ([kept(INFO)], [], ([], {1}, set(), set())),
        ([kept(is_raised=False)], [], NOTHING),
        ([kept(is_raised=False)], [raised()], ([], set(), set(), {1})),
        ([kept(is_raised=False)], [raised(answers={"order": "x"})], (NEW, {1}, set(), set())),
        # A person has cleared it: these answers do not raise it again, others do.
        ([kept(is_open=False)], [raised()], NOTHING),
        ([kept(is_open=False)], [], ([], set(), {1}, set())),
        ([kept(AMBER, UNSURE, is_open=False)], [raised()], (NEW, set(), {1}, set())),
        ([kept(AMBER, is_open=False)], [raised()], (NEW, set(), {1}, set())),
        # Another code changes nothing here.
        ([kept(code="SF-BAIL")], [raised()], (NEW, set(), {1}, set())),
    ],
)
def test_what_changes(rows, flags, expected):
    assert after(rows, flags) == expected


def test_nothing_to_change_is_false():
    assert not changes_after([kept()], [raised()])
    assert changes_after([], [raised()])
