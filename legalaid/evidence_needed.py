"""PURE. What to bring, from the answers: the evidence list of CIVMEANS7 (April 2025), pages 7-9.

One month, not the three that other legal aid asks for. Where an answer is not known yet, the paper that would
settle it is on the list.
"""

from __future__ import annotations

from collections.abc import Iterator

from legalaid import thresholds as law
from legalaid.findings import Findings
from legalaid.household import IncomeKind, Work
from legalaid.intervals import Amount

BANK_STATEMENTS = "Bank statements for the last month, for every account"
PASSPORT_LETTER = (
    "A letter that names the benefit that counts for legal aid, and if it is more than 6 months old, "
    "a bank statement that shows the benefit"
)
WAGE_SLIPS = "Wage slips for the last month (if the pay is weekly, all of that month's)"
SELF_EMPLOYMENT = "Your accounts, your cash book or your latest tax return"
SELF_EMPLOYMENT_TAX = "Your SA302 tax form"
PAPER_OF_KIND = {
    IncomeKind.BENEFIT: (
        "A letter that names each benefit, and if it is more than 6 months old, "
        "a bank statement that shows the benefit"
    ),
    IncomeKind.PENSION: "Pension papers that show the amount before tax",
    IncomeKind.MAINTENANCE_RECEIVED: "Papers that show the maintenance you get: a court order or a statement",
    IncomeKind.FRIENDS_OR_FAMILY: "A letter from the person who helps you with money",
    IncomeKind.PROPERTY_OR_LODGER: "The tenancy papers or rent book for the rent you get",
    IncomeKind.STUDENT_FINANCE: "Your student finance letter",
    IncomeKind.DIVIDENDS_OR_INTEREST: "Papers for the dividends, interest or trust money you get",
}
HOUSING = "Papers that show your rent or mortgage"
CHILDCARE = "Papers that show what you pay for childcare"
MAINTENANCE_PAID = "Papers that show the maintenance you pay: receipts, a court order or a statement"
CAPITAL = "If your mediator asks: papers that show what your home, savings or other things are worth"


def evidence_needed(found: Findings) -> list[str]:
    """Each paper once, in the order of the form. Nothing where no means are looked at."""
    return list(dict.fromkeys(_papers(found)))


def _papers(found: Findings) -> Iterator[str]:
    facts = found.circumstances
    if facts.is_exempt.is_sure:
        return
    yield BANK_STATEMENTS
    if facts.is_passported.may_hold:
        yield PASSPORT_LETTER
    if facts.is_passported.may_fail:
        yield from _papers_of_income(found)
        yield from _papers_of_outgoings(found)
    if _is_any(found.capital.over_all(lambda each: each.property + each.other)) or _is_any(
        found.capital.over_all(lambda each: each.subject_matter_disregard + each.main_home_disregard)
    ):
        yield CAPITAL


def _papers_of_income(found: Findings) -> Iterator[str]:
    adults = found.household.adults
    if any(_has_pay(job) for person in adults for job in person.jobs):
        yield WAGE_SLIPS
    own = [work for person in adults for work in person.self_employments]
    if any(map(_has_pay, own)):
        yield SELF_EMPLOYMENT
    if any(_is_any(work.tax.amount) for work in own):
        yield SELF_EMPLOYMENT_TAX
    received = [one for person in adults for one in person.other_income if _is_any(one.received.amount)]
    for kind, paper in PAPER_OF_KIND.items():
        if any(one.kind == kind for one in received):
            yield paper


def _papers_of_outgoings(found: Findings) -> Iterator[str]:
    """Housing and childcare only where they are large; see `thresholds`."""
    housing = found.income.over_all(lambda each: each.housing_before_cap)
    if housing.high * law.HOUSING_EVIDENCE_SHARE > found.gross_income.amount.low:
        yield HOUSING
    if found.income.over_all(lambda each: each.childcare).high > law.CHILDCARE_EVIDENCE_OVER:
        yield CHILDCARE
    if _is_any(found.income.over_all(lambda each: each.maintenance_paid)):
        yield MAINTENANCE_PAID


def _has_pay(work: Work) -> bool:
    return _is_any(work.gross.amount)


def _is_any(amount: Amount) -> bool:
    """Whether there is something, or may be."""
    return amount.high > 0
