"""What staff do with an invitation: begin it, say who and where, record the client's yes, send it, stop it.

Every step locks the row, and says on it whether something stands against sending (`blocked`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from intake.contact_safety import may_contact
from intake.errors import InvitationBlocked, NoSuchMove, WhyNotNeeded
from intake.invitation_states import InvitationChannel, InvitationState, Mover, OtherContact
from intake.invitations import THEY_ASKED, UNSENT, Dates, check_move, dates_for
from intake.models import Invitation, Party
from intake.queries.invitations import channel_of, code_index, preferences_of_invited, what_blocks
from mediation.core import audit, forgetting, outbox, times
from mediation.core.closures import closed_dates
from mediation.core.enums import Purpose
from mediation.core.practice import practice
from mediation.core.references import ALPHABET, new_reference

from . import invitation_messages as messages
from .people_index import index_invitation

CODE_LENGTH = 12  # 23**12, about 54 bits, and few tries
LOOK_AHEAD = timedelta(days=400)
WHO_AND_WHERE = ("name", "email", "post", "channel", "named_as")


def start_invitation(*, party: Party, actor: audit.Actor, now: datetime) -> Invitation:
    """The case's invitation, begun by this party where there is none."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    with transaction.atomic():
        row, is_new = Invitation.objects.get_or_create(
            case=party.case,
            defaults={
                "reference": new_reference(),
                "inviting": party,
                "name": party.other_name,
                "code": code,
                "code_index": code_index(code),
                "created_at": now,
                "updated_at": now,
            },
        )
        if is_new:
            audit.record(actor, "invitation.started", row, at=now)
            _judge(row)
            row.save()
            index_invitation(row)
        return row


@transaction.atomic
def change_details(
    *, invitation: Invitation, details: Mapping[str, str], actor: audit.Actor, now: datetime
) -> Invitation:
    """Who they are, where to write, and who is named in the letter. Raises NoSuchMove once it was sent."""
    row = lock(invitation)
    if InvitationState(row.state) not in UNSENT:
        raise NoSuchMove
    changed = [field for field in WHO_AND_WHERE if getattr(row, field) != details[field]]
    for field in changed:
        setattr(row, field, details[field])
    if changed:
        audit.record(actor, "invitation.details", row, at=now, fields=changed)
        index_invitation(row)
    return _keep(row, now)


@transaction.atomic
def record_client_word(
    *, invitation: Invitation, said: OtherContact, how: str, actor: audit.Actor, now: datetime
) -> Invitation:
    """What the client told staff about inviting the other person; `how` is a code: how they knew them."""
    row = lock(invitation)
    row.said, row.said_at, row.said_how = said, now, how
    audit.record(actor, "invitation.client_word", row, at=now, said=str(said), because=how)
    return _keep(row, now)


@transaction.atomic
def do_not_invite(
    *, invitation: Invitation, reason: str, actor: audit.Actor, now: datetime, forget: bool = False
) -> Invitation:
    """They are not invited, or not any more: nothing else is sent, and their page closes.

    `forget` deletes who they are and where they were written to, as they may ask. Raises WhyNotNeeded,
    NoSuchMove. The certificate does not depend on it.
    """
    if not reason.strip():
        raise WhyNotNeeded
    row = lock(invitation)
    if row.party_id is not None:
        raise NoSuchMove  # they have a file of their own: there is nothing left to stop
    check_move(InvitationState(row.state), InvitationState.NOT_INVITED, Mover.STAFF)
    row.state, row.why_not = InvitationState.NOT_INVITED, reason.strip()
    if forget:
        row.name = row.email = row.post = row.heard = ""
    audit.record(actor, "invitation.not_invited", row, at=now, forgotten=forget)
    _forget_messages(row, "the invitation was stopped")
    row.updated_at = now
    row.save()
    index_invitation(row)
    return row


