"""What providers report after they took a message: delivered, bounced, complained of."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from . import alerts
from .enums import Channel, Delivery, Severity
from .models import Message

logger = logging.getLogger(__name__)
# A report may come twice, late, or before another: bad news stands.
OVERRULES = {
    Delivery.DELIVERED: ("",),
    Delivery.BOUNCED: ("", Delivery.DELIVERED),
    Delivery.COMPLAINED: ("", Delivery.DELIVERED, Delivery.BOUNCED),
}
WORDS = {Delivery.BOUNCED: "did not arrive", Delivery.COMPLAINED: "was marked as unwanted"}


@transaction.atomic
def note_delivery(channel: Channel, provider_id: str, delivery: Delivery, *, at: datetime) -> bool:
    """Keep it on this channel's message with this id; bad news goes to the desk, once for each message. One
    provider's ids say nothing about what another one carried.

    False where there is no such message, or it is known already. `at` is aware.
    """
    if not provider_id:
        return False
    known = Message.objects.select_for_update().filter(
        channel=channel, provider_id=provider_id, delivery__in=OVERRULES[delivery]
    )
    message = known.defer("sent_copy").first()
    if message is None:
        return False
    is_first = message.delivery not in WORDS
    message.delivery, message.delivery_at = delivery, at
    message.save(update_fields=["delivery", "delivery_at"])
    logger.info("Message %s (%s) is reported as %s", message.pk, message.kind, delivery)
    if delivery in WORDS and is_first:
        alerts.raise_alert(
            "message.bounced",
            f"Message {message.pk} ({message.kind}) {WORDS[delivery]}. Reach this person another safe way.",
            severity=Severity.TODO,
            at=at,
            about=message,
        )
    return True
