from .appointments import Appointment, CalendarInvite
from .calendars import DateOverride, Mediator, TimeOff, WeeklyHours
from .claims import SlotClaim
from .earlier import EarlierRequest, Offer
from .promise import PromiseSample
from .types import AppointmentType, TimeLabel

__all__ = [
    "Appointment",
    "AppointmentType",
    "CalendarInvite",
    "DateOverride",
    "EarlierRequest",
    "Mediator",
    "Offer",
    "PromiseSample",
    "SlotClaim",
    "TimeLabel",
    "TimeOff",
    "WeeklyHours",
]
