"""Somebody who was invited: their own page and booking, and nothing of one person on a page of the other."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from intake.invitation_links import code_in_words, invited_url
from intake.invitation_states import InvitationState
from intake.models import Case, Invitation, Party
from intake.services import invitations
from mediation.core import audit
from mediation.core.models import Alert, Message
from tests import factories
from tests.bookings import visits
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ROBIN = {"name": "Robin Field", "email": "robin@example.org", "other_name": "Al"}
# What Alex's and Robin's files hold that the other must never meet.
OF_ALEX = ("alex@example.org", "07700 900123", "07700900123", "1:00pm", "Alex Winter", "SECRET-A")
OF_ROBIN = ("robin@example.org", "3:00pm", "Robin Field", "SECRET-R")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sent(appointment: Appointment) -> Invitation:
    """Alex meets Morgan tomorrow at 1pm, and said yes to inviting Robin, without being named."""
    return factories.invited(appointment.party, named_as="")


@pytest.fixture
def path(sent: Invitation) -> str:
    return invited_url(sent).removeprefix("https://testserver")


def page_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == status
    return response.content.decode()


def state_of(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    return str(invitation.state)


def books(client: Client, start: str = "2026-11-24T15:00Z", **changes: str) -> Appointment:
    """Robin's own way through the ordinary pages."""
    before = set(Appointment.objects.values_list("pk", flat=True))
    assert visits.hold(client, start).status_code == 302
    tell(client, **changes)
    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    return Appointment.objects.exclude(pk__in=before).get()


def tell(client: Client, **changes: str) -> None:
    """From the first question to the check, as Robin."""
    visits.answer_all(client, **(ROBIN | changes))


def comes_and_books(client: Client, path: str, **changes: str) -> Appointment:
    assert client.post(path, {"answer": "book"})["Location"] == "/book/"
    return books(client, **changes)


def test_reading_the_letter_changes_nothing(client: Client, sent: Invitation, path: str) -> None:
    page = page_of(client, path)

    assert "This is your own private meeting" in page
    assert "This is not a court document" in page
    assert "Monday 7 December" in page
    assert state_of(sent) == "sent"
    assert not client.session.keys()


@pytest.mark.parametrize(("day", "asks"), [("2026-12-07", True), ("2026-12-08", False)])
def test_nobody_is_asked_to_keep_a_day_that_is_over(
    client: Client, path: str, clock: Any, day: str, asks: bool
) -> None:
    clock.move_to(factories.at(day, "23:00"))

    assert ("please answer by" in page_of(client, path)) is asks


@pytest.mark.parametrize("answer", ["considering", "wants_advice", "declined"])
def test_what_they_say_is_kept_word_for_word_and_can_be_changed(
    client: Client, sent: Invitation, path: str, answer: str
) -> None:
    page = client.post(path, {"answer": answer}, follow=True).content.decode()

    assert "You told us" in page
    assert ("That is not a no" in page) is (answer != "declined")
    assert state_of(sent) == answer
    client.post(path, {"answer": "wants_advice"})
    assert state_of(sent) == "wants_advice"


def test_to_be_called_leads_to_the_page_for_that_and_is_no_answer(
    client: Client, sent: Invitation, path: str
) -> None:
    assert client.post(path, {"answer": "call"})["Location"] == "/call/?from=invited"
    assert state_of(sent) == "sent"


@pytest.mark.parametrize("answer", ["", "accepted", "sent", "not_invited", "x"])
def test_what_is_no_answer_is_refused_in_words(
    client: Client, sent: Invitation, path: str, answer: str
) -> None:
    page = client.post(path, {"answer": answer}).content.decode()

    assert "Choose what you would like to do" in page
    assert state_of(sent) == "sent"


def test_links_that_open_nothing_all_look_alike(
    client: Client, other_client: Client, sent: Invitation, path: str, clock: Any
) -> None:
    unknown = client.get("/invited/" + "k" * 32 + "/")
    comes_and_books(other_client, path)
    used = client.get(path)
    Invitation.objects.update(party=None)
    invitations.do_not_invite(invitation=_back_to_sent(sent), reason="stopped", actor=audit.SYSTEM, now=NOW)
    stopped = client.get(path)
    Invitation.objects.update(state=InvitationState.SENT)
    assert client.get(path).status_code == 200
    clock.move_to(factories.at("2027-06-01"))
    too_old = client.get(path)

    assert {one.status_code for one in (unknown, used, stopped, too_old)} == {404}
    assert len({visits.without_token(one.content) for one in (unknown, used, stopped, too_old)}) == 1


