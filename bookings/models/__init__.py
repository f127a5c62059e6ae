from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .case_log import CaseLogEntry
from .certificates import Certificate
from .claims import SlotClaim
from .meetings import MeetingNote, MeetingRecord, NoteAccess
from .outside import CalendarFeed, ExternalBusy, ExternalCalendar
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
    "ExternalBusy",
    "ExternalCalendar",
    "Mediator",
    "MeetingNote",
    "MeetingRecord",
    "NoteAccess",
    "SlotClaim",
    "StandIn",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
