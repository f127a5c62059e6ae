"""What can be booked, and the words that describe a time."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from bookings.enums import Mode
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class AppointmentType(models.Model):
    """A kind of meeting: how long, how soon, how often, where and for how much."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    duration_min = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(5)])
    step_min = models.PositiveSmallIntegerField(default=30, validators=[MinValueValidator(5)])
    buffer_before_min = models.PositiveSmallIntegerField(default=0)
    buffer_after_min = models.PositiveSmallIntegerField(default=15)
    notice_min = models.PositiveIntegerField(
        default=60, help_text="the least time between booking and meeting"
    )
    horizon_hours = models.PositiveIntegerField(default=48, help_text="the promise: elapsed hours from now")
    bookable_days = models.PositiveSmallIntegerField(
        default=14, help_text="how far ahead later times are shown"
    )
    daily_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="for one mediator on one day"
    )
    fee = models.DecimalField(max_digits=8, decimal_places=2, help_text="pounds, VAT included")
    mode = models.CharField(max_length=10, choices=choices(Mode), default=Mode.ONLINE)
    place = models.CharField(max_length=200, blank=True, help_text="the address, for meetings in person")
    is_offered = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="bookings_type_lengths",
                condition=Q(duration_min__gt=0, step_min__gt=0, fee__gte=0, horizon_hours__gt=0),
            ),
            models.CheckConstraint(
                name="bookings_in_person_has_place", condition=Q(mode=Mode.ONLINE) | ~Q(place="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_min)

    @property
    def before(self) -> timedelta:
        return timedelta(minutes=self.buffer_before_min)

    @property
    def after(self) -> timedelta:
        return timedelta(minutes=self.buffer_after_min)


@tracked()
class TimeLabel(models.Model):
    """Words for a part of the day, e.g. lunch break: a meeting carries them when all of it lies inside."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=40)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="1 is Monday, 7 is Sunday")
    start_not_before = models.TimeField(null=True, blank=True)
    end_not_after = models.TimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
