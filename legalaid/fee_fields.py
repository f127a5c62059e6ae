"""The columns of a fee, which two tables have: the file's own, and that of an earlier meeting."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from legalaid.enums import FundingSource, FundingState
from mediation.core.encryption import EncryptedTextField
from mediation.core.enums import choices


class Fee(models.Model):
    """What is to be paid for one meeting, in pounds with VAT, by whom, and what became of it and why."""

    source = models.CharField(max_length=20, choices=choices(FundingSource))
    fee = models.DecimalField(max_digits=8, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(max_length=6, choices=choices(FundingState), default=FundingState.DUE)
    reason = EncryptedTextField(max_length=200, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(name="%(app_label)s_fee_not_negative", condition=Q(fee__gte=0))]

    def __str__(self) -> str:
        return f"{self.source} ({self.state})"

    @property
    def has_nothing_to_pay(self) -> bool:
        """What the client reads; never why."""
        return self.state == FundingState.WAIVED or self.source == FundingSource.OTHER_PARTY
