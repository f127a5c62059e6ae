"""What somebody answered about who is involved: sealed in their visit, and whether they want it kept."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest

from mediation.core.encryption import decrypt, encrypt
from mediation.core.errors import Undecipherable

KEPT, WANTED = "who", "who_kept"  # in the session
SEALED_AS = "session.who"


def answers(request: HttpRequest) -> Mapping[str, str]:
    """What was answered in this visit; nothing where it cannot be opened any more."""
    sealed = request.session.get(KEPT)
    if not isinstance(sealed, str):
        return {}
    try:
        return dict(json.loads(decrypt(sealed, where=SEALED_AS)))
    except Undecipherable:
        return {}


def save(request: HttpRequest, given: Mapping[str, str]) -> None:
    request.session[KEPT] = encrypt(json.dumps(dict(given)), where=SEALED_AS)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)
    request.session.pop(WANTED, None)


def want_kept(request: HttpRequest, *, wanted: bool) -> None:
    """They want these answers with their booking, or no longer."""
    request.session[WANTED] = wanted


def is_wanted(request: HttpRequest) -> bool:
    return bool(request.session.get(WANTED))
