"""J14, in short: somebody complains and asks to see their data; a manager reads it before it goes."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Invitation, RightsRequest
from intake.services import exports
from mediation.core.enums import Role
from tests import factories, whole_files
from tests.factories import NOW

from . import world
from .conftest import DESKTOP
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def width() -> int:
    return DESKTOP


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    return factories.booked(kind)


def test_a_complaint_a_request_to_see_everything_and_a_dry_run(
    visitor: Visitor, appointment: Appointment, clock: time_machine.Coordinates
) -> None:
    party = whole_files.fill(appointment)
    whole_files.meet(appointment)
    Invitation.objects.filter(case=party.case).update(state="accepted")
    manager = factories.user("Lee Bianchi", Role.MANAGER, password=factories.PASSWORD)
    look, page = Inspection(visitor), visitor.page
    visitor.watch.foresee(422)
    visitor.open("/put-right/")
    visitor.sees("If something went wrong")
    look.of("put right")

    world.sign_in(visitor, email="lee@example.org")
    visitor.follow("Records")
    visitor.sees("Records")
    look.of("records")
    visitor.follow("Complaints")
    visitor.follow("Record a complaint")
    visitor.sees("A complaint came in")
    visitor.press("Record it")
    visitor.sees_mistakes()
    look.of("complaint with mistakes")
    visitor.tick("A client")
    visitor.type("Their name", "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff")
    page.get_by_label("Reference of their meeting, case, call or invitation").fill(appointment.reference)
    visitor.tick("The office")
    visitor.type("What do they say? Use their words", "Nobody rang me back.")
    visitor.press("Record it")
    visitor.reads("Acknowledge by 7 December 2026.")
    look.of("complaint")
    visitor.press("Record")
    visitor.reads("Answer by 4 January 2027.")
    visitor.follow("Complaints")
    look.of("complaints")

    visitor.follow("Requests")
    visitor.follow("Record a request")
    visitor.tick("See what we hold, or take it along")
    visitor.type("Their name", "Alex Winter")
    page.get_by_label("Reference of their own meeting, call or invitation").fill(appointment.reference)
    visitor.press("Record it")
    visitor.reads("First: is it them?")
    look.of("request")
    visitor.tick("They said their code word")
    visitor.press("Record")
    visitor.press("Gather what we hold")
    visitor.sees("Read before it goes")
    expect(page.locator("mark").first).to_have_text("Robin")
    look.of("review")
    visitor.press("Make the file")
    visitor.sees_mistakes()
    look.of("review with a mistake")
    page.get_by_label("Black out all of it").first.check()
    page.get_by_label("I have read all of it").check()
    visitor.press("Make the file")
    visitor.reads("The file is being made.")
    assert exports.make_exports(clock=lambda: NOW) == 1
    visitor.open(f"/staff/records/requests/{RightsRequest.objects.get().reference}/")
    look.of("request with its file")
    visitor.watch.foresee_interrupted_requests()
    with page.expect_download() as download:
        visitor.press("Download it, once")
    assert download.value.suggested_filename.startswith("answer-")

    erasure = factories.rights_request(party, manager)
    visitor.open(f"/staff/records/requests/{erasure.reference}/erase/")
    visitor.sees("What would go")
    visitor.reads("Certificates, with their name: 1.")
    look.of("erase")
    visitor.open(f"/staff/cases/{party.case.reference}/")
    visitor.follow("How long it is kept")
    visitor.sees("How long this is kept")
    page.get_by_text("Hold it for a legal reason").click()
    look.of("how long a case is kept")
    visitor.open("/staff/records/classes/legal_aid/")
    look.of("period")

    clock.move_to(factories.at("2027-12-01", "10:00"))
    world.look_again()
    visitor.open("/staff/")
    visitor.type("E-mail address", "lee@example.org")
    visitor.type("Password", factories.PASSWORD)
    visitor.press("Sign in")
    visitor.open("/staff/records/")
    visitor.press("Show what would go tonight")
    visitor.sees("What would go tonight")
    visitor.reads(party.case.reference)
    visitor.reads("A complaint is open; a data protection request is open")
    look.of("dry run")
    visitor.follow("Records")
    visitor.reads("Did mediation begin?")
    look.of("records that ask")
    visitor.follow(f"Case {party.case.reference}")
    visitor.press("No mediation began")
    visitor.reads("Recorded.")
    visitor.does_not_read("Did mediation begin?")
    assert look.problems == []
