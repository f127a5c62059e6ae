"""Inviting the other person: which moves there are, who may make them, and what stands against it. PURE.

Nothing here turns "I need more time" into a no: only the invited person's own word does that
(docs/decisions/inviting-the-other-person.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from mediation.core.working_time import working_day_after

from .errors import NoSuchMove
from .invitation_states import InvitationState as State
from .invitation_states import Mover, OtherContact

STAFF, INVITED, SYSTEM = Mover.STAFF, Mover.INVITED, Mover.SYSTEM
REPLIES: Final = (State.CONSIDERING, State.WANTS_ADVICE, State.ACCEPTED, State.DECLINED)
WITH_THEM: Final = frozenset({State.SENT, State.DELIVERED})  # it is on its way or there, and no word yet
UNSENT: Final = frozenset({State.DRAFT, State.BLOCKED})
THEY_ASKED: Final = "They asked us to delete what we hold about them."  # why not; it is not taken up again

# Staff write down a reply that they were told; the system never makes one up.
_REPLY: Final = dict.fromkeys(REPLIES, frozenset({INVITED, STAFF}))
_STOP: Final = {State.NOT_INVITED: frozenset({STAFF})}
_ANEW: Final = {State.DRAFT: frozenset({STAFF})}
_BOUNCE: Final = {State.UNDELIVERABLE: frozenset({SYSTEM, STAFF})}
_SILENCE: Final = {State.NO_REPLY: frozenset({SYSTEM})}
MOVES: Final[Mapping[State, Mapping[State, frozenset[Mover]]]] = {
    State.NOT_INVITED: _ANEW,
    # Somebody may hold an earlier letter while it is prepared again; before any was sent, nobody replies.
    State.DRAFT: _STOP | _REPLY | {State.BLOCKED: frozenset({SYSTEM}), State.SENT: frozenset({STAFF})},
    State.BLOCKED: _STOP | _REPLY | {State.DRAFT: frozenset({SYSTEM})},
    State.SENT: {
        **_STOP,
        **_REPLY,
        **_BOUNCE,
        **_SILENCE,
        State.DELIVERED: frozenset({SYSTEM}),
        State.BLOCKED: frozenset({SYSTEM}),  # it had not left when something came to stand against it
    },
    State.DELIVERED: _STOP | _REPLY | _BOUNCE | _SILENCE,
    State.CONSIDERING: _STOP | _REPLY,
    State.WANTS_ADVICE: _STOP | _REPLY,
    State.ACCEPTED: _STOP | _REPLY,
    State.DECLINED: _STOP | _REPLY,
    State.NO_REPLY: _STOP | _REPLY | _ANEW,
    State.UNDELIVERABLE: _STOP | _REPLY | _ANEW,
}


def moves_from(state: State, mover: Mover) -> tuple[State, ...]:
    """Where this mover may take it, in the order of the states; staying is no move."""
    return tuple(to for to in State if to is not state and mover in MOVES[state].get(to, frozenset()))


def check_move(state: State, to: State, mover: Mover) -> None:
    """Raises NoSuchMove for a move that this mover may not make."""
    if to not in moves_from(state, mover):
        raise NoSuchMove


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known when somebody wants to send. None: the client has not been asked."""

    said: OtherContact | None
    was_asked_first: bool  # the client said "ask me first", and then said yes to this letter
    is_said_safe: bool  # false once the client was asked if it would be safe, and did not say yes
    flags_allow: bool
    has_address: bool
    has_own_file: bool  # they have come by themselves meanwhile
    is_use_stopped: bool = False  # the client asked us not to use their data for this


def what_stands_against(standing: Standing) -> tuple[str, ...]:
    """Each thing that stops the sending, as a sentence for staff; none of them is ever shown to a client."""
    found = [_client_says(standing)]
    if not standing.is_said_safe:
        found.append("The client did not say that it would be safe to write. Talk with them first.")
    if not standing.flags_allow:
        found.append(
            "A flag stands, or a safety question is not answered. Nobody writes to the other person until a "
            "mediator has looked at it."
        )
    if standing.is_use_stopped:
        found.append("The client asked us not to use their data for this. A manager can see why.")
    if standing.has_own_file:
        found.append("They have a file of their own in this case already. There is nobody to invite.")
    if not standing.has_address:
        found.append("There is no address for this way of writing. Enter one.")
    return tuple(sentence for sentence in found if sentence)


def _client_says(standing: Standing) -> str:
    if standing.said is OtherContact.YES or (
        standing.said is OtherContact.ASK_FIRST and standing.was_asked_first
    ):
        return ""
    if standing.said is OtherContact.NO:
        return "The client said that we may not write to the other person."
    if standing.said is OtherContact.ASK_FIRST:
        return "The client wants to be asked first. Ask them, and record their yes."
    return "The client has not said yes to it. Nobody is invited without their yes."


@dataclass(frozen=True)
class Dates:
    """The day of the reminder, and the last day of the answer: a date, never "within ten days"."""

    remind_on: date
    reply_by: date


def dates_for(sent_on: date, *, remind_after: int, close_after: int, closed: Collection[date]) -> Dates:
    """Both counted in working days from the day on which it was sent, which itself does not count."""
    return Dates(
        working_day_after(sent_on, remind_after, closed=closed),
        working_day_after(sent_on, close_after, closed=closed),
    )
