"""Keeping and changing how one person can be reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from intake.contact_preferences import all_private
from intake.contact_safety import Channel, Preferences
from intake.errors import ContactChangedMeanwhile, NotReachable
from intake.models import ContactPreferences, Party
from intake.queries import is_all_private, number_index, preferences_of
from intake.safe_times import as_stored
from intake.typed import is_same_number, uk_number
from mediation.core import audit
from mediation.core.working_time import MIDNIGHT_MIN

from .people_index import index_contact

FOUND_BY = frozenset({"email", "phone"})


def open_contact(
    preferences: Preferences,
    *,
    number_unsafe_since: datetime | None,
    now: datetime,
    party: Party | None = None,
) -> ContactPreferences:
    """The first row of what one person says: a party's, or one of its own for a request for a call."""
    return ContactPreferences.objects.create(
        party=party,
        **_as_fields(preferences),
        number_index=number_index(preferences.phone),
        number_unsafe_since=number_unsafe_since,
        updated_at=now,
    )


@transaction.atomic
def change_preferences(
    *,
    contact: ContactPreferences,
    preferences: Preferences,
    actor: audit.Actor,
    now: datetime,
    number_confirmed: bool = False,
    because: str = "",
) -> frozenset[str]:
    """Keep what the person says now, and return the names of the fields that changed.

    `contact` is brought up to date. A number that somebody else answered stays unsafe until another number
    is given, or until it was confirmed in another way (`number_confirmed`). `because` is a code, such as how
    staff knew whom they spoke with. Nobody is told: see docs/decisions/contact-safety.md. Where their address
    must stay secret, none is kept, whatever the form says. Raises ContactChangedMeanwhile when the row is not
    the one that was read, NotReachable for what is no address.
    """
    row = ContactPreferences.objects.select_for_update().get(pk=contact.pk)
    if row.version != contact.version:
        raise ContactChangedMeanwhile
    if is_all_private(contact):
        preferences = all_private(preferences)
    _check(preferences, before=preferences_of(row))
    fields = _as_fields(preferences) | _about_number(row, preferences, number_confirmed=number_confirmed)
    changed = _write(row, fields, actor=actor, now=now, because=because)
    contact.refresh_from_db()
    return changed


@transaction.atomic
def keep_private(*, contact: ContactPreferences, actor: audit.Actor, now: datetime) -> None:
    """Their address has become a secret: forget it here, and put nothing into a calendar. The rest stays."""
    row = ContactPreferences.objects.select_for_update().get(pk=contact.pk)
    _write(row, _as_fields(all_private(preferences_of(row))), actor=actor, now=now)


def _write(
    row: ContactPreferences, fields: dict[str, Any], *, actor: audit.Actor, now: datetime, because: str = ""
) -> frozenset[str]:
    """Keep what differs, as a new version, with an entry in the audit trail; the names of what differed."""
    changes = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if changes:
        for name, value in changes.items():
            setattr(row, name, value)
        row.version += 1
        row.updated_at = now
        row.save(update_fields=[*changes, "version", "updated_at"])
        if FOUND_BY & changes.keys():
            index_contact(row)
        details: dict[str, Any] = {"because": because} if because else {}
        audit.record(
            actor, "contact.changed", row, at=now, fields=sorted(changes), version=row.version, **details
        )
    return frozenset(changes)


def _check(preferences: Preferences, *, before: Preferences) -> None:
    if preferences.email:
        try:
            validate_email(preferences.email)
        except ValidationError:
            raise NotReachable from None
    if preferences.phone and uk_number(preferences.phone) != preferences.phone:
        raise NotReachable
    if not all(
        1 <= one.weekday <= 7 and 0 <= one.start_min < one.end_min <= MIDNIGHT_MIN
        for one in preferences.safe_windows
    ):
        raise NotReachable
    if any(before.has_safe_time(one) and not preferences.has_safe_time(one) for one in Channel):
        raise NotReachable


def _as_fields(preferences: Preferences) -> dict[str, Any]:
    return {
        "email": preferences.email,
        "phone": preferences.phone,
        "post": preferences.post,
        "email_safety": preferences.email_safety,
        "call_safety": preferences.call_safety,
        "sms_safety": preferences.sms_safety,
        "post_safety": preferences.post_safety,
        "voicemail": preferences.voicemail,
        "say_who": preferences.say_who,
        "calendar_entry": preferences.calendar_entry,
        "safe_windows": as_stored(preferences.safe_windows),
        "phrase": preferences.phrase,
        "site_only": preferences.site_only,
    }


def _about_number(
    row: ContactPreferences, preferences: Preferences, *, number_confirmed: bool
) -> dict[str, Any]:
    """The number's fingerprint, and whether it is unsafe.

    The fingerprint of an unsafe number is kept when the number is taken away: given again, it is the same.
    """
    index = number_index(preferences.phone)
    if row.number_unsafe_since is None:
        return {"number_index": index}
    is_other = index != row.number_index and not is_same_number(preferences.phone, row.phone)
    if index and (number_confirmed or is_other):
        return {"number_index": index, "number_unsafe_since": None}
    return {}