def _back_to_sent(invitation: Invitation) -> Invitation:
    Invitation.objects.update(state=InvitationState.SENT)
    return invitation


def test_the_code_on_paper_opens_the_same_page_without_a_secret_in_the_address(
    client: Client, sent: Invitation
) -> None:
    response = client.post("/invited/", {"code": code_in_words(sent).lower()})

    assert response["Location"] == "/invited/yours/"
    assert "This is your own private meeting" in page_of(client, "/invited/yours/")
    assert client.post("/invited/yours/", {"answer": "considering"})["Location"] == "/invited/yours/"
    assert state_of(sent) == "considering"


def test_a_code_that_opens_nothing_says_so_beside_the_field_and_tries_are_few(
    client: Client, sent: Invitation
) -> None:
    page = client.post("/invited/", {"code": "K7QX-4MAH-9RTW"}, REMOTE_ADDR="203.0.113.7").content.decode()
    assert page.count("This code does not open anything") == 2
    assert 'value="K7QX-4MAH-9RTW"' in page
    for _ in range(20):
        last = client.post("/invited/", {"code": "AAAA-AAAA-AAAA"}, REMOTE_ADDR="203.0.113.7")
    assert last.status_code == 429
    assert "/invited/" in client.get("/invited/yours/")["Location"]


def test_their_booking_is_a_second_file_in_the_same_case(
    client: Client, appointment: Appointment, sent: Invitation, path: str
) -> None:
    theirs = comes_and_books(client, path)

    assert theirs.party.case_id == appointment.party.case_id
    assert (appointment.party.role, theirs.party.role) == ("first", "other")
    assert "lex" not in str(theirs.party.answers)
    assert (theirs.party.name, theirs.party.other_name) == ("Robin Field", "Al")
    assert theirs.reference != appointment.reference
    assert (state_of(sent), sent.party_id) == ("accepted", theirs.party_id)
    assert Case.objects.count() == 1


def test_a_different_name_for_the_first_person_is_no_conflict(
    client: Client, appointment: Appointment, path: str
) -> None:
    Party.objects.update(other_name_index="another name")

    theirs = comes_and_books(client, path, other_name="Alex Winter")

    assert theirs.mediator_id == appointment.mediator_id
    assert not Alert.objects.filter(kind="booking.conflict").exists()


def test_without_the_code_it_is_a_case_of_its_own(
    client: Client, appointment: Appointment, sent: Any
) -> None:
    theirs = books(client)

    assert theirs.party.case_id != appointment.party.case_id
    assert theirs.party.role == "first"
    assert state_of(sent) == "sent"


def test_no_message_tells_the_first_person_of_it(
    client: Client, appointment: Appointment, sent: Invitation, path: str
) -> None:
    def to_others() -> set[tuple[str, str]]:
        return set(Message.objects.exclude(subject_type="invitation").values_list("kind", "recipient"))

    before = to_others()
    for answer in ("considering", "declined", "wants_advice"):
        client.post(path, {"answer": answer})
    assert to_others() == before

    theirs = comes_and_books(client, path)
    assert {recipient for _, recipient in to_others() - before} == {f"party:{theirs.party_id}"}


def test_a_code_opens_one_file_alone(
    client: Client, other_client: Client, appointment: Appointment, path: str
) -> None:
    assert other_client.post(path, {"answer": "book"}).status_code == 302
    theirs = comes_and_books(client, path)
    another = books(other_client, "2026-11-24T10:00Z", name="Kim Moss")

    assert theirs.party.case_id == appointment.party.case_id
    assert another.party.case_id != appointment.party.case_id


