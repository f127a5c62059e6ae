"""The pages before a booking is confirmed: what opens them, what does not fit together, and what is red."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment
from intake.answers import first_unfinished
from intake.enums import QuestionKind, Stage
from intake.flags import PERSON_FIRST
from intake.models import ContactPreferences, Draft, Party
from intake.queries import preferences_of
from intake.questionnaire import Page
from intake.services import change_preferences
from mediation.core import audit
from tests import factories

from . import visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind", "morgan")]
PLAIN = list(visits.PLAIN_PATH)
INVOLVED = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "no"}
LIMITS = {"contact_limits": "order", "limits_protect": "me", "limits_ended": "no", "refuge": "no"}
AFRAID = {"afraid": "yes", "abuse": "past", "refuge": "no"}
COUNCIL_WORDS = "Cafcass works only when there is a court case. Could it be the council?"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


def walked(client: Client, **changes: Any) -> list[str]:
    """The pages that are sent from the hold to the check, in order; "plan again" is asked a second time."""
    visits.hold(client)
    paths = visits.answer_all(client, **changes)
    return [path.split("/")[3] + (" again" if path.endswith("?again=1") else "") for path in paths]


def check(client: Client) -> str:
    return str(client.get("/book/check/").content.decode())


def confirmed(client: Client) -> str:
    assert visits.confirm(client)["Location"] == "/book/confirmed/"
    return str(client.get("/book/confirmed/").content.decode())


def before(slug: str, *pages: str) -> list[str]:
    """The plain path with these pages put in after one of its own."""
    at = PLAIN.index(slug) + 1
    return [*PLAIN[:at], *pages, *PLAIN[at:]]


@pytest.mark.parametrize(
    ("changes", "pages"),
    [
        ({}, PLAIN),
        ({"matter": ["finance"]}, PLAIN),
        (LIMITS, ["safe", "about", "you", "them", "rules", "care", "home", "meeting"]),
        ({"contact_limits": "unsure", "refuge": "no"}, before("care", "home")),
        (AFRAID, before("care", "more", "home")),
        (AFRAID | {"afraid": "unsure"}, before("care", "more", "home")),
        ({"child_worry": "yes", "child_harm": "unsure", "abduction": "no"}, before("care", "child")),
        (INVOLVED, before("care", "involved")),
        (INVOLVED | {"court": "mine", "court_ordered_miam": "no"}, before("care", "involved", "court")),
        (
            INVOLVED | {"cafcass": "unsure", "sender": "nothing_in_writing"},
            before("care", "involved", "letter"),
        ),
        (
            INVOLVED
            | {"social_services": "past", "social_services_about": "child", "sender": "council"}
            | {"document": "closing_letter", "plan": ["none"]},
            before("care", "involved", "council", "letter", "paper", "plan"),
        ),
    ],
)
def test_each_answer_opens_its_pages_and_every_path_ends_in_a_booking(
    client: Client, changes: Mapping[str, Any], pages: list[str]
) -> None:
    assert walked(client, **changes) == pages
    confirmed(client)

    assert Appointment.objects.count() == 1


def test_the_words_on_confidentiality_stand_before_anybody_is_asked_whether_they_are_afraid(
    client: Client,
) -> None:
    walked(client)
    page = client.get("/book/step/care/").content.decode()

    assert "What you tell us is private." in page
    assert page.index("we may have to tell someone.") < page.index("Have you ever felt afraid")


def test_in_wales_the_page_speaks_of_cafcass_cymru(client: Client) -> None:
    walked(client, child_country="wales", **INVOLVED)

    assert "Is Cafcass Cymru involved?" in client.get("/book/step/involved/").content.decode()
    assert "Cafcass Cymru or social services" in check(client)


# What does not fit together


def test_cafcass_without_a_court_case_is_asked_about_on_the_next_page(client: Client) -> None:
    changes = INVOLVED | {"cafcass": "yes", "sender": "unsure", "document": "unsure"}
    pages = walked(client, **changes)

    assert pages == before("care", "involved", "letter", "paper")
    Draft.objects.update(answers=Draft.objects.get().answers | {"sender": None})
    assert COUNCIL_WORDS in client.get("/book/step/letter/").content.decode()


def test_a_contradiction_is_asked_about_once_and_then_left_standing(client: Client) -> None:
    changes = INVOLVED | {"court": "finished", "court_ordered_miam": "no", **date("hearing_on", 2026, 12, 1)}
    pages = walked(client, **changes)

    assert pages == before("care", "involved", "court", "court again")
    assert "What is the hearing for?" in client.get("/book/step/court/?again=1").content.decode()
    assert "What is the hearing for?" not in client.get("/book/step/court/").content.decode()
    assert "What is the hearing for?" not in confirmed(client)
    assert Party.objects.get().answers["hearing_on"] == "2026-12-01"


def test_what_is_put_right_on_the_second_look_opens_what_now_concerns_them(client: Client) -> None:
    changes = INVOLVED | {
        "cafcass": "yes",
        "sender": "council",
        "document": "assessment",
        "plan": ["section_47"],
        "plan_current": "yes",
        "social_services_about": "child",
        "public_law": "none",
        "child_removed_by": "no",
        "child_guardian": "no",
    }
    walked(client, **changes)
    response = client.post(
        "/book/step/involved/?again=1", {"court": "none", "cafcass": "no", "social_services": "now"}
    )

    assert response["Location"] == "/book/go-on/"
    assert client.get("/book/go-on/")["Location"] == "/book/step/council/"
    assert visits.answer_all(client, **changes)[0] == "/book/step/council/"


def test_a_child_in_scotland_is_told_of_at_once_and_goes_on(client: Client) -> None:
    pages = walked(client, child_country="scotland")

    assert pages == before("about", "about again")[:3] + PLAIN[2:]
    assert "Outside England and Wales other laws count." in (
        client.get("/book/step/about/?again=1").content.decode()
    )


def test_an_address_that_asks_again_for_nothing_shows_the_plain_page(client: Client) -> None:
    walked(client)

    assert "just go on" not in client.get("/book/step/about/?again=1").content.decode()


def test_a_matter_that_was_changed_to_money_alone_is_asked_about(client: Client) -> None:
    walked(client, **INVOLVED | {"cafcass": "yes", "sender": "unsure", "document": "unsure"})
    response = visits.answer(client, "about", matter=["finance"])

    assert response["Location"] == "/book/step/about/?again=1"
    assert "Do you need to talk about children too?" in (
        client.get("/book/step/about/?again=1").content.decode()
    )


# Red: a person speaks with them first


def test_an_order_keeps_the_time_and_a_person_will_talk_with_them(client: Client) -> None:
    walked(client, **LIMITS)
    assert PERSON_FIRST in check(client)
    page = confirmed(client)

    assert "Your booking is confirmed" in page
    assert "What this means" in page
    assert page.index(PERSON_FIRST) < page.index("If there is a court order, please have it with you.")
    assert "today" not in page.split("What this means")[1].split("</section>")[0].lower()
    assert reverse("bookings:calendar") not in page
    assert client.get(reverse("bookings:calendar")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (AFRAID | {"abuse": "now"}, "There are free helplines you can talk to."),
        (
            {"child_worry": "yes", "child_harm": "yes", "abduction": "no"},
            "If a child is in danger now, call 999.",
        ),
        ({"contact_limits": "bail", **{k: v for k, v in LIMITS.items() if k != "contact_limits"}}, "rules"),
        (AFRAID | {"refuge": "yes"}, "You do not need to give us an address."),
        ({"under_18": "on"}, "who can help them best"),
    ],
)
def test_what_is_red_is_told_kindly_and_never_what_was_answered(
    client: Client, changes: Mapping[str, Any], words: str
) -> None:
    walked(client, **changes)
    page = confirmed(client)

    assert PERSON_FIRST in page
    assert words in page
    for told in ("It is happening now", "afraid", "Have you ever", "must stay secret"):
        assert told not in page


def test_amber_is_told_without_a_call_first_and_leaves_the_calendar(client: Client) -> None:
    walked(client, **AFRAID)
    assert PERSON_FIRST not in check(client)
    page = confirmed(client)

    assert "There are free helplines" in page
    assert PERSON_FIRST not in page
    assert reverse("bookings:calendar") in page


def test_somebody_calm_reads_nothing_more_on_the_confirmed_page(client: Client) -> None:
    walked(client)

    assert "What this means" not in confirmed(client)


def test_the_own_page_offers_no_calendar_file_either_where_a_person_talks_with_them_first(
    client: Client,
) -> None:
    walked(client, **LIMITS)
    confirmed(client)
    appointment = Appointment.objects.get()
    path = visits.manage_path(appointment)
    client.post(f"{path}details/")
    digits = visits.digits_of(visits.link_of("manage", appointment.pk))
    client.post(f"{path}details/", {"code": digits})

    page = client.get(path).content.decode()
    assert "Morgan Ellis" in page
    assert "calendar" not in page
    assert client.get(reverse("bookings:manage_calendar", args=[path.split("/")[2]])).status_code == 404


@pytest.mark.parametrize(("changes", "files"), [({}, 1), (LIMITS, 0)])
def test_no_calendar_file_is_sent_where_a_person_talks_with_them_first(
    client: Client, changes: Mapping[str, str], files: int
) -> None:
    walked(client, **changes)
    confirmed(client)
    call_command("send_due_messages", verbosity=0)

    (letter,) = [one for one in mail.outbox if one.subject == "Your booking"]
    assert str(letter.message()).count("text/calendar") == files


@pytest.mark.parametrize("refuge", ["yes", "unsure"])
def test_in_a_refuge_nothing_goes_by_post_or_into_a_calendar(client: Client, refuge: str) -> None:
    walked(client, **AFRAID | {"refuge": refuge})
    confirmed(client)
    contact = ContactPreferences.objects.get()

    assert (contact.calendar_entry, contact.post_safety, contact.post) == ("no", "never", "")
    assert contact.email_safety == "ok"
    told = {"post": "1 Example Street", "post_safety": "ok", "calendar_entry": "yes", "phrase": "plum"}
    change_preferences(
        contact=contact,
        preferences=replace(preferences_of(contact), **told),
        actor=audit.CLIENT,
        now=factories.NOW,
    )
    assert (contact.calendar_entry, contact.post_safety, contact.post) == ("no", "never", "")
    assert contact.phrase == "plum"


@pytest.mark.parametrize(("refuge", "asks"), [("no", True), ("yes", False)])
def test_the_page_on_contact_asks_for_no_address_that_must_stay_secret(
    client: Client, refuge: str, asks: bool
) -> None:
    walked(client, **AFRAID | {"refuge": refuge})
    confirmed(client)
    appointment = Appointment.objects.get()
    path = f"{visits.manage_path(appointment)}contact/"
    client.post(path)
    client.post(path, {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})

    page = client.get(path).content.decode()
    assert ('name="post"' in page, 'name="calendar_entry"' in page) == (asks, asks)
    assert ("We keep no address." in page) is not asks
    answers = {"email": "alex@example.org", "phrase": "plum", "when": "any", "site_only": "no"}
    assert client.post(path, answers)["Location"].endswith("/done/")


# Write-only


def test_answers_on_safety_are_never_on_a_page_again_and_the_check_does_not_tell_them(
    client: Client,
) -> None:
    walked(client)
    plain = check(client)
    visits.answer(client, "them", **LIMITS)
    changes = LIMITS | AFRAID | {"child_worry": "yes", "child_harm": "yes", "abduction": "abroad"}
    visits.answer(client, "care", **changes)
    visits.answer_all(client, **changes)

    for slug in ("them", "rules", "care", "more", "child", "home"):
        page = client.get(f"/book/step/{slug}/").content.decode()
        for key in (
            "contact_limits",
            "limits_protect",
            "afraid",
            "abuse",
            "child_worry",
            "abduction",
            "refuge",
        ):
            assert not any(
                " checked" in tag for tag in page.split("<input") if f'name="{key}"' in tag.split(">")[0]
            )
    told = check(client)
    for heading in ("Thank you for telling us", "About the child", "Where you live", "The rules about"):
        assert heading not in told
    assert told.count(">Answered<") == plain.count(">Answered<")


def test_whoever_changes_what_opens_other_questions_goes_on_through_them(client: Client) -> None:
    walked(client)
    page = check(client)

    assert 'href="/book/step/care/#id_afraid_0"' in page
    assert 'href="/book/step/you/?from=check#id_name"' in page


# The check


def test_the_boxes_and_the_notices_on_the_check_are_kept_with_the_booking(client: Client) -> None:
    walked(client)
    page = check(client)
    for heading in ("When we may have to tell someone", "How we use what you tell us", "Phone calls"):
        assert heading in page
    visits.confirm(client, recording_objection="on")
    party = Party.objects.get()

    assert (party.recording_objection, party.marketing_consent) == (True, False)
    assert party.notices_shown == {"privacy": 1, "confidentiality": 1, "recording": 1}
    assert party.questionnaire_version == "2"


def test_a_draft_of_version_1_is_finished_as_it_was_begun(client: Client) -> None:
    visits.hold(client)
    Draft.objects.update(questionnaire_version="1", answers=VERSION_1)

    assert client.get("/book/go-on/")["Location"] == "/book/step/notices/"
    assert client.post("/book/step/notices/", {"marketing": "on"})["Location"] == "/book/go-on/"
    assert "Please do not record my calls" in check(client)
    confirmed(client)
    assert Party.objects.get().marketing_consent


# Whatever people send

ODD = (
    "x" * 200_000,
    "😀" * 500,
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "\0",
    "-1",
    "99999999999999999999",
    "yes",
)


@pytest.mark.parametrize("seed", range(4))
def test_random_answers_never_break_a_page_and_end_in_a_booking(client: Client, seed: int) -> None:
    chance = random.Random(seed)
    visits.hold(client)
    for _ in range(80):
        draft = Draft.objects.get()
        page = first_unfinished(draft.answers, Stage.BEFORE, version="2")
        if page is None:
            break
        odd = client.post(f"/book/step/{page.slug}/", sent_at_random(page, chance, odd=True))
        assert odd.status_code in {200, 302}
        at = odd["Location"] if odd.status_code == 302 else f"/book/step/{page.slug}/"
        if at.startswith("/book/step/") and not at.startswith("/book/step/safe"):
            assert client.get(at).status_code in {200, 302}
        client.post(f"/book/step/{page.slug}/", sent_at_random(page, chance, odd=False))
    assert client.get("/book/check/").status_code == 200
    confirmed(client)


def sent_at_random(page: Page, chance: random.Random, *, odd: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for one in page.questions:
        values = [choice.value for choice in one.choices]
        if one.key == "danger_now":
            fields[one.key] = chance.choice(["no", "unsure"])
        elif odd and chance.random() < 0.5:
            fields[one.key] = chance.choice(ODD)
        elif one.kind is QuestionKind.CHOICE:
            fields[one.key] = chance.choice(values)
        elif one.kind is QuestionKind.CHOICES:
            fields[one.key] = chance.sample(values, chance.randint(1, len(values)))
        elif one.kind is QuestionKind.DATE:
            fields |= date(one.key, chance.choice([1999, 2026, 2027]), 12, chance.randint(1, 31))
        elif one.kind is not QuestionKind.TICK:
            fields[one.key] = visits.PLAIN.get(one.key, "")
    return fields


def date(key: str, year: int, month: int, day: int) -> dict[str, str]:
    return {f"{key}_day": str(day), f"{key}_month": str(month), f"{key}_year": str(year)}


VERSION_1 = {
    "danger_now": "no",
    "device_private": "yes",
    "name": "Alex Winter",
    "email": "alex@example.org",
    "email_private": "yes",
    "phone": "",
    "calendar_safe": True,
    "other_name": "Robin Field",
    "other_name_unknown": False,
    "matter": ["children"],
    "adjustments": [],
    "funding": "pay",
}
