"""What the desk says of an invitation: where it stands, what is next, and exactly what is read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from bookings.models import Appointment
from intake.invitation_links import code_in_words, code_url
from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.invitations import UNSENT, WITH_THEM
from intake.models import Invitation
from intake.queries.invitations import channel_of, what_client_said
from intake.services.invitations import dates_if_sent
from mediation.core import sending, times
from mediation.core.models.practice import PracticeSettings

from .words import Badge

MASK = "••••••"
BADGES = {
    InvitationState.NOT_INVITED: ("Not invited", "info"),
    InvitationState.DRAFT: ("Draft", "info"),
    InvitationState.BLOCKED: ("Blocked", "red"),
    InvitationState.SENT: ("Sent", "info"),
    InvitationState.DELIVERED: ("Delivered", "info"),
    InvitationState.CONSIDERING: ("Needs time", "amber"),
    InvitationState.WANTS_ADVICE: ("Advice first", "amber"),
    InvitationState.ACCEPTED: ("Wants to come", "green"),
    InvitationState.DECLINED: ("Would rather not", "info"),
    InvitationState.NO_REPLY: ("No answer", "amber"),
    InvitationState.UNDELIVERABLE: ("Came back", "red"),
}
SENTENCES = {
    InvitationState.NOT_INVITED: "Nobody writes to them.",
    InvitationState.DRAFT: "Nothing has been sent. It is ready when you are.",
    InvitationState.BLOCKED: "Nothing can be sent now.",
    InvitationState.SENT: "It was sent. They have not answered yet.",
    InvitationState.DELIVERED: "It arrived. They have not answered yet.",
    InvitationState.CONSIDERING: "They need more time. That is not a no. We send no reminders.",
    InvitationState.WANTS_ADVICE: "They want advice first. That is not a no. We send no reminders.",
    InvitationState.ACCEPTED: "They want a meeting of their own.",
    InvitationState.DECLINED: "They would rather not. They need not say why.",
    InvitationState.NO_REPLY: "They did not answer by the last day. That is not a no.",
    InvitationState.UNDELIVERABLE: "It did not reach them. Check the address with the client.",
}
SAID = {
    None: "The client has not said anything about it.",
    OtherContact.YES: "The client said yes.",
    OtherContact.ASK_FIRST: "The client wants to be asked first.",
    OtherContact.NO: "The client said no.",
}
SAY_NOTHING = "Say nothing of this to the client, unless the other person said that you may."


def badge(state: str) -> Badge:
    text, tone = BADGES[InvitationState(state)]
    return {"text": text, "tone": tone}


def sentence(state: str) -> str:
    return SENTENCES[InvitationState(state)]


def state_now(invitation: Invitation, blocks: Collection[str]) -> InvitationState:
    """As stored, but that what stands against an unsent one counts at once, before the clock has noted it."""
    state = InvitationState(invitation.state)
    if state not in UNSENT:
        return state
    return InvitationState.BLOCKED if blocks else InvitationState.DRAFT


def next_step(invitation: Invitation, *, now: datetime) -> str:
    """What waits, and for whom, on one line."""
    state, today = InvitationState(invitation.state), times.local_day(now)
    if state in UNSENT or invitation.reply_by is None or invitation.remind_on is None:
        return ""
    if state not in WITH_THEM:
        return ""
    is_due = invitation.reminded_at is None and today >= invitation.remind_on
    if is_due and invitation.channel == InvitationChannel.POST:
        return f"Post the reminder. Answer by {times.day_name(invitation.reply_by)}"
    closes = "Closes tonight" if today >= invitation.reply_by else "Answer by"
    return f"{closes} {times.day_name(invitation.reply_by)}" if closes == "Answer by" else closes


def client_word(invitation: Invitation) -> str:
    return SAID[what_client_said(invitation)]


def address_of(invitation: Invitation) -> str:
    """Where this one would go, on one line."""
    where = invitation.email if invitation.channel == InvitationChannel.EMAIL else invitation.post
    return ", ".join(line.strip() for line in where.splitlines() if line.strip())


def recipient(invitation: Invitation) -> str:
    """The sentence that names who it goes to before anything goes."""
    return (
        f"You are writing to {invitation.name} at {address_of(invitation)}, "
        f"the other person in case {invitation.case.reference}."
    )


def letter_context(invitation: Invitation, rules: PracticeSettings, *, now: datetime) -> dict[str, Any]:
    """The letter with the dates that it has, or would have if it were sent now. The code is left out."""
    reply_by = invitation.reply_by if invitation.state not in UNSENT else None
    last_day = reply_by or dates_if_sent(now).reply_by
    return {
        "practice": rules,
        "name": invitation.name if invitation.channel == InvitationChannel.POST else "",
        "named_as": invitation.named_as,
        "reply_by": times.day_name(last_day),
        "code_url": code_url(),
        "code": MASK,
        "invited_url": f"{settings.SITE_URL}{reverse('intake:invited_code')}{MASK}/",
    }


def paper_context(invitation: Invitation, rules: PracticeSettings, *, now: datetime) -> dict[str, Any]:
    """The letter to print: with its code, its address and today's date."""
    return letter_context(invitation, rules, now=now) | {
        "name": invitation.name,
        "code": code_in_words(invitation),
        "on_paper": True,
        "privacy_url": settings.SITE_URL + reverse("privacy"),
        "is_reminder": invitation.state in WITH_THEM,
        "address_lines": [line for line in invitation.post.splitlines() if line.strip()],
        "dated": times.day_name(times.local_day(now)),
    }


def email_words(invitation: Invitation, rules: PracticeSettings, *, now: datetime) -> dict[str, str]:
    """Subject and text of the e-mail, in the neutral words in which it goes."""
    context = letter_context(invitation, rules, now=now)
    return sending.words_of("invitation", channel_of(invitation), context, neutral=True)


def panel_words(invitation: Invitation | None, appointment: Appointment) -> dict[str, Any]:
    """What the page of one appointment says of the other person of its case."""
    begin = reverse("desk:begin_invitation", args=[appointment.reference])
    if invitation is None:
        return {"words": "Nobody has written to them, and nobody has said why not.", "begin_url": begin}
    if invitation.party_id == appointment.party_id:
        words = "This client came because the other person of this case asked us to write to them."
        return {"words": words, "note": SAY_NOTHING.replace("the client", "either of them")}
    return {
        "words": sentence(invitation.state),
        "badge": badge(invitation.state),
        "note": SAY_NOTHING if invitation.replied_at else "",
        "url": reverse("desk:invitation", args=[invitation.reference]),
    }
