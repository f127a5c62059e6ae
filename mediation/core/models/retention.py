"""How long things are kept, what is held back from deletion, and what each night deleted."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import LineState, choices
from mediation.core.retention import ClassKey, Unit
from mediation.core.tracking import tracked


@tracked()
class RetentionClass(models.Model):
    """The period that the practice chose for one class; without a row the class keeps its first period."""

    key = models.CharField(max_length=12, choices=choices(ClassKey), unique=True)
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    unit = models.CharField(max_length=6, choices=choices(Unit))
    because = models.CharField(max_length=300, blank=True, help_text="why the practice chose it")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "retention classes"
        constraints = [
            models.CheckConstraint(name="core_retention_from_one_on", condition=Q(number__gte=1)),
            models.CheckConstraint(name="core_retention_class_known", condition=Q(key__in=list(ClassKey))),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.number} {self.unit}"


@tracked()
class LegalHold(models.Model):
    """Keeps a case, a person's file or a request for a call from being deleted, until somebody lifts it.

    `with_hold`: it stands and falls with that one. Times are UTC, `review_on` a day in the UK.
    """

    subject_type = models.CharField(max_length=40, help_text="case, party or callbackrequest")
    subject_id = models.BigIntegerField()
    with_hold = models.ForeignKey("self", models.CASCADE, null=True, related_name="followers")
    reason = EncryptedTextField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_on = models.DateField(db_index=True)
    reviewed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_because = EncryptedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="core_hold_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "subject_type", "subject_id", name="core_hold_standing", condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"hold on {self.subject_type}:{self.subject_id}"


class PurgeRun(models.Model):
    """One night's deletion, or a dry run of it. Without an end it was interrupted, and the next goes on."""

    is_dry = models.BooleanField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    swept = models.JSONField(default=dict, help_text="what goes on its own day, counted by kind")

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{'dry run' if self.is_dry else 'purge'} {self.pk}"


class PurgeLine(models.Model):
    """What a run did with one case that was due, or would have done. No names: the reference alone."""

    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="lines")
    reference = models.CharField(max_length=9)
    key = models.CharField(max_length=12, choices=choices(ClassKey))
    goes_on = models.DateField(help_text="the first day without it")
    state = models.CharField(max_length=8, choices=choices(LineState))
    because = models.CharField(max_length=200, blank=True, help_text="why it is in this class, or stayed")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("run", "reference", name="core_purge_line_once")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.state}"
