"""PURE. The figures as the official forms ask for them, to copy: CIVMEANS7, and CW5 of the solicitor's side.

The order of the lines is that of CIVMEANS7 and CW5 (April 2025), which after the first questions is the same
(laa-check-client-qualifies `app/lib/controlled_work_mappings/civ_means_7.yml`, `cw5.yml`). The forms
themselves are not reproduced. Amounts are pounds and pence without a sign or commas, as one types them; what
hangs on an unknown fact says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from legalaid import income
from legalaid import thresholds as law
from legalaid.findings import Findings
from legalaid.form_capital import PartOfCapital, parts_of_capital
from legalaid.household import Dependant, HousingKind, Person
from legalaid.intervals import ZERO, Amount, Truth, any_of, total

NOT_KNOWN = "not known"
BOTH = ("Client", "Partner")
PROPERTY = ("Main home", "Other property")


class OfficialForm(StrEnum):
    CIVMEANS7 = "CIVMEANS7"
    CW5 = "CW5"


@dataclass(frozen=True, slots=True)
class Line:
    """`cells`: what stands in each column of the section, nothing where there is no box; or one for all."""

    words: str
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form. Without `columns` its lines have one answer each."""

    heading: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def is_empty(self) -> bool:
        return all(line.is_empty for line in self.lines)


def form_figures(found: Findings, form: OfficialForm) -> tuple[Section, ...]:
    """Everything that this form asks of these means, in its order. Nothing after the first questions where
    three noes of a client under 18 have decided."""
    first = Section("The client", (), tuple(_first_questions(found, form)))
    if found.circumstances.is_exempt.is_sure:
        return (first,)
    return (first, *_capital(found), *_income(found))


def _first_questions(found: Findings, form: OfficialForm) -> Iterable[Line]:
    household, asked = found.household, found.household.under_18
    is_young = household.client.age.is_under(law.ADULT_CLIENT_AGE)
    yield _one("Under 18", _said(is_young))
    if form is OfficialForm.CW5:
        yield _one("Application for controlled legal representation", "No")
    if is_young.may_hold:
        yield _one("Means added to those of a maintaining adult", _said(asked.means_aggregated))
        yield _one("Gets money on a regular basis", _said(asked.regular_income))
        yield _one(
            "Savings, items of value or investments of £2,500 or more", _said(asked.assets_2500_or_more)
        )
    yield _one("Has a partner whose means are added", "Yes" if household.partner else "No")
    claimed = any_of(one.is_disputed for one in household.things)
    yield _one("The opponent claims assets", _said(claimed & household.disputes_property_or_finance))


def _capital(found: Findings) -> tuple[Section, ...]:
    claimed, rest = parts_of_capital(found.household)
    in_all = (
        _one("Part A and part B together", _pounds(found.capital.over_all(lambda each: each.total))),
        _one("Disregard at 60 or over", _pounds(found.pensioner_disregard)),
        _one("Capital that counts", _pounds(found.disposable_capital.amount)),
    )
    return (
        *_part("Part A: capital that the opponent claims", claimed),
        *_part("Part B: all other capital", rest),
        Section("All capital", (), in_all),
    )


def _part(heading: str, part: PartOfCapital) -> tuple[Section, ...]:
    lines = (
        ("Current market value", map(_pounds, part.value)),
        ("Outstanding mortgage or secured loan", map(_pounds, part.mortgage)),
        ("Client’s share, per cent", map(_per_cent, part.share)),
        ("Total net equity", map(_pounds, part.net_equity)),
        ("Client’s share of the net equity", map(_pounds, part.equity)),
        ("Final assessed amount", map(_pounds, part.assessed)),
    )
    things = [
        Line(words, tuple(map(_pounds, amounts)))
        for words, amounts in (
            ("Savings", part.savings),
            ("Investments", part.investments),
            ("Valuable items", part.valuables),
            ("Money owed, and other capital", part.others),
        )
    ]
    return (
        Section(heading, PROPERTY, tuple(Line(words, tuple(cells)) for words, cells in lines)),
        Section("", BOTH, (*things, _together("Total of this part", part.total))),
    )


