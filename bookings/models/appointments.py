"""Meetings, and the calendar files that tell of them."""

from django.db import models
from django.db.models import F, Q

from bookings.enums import AppointmentState, BookingSource, Mode
from legalaid.fee_fields import Fee
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class Appointment(models.Model):
    """A confirmed meeting of one party with one mediator. Times are UTC.

    `version` grows with every change, and messages are planned for one version.
    """

    reference = models.CharField(max_length=9, unique=True)
    party = models.ForeignKey("intake.Party", models.PROTECT, related_name="appointments")
    appointment_type = models.ForeignKey("bookings.AppointmentType", models.PROTECT, related_name="+")
    mediator = models.ForeignKey("bookings.Mediator", models.PROTECT, related_name="appointments")
    claim = models.OneToOneField("bookings.SlotClaim", models.PROTECT, related_name="appointment")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    mode = models.CharField(max_length=10, choices=choices(Mode))
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=20, choices=choices(AppointmentState), default=AppointmentState.CONFIRMED
    )
    version = models.PositiveIntegerField(default=1)
    wants_gender = models.CharField(max_length=5, blank=True)
    room = models.CharField(
        max_length=43, help_text="unguessable name of the video room, new with every mediator"
    )
    terms_agreed = models.JSONField(
        default=dict, help_text="price, cancellation tiers and consent as confirmed"
    )
    source = models.CharField(
        max_length=10, blank=True, choices=choices(BookingSource), help_text="empty: not known"
    )
    confirm_key = models.CharField(max_length=43, unique=True)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=60, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True, help_text="when staff said how it went")
    certificate_ready_at = models.DateTimeField(null=True, blank=True)
    made_good_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="makes_good",
        help_text="the free meeting that followed one whose video or phone failed",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bookings_appointment_in_order", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="bookings_cancelled_has_time",
                condition=~Q(state=AppointmentState.CANCELLED) | Q(cancelled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index("booked_at", name="bookings_booked_at"),  # reports of a period
            models.Index(
                "cancelled_at", name="bookings_cancelled_at", condition=Q(cancelled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def fee(self) -> Fee:
        """Of this meeting: its own once the person has booked another, else what their file says."""
        earlier: Fee | None = getattr(self, "earlier_fee", None)
        return earlier or self.party.funding

    @property
    def is_confirmed(self) -> bool:
        return self.state == AppointmentState.CONFIRMED


class CalendarInvite(models.Model):
    """The life of one calendar entry: same UID always, SEQUENCE one higher with each change (RFC 5546)."""

    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="invite")
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    method = models.CharField(max_length=7, default="REQUEST")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.method} {self.sequence}"
