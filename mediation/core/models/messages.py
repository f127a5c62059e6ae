"""The outbox: one row for everything that is ever sent."""

from django.db import models
from django.db.models import Q

from mediation.core.encryption import EncryptedJSONField
from mediation.core.enums import Channel, Delivery, MessageState, Purpose, choices


class Message(models.Model):
    """Something to be said to one recipient. What it says is rendered when it is sent, from the truth then.

    `subject_type` and `subject_id` name what it is about, so that core knows nothing of cases. All times UTC.
    """

    kind = models.CharField(
        max_length=60, help_text="the handler that renders it, e.g. appointment.confirmation"
    )
    purpose = models.CharField(max_length=12, choices=choices(Purpose), default=Purpose.STAFF)
    channel = models.CharField(max_length=5, choices=choices(Channel), default=Channel.EMAIL)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_version = models.IntegerField(default=0)
    recipient = models.CharField(max_length=60, help_text="a reference such as party:12, never an address")
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True, help_text="after this it would only confuse")
    state = models.CharField(max_length=8, choices=choices(MessageState), default=MessageState.PLANNED)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_over_at = models.DateTimeField(
        null=True, blank=True, help_text="given to the provider, and no answer recorded yet"
    )
    provider_id = models.CharField(max_length=200, blank=True)
    delivery = models.CharField(max_length=10, choices=choices(Delivery), blank=True)
    delivery_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_copy = EncryptedJSONField(null=True, blank=True, help_text="subject, text and HTML as they left")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "subject_type",
                "subject_id",
                "subject_version",
                "kind",
                "channel",
                "recipient",
                name="core_message_said_once",
            ),
            models.CheckConstraint(
                name="core_message_sending_has_lease",
                condition=~Q(state=MessageState.SENDING) | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                name="core_message_due",
                condition=Q(state__in=[MessageState.PLANNED, MessageState.SENDING]),
            ),
            models.Index("subject_type", "subject_id", name="core_message_subject"),
            models.Index("channel", "state", "delivery", name="core_message_counts"),
            models.Index("provider_id", name="core_message_provider", condition=~Q(provider_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient} ({self.state})"
