"""PURE. What the screening tells the client: the verdict, the working in plain words, what is missing, what
to bring, and words for situations that people worry about. All of it may be shown to the client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from legalaid import thresholds as law
from legalaid.asking import UNSURE, Answers, Page, first_unfinished, steps
from legalaid.findings import Verdict
from legalaid.means_test_contract import answer
from legalaid.reasons import THE_MEDIATOR_DECIDES, TOGETHER, WORDS_OF_VERDICT
from legalaid.screening import pages
from legalaid.screening_capital import HOME_DETAILS, WHICH_CAPITAL
from legalaid.screening_income import BUSINESSES, JOBS
from legalaid.screening_input import Household, Unsure, households
from legalaid.screening_people import AGE, WITH_A_PARTNER
from mediation.core.json_contract import Field

BOTH_WAYS = "You were not sure about a partner, so we cannot tell yet whose money counts."
# In the order of CIVMEANS7: capital, then income.
FIGURES = (
    *("property_capital", "other_capital", "smod_disregard", "main_home_disregard", "pensioner_disregard"),
    *("capital", "capital_limit", "gross_income", "gross_income_limit", "employment_allowance"),
    *("partner_allowance", "dependants_allowance", "housing_costs_allowed", "childcare_allowed"),
    *("disposable_income", "disposable_income_limit"),
)
NOT_WORKING = frozenset({*WORDS_OF_VERDICT.values(), THE_MEDIATOR_DECIDES})
NOT_KNOWN, CANNOT_SAY = "We do not know yet how much", "We cannot say yet"
AGE_FIRST = Unsure("age", 0, AGE.slug)


@dataclass(frozen=True)
class Missing:
    """A fact that could still change the verdict, in words, and the step where it is asked."""

    words: str
    step: str


@dataclass(frozen=True)
class Outcome:
    """`working`: the sums as sentences, without the verdict. `is_complete`: nothing more would be asked."""

    verdict: Verdict
    working: tuple[str, ...]
    missing: tuple[Missing, ...]
    evidence: tuple[str, ...]
    notes: tuple[str, ...]
    is_complete: bool
    thresholds: str
    figures: Mapping[str, str | None]  # of the means test, in pounds; None where not known or not looked at

    @property
    def is_decided(self) -> bool:
        return self.verdict is not Verdict.NEED_MORE_INFORMATION

    def kept(self) -> dict[str, Any]:
        """As it is kept beside the answers: plain values."""
        return {**asdict(self), "verdict": self.verdict.value}


def outcome(answers: Answers, *, version: str, assessed_on: date) -> Outcome:
    """What these answers come to on this day. AllowanceNotKnown where no source states the allowances."""
    found = households(answers, version=version, assessed_on=assessed_on)
    results = [answer(Field("item 0", one.item)) for one in found]
    last: dict[str, Any] = results[-1]
    verdicts = {result["verdict"] for result in results}
    verdict = Verdict(last["verdict"]) if len(verdicts) == 1 else Verdict.NEED_MORE_INFORMATION
    working = _working(last["reasons"], is_either=len(found) > 1)
    left_out = (NOT_KNOWN,) if verdict is Verdict.NEED_MORE_INFORMATION else (NOT_KNOWN, CANNOT_SAY)
    return Outcome(
        verdict=verdict,
        working=tuple(sentence for sentence in working if not sentence.startswith(left_out)),
        missing=tuple(_missing(found, results, version)) if verdict is Verdict.NEED_MORE_INFORMATION else (),
        evidence=tuple(last["evidence"]),
        notes=tuple(_notes(answers, version)),
        is_complete=first_unfinished(pages(version), answers) is None,
        thresholds=law.allowances_on(assessed_on).effective_from.isoformat(),
        figures={name: last[name] for name in FIGURES},
    )


def _working(reasons: list[str], *, is_either: bool) -> Iterator[str]:
    for sentence in reasons:
        is_of_partner = is_either and sentence.endswith("for your partner.")
        if sentence not in NOT_WORKING and not is_of_partner:
            yield BOTH_WAYS if is_either and sentence == TOGETHER else sentence


def _missing(found: tuple[Household, ...], results: list[Any], version: str) -> Iterator[Missing]:
    """Each question once, in the order in which they are asked."""
    hang_on = {
        one.unknown.get(path, AGE_FIRST)
        for one, result in zip(found, results, strict=True)
        for path in result["missing"]
    }
    if len({result["verdict"] for result in results}) > 1:
        hang_on.add(Unsure("partner", 0, WITH_A_PARTNER.slug))
    for page in pages(version):
        for one in sorted(each.index for each in hang_on if each.page == page.slug):
            for question in page.questions:
                if Unsure(question.key, one, page.slug) in hang_on:
                    hang_on.discard(Unsure(question.key, one, page.slug))
                    which = f" ({one + 1})" if one else ""
                    yield Missing(
                        f"{question.fact}{which}", f"{page.slug}-{one + 1}" if page.group else page.slug
                    )


def _notes(answers: Answers, version: str) -> Iterator[str]:
    """Words for what people in some situations need to know. Nothing here reads back an answer on safety."""
    asked = Counter(step.page for step in steps(pages(version), answers))
    yield from _notes_on_people(answers)
    yield from _notes_on_work(asked)
    yield from _notes_on_property(answers, asked)


def _notes_on_people(answers: Answers) -> Iterator[str]:
    if answers.get("age") == "under_18":
        yield "You are under 18: your mediator will talk with you about who can be with you and who signs."
    if answers.get("partner") == "opponent":
        yield (
            "We did not count the money of the person you disagree with. You can live in the same house: "
            "your money is looked at on its own."
        )
    if not {"none", UNSURE} & set(answers.get("passporting") or ["none"]):
        yield "Your benefit settles the part about income. Savings and property are still looked at."


def _notes_on_work(asked: Mapping[Page, int]) -> Iterator[str]:
    if any(page in asked for page in BUSINESSES):
        yield (
            "For self-employment we used what is taken out of the business to live on. Your mediator looks "
            "at the accounts, and may use the profit instead."
        )
    if any(asked.get(page, 0) > 1 for page in JOBS):
        yield (
            "We added up the pay of all jobs. Each person with paid work gets one allowance, not one for "
            "each job."
        )


def _notes_on_property(answers: Answers, asked: Mapping[Page, int]) -> Iterator[str]:
    if HOME_DETAILS in asked and answers.get("home") == "shared_ownership":
        yield (
            "With shared ownership we left out the landlord’s share. Rent and mortgage count together as "
            "one cost."
        )
    if HOME_DETAILS in asked and answers.get("home_living") == "left":
        yield (
            "We counted a home that you are away from for now like a home that you live in. Your mediator "
            "checks this."
        )
    if WHICH_CAPITAL in asked and "other" in (answers.get("capital") or []):
        yield ("Businesses, trusts and life insurance have their own rules. Tell your mediator about them.")
