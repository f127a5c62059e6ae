"""The question that somebody asked a moment ago, so that Back shows its answer again.

It lies sealed in a cookie of the answer page alone, for ten minutes or until they leave: we keep nothing, no
address holds it, and whoever looks at the cookie cannot read it.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mediation.core.encryption import decrypt, encrypt
from mediation.core.errors import Undecipherable

COOKIE, PATH = "asked", "/guides/ask/"
KEPT_FOR = timedelta(minutes=10)
SEALED_AS = "cookie.asked"


def remember(response: HttpResponse, question: str) -> None:
    response.set_cookie(
        COOKIE,
        encrypt(question, where=SEALED_AS),
        max_age=KEPT_FOR,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def recall(request: HttpRequest) -> str:
    """Empty where nothing was asked, or where it cannot be opened any more."""
    try:
        return decrypt(request.COOKIES.get(COOKIE, ""), where=SEALED_AS)
    except Undecipherable:
        return ""


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH)
