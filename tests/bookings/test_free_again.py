"""After the video or phone failed the next time is free; who missed meetings may be asked to ring first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.manage_links import again_url, manage_url
from bookings.models import Appointment
from bookings.services import cancel_appointment, record_outcome
from intake.services import change_wish
from legalaid.enums import FundingState
from mediation.core import audit, outbox
from mediation.core.models import Alert, Message, PracticeSettings
from mediation.core.models.practice import default_reminders
from mediation.core.remembered import forget_everything
from tests import factories

pytestmark = pytest.mark.django_db
END = factories.TOMORROW_1PM + timedelta(hours=1)


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


def went(appointment: Appointment, state: Any) -> Appointment:
    return record_outcome(appointment=appointment, state=state, actor=audit.SYSTEM, now=END)


def booked_after(failed: Appointment, kind: Any, hour: str) -> Appointment:
    from bookings.services import confirm_appointment

    draft = factories.ready_draft(kind, factories.at("2026-11-26", hour), now=END)
    change_wish(draft=draft, wish={**draft.wish, "free_after": failed.pk}, now=END)
    return confirm_appointment(draft=draft, actor=audit.CLIENT, now=END)


def test_the_next_booking_is_waived_with_the_reason_and_only_one(appointment, kind):
    failed = went(appointment, "technical_failure")
    first, second = booked_after(failed, kind, "10:00"), booked_after(failed, kind, "12:00")

    assert first.party.funding.state == FundingState.WAIVED
    assert failed.reference in first.party.funding.reason
    assert second.party.funding.state == FundingState.DUE


def test_a_free_booking_that_was_cancelled_does_not_use_it_up(appointment, kind):
    failed = went(appointment, "technical_failure")
    first = booked_after(failed, kind, "10:00")
    cancel_appointment(appointment=first, actor=audit.CLIENT, now=END)

    assert booked_after(failed, kind, "12:00").party.funding.state == FundingState.WAIVED


@pytest.mark.parametrize("state", ["attended", "not_attended", "left_early"])
def test_no_other_outcome_makes_anything_free(appointment, kind, state):
    assert booked_after(went(appointment, state), kind, "10:00").party.funding.state == FundingState.DUE


def test_they_are_told_once_with_a_way_back(appointment, client: Client):
    for state in ("technical_failure", "attended", "technical_failure"):
        went(appointment, state)
    message = Message.objects.get(kind="appointment.try_again")
    told = outbox.content_of(message, now=END)

    assert isinstance(told, outbox.Outgoing)
    path = told.context["again_url"].removeprefix("https://testserver")
    with time_machine.travel(END, tick=False):
        assert "costs you nothing" in client.get(path).content.decode()
        assert "free" not in client.session
        assert client.post(path)["Location"] == "/book/"
        assert client.session["free"] == appointment.pk
        went(appointment, "attended")
        assert client.get(path).status_code == 404
        assert isinstance(outbox.content_of(message, now=END), outbox.Skip)


def test_where_no_e_mail_is_allowed_the_office_tells_them(kind, morgan):
    unsafe = {**factories.ALEX, "email_private": "no"}
    went(factories.booked(kind, answers=unsafe), "technical_failure")

    assert "offer them another time, free" in " ".join(
        Alert.objects.filter(kind="appointment.call").values_list("text", flat=True)
    )


@pytest.mark.parametrize(("limit", "rings"), [(None, False), (2, False), (1, True)])
def test_who_missed_as_many_as_the_practice_says_is_asked_to_ring_first(
    appointment, client: Client, limit, rings
):
    PracticeSettings.objects.update(missed_meetings_limit=limit)
    forget_everything()
    went(appointment, "not_attended")
    told = outbox.content_of(Message.objects.get(kind="appointment.missed"), now=END)
    url = manage_url(appointment).removeprefix("https://testserver")
    with time_machine.travel(END - timedelta(minutes=1), tick=False):
        page = client.get(url).content.decode()

    assert told.context["ring_first"] is rings
    assert ("Please call us first" in page) is rings
    assert ("book again" in page) is not rings
    assert "you pay £55 for it" in page


def test_the_link_is_good_for_one_meeting_alone(appointment, kind, client: Client):
    went(appointment, "technical_failure")
    path = again_url(appointment, until=END + timedelta(days=60)).removeprefix("https://testserver")
    booked_after(appointment, kind, "10:00")

    with time_machine.travel(END, tick=False):
        assert client.get(path).status_code == 404
