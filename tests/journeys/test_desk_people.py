"""Somebody rings, and the office finds them: in a real browser, at both widths."""

from __future__ import annotations

import pytest

from bookings.models import AppointmentType, Mediator
from intake.services.flag_comparisons import compare_files
from mediation.core.enums import Role
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, at

from . import world
from .conftest import DESKTOP
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"


@pytest.fixture
def width() -> int:
    return DESKTOP


def test_somebody_who_booked_twice_is_found_looked_at_and_merged(
    visitor: Visitor, kind: AppointmentType, morgan: Mediator
) -> None:
    first = factories.booked(kind, answers={**ALEX, "other_name": LONG})
    careful = {**ALEX, "name": "Aleks Winter", "other_name": LONG, "phone_private": "no"}
    factories.booked(kind, at("2026-11-24", "15:00"), answers=careful)
    factories.booked(
        kind, at("2026-11-24", "09:00"), answers={**ROBIN, "name": LONG, "other_name": "Kim Lake"}
    )
    compare_files(now=NOW)
    factories.user("Lee Bianchi", Role.MANAGER, password=factories.PASSWORD)
    world.sign_in(visitor, email="lee@example.org")
    look = Inspection(visitor)
    visitor.watch.foresee(422)

    visitor.open("/staff/people/")
    look.of("people")
    visitor.press("Search")
    visitor.reads("Enter a name, a whole phone number")
    look.of("people nothing typed")
    visitor.type("Name, phone number, e-mail address or reference", "Alex Winter")
    visitor.press("Search")
    visitor.reads("Client: same name.")
    visitor.reads("Client: sounds alike.")
    assert "Alex" not in visitor.page.url
    look.of("people found")
    visitor.open("/staff/cases/")
    look.of("cases")
    visitor.open(f"/staff/cases/{first.party.case.reference}/")
    look.of("case")
    visitor.page.get_by_role("link", name="Compare: conflicts and second files").click()
    visitor.reads("may be the same person")
    look.of("matches")
    visitor.page.get_by_role("link", name="The same: look at merging").click()
    visitor.reads("This is not undone")
    look.of("merge")
    visitor.press(f"Merge into {first.party.case.reference}")
    visitor.reads("is part of this one now")
    look.of("case merged")
    assert look.problems == []
