"""The second step of signing in, which everybody outside the demo needs.

Real passkeys need a browser: see tests/journeys/test_sign_in.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from bookings.models import Appointment, Mediator
from mediation.core import outbox
from mediation.core.enums import Role
from mediation.core.models import AuditEntry, Message, User
from mediation.core.practice import practice as practice_of
from mediation.desk import account_notices
from mediation.desk.colleagues import reset_second_step
from tests import factories, totp
from tests.conftest import HttpsClient

from .test_access import each_page, numbers  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
SIGN_IN, STEP = "/staff/account/sign-in/", "/staff/account/second-step/"
KEY = re.compile(r"setup-key\">([A-Z2-7 ]+)<")
CODE = re.compile(r"<li>(\d{8})</li>")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    cache.clear()
    with time_machine.travel(factories.NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def kim(practice: object) -> User:
    return factories.user("Kim Vale", Role.ADMIN, password=factories.PASSWORD)


def sign_in(client: Client) -> Any:
    return client.post(SIGN_IN, {"login": "kim@example.org", "password": factories.PASSWORD})


def set_up(client: Client) -> str:
    """Kim signs in for the first time and sets up an app; returns its secret."""
    sign_in(client)
    found = KEY.search(client.get(f"{STEP}app/").content.decode())
    assert found
    answer = client.post(f"{STEP}app/", {"code": totp.code(found[1])})
    assert answer["Location"] == f"{STEP}codes/"
    return found[1]


def enter(client: Client, code: str) -> Any:
    return client.post(f"{STEP}enter/", {"code": code})


def test_without_a_second_step_every_page_leads_to_its_set_up(
    client: Client,
    kim: User,
    morgan: Mediator,
    appointment: Appointment,
    numbers: dict[str, object],  # noqa: F811
) -> None:
    User.objects.filter(pk=kim.pk).update(role=Role.OWNER, is_staff=True, is_superuser=True)
    assert sign_in(client)["Location"] == "/staff/"
    before = AuditEntry.objects.count()

    for address, method, _, _ in each_page(numbers):
        response = getattr(client, method)(address)
        assert (response.status_code, response["Location"]) == (302, STEP), address
    assert client.get("/staff/admin/")["Location"] == STEP
    assert AuditEntry.objects.count() == before
    assert b"One more step" in client.get(STEP).content


def test_an_app_is_set_up_and_used(client: Client, other_client: Client, kim: User, clock: Any) -> None:
    secret = set_up(client)
    assert client.get("/staff/").status_code == 200
    clock.shift(60)

    assert sign_in(other_client)["Location"] == f"{STEP}enter/"
    assert other_client.get("/staff/")["Location"].startswith(SIGN_IN)
    assert enter(other_client, totp.code(secret))["Location"] == "/staff/"
    assert other_client.get("/staff/").status_code == 200


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_phones_clock_may_be_half_a_minute_out(
    client: Client, other_client: Client, kim: User, clock: Any, seconds: int, good: bool
) -> None:
    secret = set_up(client)
    clock.shift(300)
    sign_in(other_client)
    code = totp.code(secret, at=factories.NOW.timestamp() + 300 + seconds)

    assert enter(other_client, code).status_code == (302 if good else 200)


@pytest.mark.parametrize("later", [0, 29, 59])
def test_no_code_counts_twice(
    client: Client, other_client: Client, kim: User, clock: Any, later: int
) -> None:
    secret = set_up(client)
    clock.shift(300)
    code = totp.code(secret)
    sign_in(other_client)
    assert enter(other_client, code).status_code == 302
    cache.clear()  # as with Redis away: PostgreSQL remembers
    clock.shift(later)
    third = HttpsClient()
    sign_in(third)

    assert "was used before" in enter(third, f" {code[:3]} {code[3:]}").content.decode()


def test_the_code_of_the_set_up_does_not_sign_in(client: Client, other_client: Client, kim: User) -> None:
    secret = set_up(client)
    cache.clear()
    sign_in(other_client)

    assert enter(other_client, totp.code(secret)).status_code == 200


def test_recovery_codes_are_shown_once_and_each_lets_in_once(
    client: Client, other_client: Client, kim: User
) -> None:
    set_up(client)
    page = client.get(f"{STEP}codes/").content.decode()
    codes = CODE.findall(page)
    file = unquote(re.search(r'href="data:text/plain[^,]*,([^"]+)"', page)[1])  # type: ignore[index]
    assert len(codes) == 10
    assert re.findall(r"\d{8}", file) == codes
    assert not CODE.findall(client.get(f"{STEP}codes/").content.decode())

    sign_in(other_client)
    assert enter(other_client, codes[0])["Location"] == "/staff/"
    third = HttpsClient()
    sign_in(third)
    assert enter(third, codes[0]).status_code == 200
    assert b"You have 9 left" in client.get(STEP).content


def test_new_recovery_codes_end_the_old_ones(client: Client, other_client: Client, kim: User) -> None:
    set_up(client)
    old = CODE.findall(client.get(f"{STEP}codes/").content.decode())
    client.post(f"{STEP}codes/new/")
    new = CODE.findall(client.get(f"{STEP}codes/").content.decode())
    sign_in(other_client)

    assert not set(old) & set(new)
    assert enter(other_client, old[0]).status_code == 200
    assert enter(other_client, new[0]).status_code == 302


def test_no_secret_lies_in_the_clear(client: Client, kim: User) -> None:
    sign_in(client)
    key = KEY.search(client.get(f"{STEP}app/").content.decode())
    assert key
    secret = key[1].replace(" ", "")
    assert secret not in json.dumps(dict(client.session.items()))
    client.post(f"{STEP}app/", {"code": totp.code(secret)})
    codes = CODE.findall(client.get(f"{STEP}codes/").content.decode())

    rows = {one.type: one.data for one in Authenticator.objects.all()}
    assert rows["totp"]["secret"].startswith("test.")
    assert rows["recovery_codes"]["seed"].startswith("test.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert secret not in stored
    assert not [code for code in codes if code in stored]
    assert secret not in json.dumps(dict(client.session.items()))


def test_guessing_codes_is_stopped(client: Client, other_client: Client, kim: User, clock: Any) -> None:
    secret = set_up(client)
    clock.shift(timedelta(minutes=15))
    sign_in(other_client)
    for _ in range(10):
        assert b"not right" in enter(other_client, "000000").content
    cache.clear()

    assert b"Wait 15 minutes" in enter(other_client, totp.code(secret)).content
    clock.shift(timedelta(minutes=15))
    sign_in(other_client)
    assert enter(other_client, totp.code(secret))["Location"] == "/staff/"


def test_the_only_second_step_cannot_be_removed(client: Client, kim: User) -> None:
    set_up(client)
    assert b"your only second step" in client.get(f"{STEP}app/remove/").content
    client.post(f"{STEP}app/remove/")

    assert Authenticator.objects.filter(type="totp").exists()


def test_in_the_demo_it_is_a_choice(client: Client, kim: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client)
    assert client.get("/staff/").status_code == 200
    set_up(client)
    client.post(f"{STEP}app/remove/")

    assert not Authenticator.objects.exists()
    assert client.get("/staff/").status_code == 200


def test_setting_up_and_removing_are_in_the_audit_trail(client: Client, kim: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    set_up(client)
    client.post(f"{STEP}codes/new/")
    client.post(f"{STEP}app/remove/")

    entries = AuditEntry.objects.exclude(verb="user.signed_in").order_by("pk")
    assert [(one.verb, one.details["factor"]) for one in entries] == [
        ("user.factor_added", "totp"),
        ("user.recovery_codes_made", "recovery_codes"),
        ("user.factor_removed", "totp"),
    ]


def test_changing_it_later_asks_who_they_are(client: Client, kim: User, clock: Any) -> None:
    set_up(client)
    clock.shift(601)

    for path in ("app/remove/", "codes/new/", "passkeys/add/"):
        assert client.get(f"{STEP}{path}")["Location"].startswith("/staff/account/confirm/"), path


NO_PASSKEYS = [
    "",
    "{}",
    "[]",
    "null",
    '{"id": 1}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "eA"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": []}',
]


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_signs_nobody_in(client: Client, kim: User, credential: str) -> None:
    client.get(f"{STEP}passkeys/enter/", headers={"Accept": "application/json"})
    response = client.post(f"{STEP}passkeys/enter/", {"credential": credential})

    assert response["Location"] == SIGN_IN
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_neither_a_second_step_nor_set_up(
    client: Client, other_client: Client, kim: User, credential: str
) -> None:
    set_up(client)
    client.get(f"{STEP}passkeys/add/")
    added = client.post(f"{STEP}passkeys/add/", {"credential": credential, "passwordless": "on"})
    sign_in(other_client)
    other_client.get(f"{STEP}enter/")
    entered = other_client.post(f"{STEP}enter/", {"credential": credential})

    assert (added.status_code, entered.status_code) == (200, 200)
    assert b"error-summary" in added.content
    assert b"error-summary" in entered.content
    assert not Authenticator.objects.filter(type="webauthn").exists()


def notices(user: User) -> list[str]:
    """What Kim is told of changes, the first first."""
    rows = Message.objects.filter(kind__startswith="account.changed", subject_id=user.pk).order_by("pk")
    assert {(one.recipient, one.purpose) for one in rows} <= {(f"user:{user.pk}", "staff")}
    return [one.kind.partition(":")[2] for one in rows]


def test_a_colleague_is_told_of_every_change_of_how_they_sign_in(
    client: HttpsClient,
    kim: User,
    manager: User,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Any]]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert notices(kim) == ["totp_activated"]
    client.force_login(kim)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{STEP}codes/new/")
    assert notices(kim)[1:] == ["recovery_codes_generated"]
    reset_second_step(user=kim, actor=manager, now=factories.NOW)
    assert notices(kim)[2:] == ["reset"]


def test_the_notice_says_whom_to_call_and_leads_nowhere(kim: User) -> None:
    """Whoever changed it may read the mail too."""
    account_notices.plan_notice(kim, what="webauthn_removed", now=factories.NOW)
    message = Message.objects.get(kind="account.changed:webauthn_removed")
    said = outbox.content_of(message, now=factories.NOW)
    assert isinstance(said, outbox.Outgoing)
    assert said.clearance.address == "kim@example.org"
    for part in ("subject.txt", "body.txt", "body.html"):
        for way in ("", "neutral."):
            text = render_to_string(
                f"emails/account_changed.{way}{part}", {**said.context, "practice": practice_of()}
            )
            assert "http" not in text
            assert "/staff/" not in text
            if part != "subject.txt" and not way:
                assert "A passkey was removed." in text
                assert "0113 496 0000" in text
            if way:
                assert "passkey" not in text

    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert outbox.content_of(message, now=factories.NOW) == outbox.Skip("the account is closed")
