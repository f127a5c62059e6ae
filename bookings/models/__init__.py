from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .case_log import CaseLogEntry
from .certificates import Certificate
from .claims import SlotClaim
from .earlier import EarlierRequest, Offer
from .fees import EarlierFee
from .meetings import MeetingNote, MeetingRecord, NoteAccess
from .outside import CalendarFeed, ExternalBusy, ExternalCalendar
from .promise import PromiseSample
from .stand_ins import StandIn
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarFeed",
    "CalendarInvite",
    "CaseLogEntry",
    "Certificate",
    "DateOverride",
    "EarlierFee",
    "EarlierRequest",
    "ExternalBusy",
    "ExternalCalendar",
    "Mediator",
    "MeetingNote",
    "MeetingRecord",
    "NoteAccess",
    "Offer",
    "PromiseSample",
    "SlotClaim",
    "StandIn",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
