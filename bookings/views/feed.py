"""The feed that a mediator's own calendar program reads: no sign-in, no session, only the secret address."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bookings.enums import FeedStyle
from bookings.feed_files import AHEAD, BACK, feed_file
from bookings.queries.outside import meetings_of_feed
from bookings.services.feeds import feed_of, note_reading
from mediation.core import rate_limits
from mediation.core.errors import TooManyAttempts

# A calendar service reads many people's feeds from few addresses, each some times an hour.
PER_HOUR = 1200


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Busy times as a calendar file. Unknown and revoked addresses get the same bare 404."""
    now = timezone.now()
    try:
        network = rate_limits.network_of(request.META["REMOTE_ADDR"])
        rate_limits.spend("calendar feed", network, limit=PER_HOUR, window=timedelta(hours=1), now=now)
    except TooManyAttempts:
        return _plain("Too many requests\n", status=429, **{"Retry-After": "3600"})
    found = feed_of(token)
    if found is None or not found.mediator.is_active:
        return _plain("Not found\n", status=404)
    note_reading(found, now=now)
    meetings = meetings_of_feed(found.mediator, start=now - BACK, end=now + AHEAD)
    content = feed_file(meetings, FeedStyle(found.style))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = etag
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer or response


def _plain(words: str, *, status: int, **headers: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain", headers=headers)
