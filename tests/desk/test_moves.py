"""Moving, handing over and cancelling at the desk: look, confirm, done; refused in plain words."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from mediation.core.models import AuditEntry, Message, User
from tests import factories
from tests.factories import NOW, ROBIN, TOMORROW_1PM, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def kit(kind: AppointmentType) -> Mediator:
    who = factories.mediator("Kit Lowe")
    factories.works(who)
    return who


def path_of(one: Appointment, step: str) -> str:
    return f"/staff/appointments/{one.reference}/{step}/"


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def moves(client: Client, one: Appointment, start: str, who: Mediator, **more: str) -> Any:
    return client.post(path_of(one, "move/do"), {"start": start, "with": str(who.pk), **more})


def test_the_free_times_are_this_mediators_or_anybodys(
    desk: Client, appointment: Appointment, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew, start=time(18), end=time(20))

    own = text_of(desk.get(path_of(appointment, "move")))
    anybody = text_of(desk.get(path_of(appointment, "move"), {"with": "anybody"}))
    later = text_of(desk.get(path_of(appointment, "move"), {"from": "2027-03-01"}))

    assert "Move to Monday 23 November, 9:30am to 10:30am" in own
    assert "6:00pm" not in own
    assert "Move to Monday 23 November, 6:00pm to 7:00pm" in anybody
    assert "Move to Tuesday 24 November, 1:00pm to 2:00pm" not in own
    assert "Move to Monday 1 March" in later


def test_looking_moves_nothing_and_says_what_it_means(
    desk: Client, appointment: Appointment, morgan: Mediator
) -> None:
    page = text_of(desk.get(path_of(appointment, "move"), {"start": "2026-11-25T10:15Z"}))

    assert "Tuesday 24 November, 1:00pm to 2:00pm, with Morgan Ellis" in page
    assert "<strong>Wednesday 25 November, 10:15am to 11:15am</strong>, with Morgan Ellis" in page
    assert "We write to them by e-mail, as they allowed us." in page
    appointment.refresh_from_db()
    assert appointment.starts_at == TOMORROW_1PM


def test_a_move_is_confirmed_by_a_post_and_leads_back_to_the_week(
    desk: Client, appointment: Appointment, morgan: Mediator
) -> None:
    back = "/staff/calendar/?day=2026-11-24&view=week"
    response = moves(desk, appointment, "2026-11-25T10:15Z", morgan, next=back)

    assert response["Location"] == back
    appointment.refresh_from_db()
    assert appointment.starts_at == at("2026-11-25", "10:15")
    assert Message.objects.filter(kind="appointment.moved", state="planned").count() == 1
    assert AuditEntry.objects.get(verb="appointment.moved").actor is not None
    elsewhere = moves(desk, appointment, "2026-11-25T11:15Z", morgan, next="https://elsewhere.example.org/")
    assert elsewhere["Location"] == path_of(appointment, "move").removesuffix("move/")


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-11-24T15:30Z", "Morgan Ellis has another meeting then"),
        ("2026-11-24T18:00Z", "Morgan Ellis does not work then."),
        ("2026-11-25T10:00Z", "Morgan Ellis has time off then."),
        ("2026-11-26T10:00Z", "The practice is closed on that day."),
        ("2026-11-23T08:00Z", "That time is over."),
        ("2026-11-27T10:00Z", "Somebody is booking a time with Morgan Ellis then"),
    ],
)
def test_a_refusal_says_why_and_offers_three_others(
    desk: Client, kind: AppointmentType, appointment: Appointment, morgan: Mediator, start: str, words: str
) -> None:
    factories.booked(kind, at("2026-11-24", "15:00"), answers=ROBIN)
    factories.ready_draft(kind, at("2026-11-27", "10:00"), answers={**ROBIN, "name": "Sam"})
    factories.time_off(morgan, at("2026-11-25"), at("2026-11-26"))
    factories.closure(at("2026-11-26").date())

    asked = desk.get(path_of(appointment, "move"), {"start": start})
    sent = moves(desk, appointment, start, morgan)

    assert (asked.status_code, sent.status_code) == (200, 409)
    for page in (text_of(asked), text_of(sent)):
        assert words in page
        assert page.count("Move to ") == 3
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.version) == (TOMORROW_1PM, 1)


def test_a_hand_over_lists_who_is_free_then_and_why_others_are_not(
    desk: Client, kind: AppointmentType, morgan: Mediator, kit: Mediator, drew: Mediator
) -> None:
    one = factories.booked(kind, mediator=morgan)
    barred = factories.mediator("Pat Moor")
    factories.works(barred)
    other = {**ROBIN, "other_name": "Sam Hale"}
    factories.booked(kind, at("2026-11-25", "10:00"), answers=other, mediator=barred)

    page = text_of(desk.get(path_of(one, "hand-over")))

    assert f"{path_of(one, 'hand-over')}?with={kit.pk}" in page
    assert "Drew Marsh</strong><p>Drew Marsh does not work then." in page
    assert "Pat Moor" not in page
    assert "Pat Moor" not in text_of(desk.get(path_of(one, "move"), {"with": "anybody"}))
    asked = desk.get(path_of(one, "move"), {"with": barred.pk, "start": "2026-11-26T10:00Z"})
    assert "Pat Moor cannot take this meeting." in text_of(asked)
    sure = text_of(desk.get(path_of(one, "hand-over"), {"with": kit.pk}))
    assert "Hand over the meeting of Alex Winter to Kit Lowe?" in sure
    assert moves(desk, one, "2026-11-24T13:00Z", kit).status_code == 302
    one.refresh_from_db()
    assert one.mediator == kit


def test_after_a_hand_over_the_meeting_is_nothing_of_the_first_mediators(
    client: Client, kind: AppointmentType, morgan: Mediator, kit: Mediator
) -> None:
    one = factories.booked(kind, mediator=morgan)
    client.force_login(morgan.user)

    assert moves(client, one, "2026-11-24T13:00Z", kit)["Location"] == "/staff/calendar/"
    assert client.get(path_of(one, "move")).status_code == 404
    assert moves(client, one, "2026-11-24T15:00Z", morgan).status_code == 404


def test_only_mediators_of_the_gender_asked_for_are_offered(
    desk: Client, kind: AppointmentType, morgan: Mediator, kit: Mediator
) -> None:
    Mediator.objects.filter(pk=morgan.pk).update(gender="woman")
    one = factories.booked(kind, mediator=morgan, wants_gender="woman")

    page = text_of(desk.get(path_of(one, "hand-over")))

    assert "They asked for a woman." in page
    assert "Kit Lowe" not in page


def test_cancelling_asks_who_and_why_and_says_what_is_due(
    desk: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    one = factories.booked(kind, at("2026-11-23", "12:00"))
    page = text_of(desk.get(path_of(one, "cancel")))
    assert "£55.00 is due by the terms that they agreed to." in page
    assert "Nothing is due, since we cancel." in page
    wrong = desk.post(path_of(one, "cancel/do"), {"because": "elsewhere"})
    assert wrong.status_code == 422
    assert "Choose who asked for it" in text_of(wrong)

    done = desk.post(
        path_of(one, "cancel/do"), {"asked_by": "client", "because": "no_mediation"}, follow=True
    )

    assert "£55.00 is due by the terms that they agreed to." in text_of(done)
    assert "they do not want to go on; £55.00 due by their terms)" in text_of(done)
    one.refresh_from_db()
    assert (one.state, one.cancelled_because) == ("cancelled", "no_mediation")
    assert Message.objects.filter(kind="appointment.cancelled").count() == 1


@pytest.mark.parametrize("step", ["move", "hand-over", "cancel"])
def test_what_has_begun_cannot_be_changed(
    desk: Client, appointment: Appointment, admin: User, step: str
) -> None:
    with time_machine.travel(TOMORROW_1PM, tick=False):
        desk.force_login(admin)
        response = desk.get(path_of(appointment, step))
        late = moves(desk, appointment, "2026-11-25T10:00Z", appointment.mediator)

    assert response["Location"] == late["Location"] == path_of(appointment, "move").removesuffix("move/")
    appointment.refresh_from_db()
    assert appointment.version == 1


def test_somebody_who_may_not_be_written_to_is_rung(
    desk: Client, kind: AppointmentType, morgan: Mediator, kit: Mediator
) -> None:
    one = factories.booked(kind, answers={**factories.ALEX, "email_private": "no"}, mediator=morgan)
    page = text_of(desk.get(path_of(one, "hand-over"), {"with": kit.pk}))

    assert "We may not write to them. An alert asks somebody to ring them." in page
