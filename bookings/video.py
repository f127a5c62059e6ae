"""Video meetings behind one small interface. Jitsi: a room of its own for each appointment, lobby on.

Outside the demo that takes a server of the practice's own, or signed tokens. A token lets one person into
one room; the mediator's opens it and passes the lobby, the client's waits in it. What the server has to run
for that is in docs/operations.md.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from .errors import NoVideo

TOKEN_SLACK = timedelta(hours=1)
DEMO_SERVER = "https://meet.jit.si"
# Anybody may open a room there, so whoever comes first is its host: never for a practice without tokens.
PUBLIC_SERVERS = frozenset({"meet.jit.si", "8x8.vc", "meet.ffmuc.net", "meet.systemli.org"})


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
    """A Jitsi Meet server; with `app_id` and `secret` each guest gets a token of their own (HS256), which
    ends an hour after the meeting."""

    url: str
    app_id: str = ""
    secret: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_signed(self) -> bool:
        return bool(self.app_id and self.secret)

    def address(self, room: str, guest: Guest, *, ends_at: datetime) -> str:
        name = room.lower()  # XMPP folds the room's name, and the token is compared with what is left
        query = f"?{urlencode({'jwt': self._token(name, guest, ends_at)})}" if self.is_signed else ""
        return f"{self.url.rstrip('/')}/{quote(name)}{query}#{_options(guest)}"

    def _token(self, room: str, guest: Guest, ends_at: datetime) -> str:
        claims = {
            "aud": self.app_id,
            "iss": self.app_id,
            "sub": self.host,
            "room": room,
            "exp": int((ends_at + TOKEN_SLACK).timestamp()),
            "context": {"user": _rights(guest)},
        }
        return jwt.encode(claims, self.secret, algorithm="HS256")


def _rights(guest: Guest) -> dict[str, Any]:
    """What Jitsi's modules read: `affiliation` (token_affiliation), `lobby` (token_lobby_ondemand) and
    `lobby_bypass` (token_lobby_bypass, for a server where every room has a lobby)."""
    return {
        "name": guest.name,
        "affiliation": "owner" if guest.is_host else "member",
        "lobby": not guest.is_host,
        "lobby_bypass": guest.is_host,
    }


def _options(guest: Guest) -> str:
    """Settings of the page, in the part of the address that no server sees; each value is JSON."""
    options = {
        "config.lobby.autoKnock": True,
        "config.prejoinConfig.enabled": True,
        "config.disableDeepLinking": True,
        "config.subject": "Appointment",
        "userInfo.displayName": guest.name,
    }
    return urlencode({name: json.dumps(value) for name, value in options.items()}, quote_via=quote)


def new_room() -> str:
    """An unguessable name (128 bits) that survives being folded to small letters."""
    return secrets.token_hex(16)


def configured() -> Jitsi | None:
    """The server that the settings name, whether or not it may be used."""
    if settings.VIDEO_URL:
        return Jitsi(settings.VIDEO_URL, settings.VIDEO_APP_ID, settings.VIDEO_SECRET)
    return Jitsi(DEMO_SERVER) if settings.DEMO else None


def is_guarded() -> bool:
    """Whether it is known that nobody enters without the mediator: a server that asks for our tokens."""
    server = configured()
    return server is not None and server.is_signed


def provider() -> VideoProvider:
    """The practice's video server; the demo may use a public one. Raises NoVideo where none may be used."""
    server = configured()
    if server is None or not (settings.DEMO or server.is_signed or server.host not in PUBLIC_SERVERS):
        raise NoVideo
    return server
