"""Values that core's tables store."""

from enum import StrEnum


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Django's choices of an enum: the stored value and the words staff read."""
    return [(str(one.value), str(one.value).replace("_", " ").capitalize()) for one in kind]


class Role(StrEnum):
    MEDIATOR = "mediator"
    ADMIN = "admin"
    MANAGER = "manager"
    OWNER = "owner"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    CALL = "call"
    POST = "post"


class Purpose(StrEnum):
    """Why we want to reach somebody."""

    BOOKING = "booking"  # confirmation, change, cancellation
    REMINDER = "reminder"
    INTAKE = "intake"  # the longer form: link and chasers
    LEGAL_AID = "legal_aid"
    CERTIFICATE = "certificate"
    RESUME_LINK = "resume_link"
    CODE = "code"  # the one-time code that opens private pages
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"  # on the channel CALL: may words be left behind?
    INVITATION = "invitation"  # of the other party
    STAFF = "staff"


class Delivery(StrEnum):
    """What the provider told us afterwards, if it tells."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class MessageState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"  # no longer true or not allowed: `reason` says which
    MISSED = "missed"  # too late to be useful
    FAILED = "failed"


class Severity(StrEnum):
    URGENT = "urgent"
    TODO = "todo"
    NOTICE = "notice"


class ClosureKind(StrEnum):
    BANK_HOLIDAY = "bank_holiday"
    PRACTICE = "practice"


class NoticeKind(StrEnum):
    PRIVACY = "privacy"
    CONFIDENTIALITY = "confidentiality"
    RECORDING = "recording"
    TERMS = "terms"
    COMPLAINTS = "complaints"


class OutsideFault(StrEnum):
    """Why a file at somebody else's address could not be read."""

    BAD_ADDRESS = "bad_address"  # no address of a file, or with a password in it
    FORBIDDEN = "forbidden"  # leads into a private network, or not by https
    UNREACHABLE = "unreachable"
    BAD_CERTIFICATE = "bad_certificate"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REFUSED = "refused"
    GONE = "gone"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MUCH = "too_much"  # more entries, or more repeating, than anybody has


class LineState(StrEnum):
    """What became of a case in a run of the purge."""

    GONE = "gone"
    WOULD_GO = "would_go"  # a dry run
    STAYED = "stayed"  # due, and something stood in the way
