"""One-time codes to the safe channel, for pages that a link alone does not open."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import links, outbox, rate_limits
from .clearance import Clearance
from .error_pages import too_many
from .errors import TooManyAttempts
from .forms import PracticeForm
from .models import SecretLink

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


def send_code(request: HttpRequest, link: SecretLink, *, clearance: Clearance, now: datetime) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    if not clearance.allowed:
        return no_safe_channel(request)
    try:
        rate_limits.spend("code", str(link.pk), limit=CODES, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    version = links.new_code(link, now=now)
    outbox.plan([links.code_message(link, version=version, now=now)], now=now)
    return code_page(request, CodeForm())


def no_safe_channel(request: HttpRequest, *, back_url: str = "") -> HttpResponse:
    """No code can be sent to anybody: they ring us."""
    return render(request, "bookings/code.html", {"cannot": True, "back_url": back_url})


def code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    context = {
        "form": form,
        "sent_to": "e-mail",
        "minutes": int(links.CODE_LIFE.total_seconds() // 60),
        "again_url": request.get_full_path(),
    }
    return render(request, "bookings/code.html", context)