def _income(found: Findings) -> tuple[Section, ...]:
    is_passported = found.circumstances.is_passported
    benefit = Section("Part C: income", (), (_one("Gets a passporting benefit", _said(is_passported)),))
    if is_passported.is_sure:
        return (benefit,)
    return (
        benefit,
        Section("", BOTH, tuple(_income_lines(found))),
        Section("Allowances", BOTH, tuple(_allowances(found))),
        Section("Income that is left", (), (_one("Together", _pounds(found.disposable_income.amount)),)),
    )


def _income_lines(found: Findings) -> Iterable[Line]:
    household, day = found.household, found.household.assessed_on
    yield _each("Gross monthly earnings", household.adults, income.earnings_of)
    yield _each("Other income", household.adults, lambda one: income.other_income_of(one, day))
    yield _each("Total gross income", household.adults, lambda one: income.gross_of(one, day))
    yield _together("Total gross income, together", found.gross_income.amount)


def _allowances(found: Findings) -> Iterable[Line]:
    household, figures = found.household, found.income.over_all
    adults = household.adults
    yield _each("Mortgage", adults, lambda one: _housing(one, is_mortgage=True))
    yield _each("Rent, or board and lodging", adults, lambda one: _housing(one, is_mortgage=False))
    yield _each("Housing Benefit, taken off", adults, lambda one: one.housing.benefit.monthly())
    yield _together("Housing, as allowed", figures(lambda each: each.housing))
    yield _together("For a partner", figures(lambda each: each.partner_allowance))
    row = law.allowances_on(household.assessed_on)
    for words, is_older in (
        ("For dependants aged 15 or under", False),
        ("For dependants aged 16 or over", True),
    ):
        yield _together(
            words,
            total(
                income.dependant_allowance(one, row.dependant)
                for one in household.dependants
                if _is_older(one) is is_older
            ),
        )
    yield _each("Tax and National Insurance", adults, income.tax_of)
    yield _each("Employment expenses", adults, income.employment_allowance)
    yield _each("Maintenance paid", adults, lambda one: one.maintenance_paid.monthly())
    yield _together("Childcare", figures(lambda each: each.childcare))
    yield _each(
        "Criminal legal aid contribution", adults, lambda one: one.criminal_legal_aid_contribution.monthly()
    )
    yield _together("Total allowances, together", figures(lambda each: each.gross - each.disposable))


def _is_older(one: Dependant) -> bool:
    """16 or over; somebody whose age is not known stands there too, so that nobody is taken for a child."""
    return one.age.is_at_least(law.YOUNG_PERSON_AGE).may_hold


def _housing(person: Person, *, is_mortgage: bool) -> Amount:
    has_mortgage = person.housing.kind is HousingKind.MORTGAGE
    return income.housing_cost_of(person) if has_mortgage is is_mortgage else ZERO


def _one(words: str, cell: str) -> Line:
    return Line(words, (cell,))


def _each(words: str, adults: tuple[Person, ...], figure: Callable[[Person], Amount]) -> Line:
    cells = [_pounds(figure(person)) for person in adults]
    return Line(words, (*cells, *[""] * (len(BOTH) - len(cells))))


def _together(words: str, amount: Amount) -> Line:
    return Line(words, (_pounds(amount),))


def _said(truth: Truth) -> str:
    if truth.is_open:
        return NOT_KNOWN
    return "Yes" if truth.may_hold else "No"


def _pounds(amount: Amount | None) -> str:
    if amount is None:
        return ""
    return NOT_KNOWN if amount.known is None else f"{amount.known:.2f}"


def _per_cent(share: Amount | None) -> str:
    return _pounds(share).removesuffix(".00")
