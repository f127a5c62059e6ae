"""Child-inclusive mediation of a case: what each parent said alone, and the children's own records."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from intake.enums import Answer
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class ChildInclusive(models.Model):
    """Whether a case's children are to be heard. Opened by a mediator, never by a client. Times are UTC."""

    case = models.OneToOneField("intake.Case", models.PROTECT, related_name="child_inclusive")
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="who is to meet the children",
    )
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_opened_by_somebody",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False, mediator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"child-inclusive mediation of case {self.case_id}"


@tracked()
class ParentConsent(models.Model):
    """What one parent said of it, alone with their mediator. Never shown to the other parent."""

    inclusive = models.ForeignKey(ChildInclusive, models.PROTECT, related_name="parents")
    party = models.OneToOneField("intake.Party", models.PROTECT, related_name="child_inclusive")
    agrees = models.CharField(max_length=8, blank=True, choices=choices(Answer))
    suitable = models.CharField(
        max_length=8, blank=True, choices=choices(Answer), help_text="mediation, by their mediator"
    )
    explained_on = models.DateField(null=True)
    signed_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_signed_after_explained",
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=models.F("explained_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"consent of party {self.party_id}"


@tracked()
class ChildRecord(models.Model):
    """One child's own record, apart from both parents' files, and no more in it than is needed."""

    inclusive = models.ForeignKey(ChildInclusive, models.PROTECT, related_name="children")
    name = EncryptedTextField(help_text="the name the child goes by")
    age = models.PositiveSmallIntegerField(help_text="on the day it was opened")
    wishes_to = models.CharField(
        max_length=8, blank=True, choices=choices(Answer), help_text="the child's own yes or no"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"child {self.pk} of {self.inclusive_id}"
