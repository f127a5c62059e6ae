"""Who pays. Appointments read this and never copy it."""

from django.db import models

from legalaid.fee_fields import Fee
from mediation.core.tracking import tracked


@tracked()
class Funding(Fee):
    """How one party's meeting is paid: the one that was booked last. What became of the fee of an earlier one
    stands beside that meeting (`bookings.EarlierFee`)."""

    party = models.OneToOneField("intake.Party", models.PROTECT, related_name="funding")
