"""Exit this page: what is freed, what is forgotten, and where it leads."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from bookings.enums import ClaimState
from bookings.models import Appointment, SlotClaim
from intake.models import Draft
from mediation.core.models import PracticeSettings
from mediation.core.remembered import forget_everything
from tests import factories

from . import visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind", "morgan")]


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.mark.parametrize("method", ["get", "post"])
def test_leaving_frees_the_time_forgets_the_draft_and_ends_the_session(client: Client, method: str) -> None:
    visits.hold(client)
    visits.answer(client, "safe")
    response = getattr(client, method)("/leave/")

    assert response.status_code == 302
    assert SlotClaim.objects.get().state == ClaimState.RELEASED
    assert not Draft.objects.exists()
    assert not Session.objects.exists()
    assert response.cookies["session"]["max-age"] == 0


def test_it_leads_to_a_neutral_site_that_the_practice_chooses(client: Client) -> None:
    assert client.get("/leave/")["Location"] == "https://www.bbc.co.uk/weather"
    PracticeSettings.objects.update(exit_url="https://www.example.org/")
    forget_everything()
    assert client.get("/leave/")["Location"] == "https://www.example.org/"


def test_nothing_in_the_answer_makes_a_browser_wait(client: Client) -> None:
    response = client.get("/leave/")

    assert "Clear-Site-Data" not in response.headers
    assert response.content == b""


def test_back_shows_nothing_of_what_was_there(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe")
    visits.answer(client, "you")
    client.get("/leave/")

    for path in ("/book/step/you/", "/book/go-on/", "/book/check/", "/book/confirmed/"):
        response = client.get(path)
        assert response.status_code == 302
        assert b"Alex" not in client.get(path, follow=True).content


def test_a_draft_that_somebody_can_come_back_to_is_kept(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    draft = Draft.objects.get()
    path = visits.resume_path(draft)
    client.get("/leave/")

    assert Draft.objects.get().answers["name"] == "Alex Winter"
    assert SlotClaim.objects.get().state == ClaimState.RELEASED
    assert client.get("/book/go-on/")["Location"] == "/book/"
    assert client.get(path).status_code == 200


def test_a_booking_stays_when_its_visitor_leaves(client: Client) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    client.get("/leave/")

    assert Appointment.objects.get().is_confirmed
    assert SlotClaim.objects.get().state == ClaimState.BOOKED
    assert client.get("/book/confirmed/")["Location"] == "/"


def test_leaving_after_danger_forgets_the_wish_too(client: Client) -> None:
    visits.hold(client)
    visits.answer(client, "safe", danger_now="yes")
    client.get("/leave/")

    assert SlotClaim.objects.get().state == ClaimState.RELEASED
    assert b"safe_enough" not in client.get("/book/help/").content


def test_somebody_who_only_looked_leaves_as_well(client: Client) -> None:
    client.get("/")

    assert client.get("/leave/").status_code == 302


def test_leaving_twice_is_leaving_once(client: Client) -> None:
    visits.hold(client)
    client.get("/leave/")

    assert client.get("/leave/").status_code == 302


def test_leaving_ends_only_ones_own_visit(client: Client, other_client: Client) -> None:
    visits.hold(client)
    visits.hold(other_client, visits.TWO_PM)
    client.get("/leave/")

    assert other_client.get("/book/go-on/")["Location"] == "/book/step/safe/"
    assert SlotClaim.objects.get(state=ClaimState.HELD).starts_at == factories.at("2026-11-24", "14:30")


def test_every_public_page_has_the_way_out(client: Client) -> None:
    visits.hold(client)
    paths = [
        "/",
        "/book/",
        "/privacy/",
        "/accessibility/",
        "/nothing/",
        "/b/nothing/",
        "/book/help/",
        "/book/saved/",
    ]
    paths += [f"/book/step/{slug}/" for slug in visits.ANSWERS]
    for path in paths:
        if path.startswith("/book/step/"):
            page = client.get(path).content
            visits.answer(client, path.split("/")[3])
        else:
            page = client.get(path).content
        assert b'href="/leave/"' in page, path
    assert b'href="/leave/"' in client.get("/book/check/").content
    visits.confirm(client)
    assert b'href="/leave/"' in client.get("/book/confirmed/").content
