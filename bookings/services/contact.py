"""Changing how a client is reached, and what that means for their meetings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bookings import manage_links
from bookings.models import Appointment
from intake import services as intake_services
from intake.contact_safety import Channel, Preferences, Purpose
from intake.contact_words import yes_to
from intake.models import Party
from intake.queries import preferences_of
from mediation.core import audit, links, outbox

from . import messages

WITH_LINKS = (Channel.EMAIL, Channel.SMS)  # what carries the secret link to the client


@transaction.atomic
def change_contact(
    *,
    party: Party,
    preferences: Preferences,
    actor: audit.Actor,
    now: datetime,
    number_confirmed: bool = False,
    because: str = "",
) -> frozenset[str]:
    """Keep what the person says now; returns the names of the fields that changed.

    The old address and number are told nothing, whatever they were. Where we no longer write to one of them,
    the secret links that lie there stop working and new ones take their place; a new e-mail address is sent
    the booking, and reminders are planned for what is safe now. Raises what
    `intake.services.change_preferences` raises.
    """
    before = preferences_of(party.contact)
    changed = intake_services.change_preferences(
        contact=party.contact,
        preferences=preferences,
        actor=actor,
        now=now,
        number_confirmed=number_confirmed,
        because=because,
    )
    if not changed:
        return changed
    after = preferences_of(party.contact)
    links_die = _lies_where_we_no_longer_write(before, after, now)
    upcoming = Appointment.objects.filter(party=party, ends_at__gt=now)
    for appointment in upcoming.select_related("party__contact", "party__funding", "invite"):
        if links_die:
            links.revoke(manage_links.MANAGE, appointment)
        if "email" in changed and appointment.is_confirmed:
            again = messages.booking_again(appointment, round=party.contact.version, now=now)
            outbox.plan([again], now=now)
        messages.plan_reminders(appointment, now=now)
    return changed


def _lies_where_we_no_longer_write(before: Preferences, after: Preferences, now: datetime) -> bool:
    """Whether a link may lie in a mailbox, or on a phone, that we do not use any more."""
    return any(
        yes_to(before, channel, Purpose.BOOKING, now)
        and not (
            before.address(channel) == after.address(channel) and yes_to(after, channel, Purpose.BOOKING, now)
        )
        for channel in WITH_LINKS
    )
