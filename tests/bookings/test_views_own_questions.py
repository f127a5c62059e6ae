"""The questions after a booking, as pages: who may open them, what they keep, what they never show."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType
from bookings.services import cancel_appointment
from intake.models import Flag, Party
from intake.own_answers import earlier_pages, later_pages
from intake.questions import VERSION
from intake.services.flags import review_flags
from mediation.core import audit
from mediation.core.models import Alert, AuditEntry, Message
from tests import factories

from . import visits

pytestmark = pytest.mark.django_db
OPEN: dict[str, Any] = {
    **factories.ALEX,
    "afraid": "yes",
    "contact_limits": "unsure",
    "child_worry": "yes",
    "involved": "yes",
    "refuge": "no",
    "court": "mine",
    "social_services": "past",
    "abduction": "worried",
    "funding": "legal_aid",
    "wants_exemption": "apply_to_court",
    "children": [{"child_name": "Sam", "child_born_on": "2015-03-27"}],
}
TWO_CHILDREN = {
    "page": "names",
    "children-count": "2",
    "children-0-child_name": "Sam",
    "children-0-child_born_on_day": "27",
    "children-0-child_born_on_month": "3",
    "children-0-child_born_on_year": "2015",
    "children-1-child_name": "Jo",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(appointment: Appointment) -> str:
    return visits.manage_path(appointment) + "questions/"


def opens(client: Client, appointment: Appointment) -> str:
    """By the code; returns the path of the overview."""
    path = visits.manage_path(appointment) + "questions/"
    client.post(path)
    response = client.post(path, {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})
    assert response["Location"] == path
    return path


def says(appointment: Appointment, **answers: Any) -> None:
    """As if it had been answered before."""
    party = appointment.party
    party.answers = {**party.answers, **answers}
    party.save(update_fields=["answers"])


def answers_of(appointment: Appointment) -> dict[str, Any]:
    return dict(Party.objects.get(pk=appointment.party_id).answers)


def test_the_link_alone_shows_nothing_and_sends_nothing(client: Client, path: str) -> None:
    for one in (path, path + "all/", path + "names/"):
        page = client.get(one).content.decode()

        assert "First we send a code to your e-mail." in page
        for word in ("Alex", "Robin", "Sam", "children"):
            assert word not in page
    assert not Message.objects.filter(kind="link.code").exists()


def test_a_page_sent_without_a_code_keeps_nothing(
    client: Client, path: str, appointment: Appointment
) -> None:
    page = client.post(path + "names/", TWO_CHILDREN).content.decode()

    assert "We have not saved your answers" in page
    assert "children" not in answers_of(appointment)
    assert not Message.objects.filter(kind="link.code").exists()


def test_the_code_leads_to_the_overview_with_every_page_and_its_state(
    client: Client, appointment: Appointment
) -> None:
    says(appointment, miam_last_4_months="no")
    response = client.get(opens(client, appointment))
    page = response.content.decode()

    assert visits.title_of(response) == "Your booking"
    assert "You can stop at any time. We keep what you send." in page
    states = {one["name"]: one["words"] for one in response.context["pages"]}
    assert states["Your certificate"] == "Some answered"
    assert states["Your children"] == "Not started"
    assert "Travel and passports" not in states


def test_answers_are_kept_and_the_next_page_comes(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment)
    response = client.post(
        path + "record/", {"page": "record", "miam_last_4_months": "no", "wants_exemption": "agree_first"}
    )

    assert response["Location"] == path + "two/"
    kept = answers_of(appointment)
    assert (kept["miam_last_4_months"], kept["wants_exemption"]) == ("no", "agree_first")
    assert kept["email"] == "alex@example.org"
    assert "today" not in kept
    [entry] = AuditEntry.objects.filter(verb="answers.changed")
    assert entry.details == {
        "page": "record",
        "keys": ["legal_name", "miam_last_4_months", "wants_exemption"],
    }


def test_what_is_needed_is_said_beside_its_question_and_can_be_skipped(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    response = client.post(path + "record/", {"page": "record", "miam_last_4_months": "no"})
    page = response.content.decode()

    assert visits.title_of(response).startswith("Error:")
    assert page.count("Choose why you need the certificate, or choose “Not sure”") == 2
    assert f'href="{path}two/">Skip this page for now' in page
    assert "wants_exemption" not in answers_of(appointment)


def test_children_are_added_without_losing_a_word(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment) + "names/"
    response = client.post(path, {**TWO_CHILDREN, "then": "add"})
    page = client.get(response["Location"].partition("#")[0]).content.decode()

    assert response["Location"] == path + "?more=1#names-3"
    assert 'value="Sam"' in page
    assert 'value="2015"' in page
    assert "Child 3" in page
    assert [one["child_name"] for one in answers_of(appointment)["children"]] == ["Sam", "Jo"]


def test_one_child_is_taken_away_and_the_others_move_up(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment) + "names/"
    client.post(path, {**TWO_CHILDREN, "then": "remove-1"})

    assert [one["child_name"] for one in answers_of(appointment)["children"]] == ["Jo"]
    client.post(path, {"page": "names", "children-0-child_name": "Jo", "then": "remove-1"})
    assert answers_of(appointment)["children"] == []


def test_a_mistake_about_one_child_names_the_child_and_keeps_what_was_typed(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment) + "names/"
    sent = {**TWO_CHILDREN, "children-1-child_name": "", "children-1-child_needs": "Speaks Welsh"}
    for then in ("", "add"):
        page = client.post(path, {**sent, "then": then}).content.decode()

        assert "Child 2: Enter the child’s name." in page
        assert 'href="#id_children-1-child_name"' in page
        assert 'value="Speaks Welsh"' in page
    assert "children" not in answers_of(appointment)


def test_a_parent_who_names_no_child_is_told_how_to_go_on(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment) + "names/"

    page = client.post(path, {"page": "names", "children-count": "1"}).content.decode()

    assert page.count("Tell us about at least one child, or skip this page for now") == 2


def test_thirty_children_are_kept_and_a_thirty_first_has_no_room(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment) + "names/"
    sent = {f"children-{n}-child_name": f"Child {n}" for n in range(31)}
    client.post(path, {"page": "names", "children-count": "31", **sent})

    assert len(answers_of(appointment)["children"]) == 30
    page = client.get(path + "?more=1").content.decode()
    assert "This page has room for 30" in page
    assert "Add another child" not in page


def test_stopping_here_keeps_what_is_there_and_ends_the_visit(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    response = client.post(path + "record/", {"page": "record", "miam_last_4_months": "no", "then": "save"})
    kept = client.get(response["Location"]).content.decode()

    assert "Your answers are kept" in kept
    assert answers_of(appointment)["miam_last_4_months"] == "no"
    assert "wants_exemption" not in answers_of(appointment)
    assert "First we send a code" in client.get(path).content.decode()


def test_what_was_typed_too_late_is_there_again_after_a_new_code(
    client: Client, appointment: Appointment, clock: Any
) -> None:
    path = opens(client, appointment)
    clock.shift(timedelta(minutes=30))
    page = client.post(path + "two/", {"page": "two", "together_since": "Summer 1999"}).content.decode()
    assert "Then you see what you typed" in page
    assert "Summer 1999" not in page
    assert "together_since" not in answers_of(appointment)

    client.post(path + "two/")
    digits = visits.digits_of(visits.link_of("manage", appointment.pk))
    back = client.post(path + "two/", {"code": digits})["Location"]

    assert back == path + "two/"
    assert "Summer 1999" not in client.get(path + "ask/").content.decode()
    assert 'value="Summer 1999"' in client.get(back).content.decode()
    assert "Summer 1999" not in client.get(back).content.decode()  # once


def test_each_page_sent_keeps_the_questions_open_half_an_hour_more(
    client: Client, appointment: Appointment, clock: Any
) -> None:
    path = opens(client, appointment)
    for _ in range(3):
        clock.shift(timedelta(minutes=20))
        assert client.post(path + "ask/", {"page": "ask", "own_questions": "?"}).status_code == 302
    assert "First we send a code" in client.get(visits.manage_path(appointment) + "contact/").content.decode()
    clock.shift(timedelta(minutes=30))
    assert "First we send a code" in client.get(path).content.decode()


def test_the_session_that_has_just_booked_needs_no_code_for_half_an_hour(
    client: Client, other_client: Client, kind: AppointmentType, morgan: object, clock: Any
) -> None:
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)
    path = visits.manage_path(Appointment.objects.get()) + "questions/"
    assert path in client.get("/book/confirmed/").content.decode()

    assert "You can stop at any time" in client.get(path).content.decode()
    assert "First we send a code" in other_client.get(path).content.decode()
    clock.shift(timedelta(minutes=30))
    late = client.post(path + "ask/", {"page": "ask", "own_questions": "Late"}).content.decode()
    assert "Then you see what you typed" in late


def test_another_persons_link_opens_nothing_of_this_one(
    client: Client, appointment: Appointment, kind: AppointmentType
) -> None:
    robins = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    says(robins, children=[{"child_name": "Sam"}], own_questions="About Alex")
    opens(client, appointment)
    other = visits.manage_path(robins) + "questions/"

    assert "First we send a code" in client.get(other).content.decode()
    client.post(other + "ask/", {"page": "ask", "own_questions": "Mine"})
    assert answers_of(robins)["own_questions"] == "About Alex"
    assert client.get("/b/not-a-token/questions/").status_code == 404


@pytest.mark.parametrize("rest", ["", "all/", "names/", "kept/"])
def test_a_link_that_is_no_longer_good_is_gone(client: Client, path: str, clock: Any, rest: str) -> None:
    clock.move_to(factories.at("2026-11-24", "14:00"))

    assert client.get(path + rest).status_code == 404


@pytest.mark.parametrize("rest", ["", "all/", "names/"])
def test_once_the_meeting_has_begun_it_is_too_late(
    client: Client, appointment: Appointment, clock: Any, rest: str
) -> None:
    clock.move_to(factories.at("2026-11-24", "12:55"))
    path = opens(client, appointment)
    clock.move_to(factories.at("2026-11-24", "13:00"))

    for response in (client.get(path + rest), client.post(path + rest, TWO_CHILDREN)):
        assert response["Location"] == visits.manage_path(appointment)
    assert "children" not in answers_of(appointment)


def test_a_cancelled_booking_has_no_questions(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment)
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=factories.NOW)

    assert client.get(path)["Location"] == visits.manage_path(appointment)


def test_where_a_person_speaks_with_them_first_nobody_asks_how_to_reach_the_other_person(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    assert client.get(path + "contact/").status_code == 200
    says(appointment, afraid="yes", abuse="now", may_contact_other="yes", other_contact="robin@example.org")
    review_flags(party=appointment.party, actor=audit.CLIENT, now=factories.NOW)

    assert client.get(path + "contact/").status_code == 404
    assert "Reaching the other person" not in client.get(path).content.decode()
    assert "robin@" not in client.get(path + "all/").content.decode()


def test_a_parent_of_a_child_in_wales_reads_the_welsh_names(client: Client, appointment: Appointment) -> None:
    says(appointment, **{**OPEN, "child_country": "wales"})
    path = opens(client, appointment)
    court = client.get(path + "dates/").content.decode()
    council = client.get(path + "office/").content.decode()

    assert "Who is your Cafcass Cymru officer, if you have one?" in court
    assert "a care and support plan" in council
    assert "child protection register" in council
    client.post(path + "dates/", {"page": "dates", "cafcass_officer": "Drew"})
    assert "Who is your Cafcass Cymru officer" in client.get(path + "all/").content.decode()


def test_a_parent_of_a_child_in_england_does_not(client: Client, appointment: Appointment) -> None:
    says(appointment, **OPEN)
    path = opens(client, appointment)

    assert "Cymru" not in client.get(path + "dates/").content.decode()
    assert "a child in need plan" in client.get(path + "office/").content.decode()


def test_pages_that_are_not_asked_of_this_person_are_not_there(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)

    for slug in ("journeys", "words", "office", "say", "notices", "safe", "nothing"):
        assert client.get(f"{path}{slug}/").status_code == 404


SECRETS: dict[str, Any] = {
    "substances": "yes",
    "crisis": "unsure",
    "wellbeing_words": "SECRET-wellbeing",
    "safety_words": "SECRET-words",
    "safety_ongoing": "yes",
    "safety_helpers": "SECRET-helpers",
    "safety_evidence": ["police", "marac"],
    "police_involved": "now",
    "police_words": "SECRET-police",
    "order_terms": "SECRET-terms",
    "passports": "SECRET-passports",
    "children_now_at": "SECRET-place",
    "taken_before": "yes",
    "police_know_of_travel": "yes",
    "meeting_feeling": "not_at_all",
    "coerced": "yes",
    "may_contact_other": "yes",
    "other_contact": "SECRET-contact",
    "other_needs": "SECRET-needs",
    "other_knows": "no",
    "open_to_childrens_say": "yes",
}


def test_no_page_shows_what_was_said_on_safety_nor_anything_of_the_other_person(
    client: Client, appointment: Appointment, kind: AppointmentType
) -> None:
    robins = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    says(robins, own_questions="LEAK-question", children=[{"child_name": "LEAK-child"}], address="LEAK-home")
    says(appointment, **{**OPEN, **SECRETS})
    path = opens(client, appointment)
    answers = {**appointment.party.answers, "today": "2026-11-24"}
    slugs = [one.slug for one in (*later_pages(answers, VERSION), *earlier_pages(answers, VERSION))]
    assert {"words", "journeys", "contact", "say", "names", "self"} <= set(slugs)

    for one in (path, path + "all/", path + "kept/", *(f"{path}{slug}/" for slug in slugs)):
        response = client.get(one)
        page = response.content.decode()

        assert response.status_code == 200, one
        assert visits.title_of(response) in {"Appointment", "Your booking"}
        assert "no-store" in response["Cache-Control"]
        for word in ("SECRET", "LEAK", "robin@", robins.reference, "900456"):
            assert word not in page, (one, word)
        for key in SECRETS:
            assert f'name="{key}" value="{SECRETS[key]}" checked' not in page


def test_on_paper_there_is_nothing_about_safety(client: Client, appointment: Appointment) -> None:
    says(appointment, **{**OPEN, **SECRETS})
    path = opens(client, appointment)

    response = client.get(path + "all/")

    for section in response.context["after"]:
        hidden = [row["is_hidden"] for row in section["rows"]]
        assert section["is_hidden"] is all(hidden)
        shown = {words for row in section["rows"] if row["is_hidden"] for words in row["answers"]}
        assert shown <= {"Answered", "Not answered"}
    printed = [one["heading"] for one in response.context["after"] if not one["is_hidden"]]
    assert "In your own words" not in printed
    assert "Travel and passports" not in printed
    assert "Your children: child 1" in printed
    page = response.content.decode()
    assert "Sam" in page
    assert "Friday 27 March 2015" in page


def test_a_safety_answer_stays_when_its_page_is_sent_again_without_one(
    client: Client, appointment: Appointment
) -> None:
    says(appointment, **{**OPEN, **SECRETS})
    path = opens(client, appointment)

    page = client.get(path + "self/").content.decode()
    assert page.count("You have answered this. Choose again only if you want to change it.") == 2
    assert page.count("You have answered this. Write here only if you want to replace it.") == 1
    client.post(path + "self/", {"page": "self", "substances": "not_said"})

    kept = answers_of(appointment)
    assert (kept["substances"], kept["crisis"]) == ("not_said", "unsure")
    assert kept["wellbeing_words"] == "SECRET-wellbeing"


def test_what_they_said_when_they_booked_can_be_changed_but_not_what_the_booking_hangs_on(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    page = client.get(path + "about/?from=told").content.decode()
    assert "What is the other person’s name?" not in page
    response = client.post(
        path + "about/?from=told", {"page": "about", "matter": ["finance"], "other_name": "Somebody Else"}
    )

    assert response["Location"] == path + "all/"
    kept = answers_of(appointment)
    assert kept["matter"] == ["finance"]
    assert kept["other_name"] == "Robin Field"
    appointment.party.case.refresh_from_db()
    assert appointment.party.case.matter == ["finance"]
    told = client.get(path + "all/").content.decode()
    assert "Robin Field" in told
    assert 'Change<span class="govuk-visually-hidden">: How will you pay for the meeting?' not in told


def test_of_somebody_in_a_refuge_no_address_is_asked_or_kept(
    client: Client, appointment: Appointment
) -> None:
    says(appointment, **{**OPEN, "address": "1 Example Street, Leeds", "refuge": "unsure"})
    path = opens(client, appointment)
    page = client.get(path + "place/").content.decode()

    assert "The first part of your postcode" in page
    assert "Where do you live?" not in page
    assert "Example Street" not in client.get(path + "all/").content.decode()
    client.post(path + "place/", {"page": "place", "postcode_area": "LS6", "address": "1 Example Street"})
    kept = answers_of(appointment)
    assert kept["postcode_area"] == "LS6"
    assert "address" not in kept
    told = client.get(path + "all/").content.decode()
    assert "LS6" not in told
    assert "first part of your postcode" not in told  # that it was asked would tell


def test_the_audit_trail_names_keys_and_never_what_was_said(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment)
    client.post(path + "names/", TWO_CHILDREN)
    client.post(path + "ask/", {"page": "ask", "own_questions": "Will Robin know?"})

    kept = json.dumps([entry.details for entry in AuditEntry.objects.filter(verb="answers.changed")])
    assert '"children"' in kept
    for word in ("Sam", "Jo", "Robin", "2015"):
        assert word not in kept


def test_the_clients_own_page_leads_there(client: Client, path: str, appointment: Appointment) -> None:
    assert f'href="{path}">Your questions' in client.get(visits.manage_path(appointment)).content.decode()


def test_a_crisis_told_after_the_booking_raises_its_flag_and_staff_are_told_at_once(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    client.post(path + "self/", {"page": "self", "substances": "no", "crisis": "yes"})

    codes = set(Flag.objects.filter(party=appointment.party).values_list("code", flat=True))
    assert "SF-CRISIS" in codes
    assert Alert.objects.filter(kind="safety.call_first", closed_at=None).exists()
    assert client.get(path + "contact/").status_code == 404


def test_sending_the_same_page_twice_changes_nothing(client: Client, appointment: Appointment) -> None:
    path = opens(client, appointment)
    for _ in range(2):
        client.post(path + "self/", {"page": "self", "substances": "no", "crisis": "no"})

    assert AuditEntry.objects.filter(verb="answers.changed").count() == 1


def test_a_fear_told_later_leads_on_through_the_questions_that_it_opens(
    client: Client, appointment: Appointment
) -> None:
    path = opens(client, appointment)
    told = client.get(path + "all/").content.decode()
    assert f'href="{path}care/#id_afraid_0"' in told
    calm = {"page": "care", "afraid": "no", "child_worry": "no", "involved": "no"}

    at = client.post(path + "care/", {**calm, "afraid": "yes"})["Location"]
    assert at == path + "more/"
    at = client.post(at, {"page": "more", "abuse": "past"})["Location"]
    assert at == path + "home/"
    at = client.post(at, {"page": "home", "refuge": "yes"})["Location"]
    assert at == path + "all/"

    told = client.get(at).content.decode()
    for words in ("in the past", "refuge", "Thank you for telling us", "More about your safety"):
        assert words not in told
    assert (answers_of(appointment)["abuse"], answers_of(appointment)["refuge"]) == ("past", "yes")


def test_an_address_that_becomes_a_secret_is_kept_nowhere(client: Client, appointment: Appointment) -> None:
    says(appointment, afraid="yes", abuse="past", refuge="no", address="1 Example Street")
    contact = appointment.party.contact
    contact.post, contact.post_safety, contact.calendar_entry = "1 Example Street", "ok", "yes"
    contact.save()
    path = opens(client, appointment)

    client.post(path + "home/", {"page": "home", "refuge": "yes"})

    contact.refresh_from_db()
    assert (contact.post, contact.post_safety, contact.calendar_entry) == ("", "never", "no")
    assert "address" not in answers_of(appointment)
