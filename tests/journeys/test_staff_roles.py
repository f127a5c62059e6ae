"""J1, J5, J9 and J11 as the staff live them, each role in a browser of its own, on a phone and a laptop."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.models import AppointmentType, Mediator
from intake.enums import Answer
from intake.models import Flag
from intake.services.callbacks import make_windows, request_callback
from mediation.core.enums import Role
from mediation.core.times import local_day
from tests import factories
from tests.factories import NOW

from . import world
from .conftest import DESKTOP, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
At = Callable[[Role], tuple[Visitor, Inspection]]


@pytest.fixture
def width() -> int:
    """The inspection changes it for each page."""
    return DESKTOP


@pytest.fixture
def at_the_desk(arrives: Arrives, morgan: Mediator) -> At:
    """Somebody of this role, signed in: Morgan herself for the mediator."""

    def signs_in(role: Role) -> tuple[Visitor, Inspection]:
        assert morgan.user
        who = morgan.user
        if role is not Role.MEDIATOR:
            who = factories.user(f"{role.capitalize()} Vale", role)
        who.set_password(factories.PASSWORD)
        who.save()
        visitor = arrives()
        world.sign_in(visitor, email=who.email)
        return visitor, Inspection(visitor)

    return signs_in


def test_j1_a_lunch_time_meeting_reaches_the_mediator_and_its_fee_the_office(
    at_the_desk: At, kind: AppointmentType, clock: time_machine.Coordinates
) -> None:
    booked = factories.booked(kind, factories.at("2026-11-24", "12:00"))
    office, looks = at_the_desk(Role.ADMIN)
    office.open("/staff/?day=2026-11-24")
    looks.of("j1 the office's day")
    office.tap(office.page.get_by_role("link", name=re.compile("^Open.*Alex Winter$")))
    office.sees("Alex Winter")
    office.reads("£110.00, paying privately, not paid yet")
    office.tick("Paid")
    office.tap(office.page.get_by_role("region", name="Record the fee").get_by_role("button", name="Record"))
    office.reads("The fee is recorded.")
    looks.of("j1 the fee is paid")
    mediator, _ = at_the_desk(Role.MEDIATOR)
    clock.move_to(booked.starts_at - timedelta(minutes=10))
    world.sign_in_again(mediator)
    mediator.open("/staff/")
    mediator.reads("in 10 minutes")

    assert looks.problems == []


def test_j5_with_an_order_and_bail_the_mediator_reads_first_and_nobody_can_write_to_the_other(
    at_the_desk: At, kind: AppointmentType
) -> None:
    order = {"contact_limits": "both", "limits_protect": "me", "limits_ended": "no", "refuge": "no"}
    booked = factories.booked(kind, answers={**factories.ALEX, **order})
    draft = factories.drafted(booked.party, by_answers=True)
    mediator, sees = at_the_desk(Role.MEDIATOR)
    office, looks = at_the_desk(Role.ADMIN)
    for who, look in ((mediator, sees), (office, looks)):
        who.open(f"/staff/appointments/{booked.reference}/")
        look.of("j5 the flags are not read yet")
        who.open(f"/staff/invitations/{draft.reference}/")
        who.reads("A flag stands, or a safety question is not answered.")
        expect(who.page.get_by_role("link", name="Check and send")).to_have_count(0)
        look.of("j5 the invitation is blocked")
    mediator.open(f"/staff/appointments/{booked.reference}/")
    mediator.press("I have read these")
    mediator.reads("The mediator of this meeting has read these.")
    office.open("/staff/flags/")

    assert sees.problems + looks.problems == []
    assert Flag.objects.filter(party=booked.party, severity="red", cleared_at=None).count() == 2
    assert [mail.to for mail in world.letters() if mail.to == ["robin@example.org"]] == []


def test_j9_a_grandparent_is_known_as_one_to_the_mediator(at_the_desk: At, kind: AppointmentType) -> None:
    booked = factories.booked(kind, answers={**factories.ALEX, "matter": ["grandparent"]})
    mediator, sees = at_the_desk(Role.MEDIATOR)
    mediator.open(f"/staff/appointments/{booked.reference}/")
    mediator.reads("I am a grandparent or another family member")
    sees.of("j9 the grandparent's meeting")
    mediator.open(f"/staff/cases/{booked.party.case.reference}/")
    sees.of("j9 the grandparent's case")

    assert sees.problems == []


def test_j11_whoever_wants_only_a_call_is_rung_without_leaving_words_behind(
    at_the_desk: At, site: str
) -> None:
    factories.callback_hours(capacity=20)
    make_windows(today=local_day(NOW))
    asked = factories.asked(voicemail=Answer.NO, say_who=Answer.NO, email_private=Answer.NO)
    wanted = request_callback(asked=asked, now=NOW - timedelta(hours=3))
    office, looks = at_the_desk(Role.ADMIN)
    office.open("/staff/callbacks/")
    office.press("Take next")
    office.sees("Robin")
    office.reads("Do not name the practice until they confirm")
    expect(office.page.get_by_text("I left the message on their voicemail")).to_have_count(0)
    looks.of("j11 the call card")
    office.tick("No answer")
    office.press("Record")
    mediator, _ = at_the_desk(Role.MEDIATOR)
    mediator.watch.foresee(403)
    mediator.open(f"/staff/callbacks/{wanted.reference}/")
    mediator.does_not_read("Robin")

    assert looks.problems == []
    assert [mail.to for mail in world.letters() if "robin@example.org" in mail.to] == []
