"""Limits against abuse, counted in PostgreSQL."""

from datetime import datetime, timedelta

from django.db import connection

from .encryption import blind_index
from .errors import TooManyAttempts
from .models import RateCounter


def spend(purpose: str, who: str, *, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try by `who` (an address or a session key; only its fingerprint is stored).

    The window is fixed: it starts at multiples of its length. Raises TooManyAttempts past `limit`; the
    count is one atomic statement, so parallel tries cannot slip through.
    """
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_ratecounter (key, window_start, used) VALUES (%s, %s, 1) "
            "ON CONFLICT (key, window_start) DO UPDATE SET used = core_ratecounter.used + 1 RETURNING used",
            [blind_index(who, purpose=f"rate:{purpose}"), start],
        )
        (used,) = cursor.fetchone()
    if used > limit:
        raise TooManyAttempts


def forget_old_counters(*, now: datetime) -> int:
    """Delete counters of windows that began more than a day ago."""
    return RateCounter.objects.filter(window_start__lt=now - timedelta(days=1)).delete()[0]
