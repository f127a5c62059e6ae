"""The way into a video meeting: whose room it is, who lets people in, and where it may be held."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
import pytest

from bookings import video
from bookings.errors import NoVideo
from bookings.models import AppointmentType, Mediator
from tests import factories

ENDS = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SECRET = "a secret of at least thirty-two bytes"
SIGNED = video.Jitsi("https://video.example.org/", "practice", SECRET)
OWN = video.Jitsi("https://video.example.org")
ROOM = "0123456789abcdef0123456789abcdef"


def claims_of(address: str) -> dict[str, Any]:
    token = parse_qs(urlsplit(address).query)["jwt"][0]
    found: dict[str, Any] = jwt.decode(
        token, SECRET, algorithms=["HS256"], audience="practice", options={"verify_exp": False}
    )
    return found


def options_of(address: str) -> dict[str, Any]:
    pairs = (part.split("=", 1) for part in urlsplit(address).fragment.split("&"))
    return {name: json.loads(unquote(value)) for name, value in pairs}


def test_a_room_is_unguessable_and_survives_small_letters() -> None:
    rooms = {video.new_room() for _ in range(100)}

    assert len(rooms) == 100
    assert all(len(room) * 4 >= 128 and set(room) <= set(string.hexdigits.lower()) for room in rooms)


@pytest.mark.django_db
def test_each_appointment_has_a_room_of_its_own(kind: AppointmentType, morgan: Mediator) -> None:
    first = factories.booked(kind)
    second = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)

    assert first.room != second.room
    assert len(first.room) == len(second.room) == 32
    assert first.reference.lower() not in first.room


def test_a_clients_token_opens_one_room_until_an_hour_after_and_waits_in_the_lobby() -> None:
    claims = claims_of(SIGNED.address(ROOM, video.Guest("Alex Winter"), ends_at=ENDS))

    assert claims == {
        "aud": "practice",
        "iss": "practice",
        "sub": "video.example.org",
        "room": ROOM,
        "exp": int((ENDS + timedelta(hours=1)).timestamp()),
        "context": {
            "user": {"name": "Alex Winter", "affiliation": "member", "lobby": True, "lobby_bypass": False}
        },
    }


def test_the_mediators_token_owns_the_room_and_passes_the_lobby() -> None:
    claims = claims_of(SIGNED.address(ROOM, video.Guest("Morgan Ellis", is_host=True), ends_at=ENDS))

    assert claims["context"]["user"] == {
        "name": "Morgan Ellis",
        "affiliation": "owner",
        "lobby": False,
        "lobby_bypass": True,
    }


def test_the_token_names_the_room_as_the_server_will_read_it() -> None:
    address = SIGNED.address("AbC-dEf", video.Guest("Alex"), ends_at=ENDS)

    assert urlsplit(address).path == "/abc-def"
    assert claims_of(address)["room"] == "abc-def"


def test_a_token_signed_with_another_secret_is_none() -> None:
    address = SIGNED.address(ROOM, video.Guest("Alex"), ends_at=ENDS)
    token = parse_qs(urlsplit(address).query)["jwt"][0]

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "another secret of thirty-two bytes!", algorithms=["HS256"], audience="practice")


def test_without_a_secret_there_is_no_token() -> None:
    address = OWN.address(ROOM, video.Guest("Alex"), ends_at=ENDS)

    assert urlsplit(address)[:4] == ("https", "video.example.org", f"/{ROOM}", "")


@pytest.mark.parametrize("name", ["Alex", 'Al"ex', "Al\\ex", "Zoë & Sons #1", "Al=ex;&x=y", "李"])
def test_any_name_reaches_the_room_whole_and_nothing_else_does(name: str) -> None:
    options = options_of(OWN.address(ROOM, video.Guest(name), ends_at=ENDS))

    assert options == {
        "config.lobby.autoKnock": True,
        "config.prejoinConfig.enabled": True,
        "config.disableDeepLinking": True,
        "config.subject": "Appointment",
        "userInfo.displayName": name,
    }


@pytest.mark.parametrize(
    ("demo", "url", "app_id", "secret", "host"),
    [
        (False, "https://video.example.org", "", "", "video.example.org"),
        (False, "https://video.example.org", "practice", SECRET, "video.example.org"),
        (False, "https://meet.jit.si", "practice", SECRET, "meet.jit.si"),
        (True, "", "", "", "meet.jit.si"),
        (True, "https://meet.jit.si", "", "", "meet.jit.si"),
    ],
)
def test_a_meeting_is_held_on_an_own_server_or_with_tokens_and_the_demos_anywhere(
    settings: Any, demo: bool, url: str, app_id: str, secret: str, host: str
) -> None:
    settings.DEMO, settings.VIDEO_URL = demo, url
    settings.VIDEO_APP_ID, settings.VIDEO_SECRET = app_id, secret

    address = video.provider().address(ROOM, video.Guest("Alex"), ends_at=ENDS)

    assert urlsplit(address).hostname == host


@pytest.mark.parametrize(
    ("url", "app_id", "secret"),
    [("", "", ""), ("https://meet.jit.si", "", ""), ("https://MEET.jit.si/", "practice", "")],
)
def test_a_practice_without_a_private_way_has_no_video(
    settings: Any, url: str, app_id: str, secret: str
) -> None:
    settings.DEMO, settings.VIDEO_URL = False, url
    settings.VIDEO_APP_ID, settings.VIDEO_SECRET = app_id, secret

    with pytest.raises(NoVideo):
        video.provider()
