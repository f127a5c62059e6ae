"""The papers that a determination rests on, and the determination itself."""

from django.db import models
from django.db.models import Q

from legalaid.enums import Decision, EvidenceState, Paper
from legalaid.evidence_rules import Item
from mediation.core.encryption import EncryptedJSONField, EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class Evidence(models.Model):
    """One line of a party's checklist. What is rejected carries a reason that the client may read."""

    party = models.ForeignKey("intake.Party", models.PROTECT, related_name="evidence")
    paper = models.CharField(max_length=24, choices=choices(Paper))
    state = models.CharField(max_length=10, choices=choices(EvidenceState), default=EvidenceState.NEEDED)
    reason = EncryptedTextField(max_length=200, blank=True)
    dated_on = models.DateField(null=True, blank=True, help_text="the date on the paper")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint("party", "paper", name="legalaid_each_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper} ({self.state})"

    @property
    def item(self) -> Item:
        """The line as the rules want it."""
        return Item(Paper(self.paper), EvidenceState(self.state), self.dated_on)


@tracked()
class Determination(models.Model):
    """The mediator's decision on one party's means. Never changed: a later one is another row."""

    party = models.ForeignKey("intake.Party", models.PROTECT, related_name="determinations")
    assessment = models.ForeignKey("legalaid.MeansAssessment", models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=12, choices=choices(Decision))
    reasons = EncryptedTextField()
    without_papers_because = EncryptedTextField(blank=True, help_text="why evidence could not be had")
    figures = EncryptedJSONField(default=dict, help_text="of the means test, as they stood that day")
    thresholds_version = models.CharField(max_length=10, help_text="the table's row, by its date")
    decided_by = models.ForeignKey("core.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="legalaid_decision_known", condition=Q(decision__in=list(Decision)))
        ]

    def __str__(self) -> str:
        return f"{self.decision} by {self.decided_by_id}"
