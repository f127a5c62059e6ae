"""A request for a call becomes a booking on the ordinary pages, in the colleague's name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator, SlotClaim
from bookings.services import claims
from bookings.views.hold import PER_VISITOR
from intake.enums import Answer, CallbackState, ContactSafety
from intake.models import CallbackRequest, Draft
from intake.services import callback_queue
from intake.services.callbacks import request_callback
from mediation.core.models import AuditEntry, PracticeSettings, User
from mediation.core.remembered import forget_everything
from mediation.desk import conversion
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
START = "2026-11-24T13:00Z"
BANNER = "You are booking for somebody else."


@pytest.fixture(autouse=True)
def clock(practice: Any) -> Any:
    factories.callback_hours()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def taken(user: User, **answers: Any) -> CallbackRequest:
    asked = factories.asked(**answers)
    one = request_callback(asked=asked, now=NOW - timedelta(hours=3))
    return callback_queue.claim(request=one, user=user, now=NOW)


def path_of(one: CallbackRequest) -> str:
    return f"/staff/callbacks/{one.reference}/"


def begins(client: Client, one: CallbackRequest, start: str = START, **fields: str) -> Any:
    return client.post(path_of(one) + "book/hold/", {"start": start, "type": "online", **fields})


def answers_all(one: CallbackRequest) -> Draft:
    """Everything that the pages ask, given; the draft is one post from its booking."""
    draft = Draft.objects.get(callback=one)
    draft.answers = {**factories.ALEX, **draft.answers}
    draft.notices_shown = {"privacy": 1}
    draft.save()
    return draft


def confirms(client: Client, draft: Draft) -> Any:
    return client.post("/book/check/", {"key": draft.confirm_key})


def test_free_times_are_offered_to_whoever_has_the_request(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    page = desk.get(path_of(taken(admin)) + "book/").content.decode()

    assert 'aria-label="Book Tuesday 24 November, 1:00pm to 2:00pm"' in page
    assert f'value="{START}"' in page


def test_a_mediator_can_be_asked_for(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    path = path_of(taken(admin)) + "book/"

    assert "No times are free." in desk.get(path + "?with=man").content.decode()
    assert f'value="{START}"' in desk.get(path + "?with=nobody").content.decode()


def test_nothing_offered_is_said(desk: Client, admin: User, practice: Any) -> None:
    assert "no kind of meeting is offered" in desk.get(path_of(taken(admin)) + "book/").content.decode()


def test_without_the_request_there_is_nothing_to_book(
    desk: Client, admin: User, manager: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(manager)

    assert desk.get(path_of(one) + "book/")["Location"] == path_of(one)
    assert begins(desk, one)["Location"] == path_of(one)
    assert not SlotClaim.objects.exists()


@pytest.mark.parametrize("start", ["", "noon", "2026-11-24T13:00", "9999-11-24T13:00Z", "\0"])
def test_a_start_that_is_none_leads_back_to_the_times(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator, start: str
) -> None:
    one = taken(admin)

    assert begins(desk, one, start)["Location"] == path_of(one) + "book/"


def test_a_time_is_held_and_what_is_known_is_filled_in(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin, name="Robin Field", recording_objection=True)
    response = begins(desk, one)
    claim, draft = SlotClaim.objects.get(), Draft.objects.get()

    assert response["Location"] == "/book/go-on/"
    assert (claim.state, claim.network) == ("held", "")
    assert (draft.callback, draft.hold_key) == (one, claim.holder_key)
    assert draft.answers == {
        "name": "Robin Field",
        "phone": "+447700900456",
        "phone_private": "yes",
        "email": "robin@example.org",
        "email_private": "yes",
        "recording_objection": True,
    }


@pytest.mark.parametrize("say_who", [Answer.NO, Answer.UNSURE])
def test_what_is_safe_only_in_some_way_is_asked_anew(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator, say_who: Answer
) -> None:
    begins(desk, taken(admin, say_who=say_who, email_private=Answer.UNSURE))
    answers = Draft.objects.get().answers

    assert "phone_private" not in answers
    assert "email_private" not in answers
    assert "danger_now" not in answers


def test_the_pages_say_for_whom_and_offer_no_way_out_of_the_desk(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin)
    begins(desk, one)
    answers_all(one)

    for path in ("/book/step/you/", "/book/check/"):
        page = desk.get(path).content.decode()
        assert BANNER in page
        assert f'href="{path_of(one)}"' in page
        assert "Stop here and come back later" not in page
    assert desk.post("/book/save/")["Location"] == "/book/go-on/"
    assert desk.get("/staff/").status_code == 200


def test_a_client_sees_no_banner(client: Client, draft: Draft) -> None:
    session = client.session
    session["holder"], session["draft"] = draft.hold_key, draft.key
    session.save()

    assert BANNER not in client.get("/book/check/").content.decode()


def test_the_booking_is_in_the_colleagues_name_and_ends_the_request(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin)
    begins(desk, one)
    draft = answers_all(one)
    responses = [confirms(desk, draft) for _ in range(2)]
    appointment = Appointment.objects.get()
    one.refresh_from_db()
    card = desk.get(path_of(one)).content.decode()

    assert {response["Location"] for response in responses} == {path_of(one)}
    assert AuditEntry.objects.get(verb="appointment.booked").actor == admin
    assert (one.state, one.appointment_id) == (CallbackState.CONVERTED, appointment.pk)
    assert f'href="/staff/appointments/{appointment.reference}/"' in card
    assert "The meeting is booked." in card
    assert "Booked by Jo Prior" in desk.get(f"/staff/appointments/{appointment.reference}/").content.decode()


def test_what_they_asked_of_calls_stays_with_their_file(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin, say_who=Answer.NO, voicemail=Answer.YES, phrase="blue kettle")
    begins(desk, one)
    confirms(desk, answers_all(one))
    contact = Appointment.objects.get().party.contact

    assert contact.call_safety == ContactSafety.OK_BUT_DO_NOT_SAY_WHO
    assert (contact.say_who, contact.voicemail, contact.phrase) == ("no", "yes", "blue kettle")


def test_a_client_who_comes_back_to_the_draft_books_for_themselves(
    desk: Client, other_client: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin)
    begins(desk, one)
    draft = answers_all(one)
    session = other_client.session
    session["holder"], session["draft"] = draft.hold_key, draft.key
    session.save()

    assert BANNER not in other_client.get("/book/check/").content.decode()
    assert confirms(other_client, draft)["Location"] == "/book/confirmed/"
    assert AuditEntry.objects.get(verb="appointment.booked").actor_kind == "client"
    one.refresh_from_db()
    assert one.state == CallbackState.CONVERTED


def test_a_time_that_has_gone_gives_three_others(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.booked(kind)
    one = taken(admin)
    response = begins(desk, one)
    page = response.content.decode()
    lost = page.partition('role="alert"')[2].partition("</div>")[0]

    assert response.status_code == 409
    assert "That time has just been taken." in lost
    assert lost.count('name="start"') == 3


def test_a_hold_that_is_lost_on_the_way_gives_the_ordinary_three(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator, clock: Any
) -> None:
    one = taken(admin)
    begins(desk, one)
    draft = answers_all(one)
    claims.release(holder_key=draft.hold_key)
    factories.booked(kind)
    response = confirms(desk, draft)
    page = response.content.decode()

    assert response.status_code == 409
    assert BANNER in page
    assert page.count('name="start"') == 3
    assert desk.post("/book/hold/", {"start": "2026-11-24T15:00Z"})["Location"] == "/book/go-on/"
    assert confirms(desk, Draft.objects.get(callback=one))["Location"] in {"/book/check/", path_of(one)}


def test_colleagues_holds_count_against_no_visitor(
    other_client: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    for number in range(claims.HOLDS_PER_NETWORK):
        conversion.begin_booking(
            request=taken(admin, phone=f"+4477009001{number:02}"),
            user=admin,
            kind=kind,
            starts_at=factories.at("2026-11-25", f"{9 + number:02}:00") + timedelta(days=number),
            now=NOW,
        )

    assert SlotClaim.objects.filter(state="held", network="").count() == claims.HOLDS_PER_NETWORK
    assert other_client.post("/book/hold/", {"start": START})["Location"] == "/book/go-on/"


def test_going_on_with_a_held_time_costs_a_colleague_no_tries(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin)
    begins(desk, one)
    for _ in range(PER_VISITOR + 1):
        assert desk.post("/book/hold/", {"start": START})["Location"] == "/book/go-on/"

    assert SlotClaim.objects.get(state="held").network == ""


def test_another_booking_in_the_same_browser_lets_the_first_time_go(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    begins(desk, taken(admin))
    begins(desk, taken(admin, phone="+447700900457"), "2026-11-24T15:00Z")

    assert [one.starts_at.hour for one in SlotClaim.objects.filter(state="held")] == [15]


def test_danger_keeps_the_request_with_the_booking(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    one = taken(admin)
    begins(desk, one)
    desk.post("/book/step/safe/", {"danger_now": "yes"})
    assert not Draft.objects.exists()
    desk.post("/book/help/")

    assert Draft.objects.get().callback == one
    assert BANNER in desk.get("/book/step/safe/").content.decode()


def test_with_a_hearing_near_the_earliest_time_is_offered_and_in_person_first(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    calm, urgent = taken(admin), taken(admin, hearing_soon=Answer.YES)
    page = desk.get(path_of(calm) + "book/").content.decode()
    assert "earliest" not in page
    assert "in person" not in page
    factories.appointment_type(slug="here", name="Here", mode="in_person", place="1 High Street", position=1)
    forget_everything()

    page = desk.get(path_of(urgent) + "book/").content.decode()
    assert "Offer the earliest time, today 10:00am" in page
    assert "offer a meeting in person first, at 1 High Street." in page
    assert '<a class="govuk-link" href="?type=here">Times in person</a>' in page
    assert "Times in person" not in desk.get(path_of(urgent) + "book/?type=here").content.decode()


def test_while_a_meeting_is_booked_the_cap_on_video_is_said(
    desk: Client, admin: User, kind: AppointmentType, morgan: Mediator
) -> None:
    PracticeSettings.objects.update(remote_cap_percent=50, remote_cap_from=date(2026, 4, 1))
    forget_everything()
    page = desk.get(path_of(taken(admin)) + "book/").content.decode()

    assert "On video so far: 0 of 0 this contract year, 0%; cap 50%. That is near the cap." in page
    assert "in person first" not in page  # there is no place
