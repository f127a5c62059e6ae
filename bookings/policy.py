"""What may be done with a booking, and until when. PURE: every instant is aware, `now` is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tier:
    """Cancelling with at least this many hours' notice costs this part of the fee."""

    hours_before: int
    fee_percent: int


def may_change(*, starts_at: datetime, now: datetime, cutoff: timedelta) -> bool:
    """Whether the client may still move or cancel by themselves: up to and including the cut-off."""
    return now <= starts_at - cutoff


def fee_on_cancelling(*, fee: Decimal, tiers: Sequence[Tier], starts_at: datetime, now: datetime) -> Decimal:
    """Pounds due when the client cancels now, rounded half up to a penny; all of it past the last tier."""
    notice = starts_at - now
    for tier in sorted(tiers, key=lambda one: one.hours_before, reverse=True):
        if notice >= timedelta(hours=tier.hours_before):
            return (fee * tier.fee_percent / 100).quantize(PENNY, ROUND_HALF_UP)
    return fee


def join_opens_at(*, starts_at: datetime, minutes_before: int) -> datetime:
    """When the video link is first shown."""
    return starts_at - timedelta(minutes=minutes_before)


def may_join(*, starts_at: datetime, ends_at: datetime, now: datetime, minutes_before: int) -> bool:
    """From shortly before the meeting until it ends, both included."""
    return join_opens_at(starts_at=starts_at, minutes_before=minutes_before) <= now <= ends_at


def terms(tiers: Sequence[Tier], *, fee: Decimal) -> list[str]:
    """The cancellation terms in plain sentences, longest notice first."""
    ordered = sorted(tiers, key=lambda one: one.hours_before, reverse=True)
    lines = []
    for tier in ordered:
        cost = (fee * tier.fee_percent / 100).quantize(PENNY, ROUND_HALF_UP)
        price = "nothing" if not cost else f"£{cost:.2f}".removesuffix(".00")
        if tier.hours_before:
            lines.append(f"Cancel {_hours(tier.hours_before)} or more before: you pay {price}.")
        elif len(ordered) == 1:
            lines.append(f"Cancel before your meeting: you pay {price}.")
        else:
            lines.append(f"Cancel later than that: you pay {price}.")
    return lines


def _hours(hours: int) -> str:
    if hours % 24 == 0 and hours > 24:
        return f"{hours // 24} days"
    return f"{hours} hours" if hours != 1 else "1 hour"
