"""System checks: what must be set before this product may run."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .encryption import key_ring
from .errors import KeysMissing


@register(Tags.security)
def keys_are_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """SECRET_KEY and FIELD_KEYS are needed by everything but the rule engines' commands."""
    found: list[CheckMessage] = []
    if not settings.SECRET_KEY:
        found.append(Error("SECRET_KEY is not set. See docs/operations.md.", id="core.E001"))
    try:
        key_ring()
    except KeysMissing as error:
        found.append(Error(str(error), id="core.E002"))
    if settings.DATABASES["default"]["ENGINE"].endswith("dummy"):
        found.append(
            Error(
                "DATABASE_URL is not set. Start the demo with script/server, or see docs/operations.md.",
                id="core.E003",
            )
        )
    return found


@register(Tags.security, deploy=True)
def production_is_private(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Outside the demo, video meetings need an own server or signed tokens, and mail a real server."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Warning("DEMO is on: this must not be a practice's real system.", id="core.W001"))
    if not settings.VIDEO_URL:
        found.append(Warning("VIDEO_URL is not set: clients could not join online meetings.", id="core.W002"))
    return found


def require_keys() -> None:
    """Stop a server that lacks its keys, with every sentence at once. Raises SystemExit."""
    missing = keys_are_set(None)
    if missing:
        raise SystemExit("\n".join(str(one.msg) for one in missing))
