"""How the desk says who waits for an earlier time, and what became of each offer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from bookings.earlier_rules import WARNINGS_MIN
from bookings.enums import EarlierState, OfferState
from bookings.models import EarlierRequest, Offer
from bookings.queries import time_labels
from bookings.queries.earlier import open_offer
from mediation.core import times

from .words import Badge, since

STATES: dict[EarlierState, tuple[str, str]] = {
    EarlierState.WAITING: ("Waits", "info"),
    EarlierState.MOVED: ("Took a time", "green"),
    EarlierState.LEFT: ("Left the list", "amber"),
    EarlierState.REMOVED: ("Taken off", "amber"),
    EarlierState.OVER: ("Over", "info"),
}
OFFERS = {
    OfferState.OPEN: "waits for an answer",
    OfferState.ACCEPTED: "taken",
    OfferState.DECLINED: "turned down",
    OfferState.EXPIRED: "not answered in time",
    OfferState.WITHDRAWN: "taken back",
}
WARNINGS = dict(zip(WARNINGS_MIN, ("2 hours", "4 hours", "a day"), strict=True))
WAYS = {"email": "by e-mail", "sms": "by text message"}


def row(one: EarlierRequest, *, now: datetime) -> dict[str, Any]:
    """One person on the list. Needs a request of `bookings.queries.earlier.requests`."""
    appointment = one.appointment
    return {
        "who": appointment.party.name,
        "reference": appointment.reference,
        "url": reverse("desk:appointment", args=[appointment.reference]),
        "badge": _badge(one, now),
        "meeting": times.full_when(appointment.starts_at, appointment.ends_at),
        "wishes": wishes(one),
        "since": times.mid_sentence(since(one.joined_at, now=now)),
        "offers": [offer_words(offer, now=now) for offer in one.offers.all()],
        "remove_url": reverse("desk:remove_earlier", args=[one.pk])
        if one.state == EarlierState.WAITING
        else "",
    }


def _badge(one: EarlierRequest, now: datetime) -> Badge:
    words, tone = STATES[EarlierState(one.state)]
    if one.state == EarlierState.WAITING and open_offer(one, now=now):
        words, tone = "Has an offer", "amber"
    return {"text": words, "tone": tone}


def wishes(one: EarlierRequest) -> str:
    """Any time, by e-mail, 2 hours before at the latest."""
    names = [label.name for label in time_labels() if label.slug in one.windows]
    suits = ", ".join(names).lower() or "any time"
    return f"{suits.capitalize()}, {WAYS[one.channel]}, {WARNINGS[one.warning_minutes]} before at the latest."


def offer_words(offer: Offer, *, now: datetime) -> str:
    """What was offered, when, and what became of it."""
    state = OfferState(offer.state)
    if state is OfferState.OPEN and now >= offer.expires_at:
        state = OfferState.EXPIRED
    became = f"kept until {times.clock(offer.expires_at)}" if state is OfferState.OPEN else OFFERS[state]
    when, made = times.full_when(offer.starts_at, offer.ends_at), since(offer.made_at, now=now)
    return f"{when}: offered {times.mid_sentence(made)}, {became}"
