"""Django's admin site for when we ring people back. Requests and their people are not here, on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from mediation.core import audit
from mediation.core.times import local_day

from .models import CallbackHours, CallbackWindow
from .services import callback_windows


@admin.register(CallbackHours)
class CallbackHoursAdmin(admin.ModelAdmin):
    """A change lays out the windows anew at once; each is in the audit trail by the names of its fields."""

    list_display = ("weekday", "opens", "closes", "capacity", "valid_from", "valid_to")

    def save_model(self, request: HttpRequest, obj: CallbackHours, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._changed(request, obj, "callbackhours.saved", form.changed_data)

    def delete_model(self, request: HttpRequest, obj: CallbackHours) -> None:
        audit.record_by_staff(request.user, "callbackhours.deleted", obj, at=timezone.now(), fields=())
        super().delete_model(request, obj)
        self._lay_out(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CallbackHours]) -> None:
        for one in queryset:
            self.delete_model(request, one)

    def _changed(self, request: HttpRequest, obj: CallbackHours, verb: str, fields: list[str]) -> None:
        audit.record_by_staff(request.user, verb, obj, at=timezone.now(), fields=fields)
        self._lay_out(request)

    def _lay_out(self, request: HttpRequest) -> None:
        made = callback_windows.make_windows(today=local_day(timezone.now()))
        messages.info(
            request, f"Times for calls: {made.created} new, {made.closed} closed, {made.reopened} open again."
        )


class WindowForm(forms.ModelForm):
    def clean_capacity(self) -> int:
        capacity = self.cleaned_data["capacity"]
        if capacity < self.instance.used:
            raise forms.ValidationError(f"{self.instance.used} calls are promised for this time already.")
        return int(capacity)


@admin.register(CallbackWindow)
class CallbackWindowAdmin(admin.ModelAdmin):
    """Windows are made from the hours; by hand one may take more or fewer calls, or be closed.

    What is edited by hand is then left as it is (`make_windows`). Only the two fields are written, because
    calls are promised while the page is open.
    """

    form = WindowForm
    fields = ("starts_at", "ends_at", "used", "capacity", "is_open")
    readonly_fields = ("starts_at", "ends_at", "used")
    list_display = ("starts_at", "ends_at", "used", "capacity", "is_open")
    list_filter = ("is_open",)
    date_hierarchy = "starts_at"
    ordering = ("starts_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CallbackWindow | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CallbackWindow, form: Any, change: bool) -> None:
        callback_windows.edit_window(
            obj,
            capacity=obj.capacity,
            is_open=obj.is_open,
            actor=audit.Actor.signed_in(request.user),
            fields=form.changed_data,
            now=timezone.now(),
        )
