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


class AskedBy(StrEnum):
    """Who wanted a meeting cancelled: it decides what is due."""

    CLIENT = "client"
    PRACTICE = "practice"


class CancelReason(StrEnum):
    """Why staff cancelled a meeting: a code, since a reason in words would tell of the person."""

    TIME = "time"
    SETTLED = "settled"
    NO_MEDIATION = "no_mediation"
    UNREACHABLE = "unreachable"
    MEDIATOR_AWAY = "mediator_away"
    NOT_SUITABLE = "not_suitable"
    MISTAKE = "mistake"
    OTHER = "other"


class FeedStyle(StrEnum):
    """What a mediator's own calendar shows of a meeting here."""

    BUSY = "busy"
    INITIALS = "initials"


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


class LogKind(StrEnum):
    """What is logged on a case beside its meetings."""

    PPC = "ppc"  # the mediator talked it over with their professional practice consultant
    SAFEGUARDING = "safeguarding"  # referred to a council, the police or another body


class WhyNotes(StrEnum):
    """Why a manager may open a mediator's notes."""

    SICKNESS = "sickness"
    COMPLAINT = "complaint"
    SUBJECT_ACCESS = "subject_access"
