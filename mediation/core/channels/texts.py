"""Text messages: two kinds of provider, and for the demo a folder or the screen. SMS_URL chooses.

A text wakes a phone that others may see, and providers tell no two apart: what may have gone is not repeated.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import phonenumbers
from django.conf import settings
from django.urls import reverse

from mediation.core.enums import Channel
from mediation.env import Texts

from . import web
from .carrier import Letter, Permanent, address_of, id_of

HOME = "GB"


class _TextCarrier:
    may_repeat = False

    def __init__(self) -> None:
        self.texts: Texts = settings.TEXTS

    def send(self, letter: Letter) -> str:
        return self.hand_over(number_of(letter), letter)

    def hand_over(self, number: str, letter: Letter) -> str:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is kept open."""


class Twilio(_TextCarrier):
    """Twilio's Messages API: https://www.twilio.com/docs/messaging/api/message-resource."""

    def hand_over(self, number: str, letter: Letter) -> str:
        sender = "MessagingServiceSid" if self.texts.sender.startswith("MG") else "From"
        form = {"To": number, sender: self.texts.sender, "Body": letter.text.strip()}
        if settings.SITE_URL.startswith("https://"):
            form["StatusCallback"] = settings.SITE_URL + reverse("hooks:twilio")
        signed_in = base64.b64encode(f"{self.texts.user}:{self.texts.secret}".encode()).decode()
        answer = web.post(
            f"{self.texts.url}/2010-04-01/Accounts/{quote(self.texts.user)}/Messages.json",
            urlencode(form).encode(),
            {"Authorization": f"Basic {signed_in}", "Content-Type": "application/x-www-form-urlencoded"},
            seconds=self.texts.seconds,
        )
        said = _read(answer.body)
        if refusal := web.refusal(answer.status, _digits(said.get("code"))):
            raise refusal
        return id_of(said.get("sid"))


class Generic(_TextCarrier):
    """Any provider that takes a text as JSON: see docs/operations.md."""

    def hand_over(self, number: str, letter: Letter) -> str:
        asked = {
            "to": number,
            "from": self.texts.sender,
            "text": letter.text.strip(),
            "reference": letter.key,
        }
        if settings.SITE_URL.startswith("https://"):
            asked["status_url"] = settings.SITE_URL + reverse("hooks:generic")
        headers = {
            "Authorization": f"Bearer {self.texts.secret}",
            "Content-Type": "application/json",
            "Idempotency-Key": letter.key,
        }
        answer = web.post(self.texts.url, json.dumps(asked).encode(), headers, seconds=self.texts.seconds)
        if refusal := web.refusal(answer.status):
            raise refusal
        return id_of(_read(answer.body).get("id"))


class Folder(_TextCarrier):
    """A file for each text: the demo's phone."""

    def hand_over(self, number: str, letter: Letter) -> str:
        folder = Path(self.texts.url)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{letter.key}.txt").write_text(f"To: {number}\n\n{letter.text}", encoding="utf-8")
        return letter.key


class Console(_TextCarrier):
    """Printed where the worker runs."""

    def hand_over(self, number: str, letter: Letter) -> str:
        sys.stdout.write(f"Text message to {number}:\n{letter.text}\n")
        return letter.key


def number_of(letter: Letter) -> str:
    """The number as providers want it, +447700900123. Raises NoClearance, and Permanent for what is none."""
    try:
        number = phonenumbers.parse(address_of(letter.clearance, Channel.SMS), HOME)
    except phonenumbers.NumberParseException:
        raise Permanent("not a phone number") from None
    if not phonenumbers.is_possible_number(number):
        raise Permanent("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _read(body: bytes) -> dict[str, Any]:
    """The answer's JSON object; an empty one where it is none: a yes stays a yes without an id."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _digits(code: object) -> str:
    return str(code) if isinstance(code, int) else ""
