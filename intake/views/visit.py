"""What a visitor asked for in this session, which ends with the browser or at /leave."""

from __future__ import annotations

from django.http import HttpRequest

from intake.models import CallbackRequest

CALL = "call"


def remember_asked(request: HttpRequest, asked: CallbackRequest) -> None:
    request.session.cycle_key()
    request.session[CALL] = asked.pk


def asked_here(request: HttpRequest) -> CallbackRequest | None:
    """The call that was asked for in this session."""
    pk = request.session.get(CALL)
    rows = CallbackRequest.objects.select_related("contact", "window")
    return rows.filter(pk=pk).first() if pk else None
