"""Django's admin site for recording what happened to a fee. Nothing is taken by this system."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from mediation.core.audit import Actor

from .enums import FundingState
from .models import Funding
from .services import record_funding


@admin.register(Funding)
class FundingAdmin(admin.ModelAdmin):
    """One row per party, opened by their booking: only the state and its reason are entered here."""

    list_display = ("party", "source", "fee", "state", "updated_at")
    list_filter = ("state", "source")
    fields = ("party", "source", "fee", "state", "reason")
    readonly_fields = ("party", "source", "fee")
    list_select_related = ("party",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Funding | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Funding, form: Any, change: bool) -> None:
        record_funding(
            funding=obj,
            state=FundingState(obj.state),
            reason=obj.reason,
            actor=Actor.signed_in(request.user),
            now=timezone.now(),
        )
