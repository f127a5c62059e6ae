"""The practice itself: one per installation."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from mediation.core.colours import HEX, READABLE, contrast
from mediation.core.enums import ClosureKind, NoticeKind, choices
from mediation.core.tracking import tracked

DEFAULT_EXIT = "https://www.bbc.co.uk/weather"

PAGE_COLOURS = ("#fbf9f5", "#ffffff", "#f1ebdf")


def validate_readable_colour(colour: str) -> None:
    """A brand colour carries white words and stands as words on our grounds: 4.5 to 1 on each."""
    if not HEX.fullmatch(colour):
        raise ValidationError("Enter a colour like #0f5c63.")
    if min(contrast(colour, ground) for ground in PAGE_COLOURS) < READABLE:
        raise ValidationError("This colour is too pale to read. Choose a darker one.")


def default_cancellation_tiers() -> list[dict[str, int]]:
    """Hours before the meeting and the per cent of the fee that is then due, longest notice first."""
    return [{"hours_before": 24, "fee_percent": 0}, {"hours_before": 0, "fee_percent": 50}]


def default_reminders() -> list[dict[str, object]]:
    """What is sent before and after a meeting, and when: `core.reminder_rules` is their shape,
    `bookings.reminders` what they mean."""
    return [
        {"what": "reminder", "channel": "email", "minutes_before": 24 * 60},
        {"what": "reminder", "channel": "email", "minutes_before": 2 * 60},
        {"what": "reminder", "channel": "sms", "minutes_before": 2 * 60},
        {"what": "starting", "channel": "email", "minutes_before": 30},
        {"what": "starting", "channel": "sms", "minutes_before": 30},
        {"what": "intake", "channel": "email", "minutes_before": 20 * 60},
        {"what": "legal_aid", "channel": "email", "minutes_before": 22 * 60},
        {"what": "certificate", "channel": "email", "minutes_before": 0},
        {"what": "missed", "channel": "email", "minutes_before": 0},
    ]


def default_document_days() -> dict[str, int]:
    """For how many days papers of each class are kept; `intake.document_retention` is what they mean."""
    return {"call": 90, "court_paper": 180, "legal_aid": 6 * 365 + 2, "other": 365, "refused": 30}


def validate_document_days(days: object) -> None:
    """Whole days from 1 on, for each class. (A visitor's paper goes after 24 hours, which is no setting.)"""
    known = default_document_days()
    if not isinstance(days, dict) or set(days) != set(known):
        raise ValidationError(f"Give the days for each of: {', '.join(known)}.")
    if not all(type(number) is int and 1 <= number <= 36500 for number in days.values()):
        raise ValidationError("Days are whole numbers from 1 on.")


def tel(phone: str) -> str:
    """A number, as people read it, for a tel: link."""
    return "".join(character for character in phone if character.isdigit() or character == "+")


@tracked()
class PracticeSettings(models.Model):
    """Name, contact and policy of the practice. Exactly one row."""

    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, help_text="as people read it, e.g. 0113 496 0000")
    phone_hours = models.CharField(max_length=80, blank=True)
    email = models.EmailField()
    sender_name = models.CharField(
        max_length=60, default="Appointments", help_text="neutral: shown in inboxes"
    )
    brand_colour = models.CharField(max_length=7, default="#0f5c63", validators=[validate_readable_colour])
    exit_url = models.URLField(default=DEFAULT_EXIT, help_text="where Exit this page leads")
    hold_minutes = models.PositiveSmallIntegerField(
        default=15, validators=[MinValueValidator(5), MaxValueValidator(60)]
    )
    hold_limit_minutes = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(15)])
    change_cutoff_minutes = models.PositiveIntegerField(default=120)
    cancellation_tiers = models.JSONField(default=default_cancellation_tiers)
    join_opens_minutes = models.PositiveSmallIntegerField(default=15)
    reminders = models.JSONField(default=default_reminders, blank=True)
    document_days = models.JSONField(
        default=default_document_days,
        validators=[validate_document_days],
        help_text="for how many days people's papers are kept, by class",
    )
    calls_from = models.CharField(
        max_length=30,
        blank=True,
        help_text="the number that our calls show, or withheld; empty: the phone above",
    )
    callback_window_minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(10), MaxValueValidator(240)]
    )
    callback_notice_minutes = models.PositiveSmallIntegerField(default=120)
    callback_days_ahead = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    callback_attempts = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    callback_sla_minutes = models.PositiveSmallIntegerField(
        default=240, help_text="working minutes until somebody should have been rung"
    )
    callback_sla_urgent_minutes = models.PositiveSmallIntegerField(
        default=60, help_text="the same for urgent requests"
    )
    callback_sla_warn_minutes = models.PositiveSmallIntegerField(
        default=30, help_text="working minutes before that at which staff are warned"
    )
    invitation_reminder_days = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="working days after an invitation was sent at which we write once more",
    )
    invitation_close_days = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(2), MaxValueValidator(120)],
        help_text="working days until we stop waiting for an answer; must be more than the above",
    )
    missed_meetings_limit = models.PositiveSmallIntegerField(
        "missed meetings until somebody should ring first",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="from then on our messages ask them to call us, and do not offer to book; empty: never",
    )
    promise_warn_hours = models.PositiveSmallIntegerField(
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(14 * 24)],
        help_text="hours before nothing would be left within 48 hours at which staff are told",
    )
    offer_minutes = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
        help_text="for how long an earlier time is kept for one person",
    )
    join_phone = models.CharField(max_length=30, blank=True, help_text="for people whose video does not work")
    remote_cap_percent = models.PositiveSmallIntegerField(
        "cap on legal-aid meetings held remotely, per cent",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text="from your contract with the Legal Aid Agency; empty: no cap",
    )
    remote_cap_from = models.DateField(
        "first day of a contract year",
        null=True,
        blank=True,
        help_text="of any one; the others follow and precede it",
    )
    remote_cap_months = models.PositiveSmallIntegerField(
        "months in a contract year", default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "practice settings"
        constraints = [
            models.CheckConstraint(name="core_one_practice", condition=Q(id=1)),
            models.CheckConstraint(
                name="core_remote_cap_whole",
                condition=Q(remote_cap_percent__isnull=True) | Q(remote_cap_from__isnull=False),
            ),
            models.CheckConstraint(
                name="core_invitation_reminds_before_closing",
                condition=Q(invitation_close_days__gt=models.F("invitation_reminder_days")),
                violation_error_message="We stop waiting for an answer only after the reminder.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_tel(self) -> str:
        """The number as a tel: link wants it."""
        return tel(self.phone)


@tracked()
class Notice(models.Model):
    """One version of a text that people are shown; the newest in force is used, old ones stay on record."""

    kind = models.CharField(max_length=16, choices=choices(NoticeKind))
    version = models.PositiveIntegerField()
    text = models.TextField(
        help_text="paragraphs separated by an empty line; a line that starts with ## is a heading"
    )
    in_force_from = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("kind", "version", name="core_notice_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} notice {self.version}"


@tracked()
class Closure(models.Model):
    """A day on which the whole practice is closed: a bank holiday of England and Wales, or its own choice."""

    on = models.DateField()
    kind = models.CharField(max_length=12, choices=choices(ClosureKind))
    reason = models.CharField(max_length=100)
    is_open = models.BooleanField("open all the same", default=False, help_text="the practice works that day")

    class Meta:
        constraints = [models.UniqueConstraint("on", "kind", name="core_closure_once")]
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d %b %Y}: {self.reason}"
