"""What somebody on the list reads when an earlier time is kept for them, worked out when it is sent."""

from __future__ import annotations

from datetime import datetime

from mediation.core import times
from mediation.core.enums import Channel, Purpose
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_teller
from mediation.core.samples import Sample, register

from . import queries
from .enums import OfferState
from .meeting_facts import Facts, facts_of
from .models import Offer
from .queries.earlier import offerable
from .reminder_handlers import BOTH, NOT_USED, SITE, day_and_clock
from .services import messages

EXAMPLE = {
    "when": "Tuesday 24 November, 9:00am to 10:00am",
    "day_and_clock": "tomorrow at 9:00am",
    "until": "10:40am",
    "earlier_url": f"{SITE}/b/{'k' * 32}/earlier/",
}
register(Sample("earlier_time", "An earlier time", EXAMPLE, BOTH))


@message_teller(messages.EARLIER, reads=facts_of)
def earlier(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    """Only while the time is still kept for them. The link opens the page where they say yes or no."""
    offer = Offer.objects.filter(pk=message.kind.rpartition("_")[2], state=OfferState.OPEN).first()
    if offer is None or now >= offer.expires_at or not facts.appointment.is_confirmed:
        return Skip("the offer is over")
    if not offerable().filter(pk=offer.request_id).exists():
        return Skip(NOT_USED)
    clearance = queries.may_write(
        facts.appointment,
        Channel(message.channel),
        Purpose(message.purpose),
        now=now,
        near_danger=facts.near_danger,
    )
    context = {
        "when": times.full_when(offer.starts_at, offer.ends_at),
        "day_and_clock": day_and_clock(offer.starts_at, now=now),
        "until": times.clock(offer.expires_at),
        "earlier_url": f"{facts.manage_url}earlier/",
    }
    return Outgoing("earlier_time", clearance, context)
