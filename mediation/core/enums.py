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
