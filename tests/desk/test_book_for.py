"""Booking for somebody who rang in, and once more for somebody who has a file: on the client's own pages."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator, SlotClaim, StandIn
from bookings.services import cancel_appointment
from intake.models import Case, Draft, Party
from legalaid.models import Funding
from mediation.core import audit
from mediation.core.models import AuditEntry, User
from tests import factories
from tests.factories import NOW, at

pytestmark = pytest.mark.django_db
BANNER = "You are booking for somebody else."
SOON = "2026-11-23T09:30Z"


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def confirms(client: Client) -> Any:
    draft = Draft.objects.get(appointment_id=None)
    return client.post("/book/check/", {"key": draft.confirm_key})


def test_for_somebody_who_rang_the_questions_are_asked_and_a_file_is_opened(
    desk: Client, kind: AppointmentType, morgan: Mediator, admin: User
) -> None:
    page = text_of(desk.get("/staff/book/"))
    assert "Book Monday 23 November, 9:30am to 10:30am" in page  # without the notice that clients give
    assert desk.post("/staff/book/hold/", {"start": SOON, "type": "online"})["Location"] == "/book/go-on/"
    assert SlotClaim.objects.get().network == ""
    first = desk.get("/book/go-on/", follow=True)
    assert BANNER in text_of(first)
    assert "Back to the calendar" in text_of(first)
    draft = Draft.objects.get()
    Draft.objects.filter(pk=draft.pk).update(answers=factories.ALEX)

    done = confirms(desk)

    one = Appointment.objects.get()
    assert done["Location"] == f"/staff/appointments/{one.reference}/"
    assert one.starts_at == at("2026-11-23", "09:30")
    assert AuditEntry.objects.get(verb="appointment.booked").actor == admin
    assert "Tell them when it is" in text_of(desk.get(done["Location"]))


def test_somebody_who_has_a_file_is_booked_again_into_it(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    old = factories.booked(kind)
    cancel_appointment(appointment=old, actor=audit.SYSTEM, now=NOW)
    party = old.party
    Party.objects.filter(pk=party.pk).update(answers={**factories.ALEX, "born_on": "1987-03-27"})
    contact = party.contact
    path = f"/staff/appointments/{old.reference}/book/"
    assert "Book a meeting for this person" in text_of(desk.get(f"/staff/cases/{party.case.reference}/"))
    assert "Morgan Ellis" in text_of(desk.get(path))

    desk.post(path + "hold/", {"start": SOON, "type": "online", "with": "same"})
    safe = desk.get("/book/go-on/", follow=True)
    assert "First, are you safe?" in text_of(safe)
    assert "How we may reach them stays as it stands in their file." in text_of(safe)
    draft = Draft.objects.get(appointment_id=None)
    assert "danger_now" not in draft.answers
    assert "born_on" not in draft.answers
    sent = {"danger_now": "no", "device_private": "yes"}
    check = desk.post("/book/step/safe/", sent, follow=True)
    assert "Check your answers" in text_of(check)
    assert "alex@example.org" not in text_of(check)
    done = confirms(desk)

    new = Appointment.objects.exclude(pk=old.pk).get()
    assert done["Location"] == f"/staff/appointments/{new.reference}/"
    assert (new.party_id, new.mediator_id) == (party.pk, morgan.pk)
    counts = (Case.objects.count(), Party.objects.count(), Funding.objects.count())
    assert counts == (1, 1, 1)
    party.refresh_from_db()
    contact.refresh_from_db()
    assert party.answers["born_on"] == "1987-03-27"
    assert (contact.version, party.answers["email"]) == (1, "alex@example.org")
    assert "This meeting has its own fee" in text_of(desk.get(done["Location"]))


def test_how_they_are_reached_is_not_changed_on_the_way(
    desk: Client, appointment: Appointment, kind: AppointmentType
) -> None:
    desk.post(f"/staff/appointments/{appointment.reference}/book/hold/", {"start": SOON, "type": "online"})
    desk.post("/book/step/safe/", {"danger_now": "no", "device_private": "yes"})

    assert desk.get("/book/step/you/")["Location"] == "/book/check/"


def test_in_danger_the_colleague_stays_a_stand_in(
    desk: Client, appointment: Appointment, admin: User
) -> None:
    desk.post(f"/staff/appointments/{appointment.reference}/book/hold/", {"start": SOON, "type": "online"})
    desk.post("/book/step/safe/", {"danger_now": "yes", "device_private": "yes"})
    assert not StandIn.objects.exists()

    desk.post("/book/help/")

    found = StandIn.objects.get()
    assert (found.by, found.party) == (admin, appointment.party)


def test_a_client_with_the_same_draft_is_nobodys_stand_in(
    desk: Client, other_client: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    desk.post("/staff/book/hold/", {"start": SOON, "type": "online"})
    draft = Draft.objects.get()
    session = other_client.session
    session["draft"], session["holder"] = draft.key, draft.hold_key
    session.save()
    other_client.cookies["sessionid"] = session.session_key

    assert BANNER not in text_of(other_client.get("/book/go-on/", follow=True))


def test_a_time_that_was_just_taken_comes_back_with_the_nearest(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind)

    response = desk.post("/staff/book/hold/", {"start": "2026-11-24T13:00Z", "type": "online"})

    assert response.status_code == 409
    assert "That time has just been taken." in text_of(response)
    assert not Draft.objects.filter(appointment_id=None).exists()
