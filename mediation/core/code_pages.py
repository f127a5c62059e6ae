"""The pages that ask for a one-time code, for whatever a link alone does not open.

Each app brings the clearance for its links; `title` stays in the browser's history, so it is neutral.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from . import codes, links
from .clearance import Clearance
from .encryption import decrypt, encrypt
from .enums import Channel
from .error_pages import too_many
from .errors import TooManyAttempts
from .forms import PracticeForm
from .models import SecretLink

SENT_TO = {Channel.EMAIL: "e-mail", Channel.SMS: "phone"}
OPENED, TYPED = "opened", "typed"
SEALED_AS = "session.typed"
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


def ask_page(
    request: HttpRequest,
    *,
    clearance: Clearance,
    title: str,
    heading: str,
    back_url: str,
    problem: str = "",
) -> HttpResponse:
    """Before a code is sent: a GET sends nothing."""
    if not clearance.allowed:
        return _no_safe_channel(request, clearance, title=title, back_url=back_url)
    context = {
        "title": title,
        "heading": heading,
        "sent_to": SENT_TO[clearance.channel],
        "back_url": back_url,
        "problem": problem,
    }
    return render(request, "codes/ask.html", context)


def take_code(
    request: HttpRequest, link: SecretLink, *, clearance: Clearance, title: str, now: datetime
) -> HttpResponse | None:
    """What a POST asks for: a code to be sent, or the one that was typed to be right. None once it was."""
    if "code" not in request.POST:
        return send_code(request, link, clearance=clearance, title=title, now=now)
    form = CodeForm(request.POST)
    if not form.is_right(link, now=now):
        return code_page(request, form, codes.channel_of(link), title=title)
    remember_opened(request, link.pk, now=now)
    return None


def send_code(
    request: HttpRequest, link: SecretLink, *, clearance: Clearance, title: str, now: datetime
) -> HttpResponse:
    """Plan a new code for the safe channel and ask for it; where no channel is safe, say so."""
    if not clearance.allowed:
        return _no_safe_channel(request, clearance, title=title)
    try:
        codes.send_new(link, channel=clearance.channel, now=now)
    except TooManyAttempts:
        return too_many(request)
    return code_page(request, CodeForm(), clearance.channel, title=title)


def _no_safe_channel(
    request: HttpRequest, clearance: Clearance, *, title: str, back_url: str = ""
) -> HttpResponse:
    """No code can be sent, or none just now. Which times are safe is not told to a mere link."""
    context = {
        "cannot": True,
        "later": clearance.retry_at is not None,
        "title": title,
        "back_url": back_url,
    }
    return render(request, "codes/enter.html", context)


def code_page(request: HttpRequest, form: CodeForm, channel: Channel, *, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "sent_to": SENT_TO[channel],
        "minutes": int(links.CODE_LIFE.total_seconds() // 60),
        "again_url": request.get_full_path(),
    }
    return render(request, "codes/enter.html", context)


def remember_opened(request: HttpRequest, link_id: int, *, now: datetime) -> None:
    """A code opened this link's details, for half an hour in this session."""
    request.session.cycle_key()
    request.session[OPENED] = {"link": link_id, "until": (now + OPENED_FOR).isoformat()}


def has_opened(request: HttpRequest, link_id: int, *, now: datetime) -> bool:
    return opened_link(request.session, now=now) == link_id


def opened_link(session: Mapping[str, Any], *, now: datetime, key: str = OPENED) -> int | None:
    """The link that is open in this session, while its time lasts; kept under this key."""
    opened = session.get(key)
    return opened["link"] if opened and now < datetime.fromisoformat(opened["until"]) else None


def keep_typed(request: HttpRequest, link_id: int, *, was_open: bool = False) -> bool:
    """Keep a form that came after the half hour, sealed, until a new code opens its page again.

    False, and nothing kept, where no code ever opened this link in this session; `was_open`: its page was
    open in this session without one.
    """
    opened = request.session.get(OPENED)
    if not was_open and (not opened or opened["link"] != link_id):
        return False
    sealed = encrypt(request.POST.urlencode(), where=SEALED_AS)
    request.session[TYPED] = {"link": link_id, "path": request.path, "form": sealed}
    return True


def take_typed(request: HttpRequest, link_id: int) -> QueryDict | None:
    """The form that was kept for this link and page, once."""
    typed = request.session.get(TYPED)
    if not typed or (typed["link"], typed.get("path")) != (link_id, request.path):
        return None
    del request.session[TYPED]
    return QueryDict(decrypt(typed["form"], where=SEALED_AS))
