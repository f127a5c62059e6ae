"""What anybody may see, and what odd requests make of it."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import AppointmentType, Mediator, SlotClaim
from bookings.times_page import forget_lists
from mediation.core.models import Alert, PracticeSettings
from mediation.core.remembered import forget_everything
from tests import factories
from tests.conftest import HttpsClient

from . import visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kind", "morgan")]
TELLING = ("miam", "mediation", "abuse", "divorce", "family", "court", "cafcass", "legal")


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


def test_the_first_page_names_the_real_next_free_time(client: Client) -> None:
    page = client.get("/").content.decode()

    assert "Today 10:00am" in page
    assert "£110" in page
    assert 'href="/book/"' in page


def test_looking_costs_no_session_and_no_cookie(client: Client) -> None:
    for path in ("/", "/book/", "/book/?when=evening", "/privacy/", "/accessibility/"):
        client.get(path)

    assert "session" not in client.cookies


def test_the_list_of_times_is_the_same_for_everybody(client: Client, other_client: Client) -> None:
    visits.hold(client)
    client.get("/leave/")

    first = visits.without_token(client.get("/book/").content)
    second = visits.without_token(other_client.get("/book/").content)

    assert first == second
    assert b"2026-11-24T13:00Z" in first


def test_somebody_elses_hold_only_takes_its_time_off_the_list(client: Client, other_client: Client) -> None:
    before = client.get("/book/").content.decode()
    visits.hold(other_client)
    forget_lists()
    after = client.get("/book/").content.decode()

    assert 'value="2026-11-24T13:00Z"' in before
    assert 'value="2026-11-24T13:00Z"' not in after
    assert 'value="2026-11-24T14:30Z"' in after
    assert "held" not in after.lower()


def test_the_holder_sees_their_own_time_again(client: Client) -> None:
    visits.hold(client)

    page = client.get("/book/").content.decode()

    assert 'value="2026-11-24T13:00Z"' in page
    assert 'href="/book/go-on/"' in page


@pytest.mark.parametrize(
    "query",
    [
        "?type=nothing",
        "?type=online%27%20OR%201=1",
        "?when=midnight",
        "?with=alien",
        "?with=%00",
        "?when=%00&type=%00",
        "?later=2",
        "?later=1&when=evening&with=",
        "?type=" + "x" * 5000,
        "?start=1970-01-01",
        "?%ff=%fe",
        "?page=" + "9" * 100,
    ],
)
def test_a_tampered_wish_counts_as_none(client: Client, query: str) -> None:
    response = client.get(f"/book/{query}")

    assert response.status_code == 200
    assert b"When can you talk?" in response.content


def test_unknown_wishes_give_the_very_same_list(client: Client) -> None:
    plain = visits.without_token(client.get("/book/").content)

    assert visits.without_token(client.get("/book/?type=x&when=y&with=z&later=w").content) == plain


@pytest.mark.parametrize(
    "path",
    [
        "/%00/",
        "/b/%00/",
        "/b/" + "x" * 3000 + "/",
        "/b/%E2%80%AE/",
        "/b/%ff%fe/",
        "/book/step/%00/",
        "/book/step/nothing/",
        "/book/resume/%00/",
        "/book/resume/../../etc/passwd/",
        "/staff/appointments/%00/",
        "/static/%00.css",
        "/static/../settings.py",
    ],
)
def test_odd_addresses_are_refused_and_never_break_anything(client: Client, path: str) -> None:
    assert client.get(path).status_code in {301, 302, 400, 404}


@pytest.mark.parametrize("value", ['"a\\000b"', "x" * 4000, "\\", "a;b", "\u00e9"])
def test_an_odd_session_cookie_is_nobodys(client: Client, value: str) -> None:
    response = HttpsClient(headers={"cookie": f"session={value}"}).get("/book/")

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("path", ["/book/hold/", "/book/save/", "/book/extend/"])
def test_what_changes_something_is_not_to_be_had_by_following_a_link(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


def test_a_huge_form_is_refused(client: Client) -> None:
    assert client.post("/book/hold/", {"start": "x" * 1_100_000}).status_code in {302, 400}
    assert client.post("/book/hold/", {f"f{number}": "1" for number in range(400)}).status_code == 400
    assert (
        client.post(
            "/book/hold/", "x" * 1_100_000, content_type="application/x-www-form-urlencoded"
        ).status_code
        == 400
    )


def test_titles_say_nothing_of_why_somebody_is_here(client: Client) -> None:
    paths = [
        "/",
        "/book/",
        "/privacy/",
        "/accessibility/",
        "/nothing/",
        "/b/nothing/",
        "/book/resume/nothing/",
    ]
    titles = {path: visits.title_of(client.get(path)) for path in paths}
    visits.hold(client)
    for slug in visits.ANSWERS:
        titles[slug] = visits.title_of(client.get(f"/book/step/{slug}/"))
        if slug != "notices":  # where nothing has to be answered
            titles[f"{slug} with errors"] = visits.title_of(client.post(f"/book/step/{slug}/", {}))
        visits.answer(client, slug)
    titles["check"] = visits.title_of(client.get("/book/check/"))
    visits.confirm(client)
    titles["confirmed"] = visits.title_of(client.get("/book/confirmed/"))

    telling = {
        path: title for path, title in titles.items() if any(word in title.lower() for word in TELLING)
    }
    assert telling == {}
    assert all(titles.values())


def test_no_page_asks_anything_of_another_site(client: Client) -> None:
    visits.hold(client)
    paths = [
        "/",
        "/book/",
        "/privacy/",
        "/accessibility/",
        "/nothing/",
        "/book/step/safe/",
        "/staff/account/sign-in/",
    ]

    for path in paths:
        page = client.get(path).content.decode()
        assert "//" not in page.replace("<!doctype", "").replace("http://www.w3.org/2000/svg", ""), path
        assert "style=" not in page, path


def test_nothing_within_48_hours_says_so_and_shows_what_comes_after(
    client: Client, kind: AppointmentType, morgan: Mediator
) -> None:
    factories.time_off(morgan, factories.NOW, factories.at("2026-11-26", "00:00"))

    page = client.get("/book/").content.decode()

    assert "Nothing is free in the next 48 hours" in page
    assert 'value="2026-11-26T09:00Z"' in page
    assert "0113 496 0000" in page
    assert page.count('href="/call/?from=times"') == 2  # beside the number, and below the later times
    assert list(Alert.objects.values_list("kind", flat=True)) == ["promise.broken"]


def test_nothing_offered_at_all_still_gives_a_page_with_the_number(client: Client) -> None:
    AppointmentType.objects.update(is_offered=False)
    forget_everything()

    for path in ("/", "/book/"):
        response = client.get(path)
        assert response.status_code == 200
        assert "0113 496 0000" in response.content.decode()


def test_the_times_page_asks_the_database_a_fixed_number_of_questions(client: Client) -> None:
    client.get("/book/")
    factories.works(factories.mediator("Drew Marsh"))
    factories.works(factories.mediator("Sam Okafor"))
    forget_lists()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/book/")

    assert len(asked) <= 8


def test_the_status_page_asks_the_database(client: Client) -> None:
    response = client.get("/status/")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_privacy_notice_in_force_is_shown_with_its_version(
    client: Client, practice: PracticeSettings
) -> None:
    page = client.get("/privacy/").content.decode()

    assert "The privacy notice, version 1." in page
    assert "Version 1" in page


def test_looking_at_pages_takes_no_time_from_the_calendar(client: Client) -> None:
    for path in ("/", "/book/", "/book/?later=1"):
        client.get(path)

    assert not SlotClaim.objects.exists()


@pytest.mark.parametrize(
    ("said", "offered"),
    [(("", ""), []), (("woman", ""), ["A woman"]), (("woman", "man"), ["A woman", "A man"])],
)
def test_a_woman_or_a_man_can_be_asked_for_where_a_mediator_said_so(
    client: Client, said: tuple[str, str], offered: list[str]
) -> None:
    first, second = Mediator.objects.get(), factories.mediator("Kit Rowe")
    for mediator, gender in zip((first, second), said, strict=True):
        Mediator.objects.filter(pk=mediator.pk).update(gender=gender)

    page = client.get("/book/").content.decode()

    assert [name for name in ("A woman", "A man") if f">{name}</a>" in page] == offered
    assert ("Any mediator" in page) is bool(offered)


def in_person(**fields: Any) -> None:
    facts = {
        "slug": "here",
        "name": "In person",
        "mode": "in_person",
        "place": "1 High Street",
        "position": 1,
    }
    factories.appointment_type(**{**facts, **fields})
    forget_everything()
    forget_lists()


def test_who_cannot_wait_gets_the_earliest_time_of_all(client: Client) -> None:
    assert "The earliest time is" not in client.get("/book/").content.decode()
    in_person(notice_min=0)
    page = client.get("/book/?soon=1").content.decode()

    assert "The earliest time is" in page
    assert "Today 9:00am" in page  # in person, where no notice is needed
    assert "In person, at 1 High Street." in page
    assert 'aria-label="Book Monday 23 November, 9:00am to 10:00am"' in page
    assert (
        client.post("/book/hold/", {"start": "2026-11-23T09:00Z", "type": "here"})["Location"]
        == "/book/go-on/"
    )


def test_where_nothing_is_free_no_earliest_time_is_named(client: Client) -> None:
    Mediator.objects.update(accreditation="none")
    page = client.get("/book/?soon=1").content.decode()

    assert "The earliest time is" not in page


def test_times_in_person_come_first_where_legal_aid_may_pay_and_there_is_a_place(client: Client) -> None:
    words = "we offer a meeting in person first"
    assert words not in client.get("/book/?place=1").content.decode()
    in_person()
    page = client.get("/book/?place=1").content.decode()

    assert words in page
    assert "in person at 1 High Street" in page
    assert '<strong aria-current="true">In person</strong>' in page
    assert words not in client.get("/book/?place=1&type=online").content.decode()
    assert words not in client.get("/book/").content.decode()
