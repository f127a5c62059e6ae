"""The urgent lane of booking: the earliest time of all, for somebody whose day in court is near."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from bookings.times_page import earliest_time, how_of, time_button
from intake.models import Draft
from legalaid.urgency import days_to_hearing
from mediation.core import times


def earliest_offer(*, now: datetime, viewer: str | None) -> dict[str, str] | None:
    """The earliest time as a button of its own; None where nothing is free. `viewer` holds a time already."""
    found = earliest_time(now=now, viewer=viewer)
    if found is None:
        return None
    kind, starts_at = found
    words = times.short_when(starts_at, today=times.local_day(now))
    return time_button(starts_at, starts_at + kind.duration) | {
        "label": words,
        "how": how_of(kind.mode, kind.place),
        "type_slug": kind.slug,
    }


def earlier_than(starts_at: datetime, draft: Draft, *, now: datetime) -> dict[str, str] | None:
    """What to say to somebody with a hearing near whose draft is for a later time than the earliest."""
    if days_to_hearing(draft.answers, times.local_day(now)) is None:
        return None
    found = earliest_time(now=now, viewer=draft.hold_key)
    if found is None or found[1] >= starts_at:
        return None
    label = times.short_when(found[1], today=times.local_day(now))
    return {"label": label, "url": f"{reverse('bookings:times')}?soon=1"}
