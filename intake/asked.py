"""The question that somebody asked a moment ago, so that Back shows its answer again.

It lies sealed in a cookie of the answer page alone, for ten minutes or until they leave: we keep nothing, no
address holds it, and whoever looks at the cookie cannot read it. Where they want a person to answer, a second
cookie takes it to the page that asks for a call.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mediation.core.encryption import decrypt, encrypt
from mediation.core.errors import Undecipherable

COOKIE, PATH = "asked", "/guides/ask/"
FOR_A_PERSON, PERSON_PATH = "asked_on", "/call/"
KEPT_FOR = timedelta(minutes=10)
SEALED_AS = "cookie.asked"


def remember(response: HttpResponse, question: str) -> None:
    _set(response, COOKIE, PATH, question)


def recall(request: HttpRequest) -> str:
    """Empty where nothing was asked, or where it cannot be opened any more."""
    return _opened(request, COOKIE)


def hand_on(response: HttpResponse, question: str) -> None:
    """They want a person to answer it."""
    _set(response, FOR_A_PERSON, PERSON_PATH, question)


def handed_on(request: HttpRequest) -> str:
    return _opened(request, FOR_A_PERSON)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH)
    response.delete_cookie(FOR_A_PERSON, path=PERSON_PATH)


def _set(response: HttpResponse, name: str, path: str, question: str) -> None:
    response.set_cookie(
        name,
        encrypt(question, where=SEALED_AS),
        max_age=KEPT_FOR,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _opened(request: HttpRequest, name: str) -> str:
    try:
        return decrypt(request.COOKIES.get(name, ""), where=SEALED_AS)
    except Undecipherable:
        return ""
