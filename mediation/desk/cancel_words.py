"""Why a meeting was cancelled, as the desk says the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bookings.enums import AskedBy, CancelReason

REASONS = {
    CancelReason.TIME: "The time does not suit",
    CancelReason.SETTLED: "They settled it in another way",
    CancelReason.NO_MEDIATION: "They do not want to go on",
    CancelReason.MEDIATOR_AWAY: "The mediator cannot be there",
    CancelReason.NOT_SUITABLE: "A meeting is not suitable, or not safe",
    CancelReason.UNREACHABLE: "We could not reach them",
    CancelReason.MISTAKE: "It was booked by mistake",
    CancelReason.OTHER: "Something else",
}
ASKED = {AskedBy.CLIENT: "the client asked", AskedBy.PRACTICE: "we asked"}


def cancelled_because(details: Mapping[str, Any]) -> str:
    """Of an entry in the audit trail: who asked, why, and what was due."""
    if "asked_by" not in details:
        return ""
    reason = REASONS[CancelReason(details["because"])]
    parts = [ASKED[AskedBy(details["asked_by"])], reason[:1].lower() + reason[1:]]
    if details.get("fee_due") not in (None, "0", "0.00"):
        parts.append(f"£{details['fee_due']} due by their terms")
    return "; ".join(parts)
