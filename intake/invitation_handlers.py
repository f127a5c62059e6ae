"""What the e-mails to an invited person say, worked out when they are sent."""

from __future__ import annotations

from datetime import datetime

from mediation.core import times
from mediation.core.enums import Purpose
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_handler
from mediation.core.samples import Sample, register

from .contact_safety import may_contact
from .invitation_links import code_in_words, code_url, invited_url
from .invitation_states import InvitationState
from .invitations import WITH_THEM
from .models import Invitation
from .queries.invitations import channel_of, preferences_of_invited, what_blocks
from .services import invitation_messages as messages

SITE = "https://book.example.org"
_SAMPLE = {
    "invited_url": f"{SITE}/invited/{'k' * 32}/",
    "code_url": f"{SITE}/invited/",
    "code": "K7QX-4MAH-9RTW",
    "reply_by": "Monday 7 December 2026",
    "named_as": "Alex Winter",
}
register(Sample("invitation", "Invitation of the other person", _SAMPLE))
register(Sample("invitation_reminder", "Invitation, once more", _SAMPLE))


@message_handler(messages.LETTER)
def letter(message: Message, now: datetime) -> Outgoing | Skip:
    return _to_invited("invitation", message, now)


@message_handler(messages.REMINDER)
def reminder(message: Message, now: datetime) -> Outgoing | Skip:
    return _to_invited("invitation_reminder", message, now)


def _to_invited(template: str, message: Message, now: datetime) -> Outgoing | Skip:
    found = Invitation.objects.select_related("inviting").filter(pk=message.subject_id).first()
    if found is None or found.round != message.subject_version:
        return Skip("it was sent anew since")
    if InvitationState(found.state) not in WITH_THEM:
        return Skip(f"the invitation is {found.state.replace('_', ' ')}")
    if what_blocks(found):
        return Skip("something stands against the invitation now")
    clearance = may_contact(preferences_of_invited(found), channel_of(found), Purpose.INVITATION, now)
    return Outgoing(template, clearance, letter_words(found))


def letter_words(invitation: Invitation) -> dict[str, str]:
    """What an e-mail may say of this invitation."""
    return letter_facts(invitation) | {
        "invited_url": invited_url(invitation),
        "code_url": code_url(),
        "code": code_in_words(invitation),
    }


def letter_facts(invitation: Invitation) -> dict[str, str]:
    """All that the letter tells of this case: the last day, and who asked, where they may be named."""
    return {
        "reply_by": times.day_name(invitation.reply_by) if invitation.reply_by else "",
        "named_as": invitation.named_as,
    }
