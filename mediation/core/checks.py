"""System checks of a real practice's settings: `manage.py check --deploy`. What is missing altogether is
`mediation.startup`'s to say."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

UNSENT = ("console", "filebased", "dummy", "locmem")


@register(Tags.security, deploy=True)
def is_a_real_practice(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's shortcuts are off, links lead to a real address, and mail leaves the house."""
    found: list[CheckMessage] = []
    if settings.DEMO:
        found.append(Warning("DEMO is on: this must not be a practice's real system.", id="core.W001"))
    if not settings.SITE_URL.startswith("https://"):
        found.append(Warning("SITE_URL must be the public https address: links lead there.", id="core.W002"))
    if any(name in settings.EMAIL_BACKEND for name in UNSENT):
        found.append(Warning("EMAIL_URL names no mail server: no message would leave.", id="core.W003"))
    return found
