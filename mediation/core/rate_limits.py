"""Limits against abuse, counted in PostgreSQL."""

import ipaddress
from datetime import datetime, timedelta

from django.db import connection

from .encryption import blind_index
from .errors import TooManyAttempts
from .models import RateCounter


def network_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, or the /64 that an IPv6 household has to itself.

    Empty for this machine's own addresses: a proxy that is not in TRUSTED_PROXIES speaks for everybody, and a
    limit on it would lock everybody out. Raises ValueError for what is no address.
    """
    found = ipaddress.ip_address(address)
    if found.is_loopback:
        return ""
    return str(ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False))


def spend(purpose: str, who: str, *, limit: int, window: timedelta, now: datetime) -> None:
    """Count one try by `who` (an address or a session key; only its fingerprint is stored).

    The window is fixed: it starts at multiples of its length. Raises TooManyAttempts past `limit`; the
    count is one atomic statement, so parallel tries cannot slip through. An empty `who` is not counted.
    """
    if not who:
        return
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
