"""The one table of taken time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from bookings.enums import OCCUPYING, ClaimState
from mediation.core.enums import choices


class SlotClaim(models.Model):
    """Time that a mediator cannot give away twice. The exclusion constraint *is* the guard.

    `span` is the meeting widened by its buffers, half-open, UTC. A hold that has expired still stands here
    until somebody else needs its time.
    """

    mediator = models.ForeignKey("bookings.Mediator", models.PROTECT, related_name="claims")
    appointment_type = models.ForeignKey("bookings.AppointmentType", models.PROTECT, related_name="+")
    span = DateTimeRangeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=choices(ClaimState))
    holder_key = models.CharField(max_length=43, blank=True)
    network = models.CharField(max_length=64, blank=True, help_text="fingerprint of the holder's address")
    held_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True, help_text="holds only")
    assigned_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="bookings_no_overlapping_claims",
                expressions=[("mediator", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(state__in=OCCUPYING),
            ),
            models.CheckConstraint(name="bookings_claim_span_not_empty", condition=Q(span__isempty=False)),
            models.CheckConstraint(
                name="bookings_hold_has_holder_and_end",
                condition=~Q(state=ClaimState.HELD) | (Q(expires_at__isnull=False) & ~Q(holder_key="")),
            ),
            models.UniqueConstraint(
                "holder_key", name="bookings_one_hold_per_visitor", condition=Q(state=ClaimState.HELD)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.starts_at:%d %b %H:%M}"
