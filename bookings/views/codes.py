"""One-time codes for bookings: core's pages, with the booking's own clearance and words."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from bookings.manage_links import code_clearance
from mediation.core import code_pages
from mediation.core.code_pages import CodeForm
from mediation.core.models import SecretLink

ABOUT = "your booking"


def ask_page(request: HttpRequest, *, back_url: str) -> HttpResponse:
    return code_pages.ask_page(request, about=ABOUT, back_url=back_url)


def send_code(request: HttpRequest, link: SecretLink, *, now: datetime) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    clearance = code_clearance(link, now=now)
    return code_pages.send_code(request, link, clearance=clearance, about=ABOUT, now=now)


def no_safe_channel(request: HttpRequest, *, back_url: str = "") -> HttpResponse:
    return code_pages.no_safe_channel(request, about=ABOUT, back_url=back_url)


def code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    return code_pages.code_page(request, form, about=ABOUT)
