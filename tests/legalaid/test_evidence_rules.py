"""The checklist: every paper has words, letters grow old, and what bars a determination."""

from datetime import UTC, date, datetime, timedelta

import pytest

from legalaid import evidence_needed
from legalaid.enums import EvidenceState, Paper
from legalaid.evidence_rules import SHORT, WORDS, Item, in_the_way, papers_for
from legalaid.urgency import Application, place_in_line

TODAY = date(2026, 11, 23)
ACCEPTED, NEEDED, REJECTED = EvidenceState.ACCEPTED, EvidenceState.NEEDED, EvidenceState.REJECTED
FORM = Item(Paper.SIGNED_FORM, ACCEPTED)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_every_paper_that_the_means_test_asks_for_is_on_the_list():
    asked = [
        evidence_needed.BANK_STATEMENTS,
        evidence_needed.PASSPORT_LETTER,
        evidence_needed.WAGE_SLIPS,
        evidence_needed.SELF_EMPLOYMENT,
        evidence_needed.SELF_EMPLOYMENT_TAX,
        *evidence_needed.PAPER_OF_KIND.values(),
        evidence_needed.HOUSING,
        evidence_needed.CHILDCARE,
        evidence_needed.MAINTENANCE_PAID,
        evidence_needed.CAPITAL,
    ]

    assert papers_for(asked) == list(Paper)
    assert set(WORDS) == set(SHORT) == set(Paper)


@pytest.mark.parametrize(
    ("paper", "dated", "too_old"),
    [
        (Paper.BENEFIT_LETTER, date(2026, 5, 23), False),
        (Paper.BENEFIT_LETTER, date(2026, 5, 22), True),
        (Paper.PASSPORT_LETTER, date(2026, 5, 24), False),
        (Paper.PASSPORT_LETTER, date(2025, 1, 1), True),
        (Paper.WAGE_SLIPS, date(2020, 1, 1), False),
        (Paper.BENEFIT_LETTER, None, False),
    ],
)
def test_a_benefit_letter_is_good_for_six_months(paper, dated, too_old):
    assert Item(paper, ACCEPTED, dated).is_too_old(TODAY) is too_old


@pytest.mark.parametrize(
    ("dated", "on", "too_old"),
    [
        (date(2026, 8, 31), date(2027, 2, 28), False),
        (date(2026, 8, 31), date(2027, 3, 1), True),
        (date(2027, 8, 31), date(2028, 2, 29), False),
        (date(2027, 8, 31), date(2028, 3, 1), True),
    ],
)
def test_six_months_end_with_a_short_february(dated, on, too_old):
    assert Item(Paper.BENEFIT_LETTER, ACCEPTED, dated).is_too_old(on) is too_old


@pytest.mark.parametrize(
    ("items", "because", "barred"),
    [
        ([FORM], "", []),
        ([], "", ["the signed form"]),
        ([], "a flood", ["the signed form"]),
        ([Item(Paper.SIGNED_FORM, EvidenceState.RECEIVED)], "", ["the signed form"]),
        ([FORM, Item(Paper.WAGE_SLIPS, NEEDED)], "", ["wage slips"]),
        ([FORM, Item(Paper.WAGE_SLIPS, REJECTED)], "", ["wage slips"]),
        ([FORM, Item(Paper.WAGE_SLIPS, NEEDED)], "  ", ["wage slips"]),
        ([FORM, Item(Paper.WAGE_SLIPS, NEEDED)], "a flood", []),
        ([FORM, Item(Paper.CAPITAL, NEEDED)], "", []),
        ([FORM, Item(Paper.BENEFIT_LETTER, ACCEPTED, date(2026, 1, 1))], "", ["benefit letters"]),
    ],
)
def test_what_bars_a_determination(items, because, barred):
    assert in_the_way(items, on=TODAY, without_papers_because=because) == barred


@pytest.mark.parametrize(("ahead", "days"), [(-1, None), (0, 0), (1, 1), (14, 14), (15, None)])
def test_a_hearing_is_near_for_fourteen_days(ahead, days):
    assert Application(NOW, TODAY + timedelta(days=ahead)).days_to_hearing(TODAY) == days


def test_a_hearing_comes_first_then_a_person_to_talk_with_then_who_waits_longest():
    old, new = Application(NOW - timedelta(days=9)), Application(NOW)
    call = Application(NOW, is_call_first=True)
    near, nearer = Application(NOW, TODAY + timedelta(days=6)), Application(NOW, TODAY)
    far = Application(NOW - timedelta(days=1), TODAY + timedelta(days=15))

    line = sorted([new, far, call, old, near, nearer], key=lambda one: place_in_line(one, today=TODAY))
    assert line == [nearer, near, call, old, far, new]