def test_the_first_person_cannot_take_the_place_of_the_invited_one(
    client: Client, appointment: Appointment, sent: Invitation, path: str
) -> None:
    theirs = comes_and_books(client, path, name="Winter, Alex")

    assert theirs.party.case_id != appointment.party.case_id
    assert state_of(sent) == "sent"


def test_danger_now_keeps_the_way_they_came(client: Client, appointment: Appointment, path: str) -> None:
    client.post(path, {"answer": "book"})
    visits.hold(client, "2026-11-24T15:00Z")
    assert visits.answer(client, "safe", danger_now="yes")["Location"] == "/book/help/"
    client.post("/book/help/")

    tell(client)
    visits.confirm(client)

    assert Party.objects.get(role="other").case_id == appointment.party.case_id


def test_a_browser_that_the_first_person_used_shows_nothing_of_theirs(
    client: Client, kind: AppointmentType, morgan: Mediator, path: str
) -> None:
    visits.hold(client, "2026-11-24T10:00Z")
    visits.answer_all(client)
    visits.confirm(client)
    assert "10:00am" in page_of(client, "/book/confirmed/")

    client.post(path, {"answer": "book"})

    assert "10:00am to 11:00am" not in re.sub(r"<button.*?</button>", "", page_of(client, "/book/confirmed/"))
    assert client.session.keys() == {"invited"}


class TestNothingOfOneOnAPageOfTheOther:
    """Every page that either can open, with data in both files that could leak."""

    @pytest.fixture
    def theirs(self, client: Client, appointment: Appointment, path: str) -> Appointment:
        Party.objects.filter(pk=appointment.party_id).update(
            answers={**appointment.party.answers, "special": "SECRET-A"}
        )
        found = comes_and_books(client, path)
        Party.objects.filter(pk=found.party_id).update(answers={**found.party.answers, "special": "SECRET-R"})
        return found

    def pages(self, client: Client, mine: Appointment, *, opens: bool = True) -> dict[str, str]:
        base = visits.manage_path(mine)
        found = {
            path: page_of(client, path)
            for path in (
                base,
                f"{base}details/",
                f"{base}contact/",
                f"{base}move/",
                f"{base}cancel/",
                f"{base}safe/",
                f"{base}costs/",
                f"{base}join/",
                f"{base}appointment.ics",
            )
        }
        if opens:
            link = visits.link_of("manage", mine.pk)
            client.post(f"{base}details/")
            told = client.post(f"{base}details/", {"code": visits.digits_of(link)}, follow=True)
            found["details"] = told.content.decode()
        return {name: re.sub(r"<button[^>]*data-time.*?</button>", "", page) for name, page in found.items()}

    def test_the_first_persons_pages_hold_nothing_of_the_invited_one(
        self, other_client: Client, appointment: Appointment, theirs: Appointment, sent: Invitation
    ) -> None:
        secrets = (*OF_ROBIN, theirs.reference, sent.reference, code_in_words(sent), _case(theirs))
        for name, page in self.pages(other_client, appointment).items():
            shown = page.replace("Robin Field", "", 1) if name == "details" else page
            assert [one for one in secrets if one in shown] == [], name
            assert "nvit" not in shown, name

    def test_the_invited_persons_pages_hold_nothing_of_the_first(
        self, client: Client, appointment: Appointment, theirs: Appointment, sent: Invitation
    ) -> None:
        secrets = (*OF_ALEX, appointment.reference, sent.reference, _case(theirs))
        pages = self.pages(client, theirs) | {"confirmed": page_of(client, "/book/confirmed/")}
        for name, page in pages.items():
            assert [one for one in secrets if one in page] == [], name

    def test_the_first_persons_pages_are_the_same_before_and_after(
        self, client: Client, other_client: Client, appointment: Appointment, path: str
    ) -> None:
        def seen() -> dict[str, bytes]:
            pages = self.pages(other_client, appointment, opens=False)
            pages.pop(f"{visits.manage_path(appointment)}move/")  # free times: anybody's booking takes one
            return {name: visits.without_token(page.encode()) for name, page in pages.items()}

        before = seen()
        client.post(path, {"answer": "wants_advice"})
        told = seen()
        comes_and_books(client, path)

        assert before == told == seen()


def _case(appointment: Appointment) -> str:
    return appointment.party.case.reference
