"""Bookings that staff make for somebody who did not ask for a call first."""

from django.conf import settings
from django.db import models


class StandIn(models.Model):
    """This draft is made by a colleague: for somebody who rang in, or for a party that has a file already.

    It goes with the draft. (A draft that began with a request for a call names that request instead.)
    """

    draft = models.OneToOneField("intake.Draft", models.CASCADE, related_name="stand_in")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    party = models.ForeignKey(
        "intake.Party", models.CASCADE, null=True, blank=True, related_name="+", help_text="empty: a new file"
    )

    def __str__(self) -> str:
        return f"stand-in for draft {self.draft_id}"
