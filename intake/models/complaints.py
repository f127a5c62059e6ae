"""Complaints. Who complains and what they say is encrypted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from intake.complaints import About, CameFrom, ComplaintOutcome, ComplaintState, state_of
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class Complaint(models.Model):
    """Somebody is not satisfied. Managers read it, and never the colleague whom it is about.

    `acknowledge_by` and `answer_by` are fixed when it is recorded. Days are UK days. While it is open,
    nothing of the case is deleted.
    """

    reference = models.CharField(max_length=9, unique=True)
    received_on = models.DateField()
    happened_on = models.DateField(null=True)
    came_from = models.CharField(max_length=12, choices=choices(CameFrom))
    case = models.ForeignKey("intake.Case", models.PROTECT, null=True, related_name="complaints")
    party = models.ForeignKey("intake.Party", models.PROTECT, null=True, related_name="complaints")
    callback = models.ForeignKey("intake.CallbackRequest", models.SET_NULL, null=True, related_name="+")
    name = EncryptedTextField()
    reach = EncryptedTextField(blank=True, help_text="how we may answer them")
    words = EncryptedTextField(help_text="what they say, in their own words")
    about = models.CharField(max_length=10, choices=choices(About))
    about_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the colleague whom it is about: they do not see it, unless they own the practice",
    )
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    acknowledged_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=choices(ComplaintOutcome))
    answer = EncryptedTextField(blank=True, help_text="what we answered, and what we changed")
    escalated_on = models.DateField(null=True, help_text="they went to the Standards Board, or the ICO")
    closed_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_complaint_in_order",
                condition=(Q(answered_on__isnull=True) | Q(acknowledged_on__lte=F("answered_on")))
                & (Q(closed_on__isnull=True) | Q(answered_on__lte=F("closed_on"))),
            ),
            models.CheckConstraint(
                name="intake_complaint_answer_has_outcome",
                condition=Q(answered_on__isnull=True, outcome="")
                | Q(answered_on__isnull=False, acknowledged_on__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index("answer_by", name="intake_complaint_open", condition=Q(closed_on__isnull=True))
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def state(self) -> ComplaintState:
        return state_of(
            acknowledged_on=self.acknowledged_on,
            answered_on=self.answered_on,
            closed_on=self.closed_on,
        )
