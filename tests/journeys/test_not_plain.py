"""J4, J5, J7, J8 and J10, on a phone: bookings that are not plain, each from the question that tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Flag
from tests import factories

from . import walks, world
from .accessibility import violations
from .conftest import Arrives
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PERSON_FIRST = "A person will talk with you before your meeting."
NO_ORDERS = {"public_law": "none", "child_removed_by": "no", "child_guardian": "no"}


@dataclass(frozen=True)
class Story:
    """What somebody answers in place of Alex's answers, what they read at the end, and what is raised."""

    open_again: tuple[str, ...]  # the questions that Alex has answered and that are still open here
    answers: Mapping[str, Any]
    on_the_way: tuple[str, ...]
    reads: tuple[str, ...]
    flags: Mapping[str, str]
    starts: str = "2026-11-24T13:00Z"
    never_reads: tuple[str, ...] = ()
    already: Mapping[str, Any] = field(default_factory=dict)  # what they answered before that question


STORIES = {
    "J4 somebody is abused, and the phone is shared": Story(
        already={"email_private": "unsure", "phone_private": "no"},
        open_again=("shared_devices", "afraid"),
        answers={
            "shared_devices": "yes",
            "afraid": "yes",
            "abuse": "now",
            "high_risk_signs": "not_said",
            "refuge": "no",
        },
        on_the_way=("You do not need to tell us what happened.",),
        reads=(PERSON_FIRST, "There are free helplines you can talk to."),
        flags={"SF-DA-NOW": "red", "SF-FEAR": "amber", "SF-SHARED": "amber", "SF-UNANSWERED": "info"},
        never_reads=("Add to my calendar", "happening now", "afraid"),
    ),
    "J5 an order and bail": Story(
        open_again=("contact_limits",),
        answers={"contact_limits": "both", "limits_protect": "me", "limits_ended": "no", "refuge": "no"},
        on_the_way=("Whom do they protect?",),
        reads=(PERSON_FIRST, "We send nothing to the other person."),
        flags={"SF-ORDER": "red", "SF-BAIL": "red"},
        never_reads=("Add to my calendar",),
    ),
    "J7 a section 47 enquiry": Story(
        open_again=("involved",),
        answers={
            "involved": "yes",
            "court": "none",
            "cafcass": "no",
            "social_services": "now",
            "social_services_about": "child",
            "sender": "council",
            "document": "assessment",
            "plan": ["section_47"],
            "plan_current": "yes",
            **NO_ORDERS,
        },
        on_the_way=("add a photo of the letter", "A child protection enquiry"),
        reads=(PERSON_FIRST, "You may not need a MIAM before you go to court. You can still have one."),
        flags={"SS-S47": "red"},
    ),
    "J8 a hearing in six days": Story(
        open_again=("involved",),
        answers={
            "involved": "yes",
            "court": "mine",
            "cafcass": "no",
            "social_services": "no",
            "hearing_on_day": "29",
            "hearing_on_month": "11",
            "hearing_on_year": "2026",
            "court_ordered_miam": "yes",
        },
        on_the_way=("When is the next hearing?", "Your court date is near."),
        reads=("Your court letter may ask for a form called FM5 by a date.",),
        flags={"CT-HEARING": "amber", "CT-ORDERED": "amber", "CAF-EXPECT": "info"},
        starts="2026-11-26T13:00Z",
        never_reads=(PERSON_FIRST,),
    ),
    "J10 a child in Wales": Story(
        already={"child_country": "wales"},
        open_again=("involved", "adjustments"),
        answers={
            "involved": "yes",
            "court": "theirs",
            "cafcass": "yes",
            "social_services": "no",
            "court_ordered_miam": "no",
            "sender": "cafcass_cymru",
            "document": "safeguarding_letter",
            "adjustments": ["welsh"],
            **NO_ORDERS,
        },
        on_the_way=(
            "Is the family court, Cafcass Cymru or social services involved?",
            "Is Cafcass Cymru involved?",
        ),
        reads=("In Wales, Cafcass Cymru does this work. Tell us if you would like to speak Welsh.",),
        flags={"CAF-ACTIVE": "info", "CAF-CYMRU": "info", "CT-PARTY-RESP": "info", "ACC-WELSH": "info"},
        never_reads=(PERSON_FIRST,),
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_their_booking_stands_and_they_read_what_it_means(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator, story: Story
) -> None:
    read: list[str] = []

    def looks_right(visitor: Visitor) -> None:
        assert violations(visitor.page) == []
        assert visitor.scrolls_sideways() <= 0
        read.append(visitor.page.locator("body").inner_text())

    answers = world.all_but(*story.open_again) | story.already
    world.begins(visitor, kind, answers=answers, starts=story.starts)
    visitor.open("/book/go-on/")
    walks.answer_everything(visitor, on_each=looks_right, **story.answers)
    looks_right(visitor)
    walks.confirm(visitor)
    looks_right(visitor)

    for words in story.on_the_way:
        assert any(words in page for page in read), words
    for words in story.reads:
        visitor.reads(words)
    for words in story.never_reads:
        visitor.does_not_read(words)
    booked = Appointment.objects.get()
    assert booked.is_confirmed
    assert dict(Flag.objects.filter(party=booked.party).values_list("code", "severity")) == story.flags
    letters = [mail for mail in world.letters() if mail.to == ["alex@example.org"]]
    assert [mail.subject for mail in letters] == ["Your booking"]
    for told in ("Robin", "afraid", "order", "court", "council", "Cafcass"):
        assert told not in str(letters[0].body)


def test_j5_at_the_desk_the_invitation_is_blocked(
    arrives: Arrives, kind: AppointmentType, morgan: Mediator
) -> None:
    answers = {**factories.ALEX, **STORIES["J5 an order and bail"].answers}
    draft = factories.drafted(factories.booked(kind, answers=answers).party, by_answers=True)
    jo = arrives()
    world.sign_in(jo)
    jo.open(f"/staff/invitations/{draft.reference}/")

    jo.reads("A flag stands, or a safety question is not answered.")
    expect(jo.page.get_by_role("link", name="Check and send")).to_have_count(0)
    assert violations(jo.page) == []
    assert [mail.to for mail in world.letters() if mail.to == ["robin@example.org"]] == []
