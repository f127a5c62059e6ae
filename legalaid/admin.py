"""Django's admin site for recording what happened to a fee. Nothing is taken by this system."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mediation.core import audit
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

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """What somebody pays is a financial record: that it was read is recorded."""
        row = Funding.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        if row is not None and self.has_view_permission(request, row):
            audit.record(Actor.signed_in(request.user), "funding.read", row, at=timezone.now())
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Funding, form: Any, change: bool) -> None:
        record_funding(
            funding=obj,
            state=FundingState(obj.state),
            reason=obj.reason,
            actor=Actor.signed_in(request.user),
            now=timezone.now(),
        )
