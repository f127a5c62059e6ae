"""When a child may be heard, and everything that must be there first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intake.child_inclusive import (
    HOLDS_BACK,
    Child,
    ChildMediator,
    Parent,
    age_of,
    may_be_heard,
    unmet,
)
from intake.conditions import age_on
from intake.enums import Answer, FlagSeverity
from intake.invitation_states import ChildAge

TODAY = date(2026, 11, 24)
READY = Parent(
    who="Alex Winter",
    agrees=Answer.YES,
    miam_done=True,
    suitable=Answer.YES,
    explained_on=date(2026, 11, 20),
    signed_on=date(2026, 11, 21),
    were_judged=True,
    flags={"CAF-ACTIVE": FlagSeverity.INFO, "SF-DA-PAST": FlagSeverity.AMBER},
)
OTHER = replace(READY, who="Robin Field")
DREW = ChildMediator(is_accredited=True, is_qualified=True, dbs_on=date(2025, 1, 10))


def found(*, age: ChildAge = ChildAge.OFFER, mediator: ChildMediator | None = DREW, **alex: Any) -> Any:
    return unmet(age=age, parents=[replace(READY, **alex), OTHER], mediator=mediator, today=TODAY)


@pytest.mark.parametrize(
    ("born_on", "age"),
    [
        (date(2016, 11, 24), ChildAge.OFFER),
        (date(2016, 11, 25), ChildAge.ASK_MEDIATOR),
        (date(2018, 11, 24), ChildAge.ASK_MEDIATOR),
        (date(2018, 11, 25), ChildAge.TOO_YOUNG),
        (date(2008, 11, 25), ChildAge.OFFER),
        (date(2008, 11, 24), ChildAge.TOO_YOUNG),  # 18: no child any more
        (None, ChildAge.TOO_YOUNG),
        (date(2027, 1, 1), ChildAge.TOO_YOUNG),
    ],
)
def test_it_is_offered_from_ten_on_and_asked_about_from_eight(born_on: date | None, age: ChildAge) -> None:
    child = Child("Sam", born_on)

    assert age_of([child, Child("Kim", date(2025, 1, 1))], TODAY) is age
    assert may_be_heard(child, TODAY) is (age is not ChildAge.TOO_YOUNG)


def test_the_oldest_child_decides_and_no_children_are_too_young() -> None:
    young, old = Child("Kim", date(2018, 1, 1)), Child("Sam", date(2014, 1, 1))

    assert age_of([young, old], TODAY) is ChildAge.OFFER
    assert age_of([], TODAY) is ChildAge.TOO_YOUNG


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(2016, 2, 29), date(2026, 2, 28), 9),
        (date(2016, 2, 29), date(2026, 3, 1), 10),
        (date(2016, 2, 29), date(2028, 2, 29), 12),
    ],
)
def test_birthdays_on_the_29_of_february(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age


def test_with_everything_there_it_may_be_opened() -> None:
    assert found() == ()
    assert found(age=ChildAge.ASK_MEDIATOR) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"age": ChildAge.TOO_YOUNG}, "No child of 8 or over"),
        ({"miam_done": False}, "Alex Winter: their own MIAM has not been held"),
        ({"suitable": None}, "Alex Winter: their mediator has not said"),
        ({"suitable": Answer.NO}, "Alex Winter: their mediator has not said"),
        ({"suitable": Answer.UNSURE}, "Alex Winter: their mediator has not said"),
        ({"agrees": None}, "Alex Winter: has not said yes"),
        ({"agrees": Answer.NO}, "Alex Winter: has not said yes"),
        ({"agrees": Answer.UNSURE}, "Alex Winter: has not said yes"),
        ({"signed_on": None}, "Alex Winter: has not signed"),
        ({"signed_on": date(2026, 11, 19)}, "Alex Winter: signed before it was explained"),
        ({"were_judged": False}, "Alex Winter: their answers have not been looked at"),
        ({"flags": {"SF-CHILD": FlagSeverity.RED}}, "Alex Winter: a red flag is open (SF-CHILD)"),
        ({"mediator": None}, "Nobody is named"),
        ({"mediator": replace(DREW, is_accredited=False)}, "Whoever meets the children has no current FMCA"),
        ({"mediator": replace(DREW, is_qualified=False)}, "Whoever meets the children is not recorded"),
        ({"mediator": replace(DREW, dbs_on=None)}, "No enhanced DBS check"),
        ({"mediator": replace(DREW, dbs_on=date(2023, 11, 24))}, "Their enhanced DBS check"),
        ({"mediator": replace(DREW, dbs_on=date(2026, 11, 25))}, "Their enhanced DBS check"),
        *(({"flags": {code: FlagSeverity.AMBER}}, f"Alex Winter: {HOLDS_BACK[code]}") for code in HOLDS_BACK),
    ],
)
def test_each_condition_that_is_not_met_is_said_in_words(change: dict[str, Any], words: str) -> None:
    [sentence] = found(**change)

    assert sentence.startswith(words)


@pytest.mark.parametrize("mediator", [replace(DREW, dbs_on=date(2023, 11, 25)), replace(DREW, dbs_on=TODAY)])
def test_a_check_counts_for_three_years(mediator: ChildMediator) -> None:
    assert found(mediator=mediator) == ()


def test_signed_and_never_explained_is_two_things() -> None:
    assert len(found(explained_on=None)) == 2


def test_one_parent_alone_is_never_enough() -> None:
    [sentence] = unmet(age=ChildAge.OFFER, parents=[READY], mediator=DREW, today=TODAY)

    assert sentence.startswith("Only one parent")


def test_another_mediators_client_is_not_spelled_out() -> None:
    other = replace(OTHER, is_known=False)
    missing = replace(other, agrees=Answer.NO, flags={"SF-CHILD": FlagSeverity.RED})

    assert unmet(age=ChildAge.OFFER, parents=[READY, other], mediator=DREW, today=TODAY) == ()
    [sentence] = unmet(age=ChildAge.OFFER, parents=[READY, missing], mediator=DREW, today=TODAY)
    assert sentence.startswith("The other parent: something is still missing")


def test_what_is_missing_of_either_is_said_of_each() -> None:
    both = [replace(READY, agrees=None), replace(OTHER, agrees=None)]

    assert [
        one.split(":")[0] for one in unmet(age=ChildAge.OFFER, parents=both, mediator=DREW, today=TODAY)
    ] == [
        "Alex Winter",
        "Robin Field",
    ]
