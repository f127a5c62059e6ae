"""The message that carries a one-time code for the page a secret link opened, whoever the link belongs to."""

from datetime import datetime, timedelta

from . import links, outbox, rate_limits
from .enums import Purpose
from .models import SecretLink
from .outbox import Plan

CODE = "link.code"
CODES, WINDOW = 4, timedelta(minutes=15)


def code(link: SecretLink, *, version: int, now: datetime) -> Plan:
    """A one-time code to whoever the link belongs to; useless after 15 minutes."""
    return Plan(
        kind=CODE,
        subject=link,
        version=version,
        recipient=f"link:{link.pk}",
        purpose=Purpose.CODE,
        due_at=now,
        not_after=now + links.CODE_LIFE,
    )


def send_new(link: SecretLink, *, now: datetime) -> None:
    """Plan a new code for this link; the one before stops working. Raises TooManyAttempts after four."""
    rate_limits.spend("code", str(link.pk), limit=CODES, window=WINDOW, now=now)
    version = links.new_code(link, now=now)
    outbox.plan([code(link, version=version, now=now)], now=now)
