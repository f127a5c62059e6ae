"""Requests for a call: the weekly template, the windows made from it, the requests, and what happened."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from intake.enums import (
    Answer,
    CallbackAgain,
    CallbackEventKind,
    CallbackPriority,
    CallbackState,
    CallbackTopic,
    CallbackWhen,
)
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class CallbackHours(models.Model):
    """When the practice rings people back on one ISO weekday, UK wall clock; windows are cut out of it.

    `capacity` is how many calls one window takes. `closes` 00:00 is the next midnight.
    """

    weekday = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)])
    opens = models.TimeField()
    closes = models.TimeField()
    capacity = models.PositiveSmallIntegerField(default=2, help_text="calls in one window")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "callback hours"
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="intake_callback_weekday", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"weekday {self.weekday}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class CallbackWindow(models.Model):
    """Half an hour in which we ring people back. Every attempt takes one unit of its capacity. Times are UTC.

    Made ahead from `CallbackHours`; the constraint and a conditional update keep it from overfilling.
    """

    starts_at = models.DateTimeField(unique=True)
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True, help_text="closed by staff, a closure or changed hours")

    class Meta:
        constraints = [
            models.CheckConstraint(name="intake_window_not_overfull", condition=Q(used__lte=F("capacity"))),
            models.CheckConstraint(name="intake_window_in_order", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"window {self.starts_at:%Y-%m-%d %H:%M}Z, {self.used} of {self.capacity}"


@tracked(exclude=("lease_until",))
class CallbackRequest(models.Model):
    """Somebody asked us to ring. Anybody can type somebody's number: staff confirm before they name us.

    `open_from` and `open_until` (UTC) bound the attempt that is due: the window that was chosen, or, for "as
    soon as you can", from the request on without an end. Deleted with its events on `purge_on`.
    """

    reference = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=10, choices=choices(CallbackState), default=CallbackState.WAITING)
    priority = models.PositiveSmallIntegerField(
        choices=[(int(one), one.name.lower()) for one in CallbackPriority], default=CallbackPriority.GENERAL
    )
    name = EncryptedTextField(help_text="the name to use on the phone")
    contact = models.OneToOneField("intake.ContactPreferences", models.PROTECT, related_name="callback")
    topic = models.CharField(max_length=16, choices=choices(CallbackTopic))
    question = EncryptedTextField(blank=True, help_text="what the guides did not answer, in their words")
    when = models.CharField(max_length=10, choices=choices(CallbackWhen))
    again = models.CharField(max_length=10, choices=choices(CallbackAgain), default=CallbackAgain.NEVER)
    own_time = EncryptedTextField(blank=True, help_text="a safe time in their own words")
    window = models.ForeignKey(CallbackWindow, models.PROTECT, null=True, blank=True, related_name="requests")
    open_from = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)
    hearing_soon = models.CharField(max_length=8, blank=True, choices=choices(Answer))
    safe_to_talk = models.CharField(max_length=8, blank=True, choices=choices(Answer))
    asked_by_name = EncryptedTextField(blank=True, help_text="who asked on the client's behalf")
    asked_by_relationship = EncryptedTextField(blank=True)
    consent_at = models.DateTimeField(help_text="consent to be contacted about this enquiry")
    notices_shown = models.JSONField(default=dict, help_text="version of each notice that was on the page")
    recording_objection = models.BooleanField(default=False)
    marketing_consent = models.BooleanField(default=False)
    source_page = models.CharField(max_length=40, blank=True, help_text="neutral name of the page")
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    sla_warn_at = models.DateTimeField(help_text="when staff are warned that the promise is near; fixed")
    sla_due_at = models.DateTimeField(help_text="when somebody should have been reached; fixed at creation")
    first_attempt_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=60, blank=True)
    appointment_id = models.BigIntegerField(null=True, blank=True, help_text="the booking that it became")
    purge_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_callback_claim_whole",
                condition=~Q(state=CallbackState.CLAIMED)
                | Q(claimed_by__isnull=False, lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "priority",
                "created_at",
                name="intake_callback_queue",
                condition=Q(state__in=[CallbackState.WAITING, CallbackState.CLAIMED]),
            ),
            models.Index(
                "sla_warn_at",
                name="intake_callback_sla",
                condition=Q(first_attempt_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CallbackEvent(models.Model):
    """One thing that happened to a request. A trigger refuses changes, and deletion outside the purge."""

    request = models.ForeignKey(CallbackRequest, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=choices(CallbackEventKind))
    actor_kind = models.CharField(max_length=10, help_text="client, staff or system")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    details = models.JSONField(default=dict, help_text="codes and references, never names")
    note = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} of request {self.request_id}"
