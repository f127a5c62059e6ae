"""The message that carries a one-time code for the page a secret link opened, whoever the link belongs to."""

from datetime import datetime, timedelta

from . import links, outbox, rate_limits
from .enums import Channel, Purpose
from .models import Message, SecretLink
from .outbox import Plan

CODE = "link.code"
CODES, WINDOW = 4, timedelta(minutes=15)


def code(link: SecretLink, *, version: int, now: datetime, channel: Channel = Channel.EMAIL) -> Plan:
    """A one-time code to whoever the link belongs to; useless after 15 minutes."""
    return Plan(
        kind=CODE,
        subject=link,
        version=version,
        recipient=f"link:{link.pk}",
        purpose=Purpose.CODE,
        due_at=now,
        not_after=now + links.CODE_LIFE,
        channel=channel,
    )


def channel_of(link: SecretLink) -> Channel:
    """Where the newest code for this link was sent."""
    sent = Message.objects.filter(kind=CODE, subject_id=link.pk, subject_version=link.code_version)
    return Channel(sent.values_list("channel", flat=True).first() or Channel.EMAIL)


def send_new(link: SecretLink, *, channel: Channel, now: datetime) -> None:
    """Plan a new code for this link; the one before stops working. Raises TooManyAttempts after four."""
    rate_limits.spend("code", str(link.pk), limit=CODES, window=WINDOW, now=now)
    version = links.new_code(link, now=now)
    outbox.plan([code(link, version=version, now=now, channel=channel)], now=now)
