"""How long staff stay signed in, and with what they signed in. Kept in the session; times are Unix seconds.

Clients have no account: their sessions are not touched here.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from mediation.core.models import User

BEGAN, SEEN, IDLE = "staff_began", "staff_seen", "staff_idle"
SHARED = "shared_computer"
EVERY = 60  # a sign of somebody is written down once a minute, not with every page
BACKGROUND = "application/json"  # what a page's own scripts accept when nobody pressed anything


def begin(request: HttpRequest) -> None:
    """They have just signed in, wholly."""
    now = int(time.time())
    shared = request.session.get(SHARED)
    idle = settings.SESSION_IDLE_SHARED if shared else settings.SESSION_IDLE
    request.session.update({BEGAN: now, SEEN: now, IDLE: idle})


def is_over(session: Any) -> bool:
    """Nobody was seen for too long, or the day is over. A session without times is not one of ours: over."""
    now = time.time()
    seen, began, idle = (session.get(name) for name in (SEEN, BEGAN, IDLE))
    if seen is None or began is None or idle is None:
        return True
    return bool(now - seen >= idle or now - began >= settings.SESSION_LENGTH)


def note_seen(session: Any) -> None:
    now = int(time.time())
    if now - session[SEEN] >= EVERY:
        session[SEEN] = now


def is_background(request: HttpRequest) -> bool:
    """A page's own request, such as keeping a request for a call: no sign that somebody is there."""
    return request.headers.get("Accept") == BACKGROUND


def lacks_second_factor(request: HttpRequest) -> bool:
    """Signed in with a password alone, where that is not enough. Of what this session itself has shown."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return not any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))


def is_recent(request: HttpRequest) -> bool:
    """They showed who they are a short while ago: by signing in, or once more since."""
    records = get_authentication_records(request, request.user)
    latest = max((one.get("at", 0) for one in records), default=0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def end_all(user: User) -> None:
    """Sign this colleague out everywhere, at once."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])
