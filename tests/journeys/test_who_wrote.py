"""J6: somebody says "Cafcass", and it is really the council. On a phone."""

from __future__ import annotations

import pytest

from bookings.models import Appointment, AppointmentType, Mediator

from . import walks, world
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cafcass_without_a_court_case_turns_out_to_be_the_council(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    look = Inspection(visitor)
    world.begins(visitor, kind, answers=world.all_but("involved"))
    visitor.open("/book/go-on/")
    walks.say_care(visitor, involved="yes")

    visitor.sees("Who is involved?")
    look.of("who is involved")
    walks.answer_page(visitor, court="none", cafcass="yes", social_services="no")
    visitor.press("Continue")

    visitor.sees("Who wrote to you?")
    visitor.reads("Cafcass works only when there is a court case. Could it be the council?")
    look.of("who wrote")
    visitor.answer("Who wrote to you?", "A council, or children’s services")
    visitor.press("Continue")

    visitor.sees("What does the letter say it is?")
    look.of("what the letter is")
    visitor.answer("What does the letter say it is?", "A plan")
    visitor.press("Continue")

    visitor.sees("What are they doing?")
    visitor.tick("A child in need plan")
    visitor.answer("Is it still going on?", "Yes")
    look.of("which plan")
    visitor.press("Continue")

    visitor.sees("Who is involved?")
    visitor.reads("A plan like this comes from the council. Who told you about the plan?")
    look.of("who is involved, asked again")
    visitor.answer("Are social services involved?", "Yes, now")
    visitor.answer("Is Cafcass involved?", "No")
    visitor.press("Continue")

    visitor.sees("Social services")
    walks.answer_everything(
        visitor,
        social_services_about="child",
        public_law="none",
        child_removed_by="no",
        child_guardian="no",
    )
    look.of("check")
    walks.confirm(visitor)
    visitor.reads("Please tell us your worker’s name if you can. This does not stop your meeting.")
    visitor.does_not_read("Cafcass works only when there is a court case.")
    look.of("confirmed")

    said = Appointment.objects.get().party.answers
    assert (said["social_services"], said["cafcass"]) == ("now", "no")
    assert look.problems == []
