"""Values of invitations, and of hearing children, that rules and tables share. PURE."""

from enum import StrEnum


class InvitationState(StrEnum):
    """How far the invitation of the other person is. Thinking about it is no refusal."""

    NOT_INVITED = "not_invited"  # staff say why
    DRAFT = "draft"
    BLOCKED = "blocked"  # something stands against it: the page says what
    SENT = "sent"
    DELIVERED = "delivered"
    CONSIDERING = "considering"
    WANTS_ADVICE = "wants_advice"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_REPLY = "no_reply"
    UNDELIVERABLE = "undeliverable"


class Mover(StrEnum):
    """Who moves an invitation on."""

    STAFF = "staff"
    INVITED = "invited"
    SYSTEM = "system"


class OtherContact(StrEnum):
    """May we ever write to the other person? The client's own word."""

    NO = "no"
    ASK_FIRST = "ask_first"
    YES = "yes"


class InvitationChannel(StrEnum):
    """In writing, and nothing else."""

    EMAIL = "email"
    POST = "post"


class ChildAge(StrEnum):
    """Whether a child of the case is old enough to be heard in mediation."""

    OFFER = "offer"
    ASK_MEDIATOR = "ask_mediator"
    TOO_YOUNG = "too_young"
