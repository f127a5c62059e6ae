from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .claims import SlotClaim
from .stand_ins import StandIn
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarInvite",
    "DateOverride",
    "Mediator",
    "SlotClaim",
    "StandIn",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
