"""Who pays. Appointments read this and never copy it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from legalaid.enums import FundingSource, FundingState
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices
from mediation.core.tracking import tracked


@tracked()
class Funding(models.Model):
    """How one party's meeting is paid. `fee` is in pounds for the one meeting, VAT included."""

    party = models.OneToOneField("intake.Party", models.PROTECT, related_name="funding")
    source = models.CharField(max_length=20, choices=choices(FundingSource))
    fee = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(max_length=6, choices=choices(FundingState), default=FundingState.DUE)
    reason = EncryptedTextField(max_length=200, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="legalaid_fee_not_negative", condition=Q(fee__gte=0))]

    def __str__(self) -> str:
        return f"{self.source} ({self.state})"

    @property
    def has_nothing_to_pay(self) -> bool:
        """What the client reads; never why."""
        return self.state == FundingState.WAIVED or self.source == FundingSource.OTHER_PARTY
