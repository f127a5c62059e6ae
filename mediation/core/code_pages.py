"""The pages that ask for a one-time code, for whatever a link alone does not open.

`about` says what the code opens ("your booking"). It stands in the heading and the title, so it is neutral.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import codes, links
from .clearance import Clearance
from .error_pages import too_many
from .errors import TooManyAttempts
from .forms import PracticeForm
from .models import SecretLink

OPENED = "opened"
OPENED_FOR = timedelta(minutes=30)


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


def ask_page(request: HttpRequest, *, about: str, back_url: str) -> HttpResponse:
    """Before a code is sent: a GET sends nothing."""
    return render(request, "codes/ask.html", {"about": about, "back_url": back_url})


def send_code(
    request: HttpRequest, link: SecretLink, *, clearance: Clearance, about: str, now: datetime
) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    if not clearance.allowed:
        return no_safe_channel(request, about=about)
    try:
        codes.send_new(link, now=now)
    except TooManyAttempts:
        return too_many(request)
    return code_page(request, CodeForm(), about=about)


def no_safe_channel(request: HttpRequest, *, about: str, back_url: str = "") -> HttpResponse:
    """No code can be sent to anybody: they ring us, or ask us to ring."""
    return render(request, "codes/enter.html", {"cannot": True, "about": about, "back_url": back_url})


def code_page(request: HttpRequest, form: CodeForm, *, about: str) -> HttpResponse:
    context = {
        "form": form,
        "about": about,
        "sent_to": "e-mail",
        "minutes": int(links.CODE_LIFE.total_seconds() // 60),
        "again_url": request.path,
    }
    return render(request, "codes/enter.html", context)


def remember_opened(request: HttpRequest, link_id: int, *, now: datetime) -> None:
    """A code opened this link's details, for half an hour in this session."""
    request.session.cycle_key()
    request.session[OPENED] = {"link": link_id, "until": (now + OPENED_FOR).isoformat()}


def has_opened(request: HttpRequest, link_id: int, *, now: datetime) -> bool:
    opened = request.session.get(OPENED)
    if not opened:
        return False
    return opened["link"] == link_id and now < datetime.fromisoformat(opened["until"])
