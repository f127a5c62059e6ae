"""A visitor's steps, as requests: what a browser would send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from bookings import manage_links
from bookings.models import Appointment
from intake.models import Draft
from mediation.core import links
from mediation.core.models import SecretLink

ONE_PM = "2026-11-24T13:00Z"
TWO_PM = "2026-11-24T14:30Z"
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "safe": {"danger_now": "no", "device_private": "yes"},
    "you": {
        "name": "Alex Winter",
        "email": "alex@example.org",
        "email_private": "yes",
        "phone": "",
        "calendar_safe": "on",
    },
    "about": {"other_name": "Robin Field", "matter": ["children"]},
    "meeting": {"funding": "pay"},
    "notices": {},
}
TOKEN_FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def hold(client: Client, start: str = ONE_PM, **fields: str) -> Any:
    return client.post("/book/hold/", {"start": start, **fields})


def answer(client: Client, slug: str, **changes: Any) -> Any:
    return client.post(f"/book/step/{slug}/", {**ANSWERS[slug], **changes})


def answer_all(client: Client) -> None:
    """From the hold to the check."""
    for slug in ANSWERS:
        assert answer(client, slug).status_code == 302


def confirm(client: Client) -> Any:
    draft = Draft.objects.get(key=client.session["draft"])
    return client.post("/book/check/", {"key": draft.confirm_key})


def manage_path(appointment: Appointment) -> str:
    """The path of the client's secret link, e.g. /b/TOKEN/."""
    return "/" + manage_links.manage_url(appointment).split("/", 3)[3]


def resume_path(draft: Draft) -> str:
    return "/" + manage_links.resume_url(draft).split("/", 3)[3]


def link_of(scope: str, subject_id: int) -> SecretLink:
    return SecretLink.objects.get(scope=scope, subject_id=subject_id)


def digits_of(link: SecretLink) -> str:
    """The newest code, as the e-mail would tell it."""
    link.refresh_from_db()
    digits = links.code_for(link, link.code_version)
    assert digits
    return digits


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def without_token(page: bytes) -> bytes:
    """The page as every visitor gets it."""
    return TOKEN_FIELD.sub(b"", page)


def title_of(response: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL)
    assert found
    return found.group(1).strip()
