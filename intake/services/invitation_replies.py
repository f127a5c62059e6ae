"""What the invited person says and does. Nothing of it ever reaches the person who asked us to write."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.errors import NoSuchMove, SaidNowhere
from intake.invitation_states import InvitationState, Mover
from intake.invitations import check_move
from intake.models import Draft, Invitation, Party
from intake.queries import name_index
from intake.queries.invitations import is_open_to_reply
from mediation.core import alerts, audit, outbox
from mediation.core.enums import Severity

from .invitations import lock
from .people_index import index_invitation

REPLIED = "invitation.replied"
INVITED = audit.Actor("invited")


@transaction.atomic
def reply(*, invitation: Invitation, answer: InvitationState, now: datetime) -> Invitation:
    """Their own word, on their own page; said twice, it is said once. No reason is asked for.

    Raises NoSuchMove for what is no reply, or where the page is closed.
    """
    row = lock(invitation)
    if row.state == answer:
        return row
    _check(row, answer, Mover.INVITED)
    return _said(row, answer, INVITED, now)


@transaction.atomic
def record_reply(
    *, invitation: Invitation, answer: InvitationState, heard: str, actor: audit.Actor, now: datetime
) -> Invitation:
    """They told us in another way. Staff write their words down: what nobody said is no reply.

    Raises SaidNowhere, NoSuchMove.
    """
    if not heard.strip():
        raise SaidNowhere
    row = lock(invitation)
    if row.state != answer:
        _check(row, answer, Mover.STAFF)
    row.heard = heard.strip()
    return _said(row, answer, actor, now)


def _check(row: Invitation, answer: InvitationState, mover: Mover) -> None:
    """To what was never sent, or was stopped, nobody replies."""
    if row.sent_at is None:
        raise NoSuchMove
    check_move(InvitationState(row.state), answer, mover)


def _said(row: Invitation, answer: InvitationState, actor: audit.Actor, now: datetime) -> Invitation:
    row.state, row.replied_at, row.updated_at = answer, now, now
    row.save()
    audit.record(actor, f"invitation.{answer}", row, at=now)
    outbox.skip_planned(row, reason="they have replied", before_version=row.round + 1)
    if actor is INVITED:
        alerts.raise_alert(
            REPLIED,
            f"{row.reference}: the invited person has replied. Say nothing of it to the client.",
            severity=Severity.NOTICE,
            at=now,
            about=row,
            key=f"{row.round}:{answer}",
        )
    return row


def case_to_join(draft: Draft) -> Invitation | None:
    """The invitation with which this booking came, locked, while a file can still be opened by it.

    Somebody who gives the name of the person who asked us to write is not the one who was invited: their
    booking is one of its own. Needs a transaction.
    """
    if draft.invitation_id is None:
        return None
    row = lock(Invitation(pk=draft.invitation_id))
    own_name = name_index(draft.answers.get("name") or "")
    return row if is_open_to_reply(row) and own_name != row.inviting.name_index else None


def take_up(row: Invitation, party: Party, *, now: datetime) -> None:
    """The invited person has a file of their own: the code has done its work. Needs the lock."""
    row.party = party
    row.state, row.replied_at, row.updated_at = InvitationState.ACCEPTED, now, now
    row.save()
    index_invitation(row)
    audit.record(INVITED, "invitation.booked", row, at=now)
    outbox.skip_planned(row, reason="they have booked", before_version=row.round + 1)
