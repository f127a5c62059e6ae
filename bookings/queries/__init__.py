"""Bookings' questions to the database."""

from .appointments import (
    appointments_visible_to,
    cases_visible_to,
    mediators_in_conflict,
    on_day,
    parties_visible_to,
)
from .calendar_files import may_have_calendar
from .calendars import (
    calendars,
    counting_holds,
    label_of,
    mediators_offered,
    offered_types,
    service_of,
    time_labels,
)
from .documents import documents_visible_to
from .mediators import mediators_visible_to
from .meetings import is_evidence_missing, may_write, meeting_of, meetings_near_danger, needs_neutral_words
from .offers import (
    Candidate,
    able,
    alternatives,
    candidates,
    free_times,
    is_bookable,
    is_worked,
    keys_outside_hours_of,
    latest_end,
    meetings_outside_hours,
    meetings_outside_hours_of,
    promise_end,
)
from .places import place_to_meet
from .remote_cap import remote_share
from .staff_times import free_for_staff, reasons_against, reasons_against_each, with_room

__all__ = [
    "Candidate",
    "able",
    "alternatives",
    "appointments_visible_to",
    "calendars",
    "candidates",
    "cases_visible_to",
    "counting_holds",
    "documents_visible_to",
    "free_for_staff",
    "free_times",
    "is_bookable",
    "is_evidence_missing",
    "is_worked",
    "keys_outside_hours_of",
    "label_of",
    "latest_end",
    "may_have_calendar",
    "may_write",
    "mediators_in_conflict",
    "mediators_offered",
    "mediators_visible_to",
    "meeting_of",
    "meetings_near_danger",
    "meetings_outside_hours",
    "meetings_outside_hours_of",
    "needs_neutral_words",
    "offered_types",
    "on_day",
    "parties_visible_to",
    "place_to_meet",
    "promise_end",
    "reasons_against",
    "reasons_against_each",
    "remote_share",
    "service_of",
    "time_labels",
    "with_room",
]
