"""Django's admin site for mediators, their hours and what can be booked. Bookings themselves are not here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from mediation.core import audit, remembered, settings_history
from mediation.core.audit import Actor

from .models import AppointmentType, DateOverride, Mediator, TimeLabel, TimeOff, WeeklyHours
from .services import hours


class WeeklyHoursInline(admin.TabularInline):
    model = WeeklyHours
    extra = 0


class DateOverrideInline(admin.TabularInline):
    model = DateOverride
    extra = 0


class TimeOffInline(admin.TabularInline):
    model = TimeOff
    extra = 0


@admin.register(Mediator)
class MediatorAdmin(admin.ModelAdmin):
    """Everything is written by `services.hours`, under the mediator's lock."""

    list_display = ("name", "urn", "accreditation", "accreditation_expires_on", "is_active")
    list_filter = ("is_active", "accreditation")
    search_fields = ("name", "urn")
    inlines = (WeeklyHoursInline, DateOverrideInline, TimeOffInline)

    def has_delete_permission(self, request: HttpRequest, obj: Mediator | None = None) -> bool:
        return False  # somebody who has left is made inactive; their meetings stay theirs

    def save_model(self, request: HttpRequest, obj: Mediator, form: Any, change: bool) -> None:
        now = timezone.now()
        settings_history.keep_from_admin(obj, form, private=form.changed_data, user=request.user, now=now)
        hours.save_mediator(obj, actor=Actor.signed_in(request.user), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        form.save_m2m()
        save: list[Any] = []
        delete: list[Any] = []
        for formset in formsets:
            save += formset.save(commit=False)
            delete += formset.deleted_objects
        if not save and not delete:
            return
        uncovered = hours.change_hours(
            mediator=form.instance,
            save=save,
            delete=delete,
            actor=Actor.signed_in(request.user),
            now=timezone.now(),
        )
        if uncovered:
            references = ", ".join(one.reference for one in uncovered)
            messages.warning(request, f"These meetings lie outside the hours now: {references}.")


class OfferAdmin(admin.ModelAdmin):
    """Changes are audited by the names of their fields, and seen at once by this process."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        settings_history.keep_from_admin(obj, form, user=request.user, now=timezone.now())
        super().save_model(request, obj, form, change)
        verb = f"{audit.subject_type(obj)}.saved"
        audit.record_by_staff(request.user, verb, obj, at=timezone.now(), fields=form.changed_data)
        remembered.forget_everything()


@admin.register(AppointmentType)
class AppointmentTypeAdmin(OfferAdmin):
    list_display = ("name", "duration_min", "fee", "mode", "is_offered")


@admin.register(TimeLabel)
class TimeLabelAdmin(OfferAdmin):
    list_display = ("name", "weekdays", "start_not_before", "end_not_after", "position")
