"""What the clock does to invitations: it notes what arrived, warns staff, stops waiting."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from intake.errors import NoSuchMove
from intake.invitation_states import InvitationChannel, InvitationState, Mover
from intake.invitations import UNSENT, WITH_THEM, moves_from
from intake.models import Invitation
from intake.queries.invitations import what_blocks
from mediation.core import alerts, audit, times
from mediation.core.enums import Delivery, MessageState, Severity
from mediation.core.models import Message

from .invitation_messages import LETTER, REMINDER
from .invitations import lock, rejudge

BOUNCED, STOPPED, POST_REMINDER = "invitation.undeliverable", "invitation.stopped", "invitation.post_reminder"
WATCHED = UNSENT | WITH_THEM
# What became of the letter, and where that moves its invitation. Held back, it waits for staff.
ENDED = {
    MessageState.FAILED: InvitationState.UNDELIVERABLE,
    MessageState.MISSED: InvitationState.UNDELIVERABLE,
    MessageState.SKIPPED: InvitationState.BLOCKED,
}


def watch(*, now: datetime) -> int:
    """Look at every invitation on which nobody's word has come; returns how many moved.

    One transaction for each, so that one which is held up holds up no other. Two clocks are harmless.
    """
    pks = list(Invitation.objects.filter(state__in=list(WATCHED)).order_by("pk").values_list("pk", flat=True))
    return sum(_look_at(pk, now=now) for pk in pks)


@transaction.atomic
def _look_at(pk: int, *, now: datetime) -> bool:
    row = lock(Invitation(pk=pk))
    state = InvitationState(row.state)
    if state in UNSENT:
        return rejudge(row, now=now)
    if state not in WITH_THEM:
        return False
    _warn(row, now=now)
    to = _became_of_letter(row) or _silence(row, now=now)
    if to is None or to not in moves_from(state, Mover.SYSTEM):
        return False
    row.state, row.updated_at = to, now
    row.save()
    audit.record(audit.SYSTEM, f"invitation.{to}", row, at=now)
    if to is InvitationState.UNDELIVERABLE:
        _alert(BOUNCED, row, "the invitation did not arrive. Check the address, or stop it.", now)
    return True


def _became_of_letter(row: Invitation) -> InvitationState | None:
    """By the newest message of this round; nothing is known of a letter in the post."""
    if row.channel == InvitationChannel.POST:
        return None
    sent = Message.objects.filter(
        subject_type=audit.subject_type(row), subject_id=row.pk, subject_version=row.round, kind=LETTER
    )
    found = sent.values_list("state", "delivery").first()
    if found is None:
        return None
    state, delivery = found
    if delivery in (Delivery.BOUNCED, Delivery.COMPLAINED):
        return InvitationState.UNDELIVERABLE
    if delivery == Delivery.DELIVERED and row.state == InvitationState.SENT:
        return InvitationState.DELIVERED
    return ENDED.get(MessageState(state))


def _silence(row: Invitation, *, now: datetime) -> InvitationState | None:
    """The last day of the answer is over in the UK, and nobody said a word."""
    is_over = row.reply_by is not None and times.local_day(now) > row.reply_by
    return InvitationState.NO_REPLY if is_over else None


def _warn(row: Invitation, *, now: datetime) -> None:
    """Tell staff what they alone can do, each once for each round; and note that the reminder has gone."""
    if what_blocks(row):
        _alert(
            STOPPED, row, "something stands against this invitation now. No more is sent. Look at it.", now
        )
        return
    if row.reminded_at is not None or row.remind_on is None or times.local_day(now) < row.remind_on:
        return
    if row.channel == InvitationChannel.POST:
        _alert(POST_REMINDER, row, "no answer to the letter yet. Post the reminder.", now)
    elif _reminder_has_gone(row):
        Invitation.objects.filter(pk=row.pk).update(reminded_at=now)
        row.reminded_at = now


def _reminder_has_gone(row: Invitation) -> bool:
    sent = Message.objects.filter(
        subject_type=audit.subject_type(row), subject_id=row.pk, subject_version=row.round, kind=REMINDER
    )
    return sent.filter(state=MessageState.SENT).exists()


def _alert(kind: str, row: Invitation, words: str, now: datetime) -> None:
    alerts.raise_alert(
        kind, f"{row.reference}: {words}", severity=Severity.TODO, at=now, about=row, key=str(row.round)
    )


@transaction.atomic
def reminder_posted(*, invitation: Invitation, actor: audit.Actor, now: datetime) -> Invitation:
    """The second letter is in the post, and the task done. Raises NoSuchMove when none can be due."""
    row = lock(invitation)
    if InvitationState(row.state) not in WITH_THEM:
        raise NoSuchMove
    row.reminded_at = row.updated_at = now
    row.save(update_fields=["reminded_at", "updated_at"])
    audit.record(actor, "invitation.reminder_posted", row, at=now)
    alerts.lift_alerts(row, [POST_REMINDER], at=now)
    return row
