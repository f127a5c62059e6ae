"""Keeping how somebody may be reached: what changes, what is recorded, what never is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment
from intake.enums import ContactSafety
from intake.errors import ContactChangedMeanwhile, NotReachable
from intake.models import ContactPreferences
from intake.queries import number_index, preferences_of
from intake.services import change_preferences
from mediation.core import audit
from mediation.core.models import AuditEntry, Message
from mediation.core.working_time import WeeklyHours
from tests import factories

pytestmark = pytest.mark.django_db
LATER = factories.NOW + timedelta(hours=1)
NUMBER, OTHER_NUMBER = "+447700900123", "+447700900999"


@pytest.fixture
def contact(appointment: Appointment) -> ContactPreferences:
    """Alex's."""
    contact = ContactPreferences.objects.get(party=appointment.party)
    contact.phone, contact.number_index = NUMBER, number_index(NUMBER)
    contact.save()
    return contact


def change(contact: ContactPreferences, *, confirmed: bool = False, **fields: Any) -> frozenset[str]:
    return change_preferences(
        contact=contact,
        preferences=replace(preferences_of(contact), **fields),
        actor=audit.CLIENT,
        now=LATER,
        number_confirmed=confirmed,
    )


def test_what_they_say_is_kept_and_counted(contact: ContactPreferences) -> None:
    window = WeeklyHours(2, 600, 660)
    changed = change(
        contact, email="new@example.org", email_safety=ContactSafety.OK, safe_windows=(window,), phrase="plum"
    )

    assert changed == {"email", "safe_windows", "phrase"}
    assert (contact.version, contact.updated_at) == (2, LATER)
    stored = preferences_of(ContactPreferences.objects.get(pk=contact.pk))
    assert (stored.email, stored.safe_windows, stored.phrase) == ("new@example.org", (window,), "plum")


def test_the_audit_names_fields_and_holds_no_address(contact: ContactPreferences) -> None:
    change(contact, email="new@example.org", phone=OTHER_NUMBER, post="1 Example Street", phrase="plum")

    entry = AuditEntry.objects.get(verb="contact.changed")
    assert (entry.subject_type, entry.subject_id, entry.actor_kind) == (
        "contactpreferences",
        contact.pk,
        "client",
    )
    assert entry.details == {"fields": ["email", "number_index", "phone", "phrase", "post"], "version": 2}
    kept = json.dumps(entry.details)
    for word in ("example", "alex", "0999", "Street", "plum", contact.number_index):
        assert word not in kept


def test_nothing_changed_is_nothing_recorded(contact: ContactPreferences) -> None:
    assert change(contact) == frozenset()
    assert contact.version == 1
    assert not AuditEntry.objects.filter(verb="contact.changed").exists()


def test_nobody_is_told_at_the_old_address_or_anywhere(contact: ContactPreferences) -> None:
    before = Message.objects.count()
    change(contact, email="new@example.org", phone=OTHER_NUMBER)

    assert Message.objects.count() == before


def test_the_number_can_be_found_by_its_fingerprint(contact: ContactPreferences) -> None:
    change(contact, phone=OTHER_NUMBER)

    assert ContactPreferences.objects.get(number_index=number_index(OTHER_NUMBER)) == contact


@pytest.mark.parametrize(
    ("phone", "confirmed", "is_unsafe"),
    [
        (NUMBER, False, True),
        (NUMBER, True, False),
        (OTHER_NUMBER, False, False),
        ("", False, True),
        ("", True, True),
    ],
)
def test_an_unsafe_number_stays_so_until_it_is_another_or_confirmed(
    contact: ContactPreferences, phone: str, confirmed: bool, is_unsafe: bool
) -> None:
    ContactPreferences.objects.filter(pk=contact.pk).update(number_unsafe_since=factories.NOW)
    contact.refresh_from_db()
    change(contact, phone=phone, confirmed=confirmed)

    assert (contact.number_unsafe_since is not None) is is_unsafe


def test_an_unsafe_number_that_was_taken_away_and_given_again_is_still_unsafe(
    contact: ContactPreferences,
) -> None:
    ContactPreferences.objects.filter(pk=contact.pk).update(number_unsafe_since=factories.NOW)
    contact.refresh_from_db()
    change(contact, phone="")
    change(contact, phone=NUMBER)

    assert contact.number_unsafe_since == factories.NOW


def test_an_unsafe_number_written_in_another_way_is_no_other_one(contact: ContactPreferences) -> None:
    raw = "07700900123"
    ContactPreferences.objects.filter(pk=contact.pk).update(
        number_unsafe_since=factories.NOW, phone=raw, number_index=number_index(raw)
    )
    contact.refresh_from_db()
    change(contact, phone=NUMBER)

    assert contact.number_unsafe_since == factories.NOW


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "alex"},
        {"phone": "0123"},
        {"phone": "07700 900123"},
        {"safe_windows": (WeeklyHours(8, 0, 60),)},
        {"safe_windows": (WeeklyHours(1, 60, 60),)},
        {"safe_windows": (WeeklyHours(1, 0, 1441),)},
        {"call_safety": ContactSafety.TIMES_ONLY},
    ],
)
def test_what_leads_nowhere_is_refused_and_changes_nothing(
    contact: ContactPreferences, fields: dict[str, Any]
) -> None:
    with pytest.raises(NotReachable):
        change(contact, **fields)

    contact.refresh_from_db()
    assert contact.version == 1


def test_somebody_whose_times_we_never_knew_can_still_change_the_rest(contact: ContactPreferences) -> None:
    ContactPreferences.objects.filter(pk=contact.pk).update(call_safety="times_only")
    contact.refresh_from_db()

    assert change(contact, email="new@example.org") == {"email"}


def test_of_two_changes_at_once_the_second_looks_again(contact: ContactPreferences) -> None:
    stale = ContactPreferences.objects.get(pk=contact.pk)
    change(contact, phrase="plum")

    with pytest.raises(ContactChangedMeanwhile):
        change(stale, phrase="pear")

    contact.refresh_from_db()
    assert contact.phrase == "plum"


def test_a_request_for_a_call_has_preferences_of_its_own(db: None) -> None:
    contact = ContactPreferences.objects.create(
        phone=NUMBER, number_index=number_index(NUMBER), updated_at=factories.NOW
    )

    assert change(contact, call_safety=ContactSafety.OK) == {"call_safety"}
