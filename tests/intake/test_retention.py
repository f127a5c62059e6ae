"""Which class a case is in, when its time is up, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake.retention import Block, CaseFacts, standing_of
from mediation.core.retention import DEFAULTS, ClassKey

DAY = date(2026, 11, 24)
MET = CaseFacts(booked_on=DAY, met_on=DAY)


@pytest.mark.parametrize(
    ("facts", "key", "last_day", "because"),
    [
        (
            CaseFacts(booked_on=DAY),
            ClassKey.MIAM,
            "2027-11-24",
            "12 months after the last day that was booked: nobody met",
        ),
        (MET, ClassKey.MIAM, "2027-11-24", "12 months after the last meeting, because no mediation began"),
        (
            replace(MET, mediation_began_on=date(2026, 12, 1)),
            ClassKey.MEDIATION,
            "2032-12-01",
            "6 years after mediation began, because mediation began",
        ),
        (
            replace(MET, legal_aid_on=DAY),
            ClassKey.LEGAL_AID,
            "2032-11-24",
            "6 years after the last meeting, because legal aid paid",
        ),
        (
            replace(MET, legal_aid_on=date(2026, 12, 3)),
            ClassKey.LEGAL_AID,
            "2032-12-03",
            "6 years after the last decision on legal aid, because legal aid paid",
        ),
        (
            replace(MET, child_heard=True),
            ClassKey.CHILD,
            "2032-11-24",
            "6 years after the last meeting, because a child was heard",
        ),
        (
            replace(MET, complaint_closed_on=date(2027, 3, 1)),
            ClassKey.COMPLAINT,
            "2033-03-01",
            "6 years after the complaint was closed",
        ),
        (
            replace(MET, legal_aid_on=DAY, complaint_closed_on=date(2027, 3, 1)),
            ClassKey.COMPLAINT,
            "2033-03-01",
            "6 years after the complaint was closed",
        ),
        (
            CaseFacts(booked_on=date(2024, 2, 29), met_on=date(2024, 2, 29), legal_aid_on=date(2024, 2, 29)),
            ClassKey.LEGAL_AID,
            "2030-02-28",
            "6 years after the last meeting, because legal aid paid",
        ),
    ],
)
def test_the_class_that_keeps_longest_decides(
    facts: CaseFacts, key: ClassKey, last_day: str, because: str
) -> None:
    found = standing_of(facts, DEFAULTS)

    assert (found.key, found.last_day.isoformat(), found.because) == (key, last_day, because)


@pytest.mark.parametrize(
    ("today", "is_due"), [("2027-11-23", False), ("2027-11-24", False), ("2027-11-25", True)]
)
def test_a_case_is_kept_through_its_last_day(today: str, is_due: bool) -> None:
    found = standing_of(MET, DEFAULTS)

    assert found.is_due(date.fromisoformat(today)) is is_due
    assert found.goes_on.isoformat() == "2027-11-25"


@pytest.mark.parametrize("block", list(Block))
def test_whatever_stands_in_the_way_keeps_a_case_that_is_due(block: Block) -> None:
    found = standing_of(replace(MET, blocks=frozenset({block})), DEFAULTS)

    assert found.is_due(date(2040, 1, 1))
    assert not found.goes(date(2040, 1, 1))
