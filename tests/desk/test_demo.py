"""The demo practice, as a newcomer finds it."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment
from intake.models import Complaint, Flag, Invitation
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.desk import demo
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@time_machine.travel(NOW, tick=False)
def test_the_demo_has_people_on_its_pages_and_a_second_start_adds_nobody(client: Client) -> None:
    demo.prepare(now=NOW)
    demo.prepare(now=NOW)

    assert Appointment.objects.count() == 4
    assert (Invitation.objects.count(), Complaint.objects.count()) == (1, 1)
    assert Flag.objects.filter(severity="red").exists()
    assert set(User.objects.values_list("role", flat=True)) == set(Role)
    client.force_login(User.objects.get(email="manager@example.org"))
    for page, words in {
        "/staff/flags/": "Nadia Kowalska",
        "/staff/legal-aid/": "Tunde Adeyemi",
        "/staff/earlier/": "Helen Marsh",
        "/staff/callbacks/": "Joanna",
        "/staff/records/complaints/": "Helen Marsh",
    }.items():
        assert words in client.get(page).content.decode(), page
