"""The way to the form on which extra hours are opened."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from bookings.models import Mediator
from mediation.core.periods import Period


def extra_hours_url(mediator: Mediator, hours: Period) -> str:
    """The form, filled in for this mediator and these hours (UTC in, the mediator's own clock out)."""
    zone = ZoneInfo(mediator.zone)
    start, end = hours.start.astimezone(zone), hours.end.astimezone(zone)
    until = "24:00" if end.date() > start.date() else _clock(end)
    fields = {"mediator": mediator.pk, "day": f"{start:%Y-%m-%d}", "from": _clock(start), "until": until}
    return f"{reverse('desk:extra_hours')}?{urlencode(fields)}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
