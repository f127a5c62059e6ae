"""One client booking a meeting over HTTP as a browser without JavaScript does, page by page."""

from __future__ import annotations

import http.client
import itertools
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

from .load import LoadError

START = re.compile(rb'name="start" value="([^"]+)"')
HIDDEN = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
LOST_TRIES = 5  # times chosen again after somebody else was quicker
MOST_PAGES = 40

# What is sent with every page of questions; each page takes what it asks for.
ANSWERS: tuple[tuple[str, str], ...] = (
    ("danger_now", "no"),
    ("device_private", "yes"),
    ("matter", "children"),
    ("child_country", "england"),
    ("name", "Alex Winter"),
    ("email", "alex@example.org"),
    ("email_private", "yes"),
    ("phone", "07700 900123"),
    ("phone_private", "yes"),
    ("calendar_safe", "on"),
    ("shared_devices", "no"),
    ("other_name", "Robin Field"),
    ("contact_limits", "none"),
    ("afraid", "no"),
    ("child_worry", "no"),
    ("involved", "no"),
    ("funding", "pay"),
)

_households = itertools.count(1)  # limits count addresses, so everybody comes from a household of their own


@dataclass(frozen=True, slots=True)
class Booked:
    """How long it took, in seconds: from sending the time to the confirmed page, and two of the steps."""

    whole: float
    hold: float
    confirm: float
    requests: int
    lost: int


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str
    body: bytes
    seconds: float


class Visitor:
    """A browser session of its own on a kept connection. Not shared between threads."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._cookies: dict[str, str] = {}
        number = next(_households)
        self._address = f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"  # RFC 3849
        self.requests = 0

    def book(self) -> Booked:
        """Choose a free time and answer everything. Raises LoadError if that is not what the pages allow."""
        page = self._get("/book/")
        lost = 0
        began = perf_counter()
        while True:
            starts = START.findall(page.body)
            if not starts or lost > LOST_TRIES:
                raise LoadError("No time could be held.")
            held = self._post("/book/hold/", page, [("start", random.choice(starts).decode())])
            if held.status == 302:
                break
            if held.status != 409:
                raise LoadError(f"Holding a time was answered with {held.status}.")
            lost += 1
            page = held
        confirm = self._answer_everything(held.location)
        return Booked(perf_counter() - began, held.seconds, confirm.seconds, self.requests, lost)

    def _answer_everything(self, path: str) -> _Answer:
        """Follow the pages to the confirmed one; returns the answer to the sending that booked."""
        sent: _Answer | None = None
        for _ in range(MOST_PAGES):
            page = self._get(path)
            if page.status == 302:
                path = page.location
            elif page.status != 200:
                raise LoadError(f"{path} was answered with {page.status}.")
            elif path.startswith("/book/confirmed/") and sent is not None:
                return sent
            else:
                sent = self._post(path, page, ANSWERS)
                if sent.status != 302:
                    raise LoadError(
                        f"Sending {path} was answered with {sent.status}, not with the next page."
                    )
                path = sent.location
        raise LoadError("The pages have no end.")

    def _get(self, path: str) -> _Answer:
        return self._ask("GET", path)

    def _post(self, path: str, page: _Answer, fields: Iterable[tuple[str, str]]) -> _Answer:
        """Send the form on `page`: its hidden fields, and what was typed or chosen."""
        hidden = [(name.decode(), value.decode()) for name, value in HIDDEN.findall(page.body)]
        body = urlencode([*hidden, *fields])
        # A page with "no-referrer" sends its own forms like this.
        form = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"} | form)

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> _Answer:
        own = {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self._address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        began = perf_counter()
        self._connection.request(method, path, body, own | dict(headers or {}))
        response = self._connection.getresponse()
        content = response.read()
        seconds = perf_counter() - began
        self.requests += 1
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return _Answer(response.status, response.headers.get("Location", ""), content, seconds)
