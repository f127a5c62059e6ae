"""The page "How we may reach you": who may open it, what it shows, what it changes, whom it tells."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType
from intake.models import ContactPreferences
from intake.queries import number_index
from mediation import env
from mediation.core import outbox
from mediation.core.models import AuditEntry, Message, PracticeSettings, SecretLink
from mediation.core.models.practice import default_reminders
from mediation.core.outbox import Outgoing
from mediation.core.remembered import forget_everything
from tests import factories

from . import visits

pytestmark = pytest.mark.django_db
LEFT = {"email": "alex@example.org", "phone": "07700 900123", "post": "", "phrase": ""}
NEW_EMAIL = {**LEFT, "email": "new@example.org", "email_use": "yes"}
SECRETS = ("tangerine", "7:15", "1155")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def contact(appointment: Appointment) -> ContactPreferences:
    """Alex's, with a code word and safe times."""
    contact = appointment.party.contact
    contact.phone = "+447700900123"
    contact.number_index = number_index(contact.phone)
    contact.phrase = "tangerine"
    contact.safe_windows = [{"weekday": 2, "start_min": 1155, "end_min": 1200}]
    contact.call_safety = "times_only"
    contact.save()
    return contact


@pytest.fixture
def path(appointment: Appointment, contact: ContactPreferences) -> str:
    return visits.manage_path(appointment) + "contact/"


def open_with_code(client: Client, path: str, appointment: Appointment) -> None:
    client.post(path)
    response = client.post(path, {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})
    assert response["Location"] == path


def save(client: Client, path: str, **answers: Any) -> Any:
    return client.post(path, {**LEFT, **answers})


def changes() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb="contact.changed"))


def test_the_link_alone_shows_nothing_and_sends_nothing(client: Client, path: str) -> None:
    response = client.get(path)
    page = response.content.decode()

    assert "How we may reach you" in page
    assert "First we send a code to your e-mail." in page
    for word in ("alex@example.org", "07700", "Alex", *SECRETS):
        assert word not in page
    assert not Message.objects.filter(kind="link.code").exists()


def test_a_form_without_a_code_changes_nothing_and_sends_nothing(
    client: Client, path: str, contact: ContactPreferences
) -> None:
    page = client.post(path, NEW_EMAIL).content.decode()

    assert "We have not saved your answers" in page
    assert "alex@example.org" not in page
    contact.refresh_from_db()
    assert (contact.email, contact.version) == ("alex@example.org", 1)
    assert changes() == []
    assert not Message.objects.filter(kind="link.code").exists()


def test_a_wrong_code_opens_nothing(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences
) -> None:
    client.post(path)
    digits = visits.digits_of(visits.link_of("manage", appointment.pk))
    page = client.post(path, {"code": visits.wrong(digits), **NEW_EMAIL}).content.decode()

    assert "alex@example.org" not in page
    contact.refresh_from_db()
    assert contact.version == 1


def test_after_the_code_addresses_are_there_and_answers_on_safety_are_not(
    client: Client, path: str, appointment: Appointment
) -> None:
    open_with_code(client, path, appointment)
    response = client.get(path)
    page = response.content.decode()

    assert 'value="alex@example.org"' in page
    assert 'value="07700 900123"' in page
    assert "checked" not in page
    assert "selected" not in page.replace('<option value="" selected>', "")
    for word in SECRETS:
        assert word not in page
    assert "Answered. Choose again only if you want to change it." in page
    assert visits.title_of(response) == "Your booking"
    assert "no-store" in response["Cache-Control"]


def test_the_code_opens_it_for_half_an_hour(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences, clock: Any
) -> None:
    open_with_code(client, path, appointment)
    clock.shift(timedelta(minutes=30))

    page = client.post(path, NEW_EMAIL).content.decode()

    assert "Then you see what you typed, and can save it." in page
    assert "new@example.org" not in page
    contact.refresh_from_db()
    assert contact.version == 1


