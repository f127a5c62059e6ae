"""Fees of meetings after which somebody booked another."""

from django.db import models

from legalaid.fee_fields import Fee
from mediation.core.tracking import tracked


@tracked()
class EarlierFee(Fee):
    """What became of a meeting's fee, once `legalaid.Funding` speaks of one that was booked later."""

    appointment = models.OneToOneField("bookings.Appointment", models.PROTECT, related_name="earlier_fee")
