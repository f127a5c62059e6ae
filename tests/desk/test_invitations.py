"""Inviting the other person, at the desk: who may, what stands against it, what is read before it goes."""

from __future__ import annotations

import html
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from bookings.models import Appointment, AppointmentType, Mediator
from intake.invitation_links import code_in_words, invited_url
from intake.invitation_states import InvitationChannel
from intake.models import Flag, Invitation, Party
from intake.services import invitation_replies, invitation_watch
from mediation.core.models import AuditEntry, Message, User
from tests import factories
from tests.bookings import visits
from tests.factories import NOW

pytestmark = pytest.mark.django_db
BY_POST = {"channel": InvitationChannel.POST, "email": "", "post": "1 Mill Lane\nLeeds LS1 1AA"}
DETAILS = {
    "name": "Robin Field",
    "channel": "email",
    "email": "robin@example.org",
    "post": "",
    "named_as": "",
}
WORD = {"said": "yes", "how": "in_the_meeting"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def post(client: Client, path: str, fields: dict[str, str] | None = None, status: int = 200) -> str:
    response = client.post(path, fields or {}, follow=True)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def path_of(invitation: Invitation) -> str:
    return f"/staff/invitations/{invitation.reference}/"


def begin(client: Client, appointment: Appointment) -> str:
    response = client.post(f"/staff/appointments/{appointment.reference}/invitation/")
    return str(response["Location"])


def raised(party: Party, code: str, severity: str = "red") -> Flag:
    factories.nothing_stands_against(party)
    return Flag.objects.create(party=party, code=code, severity=severity, rule_version="1", raised_at=NOW)


def test_from_the_appointment_to_the_e_mail_with_the_clients_yes(
    desk: Client, appointment: Appointment
) -> None:
    factories.nothing_stands_against(appointment.party)
    assert "Nobody has written to them" in page_of(desk, f"/staff/appointments/{appointment.reference}/")
    path = begin(desk, appointment)
    page = page_of(desk, path)
    assert "The client has not said yes to it." in page
    assert "Check and send" not in page

    assert "The client said yes." in post(desk, f"{path}word/", WORD)
    page = post(desk, f"{path}details/", DETAILS)
    assert "Check and send" in page
    assert "Monday 7 December" in page
    page = page_of(desk, f"{path}send/")
    case = appointment.party.case.reference
    assert f"You are writing to Robin Field at robin@example.org, the other person in case {case}." in page
    page = post(desk, f"{path}send/now/", status=422)
    assert "Check the name and the address with the client" in page
    assert not Message.objects.filter(kind="invitation.letter").exists()

    page = post(desk, f"{path}send/now/", {"checked": "on"})
    assert "The e-mail is on its way." in page
    assert "Invitation sent by Jo Prior" in page
    assert Message.objects.filter(kind="invitation.letter", recipient__startswith="invited:").count() == 1


@pytest.mark.parametrize("code", ["SF-ORDER", "SF-BAIL", "SS-S47", "SF-UNANSWERED"])
def test_j5_an_order_or_bail_blocks_it_and_staff_read_why(
    desk: Client, appointment: Appointment, code: str
) -> None:
    draft = factories.drafted(appointment.party)
    raised(appointment.party, code, "info" if code == "SF-UNANSWERED" else "red")

    page = page_of(desk, path_of(draft))
    assert "A flag stands, or a safety question is not answered." in page
    assert "Blocked" in page
    assert "It is ready when you are" not in page
    assert "Check and send" not in page
    for page in (
        post(desk, f"{path_of(draft)}send/now/", {"checked": "on"}),
        page_of(desk, f"{path_of(draft)}send/"),
        page_of(desk, f"{path_of(draft)}letter/"),
    ):
        assert "This cannot be sent now." in page
        assert code_in_words(draft) not in page
    assert not Message.objects.filter(kind__startswith="invitation").exists()
    invitation_watch.watch(now=NOW)
    assert "Blocked" in page_of(desk, "/staff/invitations/")


def test_the_client_reads_nothing_of_a_block(
    other_client: Client, desk: Client, appointment: Appointment
) -> None:
    own = visits.manage_path(appointment)
    before = visits.without_token(other_client.get(own).content)
    draft = factories.drafted(appointment.party)
    raised(appointment.party, "PT-CONFLICT", "amber")
    post(desk, f"{path_of(draft)}send/now/", {"checked": "on"})

    assert visits.without_token(other_client.get(own).content) == before


def test_what_they_will_read_stands_there_before_it_goes_and_the_code_does_not(
    desk: Client, appointment: Appointment
) -> None:
    draft = factories.drafted(appointment.party)
    page = page_of(desk, path_of(draft))

    assert "A letter for you" in page
    assert "Opening it tells nobody." in page
    assert "Alex Winter asked us to write to you." in page
    assert draft.code not in page
    assert code_in_words(draft) not in page


def test_a_letter_is_printed_with_its_code_then_said_to_be_posted(
    desk: Client, appointment: Appointment
) -> None:
    draft = factories.drafted(appointment.party, **BY_POST)
    path = path_of(draft)

    page = page_of(desk, f"{path}letter/")
    assert code_in_words(draft) in page
    assert "1 Mill Lane<br>Leeds LS1 1AA" in page
    assert "Monday 7 December" in page
    assert "at 1 Mill Lane, Leeds LS1 1AA, the other person" in page_of(desk, f"{path}send/")
    assert "It is recorded that the letter was posted." in post(desk, f"{path}send/now/", {"checked": "on"})
    assert not Message.objects.filter(kind__startswith="invitation").exists()


def test_the_reminder_of_a_letter_is_a_task_with_one_button(
    desk: Client, admin: User, appointment: Appointment, clock: Any
) -> None:
    sent = factories.invited(appointment.party, **BY_POST)
    clock.move_to(factories.at("2026-11-30", "10:00"))
    desk.force_login(admin)
    assert "Post the reminder. Answer by Monday 7 December" in page_of(desk, "/staff/invitations/")

    page = post(desk, f"{path_of(sent)}reminded/")
    assert "The reminder is recorded." in page
    assert "I have posted the reminder" not in page


@pytest.mark.parametrize(
    ("step", "fields", "mistake"),
    [
        ("details", DETAILS | {"name": ""}, "Enter the name of the other person"),
        ("details", DETAILS | {"email": ""}, "Enter their e-mail address"),
        ("details", DETAILS | {"email": "robin"}, "Enter an e-mail address like"),
        ("details", DETAILS | {"email": "ALEX@example.org"}, "This is the address of the client"),
        ("details", DETAILS | {"channel": "post"}, "Enter their postal address"),
        ("details", DETAILS | {"channel": "sms"}, "Choose one of the answers"),
        ("word", {"said": "yes"}, "Say how you knew that it is them"),
        ("word", {"how": "code_word"}, "Choose what the client said"),
        ("stop", {"reason": " "}, "Write why they are not invited"),
    ],
)
def test_mistakes_stand_beside_the_field_and_in_the_summary(
    desk: Client, appointment: Appointment, step: str, fields: dict[str, str], mistake: str
) -> None:
    draft = factories.drafted(appointment.party)

    page = post(desk, f"{path_of(draft)}{step}/", fields, status=422)

    assert page.count(mistake) == 2
    assert "<title>Error: Invitation</title>" in page


def test_what_they_said_is_recorded_only_in_their_words(desk: Client, appointment: Appointment) -> None:
    sent = factories.invited(appointment.party)
    path = f"{path_of(sent)}reply/"
    assert "Write down what they said" in post(desk, path, {"answer": "declined"}, status=422)

    page = post(desk, path, {"answer": "considering", "heard": "Rang us: back in two weeks"})
    assert "They need more time. That is not a no." in page
    assert "Rang us: back in two weeks" in page
    assert "Say nothing of this to the client" in page


def test_not_invited_keeps_its_reason_and_can_be_taken_up_again(
    desk: Client, appointment: Appointment
) -> None:
    draft = factories.drafted(appointment.party)

    page = post(desk, f"{path_of(draft)}stop/", {"reason": "The client does not want it"})
    assert "Why: The client does not want it" in page
    assert "Not invited" in page_of(desk, "/staff/invitations/?state=finished")
    assert "Check and send" in post(desk, f"{path_of(draft)}again/")


def test_who_asks_us_to_is_forgotten(desk: Client, appointment: Appointment) -> None:
    sent = factories.invited(appointment.party)

    page = post(desk, f"{path_of(sent)}stop/", {"reason": "They asked us to", "forget": "on"})
    assert "Robin Field" not in page
    sent.refresh_from_db()
    assert (sent.name, sent.email, sent.post) == ("", "", "")


def test_somebody_of_that_name_who_came_alone_is_pointed_out(
    desk: Client, kind: AppointmentType, appointment: Appointment
) -> None:
    draft = factories.drafted(appointment.party)
    words = "has booked by themselves"
    assert words not in page_of(desk, path_of(draft))

    factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    assert words in page_of(desk, path_of(draft))


def test_the_message_that_went_shows_neither_link_nor_code(desk: Client, appointment: Appointment) -> None:
    sent = factories.invited(appointment.party)
    message = Message.objects.get(kind="invitation.letter")

    page = page_of(desk, f"/staff/messages/{message.pk}/")
    assert "the invited person" in page
    assert sent.reference in page
    assert "A letter for you" in page
    assert code_in_words(sent) not in page
    assert invited_url(sent) not in page


def test_who_was_invited_and_booked_is_not_said_to_be_the_client(
    desk: Client, kind: AppointmentType, appointment: Appointment
) -> None:
    sent = factories.invited(appointment.party)
    theirs = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    Party.objects.filter(pk=theirs.party_id).update(case=appointment.party.case_id)
    invitation_replies.take_up(sent, theirs.party, now=NOW)

    assert "They want a meeting of their own." in page_of(
        desk, f"/staff/appointments/{appointment.reference}/"
    )
    assert "Say nothing of this to either of them" in page_of(
        desk, f"/staff/appointments/{theirs.reference}/"
    )


@pytest.mark.parametrize("step", ["", "letter/", "send/"])
def test_another_mediator_finds_no_invitation(
    client: Client, drew: Mediator, appointment: Appointment, step: str
) -> None:
    sent = factories.invited(appointment.party)
    assert drew.user
    client.force_login(drew.user)

    theirs, nobodys = client.get(path_of(sent) + step), client.get(f"/staff/invitations/AAAA-AAAA/{step}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert sent.reference not in page_of(client, "/staff/invitations/")


def test_the_clients_own_mediator_may_do_it_all(
    client: Client, morgan: Mediator, appointment: Appointment
) -> None:
    draft = factories.drafted(appointment.party)
    assert morgan.user
    client.force_login(morgan.user)

    assert draft.reference in page_of(client, "/staff/invitations/")
    assert "The e-mail is on its way." in post(client, f"{path_of(draft)}send/now/", {"checked": "on"})


def test_a_stranger_is_asked_to_sign_in(client: Client, appointment: Appointment) -> None:
    sent = factories.invited(appointment.party)
    for path in ("/staff/invitations/", path_of(sent), f"{path_of(sent)}letter/"):
        assert "/sign-in/" in client.get(path)["Location"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, morgan: Mediator, count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(count):
        one = factories.booked(kind, factories.at("2026-11-24", ("10:00", "13:00", "15:00")[number]))
        factories.invited(one.party)
    desk.get("/staff/invitations/")

    with django_assert_num_queries(7):
        page = page_of(desk, "/staff/invitations/")

    assert page.count("the other person in case") == count


def test_reading_one_is_recorded(desk: Client, admin: User, appointment: Appointment) -> None:
    sent = factories.invited(appointment.party)
    page_of(desk, path_of(sent))

    entry = AuditEntry.objects.get(verb="invitation.read")
    assert (entry.actor, entry.subject_id) == (admin, sent.pk)
