"""PURE. The checklist of evidence: which papers, when a letter is too old, what bars a determination."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from legalaid import evidence_needed as needed
from legalaid.enums import EvidenceState, Paper
from legalaid.household import IncomeKind
from mediation.core.times import months_later

LETTER_MONTHS = 6  # CIVMEANS7, pages 7-9: an older benefit letter needs a recent bank statement beside it
LETTERS = frozenset({Paper.PASSPORT_LETTER, Paper.BENEFIT_LETTER})
OPTIONAL = frozenset({Paper.CAPITAL})  # only if the mediator asks
# What is asked for where nobody has answered the screening; see `needed.evidence_needed`.
OF_EVERYBODY = (needed.BANK_STATEMENTS,)
SIGNED_FORM = "The official form (CIVMEANS7), signed. Your mediator fills it in with you"
WORDS = {
    Paper.SIGNED_FORM: SIGNED_FORM,
    Paper.BANK_STATEMENTS: needed.BANK_STATEMENTS,
    Paper.PASSPORT_LETTER: needed.PASSPORT_LETTER,
    Paper.WAGE_SLIPS: needed.WAGE_SLIPS,
    Paper.ACCOUNTS: needed.SELF_EMPLOYMENT,
    Paper.TAX_FORM: needed.SELF_EMPLOYMENT_TAX,
    Paper.BENEFIT_LETTER: needed.PAPER_OF_KIND[IncomeKind.BENEFIT],
    Paper.PENSION: needed.PAPER_OF_KIND[IncomeKind.PENSION],
    Paper.MAINTENANCE_RECEIVED: needed.PAPER_OF_KIND[IncomeKind.MAINTENANCE_RECEIVED],
    Paper.HELPER_LETTER: needed.PAPER_OF_KIND[IncomeKind.FRIENDS_OR_FAMILY],
    Paper.TENANCY: needed.PAPER_OF_KIND[IncomeKind.PROPERTY_OR_LODGER],
    Paper.STUDENT_FINANCE: needed.PAPER_OF_KIND[IncomeKind.STUDENT_FINANCE],
    Paper.DIVIDENDS: needed.PAPER_OF_KIND[IncomeKind.DIVIDENDS_OR_INTEREST],
    Paper.HOUSING: needed.HOUSING,
    Paper.CHILDCARE: needed.CHILDCARE,
    Paper.MAINTENANCE_PAID: needed.MAINTENANCE_PAID,
    Paper.CAPITAL: needed.CAPITAL,
}
PAPER_OF_WORDS = {words: paper for paper, words in WORDS.items()}
SHORT = {
    Paper.SIGNED_FORM: "the signed form",
    Paper.BANK_STATEMENTS: "bank statements",
    Paper.PASSPORT_LETTER: "the letter about the benefit that counts",
    Paper.WAGE_SLIPS: "wage slips",
    Paper.ACCOUNTS: "accounts or tax return",
    Paper.TAX_FORM: "SA302",
    Paper.BENEFIT_LETTER: "benefit letters",
    Paper.PENSION: "pension papers",
    Paper.MAINTENANCE_RECEIVED: "papers for maintenance received",
    Paper.HELPER_LETTER: "the letter of who helps with money",
    Paper.TENANCY: "tenancy papers",
    Paper.STUDENT_FINANCE: "the student finance letter",
    Paper.DIVIDENDS: "papers for dividends or interest",
    Paper.HOUSING: "papers for rent or mortgage",
    Paper.CHILDCARE: "papers for childcare",
    Paper.MAINTENANCE_PAID: "papers for maintenance paid",
    Paper.CAPITAL: "papers for capital",
}


@dataclass(frozen=True)
class Item:
    """One line of the checklist; `dated_on` is the date on the paper."""

    paper: Paper
    state: EvidenceState
    dated_on: date | None = None

    def is_too_old(self, on: date) -> bool:
        """A benefit letter from more than six months before this day."""
        dated = self.dated_on
        return self.paper in LETTERS and dated is not None and months_later(dated, LETTER_MONTHS) < on

    def is_settled(self, on: date) -> bool:
        return self.paper in OPTIONAL or (self.state is EvidenceState.ACCEPTED and not self.is_too_old(on))


def papers_for(evidence: Iterable[str]) -> list[Paper]:
    """The checklist out of the means test's list of what to bring; the signed form is always on it."""
    return [Paper.SIGNED_FORM, *(PAPER_OF_WORDS[words] for words in evidence)]


def in_the_way(items: Iterable[Item], *, on: date, without_papers_because: str) -> list[str]:
    """What still bars a determination: the signed form always, other papers unless a reason is stated."""
    unsettled = [one.paper for one in items if not one.is_settled(on)]
    found = {one.paper for one in items}
    form_is_missing = Paper.SIGNED_FORM in unsettled or Paper.SIGNED_FORM not in found
    others = [SHORT[paper] for paper in unsettled if paper is not Paper.SIGNED_FORM]
    return ([SHORT[Paper.SIGNED_FORM]] if form_is_missing else []) + (
        [] if without_papers_because.strip() else others
    )