def test_what_was_typed_too_late_is_there_again_after_a_new_code_and_nowhere_else(
    client: Client, path: str, appointment: Appointment, clock: Any
) -> None:
    open_with_code(client, path, appointment)
    clock.shift(timedelta(minutes=30))
    client.post(path, NEW_EMAIL)
    assert "new@example.org" not in str(dict(client.session))

    open_with_code(client, path, appointment)

    assert 'value="new@example.org"' in client.get(path).content.decode()
    assert 'value="alex@example.org"' in client.get(path).content.decode()  # kept for one look


def test_what_is_said_is_kept_and_told_in_words(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences
) -> None:
    open_with_code(client, path, appointment)
    response = save(client, path, may_call="no", may_text="no")
    page = client.get(response["Location"]).content.decode()

    assert response["Location"].endswith("/contact/done/")
    assert "We will only e-mail you." in page
    assert "We will never ring or text you." in page
    contact.refresh_from_db()
    assert (contact.call_safety, contact.sms_safety, contact.phrase) == ("never", "never", "tangerine")
    assert [entry.details["fields"] for entry in changes()] == [["call_safety", "sms_safety"]]


def test_the_words_afterwards_need_the_code_too(
    client: Client, other_client: Client, path: str, appointment: Appointment
) -> None:
    open_with_code(client, path, appointment)
    done = save(client, path, may_call="no")["Location"]

    assert other_client.get(done)["Location"] == path


def test_mistakes_keep_what_was_typed_and_change_nothing(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences
) -> None:
    open_with_code(client, path, appointment)
    response = save(client, path, email="nonsense", phone="123", when="some")
    page = response.content.decode()

    assert response.status_code == 200
    assert visits.title_of(response) == "Error: Your booking"
    for words in (
        "Enter an e-mail address like name@example.org",
        "Enter a UK phone number, like 07700 900123",
        "Choose the days that are safe",
    ):
        assert page.count(words) == 2
    assert 'value="nonsense"' in page
    contact.refresh_from_db()
    assert contact.version == 1


def test_the_old_address_is_told_nothing_and_the_new_one_gets_the_booking(
    client: Client, path: str, appointment: Appointment
) -> None:
    open_with_code(client, path, appointment)
    known = set(Message.objects.values_list("pk", flat=True))
    client.post(path, NEW_EMAIL)

    [message] = Message.objects.exclude(pk__in=known)
    assert message.kind.partition(":")[0] == "appointment.confirmation"
    content = outbox.content_of(message, now=factories.NOW)
    assert isinstance(content, Outgoing)
    assert content.clearance.address == "new@example.org"


def test_reminders_are_planned_for_what_is_safe_now(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences, settings: Any
) -> None:
    settings.TEXTS = env.texts("sms+https://key@texts.example.org/send?from=Bookings")
    PracticeSettings.objects.update(reminders=default_reminders())
    forget_everything()
    texts = Message.objects.filter(channel="sms", kind__startswith="appointment.reminder")
    assert not texts.exists()  # when it was booked the practice sent none
    open_with_code(client, path, appointment)
    save(client, path, may_text="yes", say_who="yes", when="any")

    [text] = texts
    content = outbox.content_of(text, now=text.due_at)
    assert isinstance(content, Outgoing)
    assert content.clearance.allowed
    save(client, path, may_text="no")
    assert texts.count() == 1  # planned once; what may be sent is asked again when it is due
    content = outbox.content_of(text, now=text.due_at)
    assert isinstance(content, Outgoing)
    assert not content.clearance.allowed


def test_no_audit_entry_holds_an_address(client: Client, path: str, appointment: Appointment) -> None:
    open_with_code(client, path, appointment)
    client.post(path, {**NEW_EMAIL, "phrase": "plum", "post": "1 Example Street", "post_use": "no"})

    kept = json.dumps([entry.details for entry in AuditEntry.objects.all()])
    assert changes()
    for word in ("example.org", "07700", "plum", "Street", "Alex"):
        assert word not in kept


