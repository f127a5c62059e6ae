"""Django's CSRF protection, for pages that send no referrer.

Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with our own forms, which Django takes for
a stranger's. What tells them apart is `Sec-Fetch-Site`, which a page cannot set: anything but same-origin is
refused. Browsers too old to send it are held to the token and its SameSite cookie alone.
See docs/decisions/no-referrer-and-csrf.md.
"""

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware


class NoReferrerCsrfMiddleware(CsrfViewMiddleware):
    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))  # type: ignore[misc]
