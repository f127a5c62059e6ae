"""What `manage.py check --deploy` says of a practice's own settings."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.checks import video_is_private
from mediation.core.checks import is_a_real_practice

REAL = {
    "DEMO": False,
    "SITE_URL": "https://book.example.org",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
OWN = {"DEMO": False, "VIDEO_URL": "https://video.example.org", "VIDEO_APP_ID": "", "VIDEO_SECRET": ""}
SIGNED = {"VIDEO_APP_ID": "practice", "VIDEO_SECRET": "s" * 40}


def codes(settings: Any, check: Any, **changes: object) -> list[str | None]:
    for name, value in changes.items():
        setattr(settings, name, value)
    return [one.id for one in check(None)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"DEMO": True}, ["core.W001"]),
        ({"SITE_URL": "http://book.example.org"}, ["core.W002"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["core.W003"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, ["core.W003"]),
    ],
)
def test_a_real_practice_has_no_shortcut_of_the_demo(settings: Any, change: Any, found: list[str]) -> None:
    assert codes(settings, is_a_real_practice, **{**REAL, **change}) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (SIGNED, []),
        ({**SIGNED, "VIDEO_URL": "https://meet.jit.si"}, []),
        ({}, ["bookings.I001"]),
        ({"VIDEO_URL": ""}, ["bookings.W001"]),
        ({"VIDEO_URL": "", "DEMO": True}, ["bookings.W001"]),
        ({"VIDEO_URL": "https://meet.jit.si"}, ["bookings.W001"]),
        ({"VIDEO_URL": "http://video.example.org"}, ["bookings.W001"]),
        ({"VIDEO_URL": "video.example.org"}, ["bookings.W001"]),
        ({"VIDEO_APP_ID": "practice"}, ["bookings.W001"]),
        ({"VIDEO_SECRET": "s" * 40}, ["bookings.W001"]),
    ],
)
def test_video_needs_an_own_server_or_signed_tokens(settings: Any, change: Any, found: list[str]) -> None:
    assert codes(settings, video_is_private, **{**OWN, **change}) == found


def test_each_warning_says_what_to_do(settings: Any) -> None:
    settings.VIDEO_URL = "https://meet.jit.si"

    (warning,) = video_is_private(None)

    assert "use your own server, or signed tokens" in str(warning.msg)
    assert "docs/operations.md" in str(warning.hint)
