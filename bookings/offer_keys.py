"""PURE. The keys of times that are kept for somebody on the list for an earlier one."""

OFFER_KEY = "offer-"


def is_offer(holder: object) -> bool:
    """Whether a claim with this key is an offer, and not a visitor's own hold."""
    return str(holder).startswith(OFFER_KEY)
