"""What every request passes through."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from . import history, uploads
from .error_pages import is_outage, too_large, unavailable

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class ClientAddressMiddleware:
    """Put the client's own address into REMOTE_ADDR, as seen by the outermost proxy that we trust.

    Each proxy appends the address it heard from, so with n trusted proxies the n-th from the right is the
    client's; anything further left could be invented. Without TRUSTED_PROXIES the header is ignored.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        proxies = settings.TRUSTED_PROXIES
        if proxies and len(hops) >= proxies:
            try:
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(hops[-proxies]))
            except ValueError:
                logger.warning("A trusted proxy sent a forwarded address that is not one.")
        return self.get_response(request)


class ReadableRequestMiddleware:
    """Refuse what no page of ours could mean: a NUL in the address or in a cookie, which PostgreSQL does not
    store and which would end as an error of ours. (In forms each field says so itself.)"""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in text for text in (request.path_info, *request.COOKIES.values())):
            raise BadRequest("A NUL in the address or a cookie.")
        return self.get_response(request)


class RequestSizeMiddleware:
    """Refuse what is far too large before any of it is read, with a page that says what to do.

    Only views marked with `takes_files` take more than a form's worth.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        most = uploads.MOST_TOGETHER if uploads.may_take_files(view) else uploads.MOST_OF_A_FORM
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            raise BadRequest("A length that is no number.") from None
        return too_large(request) if length > most else None


class PrivacyHeadersMiddleware:
    """No page is stored by a browser or a proxy, indexed, or named to the next site."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        return response


class HistoryMiddleware:
    """Changes made in this request are recorded as made by whoever is signed in: see `core.history`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def user_id() -> int | None:
            found = request.session.get(SESSION_KEY)
            return int(found) if found else None

        with history.changes_in_request(user_id):
            return self.get_response(request)


class OutageMiddleware:
    """The database is away: say so and give the phone number, instead of an error page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_outage(exception):
            logger.error("The database cannot be reached: %s", type(exception).__name__)
            return unavailable(request)
        return None
