"""Whose screening this is, without an account: a key in the session, which ends with the browser."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from .models import MeansAssessment
from .queries import live_assessment
from .screening import SESSION_KEY


def assessment(request: HttpRequest, *, now: datetime) -> MeansAssessment | None:
    """The screening that this visitor is in."""
    key = request.session.get(SESSION_KEY)
    return live_assessment(key, now=now) if key else None


def remember(request: HttpRequest, found: MeansAssessment) -> None:
    """This visitor goes on with this screening, under a new session key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = found.key