@pytest.mark.parametrize(
    "answers",
    [
        NEW_EMAIL,
        {**LEFT, "email_use": "no"},
        {**LEFT, "site_only": "yes"},
    ],
)
def test_a_link_in_a_mailbox_that_we_no_longer_use_is_dead(
    client: Client, other_client: Client, path: str, appointment: Appointment, answers: dict[str, str]
) -> None:
    old = visits.manage_path(appointment)
    open_with_code(client, path, appointment)
    done = client.post(path, answers)["Location"]

    assert other_client.get(old).status_code == 404
    assert not done.startswith(old)
    assert client.get(done).status_code == 200
    page = client.get(visits.manage_path(appointment)).content.decode()
    assert "Morgan Ellis" in page  # this session goes on with the new link


def test_a_link_in_a_mailbox_that_stays_safe_stays_good(
    client: Client, other_client: Client, path: str, appointment: Appointment
) -> None:
    open_with_code(client, path, appointment)
    save(client, path, may_call="no", email_use="neutral")

    assert other_client.get(visits.manage_path(appointment)).status_code == 200
    assert path.startswith(visits.manage_path(appointment))


def test_whoever_is_sent_nothing_sees_their_link_once_more(
    client: Client, path: str, appointment: Appointment
) -> None:
    open_with_code(client, path, appointment)
    page = client.get(save(client, path, site_only="yes")["Location"]).content.decode()

    assert "We will never contact you except through this site." in page
    assert "Keep your reference and this link" in page
    assert visits.manage_path(appointment) in page


def test_where_no_channel_is_safe_for_a_code_they_ring_us(
    client: Client, path: str, contact: ContactPreferences
) -> None:
    contact.email_safety = "never"
    contact.save()

    for page in (client.get(path), client.post(path), client.post(path, NEW_EMAIL)):
        assert "Please call us" in page.content.decode()
    contact.refresh_from_db()
    assert contact.version == 1


def test_the_session_that_booked_needs_a_code_as_well(
    client: Client, kind: AppointmentType, morgan: object
) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    path = visits.manage_path(Appointment.objects.get()) + "contact/"
    assert path in client.get("/book/confirmed/").content.decode()

    assert "First we send a code" in client.get(path).content.decode()
    assert "We have not saved your answers" in save(client, path, phone="").content.decode()
    assert changes() == []


def test_another_link_shows_nothing_of_this_person(
    client: Client, path: str, appointment: Appointment, kind: AppointmentType
) -> None:
    robins = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    open_with_code(client, path, appointment)
    other_path = visits.manage_path(robins) + "contact/"
    assert "First we send a code" in client.get(other_path).content.decode()  # Alex's code opens only Alex's
    assert save(client, other_path, may_call="no").status_code == 200
    open_with_code(client, other_path, robins)

    page = client.get(other_path).content.decode()

    assert "robin@example.org" in page
    for word in ("alex", "Alex", "900123"):
        assert word not in page
    save(client, other_path, email="robin@example.org", phone="07700 900456", may_call="no")
    contact = ContactPreferences.objects.get(party=appointment.party)
    assert contact.version == 1
    assert ContactPreferences.objects.get(party=robins.party).call_safety == "never"


def test_the_manage_page_leads_there_only_after_a_code(
    client: Client, path: str, appointment: Appointment
) -> None:
    assert path not in client.get(visits.manage_path(appointment)).content.decode()
    open_with_code(client, path, appointment)

    assert path in client.get(visits.manage_path(appointment)).content.decode()


def test_the_number_somebody_else_answered_is_confirmed_here(
    client: Client, path: str, appointment: Appointment, contact: ContactPreferences
) -> None:
    contact.number_unsafe_since = factories.NOW
    contact.save()
    open_with_code(client, path, appointment)
    assert "Someone else answered when we rang." in client.get(path).content.decode()

    save(client, path)
    contact.refresh_from_db()
    assert contact.number_unsafe_since is not None
    save(client, path, number_confirmed="on")

    contact.refresh_from_db()
    assert contact.number_unsafe_since is None
    assert "Someone else answered" not in client.get(path).content.decode()


def test_a_link_that_is_gone_says_so(client: Client, path: str) -> None:
    SecretLink.objects.all().delete()

    assert client.get(path).status_code == 404
    assert client.get(path + "done/").status_code == 404
