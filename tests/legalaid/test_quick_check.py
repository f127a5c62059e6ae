"""The first idea out of four answers, and that it does not contradict the full test."""

from itertools import product

import pytest

from legalaid.quick_check import QUESTIONS, Idea, idea_of

from .households import client, found

ANSWERS = [
    dict(zip([one.key for one in QUESTIONS], values, strict=True))
    for values in product(*([choice.value for choice in one.choices] for one in QUESTIONS))
]
INCOMES = {"low": ("0.00", "733.00"), "middle": ("733.01", "2657.00"), "high": ("2657.01", "9000.00")}
SAVINGS = {"no": ("0.00", "8000.00"), "yes": ("8000.01", "50000.00")}
HOMES = {"no": (), "yes": ("60000.00", "900000.00")}


def people(answers):
    """Households that somebody with these answers may have: single, under 60, nothing in dispute."""
    benefits = {"yes": (True,), "no": (False,), "unsure": (True, False)}[answers["benefit"]]
    incomes = INCOMES.get(answers["income"], sum(INCOMES.values(), ()))
    savings = SAVINGS.get(answers["savings"], sum(SAVINGS.values(), ()))
    homes = HOMES.get(answers["property"], ("60000.00",)) or (None,)
    for benefit, income, saved, home in product(benefits, incomes, savings, homes):
        yield {
            "client": client(passporting_benefit=benefit, other_income=[{"amount": income}]),
            "capital": [{"kind": "savings", "value": saved}],
            "properties": [{"main_home": True, "value": home}] if home else [],
        }


@pytest.mark.parametrize(
    ("answers", "idea"),
    [
        (("yes", "unsure", "no", "no"), Idea.LIKELY),
        (("no", "low", "no", "no"), Idea.LIKELY),
        (("no", "middle", "no", "no"), Idea.WORTH_CHECKING),
        (("no", "high", "no", "no"), Idea.UNLIKELY),
        (("unsure", "high", "no", "no"), Idea.WORTH_CHECKING),
        (("yes", "high", "no", "no"), Idea.LIKELY),
        (("yes", "low", "yes", "no"), Idea.UNLIKELY),
        (("yes", "low", "unsure", "no"), Idea.WORTH_CHECKING),
        (("yes", "low", "no", "yes"), Idea.WORTH_CHECKING),
        (("unsure", "unsure", "unsure", "unsure"), Idea.WORTH_CHECKING),
    ],
)
def test_the_first_idea(answers, idea):
    assert idea_of(dict(zip(("benefit", "income", "savings", "property"), answers, strict=True))) is idea


def test_likely_and_unlikely_are_what_the_full_test_says():
    for answers in ANSWERS:
        expected = {Idea.LIKELY: "eligible", Idea.UNLIKELY: "not_eligible"}.get(idea_of(answers))
        if expected:
            assert {found(**household)["verdict"] for household in people(answers)} == {expected}
