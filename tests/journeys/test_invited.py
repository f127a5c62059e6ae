"""J3: somebody who was invited needs time, and later books. The person who asked us to write sees nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Invitation
from tests import factories

from . import walks, world
from .accessibility import violations
from .conftest import DESKTOP, Arrives
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WISH = "What would you like to do?"


def looks_right(visitor: Visitor) -> None:
    assert violations(visitor.page) == []
    assert visitor.scrolls_sideways() <= 0


def letter_to(address: str) -> str:
    return next(str(mail.body) for mail in reversed(world.letters()) if mail.to == [address])


def test_j3_the_invited_person_takes_time_and_the_first_one_sees_nothing(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    alex_meets = factories.booked(kind, factories.at("2026-11-25", "09:00"))
    draft = factories.drafted(alex_meets.party, named_as="")
    alex, robin, jo = arrives(), arrives(), arrives(screen=DESKTOP)
    alex.open(manage_url(alex_meets))
    before = alex.page.locator("body").inner_text()

    world.sign_in(jo)
    jo.open(f"/staff/appointments/{alex_meets.reference}/")
    jo.follow("Open the invitation")
    jo.sees("Robin Field")
    looks_right(jo)
    jo.follow("Check and send")
    jo.sees(
        f"You are writing to Robin Field at robin@example.org, the other person in case {_case(alex_meets)}."
    )
    looks_right(jo)
    jo.tick("I have checked the name and the address with the client")
    jo.press("Send the e-mail")
    jo.reads("The e-mail is on its way.")

    link = world.link_in(letter_to("robin@example.org"))
    robin.open(link)
    robin.sees("An invitation to a meeting of your own")
    robin.reads("This is not a court document.")
    robin.does_not_read("Alex")
    looks_right(robin)
    robin.press("Continue")
    robin.sees_mistakes()
    robin.answer(WISH, "I need more time")
    robin.press("Continue")
    robin.reads("That is not a no, and we do not take it for one.")
    looks_right(robin)

    world.wait(clock, hours=25)
    robin.open(link)
    robin.answer(WISH, "Book my own meeting")
    robin.press("Continue")
    robin.sees("When can you talk?")
    walks.take(robin, walks.times_on(robin).nth(3))
    walks.answer_everything(robin, name="Robin Field", email="robin@example.org")
    robin.does_not_read("Alex")
    walks.confirm(robin)
    robin.does_not_read("Alex")
    robin.does_not_read(_case(alex_meets))
    robin.watch.foresee(404)
    robin.open(link)
    robin.sees("This link does not work")

    invited = Invitation.objects.get(pk=draft.pk)
    assert (invited.state, invited.party.case_id if invited.party else None) == (
        "accepted",
        alex_meets.party.case_id,
    )
    alex.open(manage_url(alex_meets))
    assert alex.page.locator("body").inner_text().replace("Tomorrow, ", "") == before


def _case(appointment: Appointment) -> str:
    return appointment.party.case.reference
