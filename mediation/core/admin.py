"""Django's admin site for the practice itself. Drafts, parties and their answers are not here, on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from . import audit, remembered, settings_history
from .enums import Role
from .models import Closure, Notice, PracticeSettings, User
from .reminder_rules import problem_with


class PracticeForm(forms.ModelForm):
    """Tiers and reminders are read by every confirmation, so a wrong shape must not get in."""

    exit_url = forms.URLField(assume_scheme="https", help_text="where Exit this page leads")

    def clean_cancellation_tiers(self) -> list[dict[str, int]]:
        tiers = self.cleaned_data["cancellation_tiers"]
        if not isinstance(tiers, list) or not all(_is_tier(one) for one in tiers):
            raise ValidationError(
                'Enter a list like [{"hours_before": 24, "fee_percent": 0}], per cent from 0 to 100.'
            )
        return tiers

    def clean_reminders(self) -> list[dict[str, Any]]:
        # An empty list is a choice: this practice sends none. JSONField makes None of an empty box.
        rules: list[dict[str, Any]] = self.cleaned_data["reminders"]
        problem = problem_with(rules)
        if problem:
            raise ValidationError(problem)
        return rules

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("remote_cap_percent") is not None and not cleaned.get("remote_cap_from"):
            self.add_error("remote_cap_from", "Enter the first day of a contract year: a cap needs one.")
        return cleaned


# A change of these is kept with its values, so that a count under an earlier contract can be understood.
CAP_FIELDS = ("remote_cap_percent", "remote_cap_from", "remote_cap_months")


def _cap_of(form: Any) -> dict[str, dict[str, str]]:
    """What the cap was and what it is now, where it was changed."""
    if not set(CAP_FIELDS) & set(form.changed_data):
        return {}
    before = {name: str(form.initial.get(name)) for name in CAP_FIELDS}
    return {"before": before, "after": {name: str(form.cleaned_data[name]) for name in CAP_FIELDS}}


def _is_tier(one: object) -> bool:
    if not isinstance(one, dict) or set(one) != {"hours_before", "fee_percent"}:
        return False
    hours, percent = one["hours_before"], one["fee_percent"]
    return type(hours) is int and type(percent) is int and hours >= 0 and 0 <= percent <= 100


@admin.register(PracticeSettings)
class PracticeSettingsAdmin(admin.ModelAdmin):
    """The one row, which is never deleted; each change is in the audit trail by the names of its fields."""

    form = PracticeForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not PracticeSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: PracticeSettings | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: PracticeSettings, form: Any, change: bool) -> None:
        obj.pk, now = 1, timezone.now()
        settings_history.keep_from_admin(obj, form, user=request.user, now=now)
        super().save_model(request, obj, form, change)
        audit.record_by_staff(request.user, "practice.saved", obj, at=now, fields=form.changed_data)
        if cap := _cap_of(form):
            audit.record(audit.Actor.signed_in(request.user), "practice.remote_cap", obj, at=now, **cap)
        remembered.forget_everything()


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """To read only: a new version is written at the desk, where it is seen first; none is ever changed."""

    list_display = ("kind", "version", "in_force_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ("on", "kind", "reason", "is_open")
    list_filter = ("kind", "is_open")
    date_hierarchy = "on"

    def save_model(self, request: HttpRequest, obj: Closure, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record_by_staff(request.user, "closure.saved", obj, at=timezone.now(), fields=form.changed_data)


def _is_owner(user: object) -> bool:
    return isinstance(user, User) and user.role == Role.OWNER


def _may_touch(user: object, other: User) -> bool:
    return isinstance(user, User) and user.pk != other.pk and (_is_owner(user) or other.role != Role.OWNER)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Who may sign in, and as what. Nobody is deleted: an account that is over is switched off.

    Nobody gives a colleague a password or another address here, or they could sign in as them: accounts are
    made on the desk, where the colleague gets a link to choose a password of their own.
    """

    fieldsets = (
        (None, {"fields": ("email", "name", "role")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    list_display = ("email", "name", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:  # Django's page for a colleague's password
        raise PermissionDenied

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Owners are changed by owners alone, and nobody changes their own account here."""
        if obj is not None and not _may_touch(request.user, obj):
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return ("email",) if _is_owner(request.user) else ("email", "is_staff", "is_superuser")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role" and not _is_owner(request.user):
            kwargs["choices"] = [pair for pair in db_field.choices if pair[0] != Role.OWNER]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record_by_staff(request.user, "user.saved", obj, at=timezone.now(), fields=form.changed_data)
