"""Values that bookings' tables store."""

from enum import StrEnum


class Accreditation(StrEnum):
    """FMCA: the Family Mediation Council's accreditation. The provisional one may hold MIAMs too."""

    FULL = "full"
    PROVISIONAL = "provisional"
    NONE = "none"


class Gender(StrEnum):
    WOMAN = "woman"
    MAN = "man"


class Mode(StrEnum):
    ONLINE = "online"
    IN_PERSON = "in_person"


class ClaimState(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    RELEASED = "released"


class AppointmentState(StrEnum):
    """A moved appointment stays confirmed, in a new version."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    LEFT_EARLY = "left_early"
    TECHNICAL_FAILURE = "technical_failure"


class EarlierState(StrEnum):
    """Of somebody on the list for an earlier time."""

    WAITING = "waiting"
    MOVED = "moved"  # they took an offer
    LEFT = "left"  # by their own wish
    REMOVED = "removed"  # by a colleague
    OVER = "over"  # their meeting was cancelled, or has come


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # they left the list, or their meeting changed


OCCUPYING = (ClaimState.HELD, ClaimState.BOOKED)
# What can be said of a meeting that has begun.
OUTCOMES = (
    AppointmentState.ATTENDED,
    AppointmentState.NOT_ATTENDED,
    AppointmentState.LEFT_EARLY,
    AppointmentState.TECHNICAL_FAILURE,
)
# Nobody waits in the room any more. Said of a meeting that still lasts, the other outcomes leave it open: a
# video that broke off can be taken up again.
CLOSED = (AppointmentState.CANCELLED, AppointmentState.NOT_ATTENDED)
