from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .claims import SlotClaim
from .outside import CalendarFeed, ExternalBusy, ExternalCalendar
from .stand_ins import StandIn
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarFeed",
    "CalendarInvite",
    "DateOverride",
    "ExternalBusy",
    "ExternalCalendar",
    "Mediator",
    "SlotClaim",
    "StandIn",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
