"""From the list at the meeting to the certificate in the client’s hands, and what a clerk of a court sees."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from bookings.certificates import code_of
from bookings.models import AppointmentType, Certificate, Mediator, MeetingRecord
from bookings.services import save_checklist
from bookings.services.certificates import make_certificates
from mediation.core.enums import Role
from mediation.core.models import PracticeSettings
from mediation.core.models.practice import default_reminders
from tests import factories

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DURING = factories.at("2026-11-24", "13:20")


def sign_in(staff: Visitor, email: str) -> None:
    staff.open("/staff/")
    staff.type("E-mail address", email)
    staff.type("Password", factories.PASSWORD)
    staff.press("Sign in")
    staff.sees("Tuesday 24 November")


def checks(clerk: Visitor, one: Certificate) -> None:
    clerk.open("/verify/")
    clerk.type("Serial number", one.serial)
    clerk.type("Code", code_of(one.facts))
    clerk.press("Check it")


def test_a_certificate_is_earned_issued_saved_checked_and_replaced(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, clock: time_machine.Coordinates
) -> None:
    PracticeSettings.objects.update(reminders=default_reminders())
    Mediator.objects.update(urn="0123A")
    assert morgan.user
    morgan.user.set_password(factories.PASSWORD)
    morgan.user.save()
    factories.user("Lee Bianchi", Role.MANAGER, password=factories.PASSWORD)
    meeting = factories.booked(kind)
    clock.move_to(DURING)
    world.look_again()
    mediator = arrives(screen=DESKTOP)
    mediator.watch.foresee(422)
    look = Inspection(mediator)
    sign_in(mediator, morgan.user.email)

    desk = f"/staff/appointments/{meeting.reference}/"
    mediator.open(f"{desk}meeting/")
    mediator.page.locator("label[for='i-alone-no']").click()
    mediator.page.get_by_role("button", name="Save the list", exact=True).first.click()
    mediator.reads("The meeting does not go on like this.")
    mediator.page.locator("label[for='i-alone-yes']").click()
    mediator.page.locator("label[for='i-abuse']").click()
    mediator.page.locator("#i-next_steps").fill("Alex rings next week.")
    mediator.page.locator("#i-next_steps").blur()
    expect(mediator.page.locator(".checklist__status")).to_have_text(re.compile(r"^Saved 1:2\dpm\.$"))
    assert set(MeetingRecord.objects.get().items) == {"alone", "abuse", "next_steps"}
    save_checklist(
        appointment=meeting,
        given=factories.WHOLE_LIST,
        version=MeetingRecord.objects.get().version,
        user=morgan.user,
        now=timezone.now(),
    )
    mediator.open(f"{desk}meeting/")
    mediator.type("Add a note", "Alex speaks freely. Nothing that worries me.")
    mediator.press("Keep this note")
    mediator.reads("Your note is kept. Only you see it.")
    mediator.tick("They attended")
    mediator.press("Record")
    look.of("meeting whole")
    mediator.page.get_by_role("button", name="Issue the certificate").click()
    mediator.sees("Certificate: Alex Winter")
    mediator.press("Sign and issue")
    mediator.sees_mistakes()
    look.of("certificate form")
    mediator.type("Their full legal name", "Alexandra Wintr")
    mediator.type("Type your name to sign it", "Morgan Ellis")
    mediator.press("Sign and issue")
    mediator.reads("Being made")
    make_certificates(now=timezone.now())

    client = arrives()
    client.open(world.link_in(world.post()[-1]))
    client.press("Send me a code")
    client.type("Your code", world.code_in(world.post()[-1]))
    client.press("Continue")
    client.sees("Your certificate is ready")
    Inspection(client).of("own document")
    with client.page.expect_download() as saved:
        client.page.get_by_role("button", name=re.compile("Save it")).click()
    first = Certificate.objects.get()
    assert saved.value.suggested_filename == f"certificate-{first.serial}.pdf"
    clerk = arrives()
    clerk_look = Inspection(clerk)
    checks(clerk, first)
    expect(clerk.page.locator("#answer")).to_have_text("Valid")
    clerk_look.of("verify valid")

    mediator.open(f"{desk}certificate/")
    mediator.page.get_by_text("Something on it is wrong?").click()
    mediator.type("Their full legal name", "Alexandra Winter")
    mediator.type("Type your name to sign it", "Morgan Ellis")
    mediator.type("What was wrong with the old one?", "A letter was missing in the name")
    mediator.press("Replace it")
    mediator.reads("The old one is not valid any more.")
    look.of("meeting after")
    checks(clerk, first)
    expect(clerk.page.locator("#answer")).to_have_text("Not valid")

    case = f"/staff/cases/{meeting.party.case.reference}/"
    for path, name in (("log/", "log"), ("file-check/", "file check")):
        mediator.open(case + path)
        look.of(name)
    mediator.open("/staff/signature/")
    look.of("signature")
    manager = arrives(screen=DESKTOP)
    manager_look = Inspection(manager)
    sign_in(manager, "lee@example.org")
    manager.open(f"{case}notes/")
    manager.sees("A mediator’s notes")
    manager.tick("A complaint")
    manager.type("In your own words", "The regulator asks")
    manager.press("Open the notes")
    manager.reads("Nothing that worries me.")
    manager_look.of("notes open")
    assert look.problems + clerk_look.problems + manager_look.problems == []
