"""One-time codes for links to bookings and drafts; the pages themselves are core's, see `core.codes`."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from bookings.manage_links import code_clearance
from mediation.core import codes
from mediation.core.codes import CODES, CodeForm, code_page, no_safe_channel
from mediation.core.models import SecretLink

__all__ = ["CODES", "CodeForm", "code_page", "no_safe_channel", "send_code"]


def send_code(request: HttpRequest, link: SecretLink, *, now: datetime) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    return codes.send_code(request, link, clearance=code_clearance(link, now=now), now=now)
