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


class BookingSource(StrEnum):
    """By which way a booking came about."""

    PUBLIC = "public"  # on the public pages, by themselves
    CALLBACK = "callback"  # from a request for a call
    INVITATION = "invitation"  # the invited person, by their own link
    STAFF = "staff"  # by staff, without a request for a call


class AppointmentState(StrEnum):
    """A moved appointment stays confirmed, in a new version."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    LEFT_EARLY = "left_early"
    TECHNICAL_FAILURE = "technical_failure"


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
