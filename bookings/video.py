"""Video meetings behind one small interface. Jitsi: a room of its own for each appointment, lobby on.

A practice runs its own server (VIDEO_URL) or a hosted one with signed tokens (VIDEO_APP_ID and VIDEO_SECRET).
Whoever has the room's address can knock; the lobby keeps them out until the mediator lets them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from .errors import NoVideo

TOKEN_SLACK = timedelta(hours=1)
DEMO_SERVER = "https://meet.jit.si"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who joins: the name others see, and whether they let people in."""

    name: str
    is_host: bool = False


class VideoProvider(Protocol):
    def address(self, room: str, guest: Guest, *, ends_at: datetime) -> str:
        """The https address at which this guest enters the room."""


@dataclass(frozen=True, slots=True)
class Jitsi:
    """A Jitsi Meet server; with `secret` it gets a signed token (HS256) that ends an hour after the meeting."""

    url: str
    app_id: str = ""
    secret: str = ""

    def address(self, room: str, guest: Guest, *, ends_at: datetime) -> str:
        query = f"?{urlencode({'jwt': self._token(room, guest, ends_at)})}" if self.secret else ""
        return f"{self.url.rstrip('/')}/{quote(room)}{query}#{self._options(guest)}"

    def _options(self, guest: Guest) -> str:
        options = {
            "config.lobby.autoKnock": "true",
            "config.prejoinConfig.enabled": "true",
            "config.disableDeepLinking": "true",
            "config.subject": '"Appointment"',
            "userInfo.displayName": f'"{guest.name.replace(chr(34), "")}"',
        }
        return urlencode(options, quote_via=quote)

    def _token(self, room: str, guest: Guest, ends_at: datetime) -> str:
        claims = {
            "aud": self.app_id,
            "iss": self.app_id,
            "sub": urlsplit(self.url).hostname,
            "room": room,
            "exp": int((ends_at + TOKEN_SLACK).timestamp()),
            "moderator": guest.is_host,
            "context": {
                "user": {"name": guest.name, "moderator": guest.is_host, "lobby_bypass": guest.is_host},
                "room": {"lobby": True},
            },
        }
        return jwt.encode(claims, self.secret, algorithm="HS256")


def provider() -> VideoProvider:
    """The practice's video server. The demo may use a public one. Raises NoVideo where none is set."""
    if settings.VIDEO_URL:
        return Jitsi(settings.VIDEO_URL, settings.VIDEO_APP_ID, settings.VIDEO_SECRET)
    if settings.DEMO:
        return Jitsi(DEMO_SERVER)
    raise NoVideo
