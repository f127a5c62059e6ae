"""What staff must see. Text carries references, never names."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from mediation.core.enums import Severity, choices


class Alert(models.Model):
    """Something a person at the practice must do or know; open until somebody closes it."""

    kind = models.CharField(max_length=60)
    severity = models.CharField(max_length=6, choices=choices(Severity))
    text = models.CharField(max_length=300)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=120)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "dedupe_key", name="core_alert_open_once", condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"
