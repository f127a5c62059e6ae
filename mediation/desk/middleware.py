"""What every page of the desk and of the admin site passes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import staff_sessions
from .kept_forms import ask_again, sign_in_again

STAFF, ACCOUNT, ADMIN = "/staff/", "/staff/account/", "/staff/admin/"
ADMIN_DOORS = frozenset({f"{ADMIN}login/", f"{ADMIN}logout/"})


class StaffSessionMiddleware:
    """Staff sessions end by themselves; without a second step they reach only the pages that set one up.

    What is changed in the admin site are settings: there too they show who they are once more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.path_info.startswith(STAFF) or SESSION_KEY not in request.session:
            return None
        if staff_sessions.is_over(request.session):
            return sign_in_again(request)
        if not staff_sessions.is_background(request):
            staff_sessions.note_seen(request.session)
        if request.path_info.startswith(ACCOUNT) or not request.user.is_authenticated:
            return None
        if staff_sessions.lacks_second_factor(request):
            return redirect("mfa_index")
        return ask_again(request) if _is_an_old_hand(request) else None


def _is_an_old_hand(request: HttpRequest) -> bool:
    """Somebody who changes something in the admin site and signed in a while ago."""
    changes = request.method == "POST" and request.path_info.startswith(ADMIN)
    return changes and request.path_info not in ADMIN_DOORS and not staff_sessions.is_recent(request)
