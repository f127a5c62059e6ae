"""What the check of a file says is there, missing, or not needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bookings.file_check import Aid, Facts, State, check, missing_of

DAY = date(2026, 11, 24)
WHOLE = Facts(
    held_on=DAY,
    is_over=True,
    was_cancelled=False,
    mode="Online",
    mediator="Morgan Ellis",
    urn="0123A",
    is_accredited=True,
    is_authorised=True,
    outcome="Attended",
    outcome_on=DAY,
    attended=True,
    noted_on=DAY,
    still_open=(),
    suitable_on=DAY,
    invite_on=DAY,
    certificate="K7QX-4MAH",
    certificate_on=DAY,
    fee="£110.00, may get legal aid, waived",
    fee_on=DAY,
    aid=Aid.CLAIMED,
    form_on=DAY,
    form_accepted=True,
    papers_accepted=3,
    papers=3,
    papers_missing=(),
    is_explained=False,
    decision="Eligible",
    decided_on=DAY,
    has_solicitor=False,
    covered_by_other=False,
    other_is_eligible_on=None,
)
NO_PAPERS = {"form_accepted": False, "papers": 0, "is_authorised": False}


def states(facts):
    return {one.words: one.state for one in check(facts)}


def test_nothing_is_missing_from_a_whole_file():
    assert missing_of(check(WHOLE)) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"urn": ""}, "Mediator’s URN"),
        ({"is_accredited": False}, "FMCA current on that day"),
        ({"outcome": "", "attended": False}, "Outcome"),
        ({"noted_on": None}, "Attendance note"),
        ({"still_open": ["Arbitration"]}, "What was covered"),
        ({"invite_on": None}, "Whether to invite the other person"),
        ({"suitable_on": None}, "Suitability, with reasons"),
        ({"form_accepted": False}, "CIVMEANS7, signed"),
        ({"papers_accepted": 2, "papers_missing": ["wage slips"]}, "Evidence of means"),
        ({"papers_accepted": 0, "papers": 0}, "Evidence of means"),
        ({"decision": ""}, "Decision on means"),
        ({"is_authorised": False}, "Mediator authorised for legal aid"),
        ({"aid": Aid.OPEN, "decision": ""}, "Who pays, and the fee"),
        ({"covered_by_other": True}, "The other party’s legal aid, which covers this"),
    ],
)
def test_each_thing_alone_is_missed(changes, words):
    assert [one.words for one in missing_of(check(replace(WHOLE, **changes)))] == [words]


@pytest.mark.parametrize(
    ("changes", "words", "state"),
    [
        *(
            ({"aid": aid, **NO_PAPERS}, words, State.NOT_NEEDED)
            for aid in (Aid.NONE, Aid.OPEN, Aid.REFUSED)
            for words in ("CIVMEANS7, signed", "Evidence of means", "Mediator authorised for legal aid")
        ),
        ({"aid": Aid.NONE, "decision": ""}, "Decision on means", State.NOT_NEEDED),
        ({"aid": Aid.REFUSED, "decision": "Not eligible"}, "Decision on means", State.FOUND),
        ({"papers_missing": ["wage slips"], "is_explained": True}, "Evidence of means", State.FOUND),
        ({}, "CW5", State.NOT_NEEDED),
        ({"has_solicitor": True}, "CW5", State.BY_HAND),
        ({"has_solicitor": True, "aid": Aid.NONE}, "CW5", State.NOT_NEEDED),
        ({"certificate": ""}, "Certificate", State.NOT_NEEDED),
        ({"attended": False}, "Attendance note", State.NOT_NEEDED),
        ({"is_over": False, "outcome": ""}, "Outcome", State.NOT_YET),
        ({"is_over": False, "outcome": "", "attended": False}, "Attendance note", State.NOT_YET),
        ({"outcome": "", "attended": False}, "Certificate", State.NOT_YET),
        ({"is_over": False, "was_cancelled": True, "outcome": "Cancelled"}, "Outcome", State.FOUND),
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


def test_what_is_missing_is_named_as_far_as_one_reads_it():
    found = check(replace(WHOLE, still_open=["One", "Two", "Three", "Four", "Five"]))

    assert next(one.detail for one in found if one.words == "What was covered") == (
        "Missing: One; Two; Three; and 2 more"
    )


def test_nobody_is_asked_who_pays_before_the_meeting():
    before = replace(WHOLE, aid=Aid.OPEN, decision="", is_over=False, outcome="", attended=False)

    assert missing_of(check(before)) == ()
