"""A manager reads the reports, takes a file, and changes the look: on a laptop, looked at on a phone too."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect

from bookings.enums import AppointmentState
from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import Flag
from mediation.core.enums import Role
from mediation.core.models import PracticeSettings
from tests import factories
from tests.factories import NOW

from . import world
from .conftest import DESKTOP
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff O’Shaughnessy-Featherstonehaugh"
MONTH = "?first=2026-11-01&last=2026-11-30"
STATES = [AppointmentState.ATTENDED] * 7 + [AppointmentState.NOT_ATTENDED] * 2


@pytest.fixture
def width() -> int:
    return DESKTOP


def a_month_of_work(kind: AppointmentType) -> None:
    """Nine meetings of the last three weeks, most of them held, and what was flagged."""
    for number, state in enumerate(STATES):
        one = factories.booked(
            kind, factories.at("2026-11-24", f"{9 + number % 3 * 2:02d}:00") + timedelta(number // 3)
        )
        start = one.starts_at - timedelta(days=2 + 2 * number)
        Appointment.objects.filter(pk=one.pk).update(
            state=state,
            starts_at=start,
            ends_at=start + timedelta(hours=1),
            booked_at=start - timedelta(hours=6 * number + 3),
        )
        code = ("SF-FEAR", "CT-HEARING")[number > 6]
        Flag.objects.create(party=one.party, code=code, severity="red", rule_version="1", raised_at=NOW)


def test_a_manager_reads_reports_and_changes_settings(
    visitor: Visitor,
    kind: AppointmentType,
    morgan: Mediator,
    tmp_path: Path,
    clock: time_machine.Coordinates,
) -> None:
    a_month_of_work(kind)
    factories.callback_hours(weekdays=[1, 6])
    factories.mediator(LONG, accreditation_expires_on=NOW.date() + timedelta(days=20))
    factories.user("Lee Bianchi", Role.MANAGER, password=factories.PASSWORD)
    world.sign_in(visitor, email="lee@example.org")
    look = Inspection(visitor)

    visitor.follow("Reports")
    for report in ("outcomes", "flags"):
        visitor.open(f"/staff/reports/{report}/{MONTH}")
        look.of(f"report {report}")
    visitor.reads("fewer than 5")
    world.wait(clock, minutes=11)  # so long after signing in, a file asks for the password once more
    visitor.follow(re.compile("Download as CSV"))
    visitor.watch.foresee_interrupted_requests()
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_label("Password").fill(factories.PASSWORD)
        visitor.page.get_by_role("button", name="Go on").click()
    waiting.value.save_as(tmp_path / "file.csv")
    assert waiting.value.suggested_filename == "report-2026-11-01-2026-11-30.csv"
    assert "fewer than 5" in (tmp_path / "file.csv").read_text("utf-8-sig")

    visitor.page.goto(f"{visitor.base}/staff/settings/")  # the page before never came: it was a file
    look.of("settings")
    visitor.open("/staff/settings/call-hours/change/")
    look.of("settings in lines")
    visitor.open("/staff/settings/look/")
    visitor.press("Change")
    visitor.type("Colour", "#7a1f5c")
    visitor.press("See what would change")
    picture = visitor.page.frame_locator("iframe").locator(".panel--action .govuk-button")
    expect(picture).to_have_css("background-color", "rgb(122, 31, 92)")
    look.of("settings preview")
    visitor.press("Save")
    visitor.reads("Saved. It holds from now on.")
    visitor.reads("#0f5c63")
    look.of("settings history")

    assert PracticeSettings.objects.get().brand_colour == "#7a1f5c"
    assert look.problems == []
