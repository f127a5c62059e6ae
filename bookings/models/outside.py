"""Calendars outside this practice: those of a mediator that we read, and the feed of ours that they read."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from bookings.enums import FeedStyle
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import OutsideFault, choices
from mediation.core.tracking import tracked


class ExternalCalendar(models.Model):
    """Another calendar of a mediator, by its secret address. Times are UTC.

    Busy times come from the last reading that worked (`read_at`), however long ago that is.
    """

    mediator = models.ForeignKey("bookings.Mediator", models.CASCADE, related_name="external_calendars")
    name = EncryptedTextField(help_text="what the mediator calls it")
    url = EncryptedTextField(help_text="whoever knows it can read the calendar")
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="when it was last read, or found unchanged")
    expanded_at = models.DateTimeField(null=True, help_text="when its entries were last worked out anew")
    tried_at = models.DateTimeField(null=True)
    next_read_at = models.DateTimeField(db_index=True)
    failing_since = models.DateTimeField(null=True, help_text="of the first failure in a row")
    failures = models.PositiveSmallIntegerField(default=0, help_text="in a row")
    fault = models.CharField(max_length=20, blank=True, choices=choices(OutsideFault))
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bookings_failing_has_fault",
                condition=Q(failing_since__isnull=True, fault="")
                | Q(Q(failing_since__isnull=False), ~Q(fault="")),
            ),
        ]

    def __str__(self) -> str:
        return f"external calendar {self.pk}"


class ExternalBusy(models.Model):
    """A time that an external calendar says is taken: half-open, UTC, and nothing about what it is.

    A rule, not a claim: read and written under the mediator's lock, and never a reason to cancel anything.
    """

    calendar = models.ForeignKey(ExternalCalendar, models.CASCADE, related_name="busy")
    mediator = models.ForeignKey("bookings.Mediator", models.CASCADE, related_name="+")
    span = DateTimeRangeField()

    class Meta:
        verbose_name_plural = "external busy times"
        indexes = [GistIndex(fields=["mediator", "span"], name="bookings_external_busy")]
        constraints = [
            models.CheckConstraint(name="bookings_external_busy_not_empty", condition=Q(span__isempty=False))
        ]

    def __str__(self) -> str:
        return f"{self.span.lower:%d %b %H:%M} to {self.span.upper:%d %b %H:%M}"


@tracked(exclude=("read_at",))
class CalendarFeed(models.Model):
    """A secret address at which a mediator's own calendar program reads when they are busy here.

    Only the fingerprint of its secret is kept. It works until somebody revokes it.
    """

    mediator = models.ForeignKey("bookings.Mediator", models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    style = models.CharField(max_length=8, choices=choices(FeedStyle), default=FeedStyle.BUSY)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="about when somebody last read it")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "mediator", name="bookings_one_live_feed", condition=Q(revoked_at__isnull=True)
            ),
            models.CheckConstraint(name="bookings_feed_style_known", condition=Q(style__in=list(FeedStyle))),
        ]

    def __str__(self) -> str:
        return f"calendar feed {self.pk} ({self.style})"
