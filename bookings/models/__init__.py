from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .case_log import CaseLogEntry
from .certificates import Certificate
from .claims import SlotClaim
from .meetings import MeetingNote, MeetingRecord, NoteAccess
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarInvite",
    "CaseLogEntry",
    "Certificate",
    "DateOverride",
    "Mediator",
    "MeetingNote",
    "MeetingRecord",
    "NoteAccess",
    "SlotClaim",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
