"""Stop and come back: the link and the code, the booking's own link, and what is forgotten when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from bookings.models import Appointment
from legalaid import services
from legalaid.models import Funding, MeansAssessment
from mediation.core import links, samples
from mediation.core.enums import MessageState
from mediation.core.models import Message, SecretLink
from mediation.core.remembered import forget_everything
from tests import factories
from tests.bookings import visits
from tests.factories import NOW

from .screening_answers import CALM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAFE = {"email": "alex@example.org", "is_private": "yes"}


@pytest.fixture(autouse=True)
def clock(practice: object) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def begun(client: Client) -> Client:
    client.post("/costs/")
    client.post("/costs/step/1/", {"age": "adult"})
    return client


def path_back() -> str:
    return "/" + services.back_url(MeansAssessment.objects.get()).split("/", 3)[3]


def link() -> SecretLink:
    return SecretLink.objects.get(scope=services.BACK_SCOPE)


def test_the_way_back_is_sent_and_a_code_opens_it(begun: Client, other_client: Client) -> None:
    assert begun.post("/costs/save/", SAFE)["Location"] == "/costs/saved/"
    assert begun.get("/costs/step/1/")["Location"] == "/costs/"  # this visit is over
    call_command("send_due_messages", verbosity=0)
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Your link", ["alex@example.org"])
    assert path_back() in sent.body

    assert "adult" not in other_client.get(path_back()).content.decode()
    other_client.post(path_back())
    assert other_client.post(path_back(), {"code": "000000x"}).status_code == 200
    response = other_client.post(path_back(), {"code": visits.digits_of(link())})
    assert response["Location"] == "/costs/go-on/"
    assert other_client.get("/costs/go-on/")["Location"] == "/costs/step/3/"


def test_the_code_is_sent_to_the_same_address(begun: Client, other_client: Client) -> None:
    begun.post("/costs/save/", SAFE)
    other_client.post(path_back())
    call_command("send_due_messages", verbosity=0)

    assert [one.to for one in mail.outbox] == [["alex@example.org"]] * 2
    assert visits.digits_of(link()) in mail.outbox[1].body


@pytest.mark.parametrize("is_private", ["no", "unsure"])
def test_where_the_e_mail_is_not_known_safe_only_this_session_has_the_answers(
    begun: Client, is_private: str
) -> None:
    page = begun.post("/costs/save/", {**SAFE, "is_private": is_private}).content.decode()

    assert "We do not send you a link" in page
    assert not Message.objects.exists()
    assert not SecretLink.objects.exists()
    kept = MeansAssessment.objects.get()
    assert (kept.email, kept.forget_at) == ("", NOW + DAY)
    assert begun.get("/costs/go-on/")["Location"] == "/costs/step/3/"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"email": "alex", "is_private": "yes"}, "Enter an e-mail address like name@example.org"),
        ({"email": "", "is_private": "yes"}, "Enter your e-mail address"),
        ({"email": "alex@example.org"}, "Tell us if anyone else reads your e-mail"),
    ],
)
def test_mistakes_about_the_address(begun: Client, sent: dict[str, str], says: str) -> None:
    assert says in begun.post("/costs/save/", sent).content.decode()


def test_links_are_not_sent_without_end(begun: Client) -> None:
    sent = []
    for _ in range(4):
        sent.append(begun.post("/costs/save/", SAFE).status_code)
        begun.post(path_back())
        begun.post(path_back(), {"code": visits.digits_of(link())})

    assert sent == [302, 302, 302, 429]


def test_stopping_in_the_middle_of_a_page_keeps_what_is_no_mistake(begun: Client) -> None:
    sent = {"partner": "new", "partner_is_60": "", "then": "save"}

    assert begun.post("/costs/step/3/", sent)["Location"] == "/costs/save/"
    assert MeansAssessment.objects.get().answers == {"age": "adult", "partner": "new"}
    assert begun.get("/costs/go-on/")["Location"] == "/costs/step/3/"


def test_thirty_days_with_a_way_back_and_a_day_without(begun: Client, clock: Any) -> None:
    begun.post("/costs/save/", SAFE)
    other = services.start_assessment(now=NOW)

    assert MeansAssessment.objects.get(email_safety="ok").forget_at == NOW + 30 * DAY
    assert services.purge_assessments(now=NOW + DAY - timedelta(seconds=1)) == 0
    assert services.purge_assessments(now=NOW + DAY) == 1
    assert not MeansAssessment.objects.filter(pk=other.pk).exists()
    assert services.purge_assessments(now=NOW + 30 * DAY) == 1
    assert not SecretLink.objects.exists()


def test_each_page_after_coming_back_puts_the_day_off(
    begun: Client, other_client: Client, clock: Any
) -> None:
    begun.post("/costs/save/", SAFE)
    clock.shift(DAY)
    other_client.post(path_back())
    other_client.post(path_back(), {"code": visits.digits_of(link())})
    other_client.post("/costs/step/3/", {"partner": "no"})

    assert MeansAssessment.objects.get().forget_at == NOW + 31 * DAY


def test_a_message_about_what_is_forgotten_is_not_sent(begun: Client) -> None:
    begun.post("/costs/save/", SAFE)
    services.forget(MeansAssessment.objects.get())
    call_command("send_due_messages", verbosity=0)

    assert Message.objects.get().state == MessageState.SKIPPED
    assert mail.outbox == []


@pytest.mark.parametrize("path", ["/costs/resume/nonsense/", "/costs/resume/" + "A" * 32 + "/"])
def test_a_link_that_is_none_says_so(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert "This link no longer works" in response.content.decode()


def test_leaving_keeps_what_has_a_way_back(begun: Client) -> None:
    key = begun.session["costs"]
    begun.post("/costs/save/", SAFE)
    services.forget_unless_kept(key, now=NOW)

    assert MeansAssessment.objects.exists()


def test_the_message_is_among_the_samples() -> None:
    assert samples.sample_of("carry_on") is not None


def open_details(client: Client, appointment: Appointment, then: str = "") -> Any:
    path = visits.manage_path(appointment) + "details/" + then
    client.post(path)
    return client.post(path, {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})


def test_from_a_booking_it_needs_the_code_and_then_belongs_to_the_party(
    client: Client, appointment: Appointment
) -> None:
    path = visits.manage_path(appointment) + "costs/"
    details = visits.manage_path(appointment) + "details/?then=costs"
    assert client.get(path)["Location"] == details
    assert client.post(path)["Location"] == details
    assert not MeansAssessment.objects.exists()

    assert open_details(client, appointment, "?then=costs")["Location"] == path
    assert "Could you get this paid for?" in client.get(path).content.decode()
    assert client.post(path)["Location"] == "/costs/go-on/"
    found = MeansAssessment.objects.get()
    assert (found.party, found.forget_at) == (appointment.party, None)
    assert client.post(path)["Location"] == "/costs/go-on/"  # pressed again, it is the same one
    assert MeansAssessment.objects.count() == 1


def test_another_code_leads_to_the_questions_about_money_too(
    client: Client, appointment: Appointment
) -> None:
    details = visits.manage_path(appointment) + "details/?then=costs"

    assert f'action="{details}"' in client.post(details).content.decode()  # "Send me another code"


def test_what_a_visitor_began_becomes_the_partys(begun: Client, appointment: Appointment) -> None:
    begun.post("/costs/save/", {**SAFE, "is_private": "no"})
    open_details(begun, appointment)
    begun.post(visits.manage_path(appointment) + "costs/")

    found = MeansAssessment.objects.get()
    assert (found.party, found.answers) == (appointment.party, {"age": "adult"})
    assert not links.exists(services.BACK_SCOPE, found)


def test_the_page_of_a_booking_offers_a_place_first_and_says_what_a_near_court_date_needs(
    client: Client, appointment: Appointment
) -> None:
    factories.appointment_type(
        slug="here", name="In person", mode="in_person", place="1 High Street", position=1
    )
    forget_everything()
    open_details(client, appointment)
    path = visits.manage_path(appointment) + "costs/"
    assert "1 High Street" not in client.get(path).content.decode()  # they said that they pay
    Funding.objects.update(source="legal_aid")
    party = appointment.party
    party.answers = {**party.answers, "hearing_on": "2026-12-07"}
    party.save()
    page = client.get(path).content.decode()

    assert "we offer a meeting in person first, at 1 High Street." in page
    assert "You do not need to book first" not in page
    assert "Your booking</a>" in page
    assert "Your court date is near" in page
    client.post(path)
    found = MeansAssessment.objects.get()
    services.save_answers(assessment=found, answers=CALM, now=NOW)
    client.post("/costs/result/")
    assert "Your court date is near" in client.get("/costs/result/").content.decode()
    Funding.objects.update(state="waived")
    assert "1 High Street" not in client.get(path).content.decode()


def test_who_has_a_result_comes_back_to_it(begun: Client, appointment: Appointment) -> None:
    found = MeansAssessment.objects.get()
    services.save_answers(assessment=found, answers=CALM, now=NOW)
    services.finish(assessment=found, now=NOW)
    open_details(begun, appointment)
    path = visits.manage_path(appointment) + "costs/"

    assert "Go on where you stopped" in begun.get(path).content.decode()
    assert begun.post(path)["Location"] == "/costs/result/"
    assert begun.get("/costs/result/").status_code == 200


def test_a_partys_answers_stay_when_they_leave_and_when_they_begin_again(
    client: Client, appointment: Appointment
) -> None:
    open_details(client, appointment)
    path = visits.manage_path(appointment) + "costs/"
    client.post(path)
    client.post("/costs/step/1/", {"age": "adult"})
    assert "open the link of your booking" in client.get("/costs/save/").content.decode()
    client.get("/leave/")
    assert MeansAssessment.objects.get().answers == {"age": "adult"}

    open_details(client, appointment)
    client.post(path, {"again": "yes"})
    assert sorted(len(one.answers) for one in MeansAssessment.objects.all()) == [0, 1]
    assert services.purge_assessments(now=NOW + 400 * DAY) == 0


def test_nobody_else_gets_into_a_partys_answers(
    client: Client, other_client: Client, appointment: Appointment
) -> None:
    open_details(client, appointment)
    client.post(visits.manage_path(appointment) + "costs/")
    found = MeansAssessment.objects.get()
    found.answers = CALM
    found.save()

    assert other_client.get("/costs/check/")["Location"] == "/costs/"
    assert "details" in other_client.get(visits.manage_path(appointment) + "costs/")["Location"]


def test_right_after_booking_no_code_is_needed(client: Client, kind: object, morgan: object) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    assert "/book/costs/" in client.get("/book/confirmed/").content.decode()

    assert client.get("/book/costs/").status_code == 200
    assert client.post("/book/costs/")["Location"] == "/costs/go-on/"
    assert MeansAssessment.objects.get().party is not None


def test_what_was_answered_elsewhere_needs_the_code_right_after_booking_too(
    client: Client, other_client: Client, kind: object, morgan: object
) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    appointment = Appointment.objects.get()
    open_details(other_client, appointment)
    other_client.post(visits.manage_path(appointment) + "costs/")

    for way in (client.get, client.post):
        assert way("/book/costs/")["Location"] == visits.manage_path(appointment) + "costs/"
    assert client.get("/costs/go-on/")["Location"] == "/costs/"


def test_after_booking_without_a_booking_there_is_nothing(client: Client) -> None:
    assert client.get("/book/costs/")["Location"] == "/"
    assert client.post("/book/costs/")["Location"] == "/"
