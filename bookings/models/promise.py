"""How the promise stood, looked at every quarter of an hour."""

from django.db import models


class PromiseSample(models.Model):
    """What somebody who opened the list of times at this moment would have found. UTC.

    `minutes_until` counts from then to the earliest free start; None where there was none at all, as far
    ahead as times are shown. No row means that nobody looked, which is another thing.
    """

    appointment_type = models.ForeignKey("bookings.AppointmentType", models.CASCADE, related_name="+")
    sampled_at = models.DateTimeField(help_text="a whole quarter of an hour")
    minutes_until = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["sampled_at"]
        constraints = [
            models.UniqueConstraint(
                "appointment_type", "sampled_at", name="bookings_one_promise_sample_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sampled_at:%d %b %H:%M}"
