"""Inviting the other person: the moves, what stands against it, and the dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake.errors import NoSuchMove
from intake.invitation_states import InvitationState as State
from intake.invitation_states import Mover, OtherContact
from intake.invitations import (
    MOVES,
    REPLIES,
    Standing,
    check_move,
    dates_for,
    moves_from,
    what_stands_against,
)

READY = Standing(
    said=OtherContact.YES,
    was_asked_first=False,
    is_said_safe=True,
    flags_allow=True,
    has_address=True,
    has_own_file=False,
)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(State)


@pytest.mark.parametrize("state", [State.CONSIDERING, State.WANTS_ADVICE])
def test_who_thinks_about_it_is_never_moved_by_a_clock(state: State) -> None:
    assert moves_from(state, Mover.SYSTEM) == ()


@pytest.mark.parametrize("state", list(State))
def test_the_system_never_makes_a_reply_up(state: State) -> None:
    assert not set(moves_from(state, Mover.SYSTEM)) & set(REPLIES)


@pytest.mark.parametrize("state", list(State))
def test_only_staff_send_and_only_what_is_ready(state: State) -> None:
    assert (State.SENT in moves_from(state, Mover.STAFF)) is (state is State.DRAFT)
    assert State.SENT not in moves_from(state, Mover.SYSTEM) + moves_from(state, Mover.INVITED)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("reply", REPLIES)
def test_whoever_was_written_to_may_say_anything_at_any_time(state: State, reply: State) -> None:
    may = reply in moves_from(state, Mover.INVITED)

    assert may is (state is not State.NOT_INVITED and state is not reply)


def test_the_invited_person_only_replies() -> None:
    found = {to for state in State for to in moves_from(state, Mover.INVITED)}

    assert found == set(REPLIES)


def test_a_move_that_is_none_is_refused() -> None:
    check_move(State.SENT, State.DECLINED, Mover.INVITED)
    for mover, to in ((Mover.SYSTEM, State.DECLINED), (Mover.INVITED, State.SENT)):
        with pytest.raises(NoSuchMove):
            check_move(State.CONSIDERING, to, mover)


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({}, ()),
        ({"said": None}, ("The client has not said yes",)),
        ({"said": OtherContact.NO}, ("The client said that we may not",)),
        ({"said": OtherContact.NO, "was_asked_first": True}, ("The client said that we may not",)),
        ({"said": OtherContact.ASK_FIRST}, ("The client wants to be asked first",)),
        ({"said": OtherContact.ASK_FIRST, "was_asked_first": True}, ()),
        ({"is_said_safe": False}, ("The client did not say that it would be safe",)),
        ({"flags_allow": False}, ("A flag stands",)),
        ({"has_address": False}, ("There is no address",)),
        ({"has_own_file": True}, ("They have a file of their own",)),
        ({"said": None, "flags_allow": False}, ("The client has not said yes", "A flag stands")),
    ],
)
def test_whatever_stands_against_it_is_said_in_a_sentence(
    change: dict[str, object], begins: tuple[str, ...]
) -> None:
    found = what_stands_against(replace(READY, **change))  # type: ignore[arg-type]

    assert len(found) == len(begins)
    assert all(said.startswith(words) for said, words in zip(found, begins, strict=True))


@pytest.mark.parametrize(
    ("sent_on", "remind_on", "reply_by"),
    [
        (date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)),  # a Monday
        (date(2026, 11, 27), date(2026, 12, 4), date(2026, 12, 11)),  # a Friday
        (date(2026, 11, 28), date(2026, 12, 4), date(2026, 12, 11)),  # a Saturday counts from the Monday
        (date(2026, 12, 21), date(2026, 12, 30), date(2027, 1, 7)),  # over Christmas and New Year
    ],
)
def test_the_dates_are_counted_in_working_days(sent_on: date, remind_on: date, reply_by: date) -> None:
    dates = dates_for(sent_on, remind_after=5, close_after=10, closed=CHRISTMAS)

    assert (dates.remind_on, dates.reply_by) == (remind_on, reply_by)


@pytest.mark.parametrize("count", [0, -1])
def test_no_days_are_no_date(count: int) -> None:
    with pytest.raises(ValueError, match="1 or more"):
        dates_for(date(2026, 11, 23), remind_after=count, close_after=10, closed=())
