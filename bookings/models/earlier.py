"""Who would come earlier than they booked, and which times they were offered."""

from django.db import models
from django.db.models import Q

from bookings.enums import EarlierState, OfferState
from mediation.core.encryption import EncryptedJSONField
from mediation.core.enums import Channel, choices
from mediation.core.tracking import tracked


@tracked()
class EarlierRequest(models.Model):
    """A client with a booking who wants to hear of earlier times. An offer always lies before that booking.

    `windows` are slugs of time labels that suit them, none of them meaning any time; `warning_minutes` is how
    long before a meeting they have to know. `seen` are the starts (ISO, UTC) that were free when they joined
    and have been ever since: they could have taken those, so these are not offered.
    """

    appointment = models.ForeignKey("bookings.Appointment", models.CASCADE, related_name="earlier_requests")
    windows = EncryptedJSONField(default=list, blank=True)
    warning_minutes = models.PositiveSmallIntegerField(default=120)
    channel = models.CharField(max_length=5, choices=choices(Channel), default=Channel.EMAIL)
    state = models.CharField(max_length=8, choices=choices(EarlierState), default=EarlierState.WAITING)
    seen = models.JSONField(default=list, blank=True)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "appointment", name="bookings_waits_once", condition=Q(state=EarlierState.WAITING)
            ),
            models.CheckConstraint(
                name="bookings_waiting_is_not_closed",
                condition=Q(state=EarlierState.WAITING, closed_at__isnull=True)
                | (~Q(state=EarlierState.WAITING) & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} since {self.joined_at:%d %b %H:%M}"


class Offer(models.Model):
    """One time kept for one person on the list: a held claim, so that their yes is certain to win. UTC."""

    request = models.ForeignKey(EarlierRequest, models.CASCADE, related_name="offers")
    claim = models.OneToOneField("bookings.SlotClaim", models.CASCADE, related_name="offer")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=9, choices=choices(OfferState), default=OfferState.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "request", name="bookings_one_open_offer", condition=Q(state=OfferState.OPEN)
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.starts_at:%d %b %H:%M}"
