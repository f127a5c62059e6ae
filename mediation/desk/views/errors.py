"""What a signed-in colleague sees where a page is not there or not theirs: the desk's clothes, and no way out
that is meant for clients. Everybody else gets the public pages."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from mediation.core import error_pages

NOT_FOUND = (
    "We cannot find that page",
    "Check the address. It may be old, or about somebody you do not meet.",
)
DENIED = ("You cannot open this page", "It belongs to another role. Ask a manager if you need it.")
STALE = (
    "This form was open too long",
    "Nothing was saved. Open the page again and send it once more.",
)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    if is_staff(request):
        return _page(request, NOT_FOUND, 404)
    return defaults.page_not_found(request, exception)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    if is_staff(request):
        return _page(request, DENIED, 403)
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW."""
    return _page(request, STALE, 403) if is_staff(request) else error_pages.csrf_failure(request, reason)


def is_staff(request: HttpRequest) -> bool:
    """Only staff sign in; clients have no account. A host that is not ours has no session to look at."""
    session = getattr(request, "session", None)
    return session is not None and SESSION_KEY in session


def _page(request: HttpRequest, words: tuple[str, str], status: int) -> HttpResponse:
    heading, lead = words
    return render(request, "desk/error.html", {"heading": heading, "lead": lead}, status=status)
