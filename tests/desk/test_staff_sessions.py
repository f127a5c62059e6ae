"""How long staff stay signed in, and that nothing is lost when we ask who they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from bookings.models import Appointment
from mediation.core.enums import Role
from mediation.core.models import Closure, User
from mediation.desk import staff_sessions
from tests import factories

pytestmark = pytest.mark.django_db
SIGN_IN, CONFIRM, KEPT = "/staff/account/sign-in/", "/staff/account/confirm/", "/staff/account/kept/"
HOUR = 3600


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    cache.clear()
    with time_machine.travel(factories.NOW, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def _password_is_enough(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def kim(practice: object) -> User:
    return factories.user("Kim Vale", Role.ADMIN, password=factories.PASSWORD)


def sign_in(client: Client, **fields: str) -> Any:
    return client.post(SIGN_IN, {"login": "kim@example.org", "password": factories.PASSWORD, **fields})


def is_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


@pytest.mark.parametrize(
    ("shared", "seconds", "stays"),
    [("", 1799, True), ("", 1800, False), ("on", 599, True), ("on", 600, False)],
)
def test_nobody_there_for_too_long_is_signed_out(
    client: Client, kim: User, clock: Any, shared: str, seconds: int, stays: bool
) -> None:
    sign_in(client, shared=shared)
    clock.shift(seconds)

    assert is_in(client) is stays


def test_whoever_works_stays_signed_in_until_the_day_is_over(client: Client, kim: User, clock: Any) -> None:
    sign_in(client)
    for _ in range(24):
        clock.shift(1790)
        assert is_in(client)
    clock.shift(1790)

    assert not is_in(client)  # twelve hours


def test_a_page_that_keeps_itself_fresh_is_nobody(client: Client, kim: User, clock: Any) -> None:
    sign_in(client)
    clock.shift(1000)
    assert client.get("/staff/", headers={"Accept": "application/json"}).status_code == 200
    clock.shift(800)

    assert client.get("/staff/", headers={"Accept": "application/json"}).status_code == 401
    assert not is_in(client)


def test_staying_signed_in_takes_one_press(client: Client, kim: User, clock: Any) -> None:
    sign_in(client)
    clock.shift(1700)
    assert client.post("/staff/account/stay/").json() == {"seconds": 1800}
    clock.shift(1700)

    assert is_in(client)


def test_after_a_pause_the_sign_in_leads_back_and_says_why(client: Client, kim: User, clock: Any) -> None:
    sign_in(client)
    clock.shift(1800)
    away = client.get("/staff/alerts/?state=closed")
    assert away["Location"] == f"{SIGN_IN}?next=/staff/alerts/%3Fstate%3Dclosed"

    assert b"signed out because nothing happened" in client.get(away["Location"]).content
    assert sign_in(client, next="/staff/alerts/?state=closed")["Location"] == "/staff/alerts/?state=closed"


def test_what_was_being_sent_is_kept_sealed_and_sent_when_they_say_so(
    client: Client, kim: User, appointment: Appointment, clock: Any
) -> None:
    sign_in(client)
    clock.shift(1800)
    form = {"state": "waived", "reason": "She told us of a hardship"}
    away = client.post(f"/staff/appointments/{appointment.reference}/fee/", form)
    assert away["Location"] == f"{SIGN_IN}?next={KEPT}"
    assert "hardship" not in json.dumps(dict(client.session.items()))

    assert sign_in(client, next=KEPT)["Location"] == KEPT
    assert b"Send what you had typed?" in client.get(KEPT).content
    funding = appointment.party.funding
    funding.refresh_from_db()
    assert funding.state == "due"
    sent = client.post(KEPT, {"send": "yes"})
    assert sent["Location"] == f"/staff/appointments/{appointment.reference}/"
    funding.refresh_from_db()
    assert (funding.state, funding.reason) == ("waived", "She told us of a hardship")
    assert client.post(KEPT, {"send": "yes"})["Location"] == "/staff/"


def test_somebody_else_at_the_same_computer_gets_nothing_of_it(
    client: Client, kim: User, appointment: Appointment, clock: Any
) -> None:
    factories.user("Jo Prior", Role.ADMIN, password=factories.PASSWORD)
    sign_in(client)
    clock.shift(1800)
    client.post(f"/staff/appointments/{appointment.reference}/fee/", {"state": "paid"})
    sign_in(client, login="jo@example.org")

    assert client.post(KEPT, {"send": "yes"})["Location"] == "/staff/"
    appointment.party.funding.refresh_from_db()
    assert appointment.party.funding.state == "due"


def test_what_was_kept_is_no_way_round_the_second_step(
    client: Client, kim: User, appointment: Appointment, clock: Any, settings: Any
) -> None:
    sign_in(client)
    clock.shift(1800)
    client.post(f"/staff/appointments/{appointment.reference}/fee/", {"state": "paid"})
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)

    assert client.post(KEPT, {"send": "yes"})["Location"] == "/staff/account/second-step/"
    appointment.party.funding.refresh_from_db()
    assert appointment.party.funding.state == "due"


@pytest.mark.parametrize("choice", ["forgets", "comes too late"])
def test_what_is_not_sent_is_forgotten(
    client: Client, kim: User, appointment: Appointment, clock: Any, choice: str
) -> None:
    sign_in(client)
    clock.shift(1800)
    client.post(f"/staff/appointments/{appointment.reference}/fee/", {"state": "paid"})
    clock.shift(HOUR if choice == "comes too late" else 0)
    sign_in(client)
    client.post(KEPT, {"leave": "yes"} if choice == "forgets" else {"send": "yes"})

    assert "kept_form" not in client.session
    appointment.party.funding.refresh_from_db()
    assert appointment.party.funding.state == "due"


def changes_contact(client: Client, appointment: Appointment) -> Any:
    return client.post(
        f"/staff/appointments/{appointment.reference}/contact/change/", {"phone": "07700900777"}
    )


@pytest.mark.parametrize(("seconds", "asked"), [(599, False), (600, True)])
def test_what_matters_asks_who_they_are_unless_they_said_lately(
    client: Client, kim: User, appointment: Appointment, clock: Any, seconds: int, asked: bool
) -> None:
    sign_in(client)
    clock.shift(seconds)
    response = changes_contact(client, appointment)

    assert (response.status_code == 302 and response["Location"].startswith(CONFIRM)) is asked


def test_with_the_password_once_more_the_form_goes_on(
    client: Client, kim: User, appointment: Appointment, clock: Any
) -> None:
    sign_in(client)
    clock.shift(600)
    confirm = changes_contact(client, appointment)["Location"]
    assert "07700900777" not in json.dumps(dict(client.session.items()))
    assert b"Nothing that you typed is lost" in client.get(confirm).content

    assert client.post(confirm, {"password": "wrong"}).status_code == 200
    gone_on = client.post(confirm, {"password": factories.PASSWORD})
    assert b"07700900777" in gone_on.content  # the form, with what they had typed and what is missing
    assert changes_contact(client, appointment).status_code == gone_on.status_code == 200
    assert client.post(confirm, {"password": factories.PASSWORD})["Location"].startswith("/staff/?kept=")


def test_what_they_thought_better_of_is_not_sent_when_they_are_asked_again_about_something_else(
    client: Client, appointment: Appointment, clock: Any
) -> None:
    factories.user("Kim Vale", Role.MANAGER, password=factories.PASSWORD)
    sign_in(client)
    clock.shift(600)
    case = f"/staff/cases/{appointment.party.case.reference}/"
    client.post(f"{case}hold/", {"hold-reason": "x", "hold-review_on_0": "1"})
    confirm = client.get(f"{case}file-check/export/")["Location"]

    assert client.post(confirm, {"password": factories.PASSWORD})["Location"] == f"{case}file-check/export/"
    assert "account_reauthentication_state" not in client.session


def test_what_is_changed_in_the_admin_site_asks_as_well(client: Client, practice: object, clock: Any) -> None:
    who = {"is_staff": True, "is_superuser": True, "password": factories.PASSWORD}
    factories.user("Kim Vale", Role.OWNER, **who)
    sign_in(client)
    clock.shift(600)
    assert client.get("/staff/admin/core/closure/add/").status_code == 200
    day = {"on": "2026-12-24", "kind": "practice", "reason": "closed"}
    confirm = client.post("/staff/admin/core/closure/add/", day)["Location"]
    assert confirm.startswith(CONFIRM)
    assert not Closure.objects.exists()

    assert client.post(confirm, {"password": factories.PASSWORD})["Location"] == "/staff/admin/core/closure/"
    assert Closure.objects.count() == 1


def test_wrong_passwords_are_counted_there_too(
    client: Client, kim: User, appointment: Any, clock: Any
) -> None:
    sign_in(client)
    clock.shift(600)
    changes_contact(client, appointment)
    answers = [client.post(CONFIRM, {"password": "guess"}).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert client.post(CONFIRM, {"password": factories.PASSWORD}).status_code == 429


def test_a_sign_out_everywhere_is_at_once(client: Client, other_client: Client, kim: User) -> None:
    sign_in(client)
    sign_in(other_client)
    staff_sessions.end_all(kim)

    assert not is_in(client)
    assert not is_in(other_client)


def test_a_new_password_ends_the_open_sessions(client: Client, kim: User) -> None:
    sign_in(client)
    kim.set_password("another long password")
    kim.save()

    assert not is_in(client)


def test_clients_keep_their_own_two_hours(client: Client, practice: object, settings: Any) -> None:
    client.get("/")

    assert settings.SESSION_COOKIE_AGE == 2 * HOUR
    assert not {"staff_seen", "staff_idle"} & set(client.session.keys())
