"""The append-only record of decisions. Triggers in the database refuse UPDATE, DELETE and TRUNCATE."""

from django.conf import settings
from django.db import models

from mediation.core.tracking import keep_table


class AuditEntry(models.Model):
    """Who did what to what, and when (UTC). Holds references and codes, never names or addresses."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, help_text="client, staff or system")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index("subject_type", "subject_id", name="core_audit_subject"),
            models.Index("at", name="core_audit_at"),
        ]
        verbose_name_plural = "audit entries"
        triggers = [keep_table()]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"
