"""Legal aid from the first question to "There is nothing to pay": one person, one mediator, both pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from legalaid.models import Determination, Funding
from tests import factories

from . import walks, world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .test_costs import LIKELY, with_universal_credit
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def look(visitor: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(visitor)
    yield inspection
    assert inspection.problems == []


@pytest.fixture
def place(kind: AppointmentType) -> AppointmentType:
    """The practice also meets people in person."""
    return factories.appointment_type(
        slug="in-person", name="MIAM, in person", mode="in_person", place="1 High Street, Leeds", position=1
    )


def screened_with_universal_credit(client: Visitor, look: Inspection) -> None:
    client.open("/costs/")
    look.of("legal aid start")
    client.press("Start")
    with_universal_credit(client)
    client.page.locator("#id_worth_savings_0").fill("£1,200.50")
    client.press("Continue")
    client.sees("We can tell you now")
    client.press("See the result")
    client.sees(LIKELY)
    look.of("legal aid result")


def booked(client: Visitor, look: Inspection) -> Appointment:
    """From the result: the earliest time is there for who cannot wait; this person keeps a video call."""
    client.follow("See the earliest time")
    client.reads("Today 10:30am")
    look.of("legal aid earliest time")
    client.page.go_back()
    client.follow("Book a meeting")
    client.reads(re.compile("we offer a meeting in person first"))
    look.of("legal aid times in person")
    client.follow("MIAM, online")
    walks.take(client, walks.times_on(client).first)
    walks.answer_everything(client)
    client.follow(re.compile(r"^Change ?: How will you pay for the meeting\?$"))
    client.answer(walks.FUNDING, "I may get legal aid")
    client.press("Continue")
    client.sees("Check your answers")
    client.reads(re.compile("You can also keep this video call"))
    look.of("legal aid check")
    walks.confirm(client)
    return Appointment.objects.get()


def signed_in(staff: Visitor, morgan: Mediator) -> None:
    assert morgan.user
    morgan.user.set_password(factories.PASSWORD)
    morgan.user.save()
    Mediator.objects.update(legal_aid_authorised=True)
    staff.open("/staff/")
    staff.type("E-mail address", "morgan@example.org")
    staff.type("Password", factories.PASSWORD)
    staff.press("Sign in")
    staff.follow("Legal aid")


def decided(staff: Visitor, look: Inspection) -> None:
    """The papers are here and accepted, and the mediator decides."""
    look.of("desk applications")
    staff.follow("Alex Winter")
    staff.page.locator("summary", has_text="CIVMEANS7").click()
    expect(staff.page.get_by_text("1200.50", exact=True).first).to_be_visible()
    look.of("desk means with a form")
    papers = ("the signed form", "bank statements", "the letter about the benefit that counts")
    for paper in papers:
        staff.page.locator("summary", has_text=paper).click()
        form = staff.page.locator("details[open] form")
        form.get_by_text("Accepted", exact=True).click()
        if paper.startswith("the letter"):
            form.get_by_role("button").click()
            staff.sees_mistakes()
            form = staff.page.locator("details[open] form")
            for part, number in (("Day", "2"), ("Month", "11"), ("Year", "2026")):
                form.get_by_label(part, exact=True).fill(number)
        look.of(f"desk means {paper}")
        form.get_by_role("button").click()
        staff.reads("Recorded.")
    staff.answer("On the form and the evidence, this client is", "Eligible")
    staff.type("Reasons", "Universal Credit, and within the limit.")
    staff.press("Record the determination")
    staff.reads("Universal Credit, and within the limit.")
    look.of("desk means decided")
    staff.follow("Legal aid")
    staff.reads("Nobody is waiting.")


def test_from_the_public_page_to_nothing_to_pay(
    visitor: Visitor, arrives: Arrives, look: Inspection, place: AppointmentType, morgan: Mediator
) -> None:
    screened_with_universal_credit(visitor, look)
    appointment = booked(visitor, look)
    look.of("legal aid confirmed")
    visitor.follow("Find out if legal aid could pay")
    visitor.press("Go on where you stopped")
    visitor.sees(LIKELY)
    visitor.reads(re.compile("A letter that names the benefit that counts for legal aid.*not here yet"))
    look.of("legal aid checklist")

    staff = arrives(screen=DESKTOP)
    signed_in(staff, morgan)
    decided(staff, Inspection(staff))

    funding, determination = Funding.objects.get(), Determination.objects.get()
    assert (funding.source, funding.state) == ("legal_aid", "waived")
    assert determination.thresholds_version == "2026-04-06"
    visitor.open(manage_url(appointment))
    visitor.follow("See the details of my booking")
    visitor.press("Send me a code")
    visitor.type("Your code", world.code_in(world.post()[-1]))
    visitor.press("Continue")
    visitor.reads(re.compile("There is nothing to pay"))
    look.of("legal aid nothing to pay")
