"""What the check of a file says is there, missing, or not needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bookings.file_check import Facts, State, check, missing_of

DAY = date(2026, 11, 24)
WHOLE = Facts(
    held_on=DAY,
    is_over=True,
    mode="Online",
    mediator="Morgan Ellis",
    urn="0123A",
    is_accredited=True,
    outcome="Attended",
    outcome_on=DAY,
    attended=True,
    noted_on=DAY,
    list_missing=0,
    suitable_on=DAY,
    certificate="K7QX-4MAH",
    certificate_on=DAY,
    is_legal_aid=True,
    form_on=DAY,
    form_accepted=True,
    papers_accepted=3,
    papers=3,
    decision="Eligible",
    decided_on=DAY,
    has_solicitor=False,
    covered_by_other=False,
    other_is_eligible_on=None,
)


def states(facts):
    return {one.words: one.state for one in check(facts)}


def test_nothing_is_missing_from_a_whole_file():
    assert missing_of(check(WHOLE)) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"held_on": None}, "Date of the meeting"),
        ({"urn": ""}, "Mediator’s URN"),
        ({"is_accredited": False}, "FMCA current on that day"),
        ({"outcome": ""}, "Outcome"),
        ({"noted_on": None}, "Attendance note"),
        ({"list_missing": 1}, "What was covered"),
        ({"suitable_on": None}, "Suitability, with reasons"),
        ({"form_accepted": False}, "CIVMEANS7, signed"),
        ({"papers_accepted": 2}, "Evidence of means"),
        ({"papers_accepted": 0, "papers": 0}, "Evidence of means"),
        ({"decision": ""}, "Decision on means"),
        ({"covered_by_other": True}, "The other party’s legal aid, which covers this"),
    ],
)
def test_each_thing_alone_is_missed(changes, words):
    assert [one.words for one in missing_of(check(replace(WHOLE, **changes)))] == [words]


@pytest.mark.parametrize(
    ("changes", "words", "state"),
    [
        ({"is_legal_aid": False}, "CIVMEANS7, signed", State.NOT_NEEDED),
        ({"is_legal_aid": False}, "Evidence of means", State.NOT_NEEDED),
        ({}, "CW5", State.NOT_NEEDED),
        ({"has_solicitor": True}, "CW5", State.BY_HAND),
        ({"has_solicitor": True, "is_legal_aid": False}, "CW5", State.NOT_NEEDED),
        ({"certificate": ""}, "Certificate", State.NOT_NEEDED),
        ({"attended": False}, "Attendance note", State.NOT_NEEDED),
        ({"is_over": False, "outcome": ""}, "Outcome", State.NOT_NEEDED),
        (
            {"covered_by_other": True, "other_is_eligible_on": DAY},
            "The other party’s legal aid, which covers this",
            State.FOUND,
        ),
        ({"referrals": [DAY]}, "Safeguarding referrals", State.FOUND),
        ({}, "Talks with the PPC", State.NOT_NEEDED),
    ],
)
def test_what_does_not_apply_is_not_missed(changes, words, state):
    assert states(replace(WHOLE, **changes))[words] == state
