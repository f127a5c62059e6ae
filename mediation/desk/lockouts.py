"""When passwords are tried too often: who has to wait, and the page that says so.

Counted in PostgreSQL by axes, by fingerprints: neither an address that was typed nor a name is kept. Two
limits: a few wrong passwords for one account from one place; and, much later, many for one account from
anywhere. The second never stops a place from which this colleague signed in lately, so that nobody can lock
a colleague out of their own desk; a passkey is not stopped by either.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mediation.core.encryption import blind_index
from mediation.core.models import AuditEntry
from mediation.core.rate_limits import network_of

SIGNED_IN = "user.signed_in"
KNOWN_FOR = timedelta(days=30)


def account_index(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """The fingerprint of the account that is tried, whether there is one or not."""
    tried = credentials or request.POST
    name = tried.get("email") or tried.get("username") or tried.get("login")
    return blind_index(str(name).strip().lower(), purpose="sign-in") if name else None


def network(request: HttpRequest) -> str:
    """Where it comes from: for IPv6 a household's whole network. See ClientAddressMiddleware."""
    address = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # by a socket, which has no address
    return network_of(address).partition("/")[0] or address


def network_index(request: HttpRequest) -> str:
    return blind_index(network(request), purpose="sign-in network")


class Lockouts(AxesDatabaseHandler):
    """axes' own count for one account from one place, and ours for the account from anywhere."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        here: int = super().get_failures(request, credentials)
        if here < settings.AXES_FAILURE_LIMIT and self._is_under_attack(request, credentials):
            return int(settings.AXES_FAILURE_LIMIT)
        return here

    def _is_under_attack(self, request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
        account = get_client_username(request, credentials)
        since = timezone.now() - get_cool_off(request)
        tries = AccessAttempt.objects.filter(username=account, attempt_time__gt=since)
        count = tries.aggregate(total=Sum("failures_since_start"))["total"] or 0
        if not account or count < settings.SIGN_IN_TRIES_ANYWHERE:
            return False
        known = AuditEntry.objects.filter(
            verb=SIGNED_IN,
            at__gt=timezone.now() - KNOWN_FOR,
            details__account=account,
            details__network=network_index(request),
        )
        return not known.exists()


def wait_page(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """429: how long to wait, and how to go on without. The same for every address that can be typed."""
    wait = get_cool_off(request)
    minutes = math.ceil(wait.total_seconds() / 60)
    response = render(request, "account/wait.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(int(wait.total_seconds()))
    return response
