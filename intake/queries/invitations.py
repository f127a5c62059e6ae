"""Reading invitations: what stands against one, who is written to, and whose code it is."""

from __future__ import annotations

from intake.contact_preferences import Preferences
from intake.enums import Answer, ContactSafety
from intake.invitation_states import InvitationChannel, InvitationState, OtherContact
from intake.invitations import Standing, what_stands_against
from intake.models import Invitation, Party
from intake.rights import Use
from mediation.core.encryption import blind_index
from mediation.core.enums import Channel
from mediation.core.references import ALPHABET

from .flags import may_contact_other_party
from .measures import is_stopped
from .people import name_index

CODE_INDEX = "invitation code"
MAY_CONTACT, IS_SAFE = "may_contact_other", "safe_for_other"  # of the questions after a booking
CHANNELS = {InvitationChannel.EMAIL: Channel.EMAIL, InvitationChannel.POST: Channel.POST}


def code_index(typed: str) -> str:
    """The fingerprint of a code as somebody typed it: case, spaces and dashes do not count."""
    known = "".join(one for one in typed.upper() if one in ALPHABET)
    return blind_index(known, purpose=CODE_INDEX)


def is_open_to_reply(invitation: Invitation) -> bool:
    """Whether the invited person's page works: it was sent, nobody stopped it, and they have no file yet."""
    is_stopped = invitation.state == InvitationState.NOT_INVITED
    return invitation.sent_at is not None and not is_stopped and invitation.party_id is None


def invitation_of_code(typed: str) -> Invitation | None:
    """The invitation that this code opens; None for one that is unknown, stopped or used, all alike."""
    found = Invitation.objects.filter(code_index=code_index(typed)).first()
    return found if found and is_open_to_reply(found) else None


def open_invitation(pk: int | None) -> Invitation | None:
    """The same, for whoever holds an id from a link or a session."""
    found = Invitation.objects.filter(pk=pk).first() if pk else None
    return found if found and is_open_to_reply(found) else None


def preferences_of_invited(invitation: Invitation) -> Preferences:
    """How contact safety sees somebody who never told us anything: in writing only, in neutral words."""
    return Preferences(
        email=invitation.email,
        post=invitation.post,
        post_safety=ContactSafety.OK_BUT_DO_NOT_SAY_WHO if invitation.post else ContactSafety.UNKNOWN,
    )


def channel_of(invitation: Invitation) -> Channel:
    return CHANNELS[InvitationChannel(invitation.channel)]


def what_client_said(invitation: Invitation) -> OtherContact | None:
    """The client's word. A no stands wherever it was said, until they take it back there."""
    return said_by(invitation.inviting, recorded=invitation.said)


def said_by(party: Party, *, recorded: str = "") -> OtherContact | None:
    """What this client answered, or told staff (`recorded`). An absent answer is none, and never a yes."""
    answered = party.answers.get(MAY_CONTACT)
    own = OtherContact(answered) if answered in set(OtherContact) else None
    told = OtherContact(recorded) if recorded else None
    if OtherContact.NO in (own, told):
        return OtherContact.NO
    return own or told


def what_blocks(invitation: Invitation) -> tuple[str, ...]:
    """Sentences for staff; empty where it may be sent."""
    # One that stayed behind in a case which became part of another: the client's own case is what counts.
    parties = Party.objects.filter(case=invitation.inviting.case_id).exclude(pk=invitation.inviting_id)
    standing = Standing(
        said=what_client_said(invitation),
        was_asked_first=invitation.said == OtherContact.YES,
        is_said_safe=invitation.inviting.answers.get(IS_SAFE, Answer.YES) == Answer.YES,
        flags_allow=may_contact_other_party(invitation.inviting),
        has_address=bool(preferences_of_invited(invitation).address(channel_of(invitation))),
        has_own_file=parties.exists(),
        is_use_stopped=is_stopped(invitation.inviting_id, Use.INVITATION),
    )
    return what_stands_against(standing)


def has_come_alone(invitation: Invitation) -> bool:
    """Whether somebody of this name, who named this client, has a file in another case: they may have booked
    without a code, or be a namesake."""
    theirs = name_index(invitation.name)
    same = Party.objects.filter(name_index=theirs, other_name_index=invitation.inviting.name_index)
    return bool(theirs) and same.exclude(case=invitation.case_id).exists()
