"""What somebody tells us about their money. All of it is sealed; only the bare verdict can be searched."""

from django.db import models
from django.db.models import Q

from intake.enums import ContactSafety
from legalaid.findings import Verdict
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked(only_with="party")
class MeansAssessment(models.Model):
    """One screening for legal aid: of a party, or of a visitor without a booking. Times are UTC.

    A visitor's is forgotten 30 days after the last page, 24 hours where no safe channel is known; a party's
    stays with their file.
    """

    key = models.CharField(max_length=43, unique=True, help_text="random; names it in the session")
    party = models.ForeignKey(
        "intake.Party", models.PROTECT, null=True, blank=True, related_name="means_assessments"
    )
    answers = EncryptedJSONField(default=dict)
    questionnaire_version = models.CharField(max_length=20)
    goes_on = models.BooleanField(default=False, help_text="chose to answer on after an early result")
    email = EncryptedTextField(blank=True, help_text="of a visitor, for the link back")
    email_safety = models.CharField(
        max_length=24, choices=choices(ContactSafety), default=ContactSafety.UNKNOWN
    )
    assessed_on = models.DateField(null=True, help_text="the day whose limits were used, UK time")
    verdict = models.CharField(max_length=24, choices=choices(Verdict), blank=True)
    outcome = EncryptedJSONField(default=dict, help_text="verdict, working and evidence as they were shown")
    thresholds_version = models.CharField(max_length=10, blank=True, help_text="the table's row, by its date")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    forget_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legalaid_visitors_are_forgotten",
                condition=Q(forget_at__isnull=False) | Q(party__isnull=False),
            ),
            models.CheckConstraint(
                name="legalaid_email_safety_known", condition=Q(email_safety__in=list(ContactSafety))
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk}"
