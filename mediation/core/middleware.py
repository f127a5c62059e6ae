"""What every request passes through."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from .error_pages import is_outage, unavailable

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
