"""Whether two cases are the two sides of one dispute."""

from __future__ import annotations

import pytest

from intake.enums import PartyRole
from intake.errors import JoinRefused
from intake.joining import FULL, NOT_SIDES, ONE_PERSON, OTHER_DISPUTE, JoinPlan, Speaks, plan_join
from intake.merging import SAME_CASE, FileFacts

OTHER = PartyRole.OTHER


def file(
    pk: int,
    name: str,
    other_name: str = "",
    *,
    case: int = 1,
    role: PartyRole = PartyRole.FIRST,
    phone: str = "",
) -> FileFacts:
    return FileFacts(pk=pk, case=case, role=role, name=name, other_name=other_name, phone=phone)


ALEX = file(1, "Alex Winter", "Robin Field")
ROBIN = file(9, "Robin Field", "Alex Winter", case=2)


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        (ALEX, ROBIN, (Speaks.NAME_EACH_OTHER, Speaks.SAME_WORDS)),
        (ROBIN, ALEX, (Speaks.NAME_EACH_OTHER, Speaks.SAME_WORDS)),
        (ALEX, file(9, "Robyn Feild", "Alex Winter", case=2), (Speaks.NAME_EACH_OTHER,)),
        (ALEX, file(9, "Robin Field", case=2), (Speaks.KEPT_NAMES, Speaks.SAME_WORDS)),
        (file(1, "Alex Winter"), ROBIN, (Speaks.GONE_NAMES, Speaks.SAME_WORDS)),
        (
            file(1, "Alex Winter", "Robin"),
            ROBIN,
            (Speaks.NAME_EACH_OTHER,),
        ),  # a first name is all that was told
    ],
)
def test_what_speaks_for_two_sides(here: FileFacts, there: FileFacts, why: tuple[Speaks, ...]) -> None:
    plan = plan_join([here], [there])

    assert plan == JoinPlan(staying=here.pk, moving=there.pk, role=OTHER, why=why)


def test_the_side_that_is_free_is_taken() -> None:
    here = file(1, "Alex Winter", "Robin Field", role=OTHER)

    assert plan_join([here], [ROBIN]).role is PartyRole.FIRST


@pytest.mark.parametrize(
    ("kept", "gone", "words"),
    [
        ([ALEX], [file(9, "Robin Field", "Alex Winter")], SAME_CASE),
        ([ALEX, file(2, "Robin Field", role=OTHER)], [ROBIN], FULL),
        ([ALEX], [ROBIN, file(8, "Kim Lake", case=2, role=OTHER)], FULL),
        ([ALEX], [], FULL),
        ([ALEX], [file(9, "Kim Lake", "Sandy Marsh", case=2)], NOT_SIDES),
        ([file(1, "Alex Winter")], [file(9, "Robin Field", case=2)], NOT_SIDES),
        ([ALEX], [file(9, "Alex Winter", "Robin Field", case=2)], ONE_PERSON),
        ([ALEX], [file(9, "Robin Field", "Kim Lake", case=2)], OTHER_DISPUTE),
        ([file(1, "Alex Winter", "Kim Lake")], [ROBIN], OTHER_DISPUTE),
    ],
)
def test_what_is_refused(kept: list[FileFacts], gone: list[FileFacts], words: str) -> None:
    with pytest.raises(JoinRefused) as refusal:
        plan_join(kept, gone)

    assert refusal.value.message == words
