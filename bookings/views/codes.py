"""One-time codes for bookings: core's pages, with the booking's own clearance and words."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from bookings.manage_links import best_code_channel
from mediation.core import code_pages
from mediation.core.code_pages import CodeForm
from mediation.core.enums import Channel
from mediation.core.models import SecretLink

TITLE = "Your booking"


def send_code(request: HttpRequest, link: SecretLink, *, now: datetime) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    clearance = best_code_channel(link, now=now)
    return code_pages.send_code(request, link, clearance=clearance, title=TITLE, now=now)


def ask_for_code(
    request: HttpRequest, link: SecretLink, *, heading: str, back_url: str, now: datetime
) -> HttpResponse | None:
    """Ask for the code that opens what lies behind this link; None once it was right. GET sends nothing."""
    if request.method != "POST":
        return code_ask_page(request, link, heading=heading, back_url=back_url, now=now)
    clearance = best_code_channel(link, now=now)
    return code_pages.take_code(request, link, clearance=clearance, title=TITLE, now=now)


def code_ask_page(
    request: HttpRequest, link: SecretLink, *, heading: str, back_url: str, now: datetime, problem: str = ""
) -> HttpResponse:
    clearance = best_code_channel(link, now=now)
    return code_pages.ask_page(
        request, clearance=clearance, title=TITLE, heading=heading, back_url=back_url, problem=problem
    )


def code_page(request: HttpRequest, form: CodeForm, channel: Channel) -> HttpResponse:
    return code_pages.code_page(request, form, channel, title=TITLE)
