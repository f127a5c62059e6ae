from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .claims import SlotClaim
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarInvite",
    "DateOverride",
    "Mediator",
    "SlotClaim",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
