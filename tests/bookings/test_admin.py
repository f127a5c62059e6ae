"""The admin site writes hours through the service, and shows nothing that people told us."""

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from bookings.models import Mediator
from intake.models import Case, ContactPreferences, Draft, Party
from mediation.core.models import AuditEntry
from tests.factories import NOW, TOMORROW_1PM, booked

PREFIXES = ("weekly_hours", "overrides", "time_off")


@pytest.fixture
def site(client, manager):
    """The manager at the admin site, on the Monday."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(manager)
        yield client


def form_of(who: Mediator, **changes: str) -> dict[str, str]:
    fields = {
        "name": who.name,
        "urn": "0123A",
        "accreditation": who.accreditation,
        "accreditation_expires_on": "2030-12-31",
        "languages": "",
        "zone": who.zone,
        "colour": who.colour,
        "target_share": "1",
        "is_active": "on",
        "started_on": "2020-01-01",
    }
    for prefix in PREFIXES:
        fields |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return fields | changes


def test_a_mediator_is_added_with_hours(site, practice):
    url = reverse("admin:bookings_mediator_add")
    hours = {
        "weekly_hours-TOTAL_FORMS": "1",
        "weekly_hours-0-weekday": "1",
        "weekly_hours-0-start": "09:00",
        "weekly_hours-0-end": "17:00",
        "weekly_hours-0-valid_from": "2026-01-01",
    }

    answer = site.post(url, form_of(Mediator(name="Kit Lowe"), **hours))

    assert answer.status_code == 302
    assert Mediator.objects.get(name="Kit Lowe").weekly_hours.count() == 1
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == [
        "mediator.saved",
        "mediator.hours_changed",
    ]


def test_time_off_over_a_meeting_warns_with_its_reference(site, kind, morgan):
    appointment = booked(kind)
    morgan.weekly_hours.all().delete()  # only to keep the form short; the override below covers the meeting
    morgan.overrides.create(on=TOMORROW_1PM.date(), ranges=[["09:00", "17:00"]])
    override = morgan.overrides.get()
    changes = {
        "overrides-TOTAL_FORMS": "1",
        "overrides-INITIAL_FORMS": "1",
        "overrides-0-id": str(override.pk),
        "overrides-0-mediator": str(morgan.pk),
        "overrides-0-on": "2026-11-24",
        "overrides-0-ranges": '[["09:00", "17:00"]]',
        "time_off-TOTAL_FORMS": "1",
        "time_off-0-span_0": "2026-11-24 13:30:00",
        "time_off-0-span_1": "2026-11-24 18:00:00",
    }

    url = reverse("admin:bookings_mediator_change", args=[morgan.pk])
    answer = site.post(url, form_of(morgan, **changes), follow=True)

    assert morgan.time_off.get().span.lower == TOMORROW_1PM.replace(minute=30)
    assert f"These meetings lie outside the hours now: {appointment.reference}." in answer.content.decode()


@pytest.mark.parametrize("ranges", ['[["9", "17"]]', '[["09:00"]]', '"09:00"', '[["09:00", "25:00"]]'])
def test_hours_of_a_date_must_be_times(site, morgan, ranges):
    changes = {"overrides-TOTAL_FORMS": "1", "overrides-0-on": "2026-11-24", "overrides-0-ranges": ranges}

    answer = site.post(
        reverse("admin:bookings_mediator_change", args=[morgan.pk]), form_of(morgan, **changes)
    )

    assert answer.status_code == 200
    assert not morgan.overrides.exists()


@pytest.mark.parametrize("name", ["mediator", "appointmenttype", "timelabel"])
def test_every_list_and_form_opens(site, kind, morgan, name):
    assert site.get(reverse(f"admin:bookings_{name}_changelist")).status_code == 200
    assert site.get(reverse(f"admin:bookings_{name}_add")).status_code == 200


@pytest.mark.parametrize(("begins", "status"), [("2026-11-23", 302), ("2026-11-24", 200)])
def test_accreditation_that_is_still_to_begin_is_refused(site, morgan, begins, status):
    """Clients would be offered the days before it."""
    url = reverse("admin:bookings_mediator_change", args=[morgan.pk])
    answer = site.post(url, form_of(morgan, accreditation_from=begins))

    assert answer.status_code == status
    morgan.refresh_from_db()
    assert (morgan.accreditation_from is not None) is (status == 302)


def test_nobody_deletes_a_mediator(site, morgan):
    assert site.post(reverse("admin:bookings_mediator_delete", args=[morgan.pk])).status_code == 403


def test_what_people_told_us_is_not_on_the_admin_site():
    for model in (Draft, Case, Party, ContactPreferences):
        assert not admin.site.is_registered(model)


def test_mediators_and_clients_do_not_get_in(client, practice, drew):
    url = reverse("admin:bookings_mediator_changelist")
    assert client.get(url).status_code == 302

    client.force_login(drew.user)
    assert client.get(url).status_code == 302
