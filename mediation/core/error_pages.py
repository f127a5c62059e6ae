"""Designed error pages. The ones for a broken system need neither database nor context processors."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .models import PracticeSettings
from .practice import practice

DESK = "/staff/"
logger = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than any page of ours takes; none of it was read, so nothing of it was kept."""
    return HttpResponse(render_to_string("413.html", _contact(request)), status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400. The host may be the very thing that is wrong, so no context processor runs."""
    return HttpResponse(render_to_string("400.html", _contact(request)), status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500. Django calls it while the error is being handled: an outage met outside a view, such as in
    keeping the session, is told as one."""
    if is_outage(sys.exception()):
        return unavailable(request)
    return HttpResponse(render_to_string("500.html", _contact(request)), status=500)


def is_outage(error: BaseException | None) -> bool:
    """Whether this says that the database cannot be reached."""
    return isinstance(error, OperationalError | InterfaceError)


def unavailable(request: HttpRequest) -> HttpResponse:
    """We are updating, or something we need is away."""
    response = HttpResponse(render_to_string("503.html", _contact(request)), status=503)
    response.headers["Retry-After"] = "60"
    return response


_last_known: dict[str, str] = {}


def remember_contact(row: PracticeSettings) -> None:
    """Keep how to reach the practice, for the moment when the database cannot be asked."""
    _last_known.update(name=row.name, phone=row.phone, phone_tel=row.phone_tel)


def forget_contact() -> None:
    """As in a process that never met the practice's row; for tests."""
    _last_known.clear()


def _contact(request: HttpRequest) -> dict[str, object]:
    """How to reach the practice; and whether this is the desk, by its address alone."""
    try:
        remember_contact(practice())
    except (Error, PracticeSettings.DoesNotExist):
        logger.warning("The practice's contact details cannot be read; the last known ones are shown.")
    known = _last_known or {"phone": settings.FALLBACK_PHONE}
    return {"practice": known, "is_desk": request.path.startswith(DESK)}
