"""What a mediator did about a case outside its meetings."""

from django.conf import settings
from django.db import models

from bookings.enums import LogKind
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices


class CaseLogEntry(models.Model):
    """A consultation with the PPC, or a safeguarding referral. For the case's mediators and managers alone;
    the database refuses to change it. `happened_on` is a day in the UK, `recorded_at` is UTC."""

    case = models.ForeignKey("intake.Case", models.PROTECT, related_name="log")
    kind = models.CharField(max_length=12, choices=choices(LogKind))
    happened_on = models.DateField()
    with_whom = EncryptedTextField(help_text="the consultant, or the council or body")
    words = EncryptedTextField(help_text="what was talked about, or passed on")
    decided = EncryptedTextField(help_text="what was decided or is to be done")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "case log entries"
        constraints = [
            models.CheckConstraint(name="bookings_log_kind_known", condition=models.Q(kind__in=list(LogKind)))
        ]

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"
