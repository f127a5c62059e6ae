"""PURE. Four questions and a first idea, never a promise: likely, unlikely, or worth checking.

"Likely" and "unlikely" are said only where the full test could hardly say otherwise: at most the limit of the
income that is left, so that nothing need be taken off; or above the limit before anything is taken off.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from intake.questionnaire import Choice
from legalaid import thresholds as law
from legalaid.asking import Kind, Question
from legalaid.screening_people import BENEFITS_THAT_SETTLE, NOT_SURE, YES_NO_NOT_SURE

LOW, GROSS, CAPITAL = (
    f"£{limit:,.0f}" for limit in (law.DISPOSABLE_INCOME_LIMIT, law.GROSS_INCOME_LIMIT, law.CAPITAL_LIMIT)
)


class Idea(StrEnum):
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    WORTH_CHECKING = "worth_checking"


QUESTIONS = (
    Question(
        key="benefit",
        kind=Kind.ONE,
        text="Do you get one of these benefits?",
        help=", ".join(choice.text for choice in BENEFITS_THAT_SETTLE),
        choices=YES_NO_NOT_SURE,
        missing="Choose if you get one of these benefits, or “Not sure”",
        fact="",
    ),
    Question(
        key="income",
        kind=Kind.ONE,
        text="How much money comes in each month, before tax?",
        help="Yours, and that of a new partner you live with. Never that of the person you disagree "
        "with. If five or more children live with you, choose “Not sure”.",
        choices=(
            Choice("low", f"{LOW} or less"),
            Choice("middle", f"More than {LOW}, up to {GROSS}"),
            Choice("high", f"More than {GROSS}"),
            NOT_SURE,
        ),
        missing="Choose how much money comes in, or “Not sure”",
        fact="",
    ),
    Question(
        key="savings",
        kind=Kind.ONE,
        text=f"Do you have more than {CAPITAL} in savings or other things of value?",
        help="Not your home. If you or a new partner are 60 or over, or the other person says that it is "
        "theirs, choose “Not sure”.",
        choices=YES_NO_NOT_SURE,
        missing=f"Choose if you have more than {CAPITAL}, or “Not sure”",
        fact="",
    ),
    Question(
        key="property",
        kind=Kind.ONE,
        text="Do you own a home, a building or land?",
        help="Alone or with somebody else.",
        choices=YES_NO_NOT_SURE,
        missing="Choose if you own a home, a building or land, or “Not sure”",
        fact="",
    ),
)


def idea_of(answers: Mapping[str, str]) -> Idea:
    """What the four answers make likely; each is one of its question's choices."""
    benefit, income = answers["benefit"], answers["income"]
    if answers["savings"] == "yes" or (benefit == "no" and income == "high"):
        return Idea.UNLIKELY
    is_income_settled = benefit == "yes" or income == "low"
    if is_income_settled and answers["savings"] == "no" and answers["property"] == "no":
        return Idea.LIKELY
    return Idea.WORTH_CHECKING
