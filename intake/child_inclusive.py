"""When a child may be heard in mediation, and what must be there before a mediator opens it. PURE.

The offer follows the Family Mediation Council's Code of Practice 5.7.2: every child of 10 or over, and nobody
younger is shut out. What opens it is stricter than the law, and nothing here is ever said to a parent about
the other one (docs/decisions/inviting-the-other-person.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from .conditions import age_on
from .enums import Answer, FlagSeverity
from .invitation_states import ChildAge

OFFERED_FROM, ASKED_FROM, GROWN_UP = 10, 8, 18
DBS_LASTS_YEARS = 3  # the practice's rule: a certificate has no end by itself
# Flags that keep a child out of the room until a mediator has cleared them, besides every red one.
HOLDS_BACK: Final[Mapping[str, str]] = {
    "SS-S47": "the council is looking into a worry about a child (section 47)",
    "SS-CPP": "there is a child protection plan",
    "SS-CIN": "there is a plan with the council",
    "SS-PRE": "the council has written before going to court",
    "CAF-S7": "a section 7 report is under way",
    "LA-S7": "a section 7 report by the council is under way",
}
# What the mediator reads about the children's ages: CIM-ELIG, for information.
AGE_WORDS: Final[Mapping[ChildAge, str]] = {
    ChildAge.OFFER: "A child is 10 or over: offer them a say, if they want one.",
    ChildAge.ASK_MEDIATOR: "A child is 8 or 9: you judge if a talk would help.",
    ChildAge.TOO_YOUNG: "No child of 8 or over is known.",
}
NOT_YOURS = "The other parent: something is still missing. Their own mediator knows what."
NOT_OLD_ENOUGH = "No child of 8 or over is known. Ask for the dates of birth."


@dataclass(frozen=True)
class Child:
    """As a parent told it; `born_on` is None where they did not say."""

    name: str
    born_on: date | None


@dataclass(frozen=True, kw_only=True)
class Parent:
    """What is known of one parent. `who` names them for the mediator alone.

    `flags` are the open ones, by code, with their severity; `were_judged` whether their answers were ever
    looked at for flags.
    """

    who: str
    agrees: Answer | None
    miam_done: bool
    suitable: Answer | None
    explained_on: date | None
    signed_on: date | None
    were_judged: bool
    flags: Mapping[str, FlagSeverity]
    is_known: bool = True  # to the mediator who reads; what another one's client said is not theirs


@dataclass(frozen=True, kw_only=True)
class ChildMediator:
    """Who is to meet the children. Dates are days in the UK."""

    is_accredited: bool
    is_qualified: bool
    dbs_on: date | None


def age_of(children: Iterable[Child], day: date) -> ChildAge:
    """By the oldest who is not grown up, on the day of the meeting. An unknown age counts for nothing."""
    ages = [age_on(one.born_on, day) for one in children if one.born_on]
    oldest = max((age for age in ages if age < GROWN_UP), default=0)
    if oldest >= OFFERED_FROM:
        return ChildAge.OFFER
    return ChildAge.ASK_MEDIATOR if oldest >= ASKED_FROM else ChildAge.TOO_YOUNG


def may_be_heard(child: Child, day: date) -> bool:
    return child.born_on is not None and ASKED_FROM <= age_on(child.born_on, day) < GROWN_UP


def unmet(
    *, age: ChildAge, parents: Iterable[Parent], mediator: ChildMediator | None, today: date
) -> tuple[str, ...]:
    """Every condition that is not met yet, in plain words for the mediator; empty: it may be opened."""
    both = tuple(parents)
    found = [NOT_OLD_ENOUGH] if age is ChildAge.TOO_YOUNG else []
    if len(both) < 2:
        found.append("Only one parent has a file in this case. Both must come first, each alone.")
    for parent in both:
        missing = _of_parent(parent)
        found += missing if parent.is_known else missing and [NOT_YOURS]
    return (*found, *_of_mediator(mediator, today))


def _of_parent(parent: Parent) -> list[str]:
    """In the order in which a mediator comes to them."""
    who = parent.who
    found = []
    if not parent.miam_done:
        found.append(f"{who}: their own MIAM has not been held.")
    if parent.suitable is not Answer.YES:
        found.append(f"{who}: their mediator has not said that mediation is suitable.")
    if parent.agrees is not Answer.YES:
        found.append(f"{who}: has not said yes to it.")
    if parent.explained_on is None:
        found.append(f"{who}: it has not been explained to them.")
    if parent.signed_on is None:
        found.append(f"{who}: has not signed.")
    elif parent.explained_on is None or parent.signed_on < parent.explained_on:
        found.append(f"{who}: signed before it was explained. They sign again afterwards.")
    return found + _of_flags(parent)


def _of_flags(parent: Parent) -> list[str]:
    if not parent.were_judged:
        return [f"{parent.who}: their answers have not been looked at for flags yet."]
    found = [f"{parent.who}: {words}." for code, words in HOLDS_BACK.items() if code in parent.flags]
    others = {code for code, one in parent.flags.items() if one is FlagSeverity.RED} - set(HOLDS_BACK)
    if others:
        found.append(f"{parent.who}: a red flag is open ({', '.join(sorted(others))}).")
    return found


def _of_mediator(mediator: ChildMediator | None, today: date) -> list[str]:
    if mediator is None:
        return ["Nobody is named who will meet the children."]
    found = []
    if not mediator.is_accredited:
        found.append("Whoever meets the children has no current FMCA.")
    if not mediator.is_qualified:
        found.append("Whoever meets the children is not recorded as qualified for child-inclusive mediation.")
    if mediator.dbs_on is None:
        found.append("No enhanced DBS check is recorded for whoever meets the children.")
    elif not mediator.dbs_on <= today < _years_after(mediator.dbs_on, DBS_LASTS_YEARS):
        found.append(f"Their enhanced DBS check is more than {DBS_LASTS_YEARS} years old.")
    return found


def _years_after(day: date, years: int) -> date:
    """The same date; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
