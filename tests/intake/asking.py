"""What a visitor sends from the page that asks for a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from intake.models import CallbackRequest, CallbackWindow

PLAIN: Mapping[str, str] = {
    "name": "Alex",
    "phone": "07700 900123",
    "say_who": "no",
    "voicemail": "no",
    "may_text": "unsure",
    "when": "asap",
    "again": "same_time",
    "topic": "book",
    "consent": "on",
    "seen": "privacy-1 recording-1",
    "form_key": "a-key-of-this-page-0123456789",
}
FOR_SOMEONE_ELSE = {"asked_by_name": "Robin", "asked_by_relationship": "I am their sister"}


def ask(client: Client, query: str = "", **changes: str) -> Any:
    """Send the page; a field changed to "" is sent empty."""
    return client.post(f"/call/{query}", {**PLAIN, **changes})


def asked(client: Client, **changes: str) -> CallbackRequest:
    """The request that this visitor made. Raises AssertionError where the page came back."""
    before = set(CallbackRequest.objects.values_list("pk", flat=True))
    response = ask(client, **changes)
    assert response.status_code == 302, mistakes(response)
    return CallbackRequest.objects.exclude(pk__in=before).get()


def choose(window: CallbackWindow) -> str:
    return f"window-{window.pk}"


def mistakes(response: Any) -> dict[str, list[str]]:
    """Field by field, what the page says is wrong."""
    return {name: list(words) for name, words in response.context["form"].errors.items()}


def summary(response: Any) -> list[tuple[str, str]]:
    """The lines of the error summary: where each leads, and its words."""
    page = response.content.decode()
    box = page[page.index("govuk-error-summary__list") :].split("</ul>")[0]
    return re.findall(r'<a href="#([^"]+)">([^<]+)</a>', box)


def offered(response: Any) -> list[str]:
    """The values of `when` in the order of the page."""
    return re.findall(r'name="when" value="([^"]+)"', response.content.decode())


def is_chosen(response: Any, name: str, value: str) -> bool:
    page = response.content.decode()
    return bool(re.search(rf'name="{name}" value="{re.escape(value)}" checked', page))
