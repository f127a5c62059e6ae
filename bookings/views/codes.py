"""One-time codes to the safe channel, for pages that a link alone does not open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bookings import visitor
from bookings.manage_links import best_code_channel
from bookings.services import messages
from mediation.core import links, outbox, rate_limits
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.forms import PracticeForm
from mediation.core.models import SecretLink

SENT_TO = {Channel.EMAIL: "e-mail", Channel.SMS: "phone"}
CODES, WINDOW = 4, timedelta(minutes=15)


class CodeForm(PracticeForm):
    code = forms.CharField(
        label="Your code",
        help_text="Six numbers",
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-5"}
        ),
        error_messages={"required": "Enter the six numbers that we sent you"},
    )

    def is_right(self, link: SecretLink, *, now: datetime) -> bool:
        """Whether the digits open this link; the mistake is then on the form."""
        if not self.is_valid():
            return False
        try:
            if links.check_code(link, self.cleaned_data["code"], now=now):
                return True
        except TooManyAttempts:
            self.add_error("code", "That was wrong too often. Ask for another code")
            return False
        self.add_error("code", "This is not the code, or it is too old. Look again, or ask for another code")
        return False


def send_code(request: HttpRequest, link: SecretLink, *, now: datetime) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    clearance = best_code_channel(link, now=now)
    if not clearance.allowed:
        return no_safe_channel(request, clearance)
    try:
        rate_limits.spend("code", str(link.pk), limit=CODES, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    version = links.new_code(link, now=now)
    outbox.plan([messages.code(link, version=version, now=now, channel=clearance.channel)], now=now)
    return code_page(request, CodeForm(), clearance.channel)


def ask_for_code(
    request: HttpRequest, link: SecretLink, *, heading: str, back_url: str, now: datetime
) -> HttpResponse | None:
    """Ask for the code that opens what lies behind this link; None once it was right. GET sends nothing."""
    if request.method != "POST":
        return code_ask_page(request, link, heading=heading, back_url=back_url, now=now)
    if "code" not in request.POST:
        return send_code(request, link, now=now)
    form = CodeForm(request.POST)
    if not form.is_right(link, now=now):
        return code_page(request, form, messages.channel_of_code(link))
    visitor.remember_opened(request, link.pk, now=now)
    return None


def code_ask_page(
    request: HttpRequest, link: SecretLink, *, heading: str, back_url: str, now: datetime, problem: str = ""
) -> HttpResponse:
    clearance = best_code_channel(link, now=now)
    if not clearance.allowed:
        return no_safe_channel(request, clearance, back_url=back_url)
    context = {
        "heading": heading,
        "sent_to": SENT_TO[clearance.channel],
        "back_url": back_url,
        "problem": problem,
    }
    return render(request, "bookings/code_ask.html", context)


def no_safe_channel(request: HttpRequest, clearance: Clearance, *, back_url: str = "") -> HttpResponse:
    """No code can be sent, or none just now. Which times are safe is not told to a mere link."""
    context = {"cannot": True, "later": clearance.retry_at is not None, "back_url": back_url}
    return render(request, "bookings/code.html", context)


def code_page(request: HttpRequest, form: CodeForm, channel: Channel) -> HttpResponse:
    context = {
        "form": form,
        "sent_to": SENT_TO[channel],
        "minutes": int(links.CODE_LIFE.total_seconds() // 60),
        "again_url": request.path,
    }
    return render(request, "bookings/code.html", context)
