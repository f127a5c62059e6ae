"""A visitor's steps, as requests: what a browser would send."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client

from bookings import manage_links
from bookings.models import Appointment
from intake.models import Draft
from intake.questionnaire import Page
from intake.questions import questionnaire
from mediation.core import links
from mediation.core.models import SecretLink

ONE_PM = "2026-11-24T13:00Z"
TWO_PM = "2026-11-24T14:30Z"

# What Alex sends, by question: somebody calm, with nobody else involved. Nothing stands for an empty field.
PLAIN: Mapping[str, Any] = {
    "danger_now": "no",
    "device_private": "yes",
    "matter": ["children"],
    "child_country": "england",
    "name": "Alex Winter",
    "email": "alex@example.org",
    "email_private": "yes",
    "phone": "",
    "calendar_safe": "on",
    "shared_devices": "no",
    "other_name": "Robin Field",
    "contact_limits": "none",
    "afraid": "no",
    "child_worry": "no",
    "involved": "no",
    "funding": "pay",
}
PLAIN_PATH = ("safe", "about", "you", "them", "care", "meeting")
PART_OF_DATE = re.compile(r"_(day|month|year)$")


def fields_of(page: Page, **changes: Any) -> dict[str, Any]:
    """What somebody sends from this page: Alex's answers to its questions, with what is changed in them."""
    given = {**PLAIN, **changes}
    mine = page.keys | {"then"}
    return {name: sent for name, sent in given.items() if PART_OF_DATE.sub("", name) in mine}


ANSWERS: Mapping[str, Mapping[str, Any]] = {
    slug: fields_of(questionnaire().page(slug)) for slug in PLAIN_PATH
}
TOKEN_FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def hold(client: Client, start: str = ONE_PM, **fields: str) -> Any:
    return client.post("/book/hold/", {"start": start, **fields})


def answer(client: Client, slug: str, **changes: Any) -> Any:
    return client.post(f"/book/step/{slug}/", fields_of(questionnaire().page(slug), **changes))


def answer_all(client: Client, **changes: Any) -> list[str]:
    """From wherever they are to the check, whatever pages come; returns the path of each page sent."""
    at, sent = client.get("/book/go-on/")["Location"], []
    while at != "/book/check/":
        if at == "/book/go-on/":
            at = client.get(at)["Location"]
            continue
        slug = at.split("/")[3]
        answered = client.post(at, fields_of(questionnaire().page(slug), **changes))
        assert answered.status_code == 302, f"{at}: {answered.context['form'].errors}"
        assert len(sent) < 40, sent
        sent.append(at)
        at = answered["Location"]
    return sent


def confirm(client: Client, **boxes: str) -> Any:
    draft = Draft.objects.get(key=client.session["draft"])
    return client.post("/book/check/", {"key": draft.confirm_key, **boxes})


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
