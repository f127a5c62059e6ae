"""Mediators and when they work. Hours are wall-clock times in the mediator's own zone."""

from datetime import date
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bookings.certificates import Period, is_accredited_on
from bookings.enums import Accreditation, Gender
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.times import local_day
from mediation.core.tracking import tracked

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Enter a time zone like Europe/London.")


def validate_ranges(ranges: object) -> None:
    """A list of ["HH:MM", "HH:MM"]; 24:00 is the next midnight."""
    shape = RegexValidator(r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", "Enter times like 09:00 and 17:30.")
    if not isinstance(ranges, list):
        raise ValidationError("Enter a list of times.")
    for pair in ranges:
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValidationError("Each line needs a start and an end.")
        for clock in pair:
            shape(clock)


COME_FIRST = "Enter it once that day has come: they would be offered before it"


def period_of(line: dict[str, str | None]) -> Period:
    """A line of `Mediator.earlier_accreditations`."""
    first = line.get("from")
    return date.fromisoformat(first) if first else None, date.fromisoformat(str(line["until"]))


def validate_periods(lines: object) -> None:
    """Days in order, first to last."""
    try:
        periods = [period_of(one) for one in lines]  # type: ignore[attr-defined]
    except (TypeError, ValueError, AttributeError, KeyError):
        raise ValidationError("Enter days like 2024-06-30.") from None
    if any(first is not None and first > last for first, last in periods):
        raise ValidationError("A period ends before it begins.")


@tracked()
class Mediator(models.Model):
    """Somebody whose time can be booked; `name` and `urn` as on the Family Mediation Council's register."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mediator"
    )
    name = models.CharField("name as on the register", max_length=100)
    urn = models.CharField("registration number (URN)", max_length=12, blank=True, help_text="e.g. 0123A")
    accreditation = models.CharField(
        "FMCA", max_length=12, choices=choices(Accreditation), default=Accreditation.FULL
    )
    accreditation_from = models.DateField(
        "FMCA valid from", null=True, blank=True, help_text="the first day of this period; empty: not known"
    )
    accreditation_expires_on = models.DateField(
        "FMCA valid until", help_text="the last day on which it counts"
    )
    earlier_accreditations = models.JSONField(
        "FMCA before that",
        default=list,
        blank=True,
        validators=[validate_periods],
        help_text='periods that are over: [{"from": "2023-07-01", "until": "2024-06-30"}], from may be null',
    )
    legal_aid_authorised = models.BooleanField(default=False)
    child_inclusive = models.BooleanField("qualified for child-inclusive mediation", default=False)
    dbs_on = models.DateField("date of the enhanced DBS check", null=True, blank=True)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    gender = models.CharField(
        max_length=5,
        blank=True,
        choices=choices(Gender),
        help_text="only if they wish to say; clients may ask for it",
    )
    zone = models.CharField(max_length=40, default="Europe/London", validators=[validate_zone])
    bio = models.CharField(max_length=300, blank=True)
    colour = models.CharField(
        max_length=7, default="#0f5c63", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    target_share = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
        help_text="weight among all",
    )
    signature_place = models.CharField(
        max_length=60, blank=True, help_text="name of the sealed picture of their signature"
    )
    is_active = models.BooleanField(default=True)
    started_on = models.DateField(default=date.today)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bookings_accreditation_in_order",
                condition=Q(accreditation_from__isnull=True)
                | Q(accreditation_from__lte=F("accreditation_expires_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The engine knows the last day of a period alone: one that is still to come would be offered before
        it begins."""
        if self.accreditation_from and self.accreditation_from > local_day(timezone.now()):
            raise ValidationError({"accreditation_from": COME_FIRST})

    def is_accredited_on(self, day: date) -> bool:
        """Whether their FMCA was current on this day, by all periods on record."""
        return is_accredited_on(
            day,
            accreditation=Accreditation(self.accreditation),
            expires_on=self.accreditation_expires_on,
            begins_on=self.accreditation_from,
            earlier=[period_of(one) for one in self.earlier_accreditations],
        )


@tracked()
class WeeklyHours(models.Model):
    """A stretch of every such weekday, within the dates given. An end of 00:00 is the next midnight."""

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(
        choices=WEEKDAYS,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    start = models.TimeField()
    end = models.TimeField()
    valid_from = models.DateField(default=date.today)
    valid_to = models.DateField(null=True, blank=True, help_text="the last day; empty for no end")

    class Meta:
        verbose_name_plural = "weekly hours"
        ordering = ["weekday", "start"]
        constraints = [
            models.CheckConstraint(name="bookings_hours_weekday", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(
                name="bookings_hours_in_order", condition=Q(end="00:00") | Q(end__gt=F("start"))
            ),
            models.CheckConstraint(
                name="bookings_hours_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M} to {self.end:%H:%M}"


@tracked()
class DateOverride(models.Model):
    """The hours of one date, in place of the weekly ones; none means closed. It may open a bank holiday."""

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="overrides")
    on = models.DateField()
    ranges = models.JSONField(
        default=list, blank=True, validators=[validate_ranges], help_text='[["09:00", "13:00"]]'
    )

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint("mediator", "on", name="bookings_one_override_a_day")]

    def __str__(self) -> str:
        return f"{self.on:%d %b %Y}"


@tracked()
class TimeOff(models.Model):
    """Time away; beats every other rule. May be entered over meetings, which then need somebody."""

    mediator = models.ForeignKey(Mediator, models.CASCADE, related_name="time_off")
    span = DateTimeRangeField(help_text="half-open, UTC in the database")
    reason = EncryptedTextField(max_length=100, blank=True, help_text="for staff alone")

    class Meta:
        verbose_name_plural = "time off"
        constraints = [
            models.CheckConstraint(name="bookings_time_off_not_empty", condition=Q(span__isempty=False))
        ]

    def __str__(self) -> str:
        return f"{self.span.lower:%d %b %H:%M} to {self.span.upper:%d %b %H:%M}"
