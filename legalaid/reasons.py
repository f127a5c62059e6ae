"""PURE. Why the means test comes out as it does: plain sentences in the order in which the rules apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from legalaid import thresholds as law
from legalaid.capital import CapitalFigures
from legalaid.findings import Findings, Part, Verdict
from legalaid.income import IncomeFigures
from legalaid.intervals import Amount

THE_MEDIATOR_DECIDES = "Your mediator decides, on the official form and with your papers."
TOGETHER = "We look at your money and your partner's money together."
WORDS_OF_VERDICT = {
    Verdict.ELIGIBLE: "So legal aid is likely to pay for your mediation.",
    Verdict.NOT_ELIGIBLE: "So legal aid is not likely to pay for your mediation.",
    Verdict.NEED_MORE_INFORMATION: "We need to know more before we can say if legal aid is likely to pay.",
}
A_MONTH = " a month"
DEDUCTIONS: tuple[tuple[Callable[[IncomeFigures], Amount], str], ...] = (
    (lambda each: each.tax_and_national_insurance, "for tax and National Insurance"),
    (lambda each: each.employment_allowance, "because of paid work"),
    (lambda each: each.partner_allowance, "for your partner"),
    (lambda each: each.dependants_allowance, "for the people you look after"),
    (lambda each: each.maintenance_paid, "for the maintenance you pay"),
    (lambda each: each.housing, "for your rent or mortgage"),
    (lambda each: each.childcare, "for childcare"),
    (
        lambda each: each.criminal_legal_aid_contribution,
        "for what you pay towards legal aid in a criminal case",
    ),
)
LEFT_OUT: tuple[tuple[Callable[[CapitalFigures], Amount], str], ...] = (
    (
        lambda each: each.subject_matter_disregard,
        "because you and the other person disagree about who it belongs to",
    ),
    (lambda each: each.main_home_disregard, "because it is in the home you live in"),
)
COUNTED: tuple[tuple[Callable[[CapitalFigures], Amount], str], ...] = (
    (lambda each: each.property, "your home and other property"),
    (lambda each: each.other, "your savings and other things of value"),
)


def reasons(found: Findings) -> list[str]:
    return list(_sentences(found))


def _sentences(found: Findings) -> Iterator[str]:
    yield from _whose_money(found)
    if not found.circumstances.is_exempt.is_sure:
        yield from _about_income(found)
        yield from _about_capital(found)
    yield WORDS_OF_VERDICT[found.verdict]
    yield THE_MEDIATOR_DECIDES


def _whose_money(found: Findings) -> Iterator[str]:
    is_exempt = found.circumstances.is_exempt
    is_under_18 = found.household.client.age.is_under(law.ADULT_CLIENT_AGE)
    if is_exempt.is_sure:
        yield "You are under 18 and said no to all three questions about money."
        yield "This means that we do not look at your money."
        return
    if is_exempt.may_hold:
        if_under_18 = "You are under 18, so" if is_under_18.is_sure else "If you are under 18,"
        yield f"{if_under_18} three more answers may mean that we do not look at your money."
    elif is_under_18.is_sure:
        yield "You are under 18 and said yes to a question about money, so we look at it."
    if is_under_18.is_sure and found.household.under_18.means_aggregated.is_sure:
        yield "We look at your money and the money of the adult who looks after you."
    elif found.household.partner:
        yield TOGETHER
    else:
        yield "We look at your money only."
    yield "We never count the money of the person you are in dispute with."


def _about_income(found: Findings) -> Iterator[str]:
    is_passported = found.circumstances.is_passported
    if is_passported.is_sure:
        who = "You or your partner get" if found.household.partner else "You get"
        yield f"{who} a benefit that settles the part about income, so we do not look at your income."
        return
    if is_passported.may_hold:
        yield "We do not know yet if a benefit settles the part about income. If not, it is this:"
    yield from _against_limit("Your income before anything is taken off", found.gross_income, A_MONTH)
    if found.gross_income.limit.low > law.GROSS_INCOME_LIMIT:
        yield "This limit is higher because of the number of children you look after."
    yield from _deductions(found)
    yield from _against_limit("The income that is left", found.disposable_income, A_MONTH)


def _deductions(found: Findings) -> Iterator[str]:
    for figure, words in DEDUCTIONS:
        yield from _line(found.income.over_all(figure), "take off", A_MONTH, words)
    before_cap = found.income.over_all(lambda each: each.housing_before_cap)
    if before_cap.low > found.income.over_all(lambda each: each.housing).high:
        yield (
            f"For rent or mortgage we take off no more than {_pounds(law.HOUSING_CAP)} a month. "
            "That is because nothing is taken off for a partner or for people you look after."
        )
    if found.income.over_all(lambda each: each.childcare_paid).low > 0 and (
        found.income.over_all(lambda each: each.childcare).high == 0
    ):
        yield (
            "We cannot take off childcare. It counts for a child under 16, "
            "while every adult whose money we look at works or studies."
        )


def _about_capital(found: Findings) -> Iterator[str]:
    for left_out, words in LEFT_OUT:
        yield from _line(found.capital.over_all(left_out), "leave out", "", words)
    for counted, words in COUNTED:
        figure = found.capital.over_all(counted)
        if figure.known is None:
            yield f"We do not know yet how much counts of {words}."
        elif figure.known:
            yield f"We count {_pounds(figure.known)} for {words}."
    who = "you or your partner are" if found.household.partner else "you are"
    most = found.pensioner_disregard
    if most.known is None:
        yield f"We do not know yet how much we can leave out if {who} 60 or over."
    elif most.known:
        yield f"We leave out up to {_pounds(most.known)} because {who} 60 or over."
    yield from _against_limit("What counts of your savings and property", found.disposable_capital, "")
    has_property = found.capital.over_all(lambda each: each.property).low > 0
    if has_property and not found.disposable_capital.passes.may_hold:
        yield "If you cannot sell your property or borrow on it, tell your mediator, who can look again."


def _line(figure: Amount, verb: str, per: str, words: str) -> Iterator[str]:
    if figure.known is None:
        yield f"We do not know yet how much we can {verb} {words}."
    elif figure.known:
        yield f"We {verb} {_pounds(figure.known)}{per} {words}."


def _against_limit(what: str, part: Part, per: str) -> Iterator[str]:
    limit = "the limit" if part.limit.known is None else f"the limit of {_pounds(part.limit.known)}{per}"
    if part.passes.is_open:
        yield f"We cannot say yet if {what[0].lower()}{what[1:]} is within {limit}."
        return
    stands = "within" if part.passes.is_sure else "over"
    if part.amount.known is None:
        yield f"{what} is {stands} {limit}, whatever the missing answers are."
    else:
        yield f"{what} is {_pounds(part.amount.known)}{per}. This is {stands} {limit}."


def _pounds(value: Decimal) -> str:
    """``£1,842.33``; below zero, as income that is left may be, with a minus sign."""
    return f"{'-' if value < 0 else ''}£{abs(value):,.2f}"