def forget_invited(row: Invitation, *, actor: audit.Actor, now: datetime) -> None:
    """They asked us to delete what we hold: it goes, also from the history and from copies of what was sent,
    and nobody writes to them. Needs the lock."""
    if row.state != InvitationState.NOT_INVITED:
        check_move(InvitationState(row.state), InvitationState.NOT_INVITED, Mover.STAFF)
        audit.record(actor, "invitation.not_invited", row, at=now, forgotten=True)
    _forget_messages(row, "the invited person asked us to delete what we hold")
    gone = {"name": "", "email": "", "post": "", "heard": "", "named_as": ""}
    rows = Invitation.objects.filter(pk=row.pk)
    forgetting.blank(rows, state=InvitationState.NOT_INVITED, why_not=THEY_ASKED, updated_at=now, **gone)
    forgetting.forget_traces("invitation", [row.pk])
    index_invitation(rows.get())


@transaction.atomic
def draft_again(*, invitation: Invitation, actor: audit.Actor, now: datetime) -> Invitation:
    """After all; or once more, to another address. Raises NoSuchMove while one is with them, and for one that
    is final."""
    row = lock(invitation)
    if row.is_final:
        raise NoSuchMove
    check_move(InvitationState(row.state), InvitationState.DRAFT, Mover.STAFF)
    row.state, row.why_not = InvitationState.DRAFT, ""
    audit.record(actor, "invitation.drafted", row, at=now)
    return _keep(row, now)


@transaction.atomic
def send_invitation(*, invitation: Invitation, actor: audit.Actor, now: datetime) -> Invitation:
    """The e-mail is on its way, or staff have posted the letter. One reminder follows, and then an end.

    Raises InvitationBlocked with what stands against it, NoSuchMove.
    """
    row = lock(invitation)
    if sentences := what_blocks(row) or _contact_refuses(row, now):
        raise InvitationBlocked(sentences)
    _judge(row)
    check_move(InvitationState(row.state), InvitationState.SENT, Mover.STAFF)
    dates = dates_if_sent(now)
    row.state, row.sent_at, row.round = InvitationState.SENT, now, row.round + 1
    row.remind_on, row.reply_by = dates.remind_on, dates.reply_by
    row.reminded_at = row.replied_at = None
    row.updated_at = now
    row.save()
    audit.record(actor, "invitation.sent", row, at=now, channel=row.channel, round=row.round)
    if row.channel == InvitationChannel.EMAIL:
        outbox.plan(messages.by_email(row, now=now), now=now)
    return row


def dates_if_sent(now: datetime) -> Dates:
    """The day of the reminder and the last day of the answer for what is sent at this instant."""
    rules, today = practice(), times.local_day(now)
    return dates_for(
        today,
        remind_after=rules.invitation_reminder_days,
        close_after=rules.invitation_close_days,
        closed=closed_dates(today, today + LOOK_AHEAD),
    )


def lock(invitation: Invitation) -> Invitation:
    """The row, for the rest of the transaction, first by itself: a join is not read again after the wait."""
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    return Invitation.objects.select_related("inviting", "case").get(pk=invitation.pk)


def rejudge(row: Invitation, *, now: datetime) -> bool:
    """Bring an unsent one's `blocked` up to date; whether it changed. Needs the lock."""
    before = row.state
    _judge(row)
    if row.state != before:
        row.updated_at = now
        row.save(update_fields=["state", "updated_at"])
    return row.state != before


def _keep(row: Invitation, now: datetime) -> Invitation:
    _judge(row)
    row.updated_at = now
    row.save()
    return row


def _judge(row: Invitation) -> None:
    if InvitationState(row.state) in UNSENT:
        row.state = InvitationState.BLOCKED if what_blocks(row) else InvitationState.DRAFT


def _contact_refuses(row: Invitation, now: datetime) -> tuple[str, ...]:
    clearance = may_contact(preferences_of_invited(row), channel_of(row), Purpose.INVITATION, now)
    return () if clearance.allowed else (clearance.sentence,)


def _forget_messages(row: Invitation, reason: str) -> None:
    outbox.skip_planned(row, reason=reason, before_version=row.round + 1)
