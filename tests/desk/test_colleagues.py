"""Colleagues' accounts: who may make, change and close which, and that it counts at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mediation.core.enums import Role
from mediation.core.models import AuditEntry, Message, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW
from tests.mail_server import send_due

pytestmark = pytest.mark.django_db
ALL = "/staff/colleagues/"
KIT = {"name": "Kit Rowe", "email": "Kit@Example.org", "role": "admin"}


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner(practice: object) -> User:
    return factories.user("Ola Grant", Role.OWNER)


@pytest.fixture
def kim(practice: object) -> User:
    return factories.user("Kim Vale", Role.ADMIN, password=factories.PASSWORD)


def act(client: Client, who: User, on: User, what: str, **fields: str) -> str:
    """Do it and read what the page then says."""
    client.force_login(who)
    return client.post(f"{ALL}{on.pk}/{what}/", fields, follow=True).content.decode()


def give_app(user: User) -> None:
    Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})


def test_a_new_colleague_chooses_their_own_password(
    client: Client, other_client: Client, manager: User, post: Any, settings: Any
) -> None:
    client.force_login(manager)
    page = client.post(f"{ALL}add/", KIT, follow=True).content.decode()
    assert "Kit Rowe has an account." in page
    kit = User.objects.get(name="Kit Rowe")
    assert (kit.email, kit.role, kit.is_staff, kit.has_usable_password()) == (
        "kit@example.org",
        "admin",
        False,
        False,
    )
    send_due(NOW)
    mail = post.only()
    assert (mail["To"], mail["Subject"]) == ("kit@example.org", "Your account")
    link = re.search(r"https://testserver(/\S+)", mail.get_body(("plain",)).get_content())
    assert link

    chosen = other_client.get(link[1], follow=True).redirect_chain[-1][0]
    password = "five quiet green chairs"
    other_client.post(chosen, {"password1": password, "password2": password})
    signed_in = other_client.post("/staff/account/sign-in/", {"login": kit.email, "password": password})
    assert signed_in.status_code == 302
    assert other_client.get("/staff/")["Location"] == "/staff/account/second-step/"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "kit"}, "Enter an e-mail address like"),
        ({"email": "JO@example.org"}, "There is an account with this e-mail address already"),
        ({"role": ""}, "Choose a role"),
        ({"role": "owner"}, "Choose one of the answers"),
    ],
)
def test_mistakes_are_told_and_nothing_is_made(
    client: Client, manager: User, admin: User, fields: dict[str, str], words: str
) -> None:
    client.force_login(manager)
    response = client.post(f"{ALL}add/", KIT | fields)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert User.objects.count() == 2


def test_an_owner_makes_owners(client: Client, owner: User) -> None:
    client.force_login(owner)
    client.post(f"{ALL}add/", KIT | {"role": "owner"})

    assert User.objects.get(name="Kit Rowe").role == Role.OWNER


@pytest.mark.parametrize("what", ["role", "close", "reset"])
def test_a_manager_does_nothing_to_an_owner(client: Client, manager: User, owner: User, what: str) -> None:
    give_app(owner)
    page = act(client, manager, owner, what, role="admin")
    owner.refresh_from_db()

    assert "Only an owner can" in page
    assert (owner.role, owner.is_active, owner.authenticator_set.count()) == (Role.OWNER, True, 1)


def test_a_manager_makes_nobody_an_owner(client: Client, manager: User, kim: User) -> None:
    assert "Only an owner can" in act(client, manager, kim, "role", role="owner")
    kim.refresh_from_db()
    assert kim.role == Role.ADMIN


@pytest.mark.parametrize("what", ["role", "close", "reset"])
def test_nobody_does_it_to_themselves_so_one_owner_always_remains(
    client: Client, owner: User, what: str
) -> None:
    page = act(client, owner, owner, what, role="admin")
    owner.refresh_from_db()

    assert "your own account" in page
    assert (owner.role, owner.is_active) == (Role.OWNER, True)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    client: Client, other_client: Client, manager: User, kim: User
) -> None:
    other_client.force_login(kim)
    assert other_client.get("/staff/").status_code == 200
    assert "Kim Vale is signed out" in act(client, manager, kim, "close")
    assert other_client.get("/staff/").status_code == 302

    assert "Kim Vale can sign in again" in act(client, manager, kim, "close")
    assert other_client.get("/staff/").status_code == 302  # the old session stays over


def test_another_role_counts_from_the_next_page(
    client: Client, other_client: Client, manager: User, kim: User
) -> None:
    other_client.force_login(kim)
    assert other_client.get(ALL).status_code == 403
    act(client, manager, kim, "role", role="manager")

    assert other_client.get(ALL).status_code == 200


def test_a_lost_phone_is_forgotten_and_every_session_ends(
    client: Client, other_client: Client, manager: User, kim: User
) -> None:
    give_app(kim)
    other_client.force_login(kim)
    assert "sets up a new second step" in act(client, manager, kim, "reset")

    assert not Authenticator.objects.exists()
    assert other_client.get("/staff/").status_code == 302
    other_client.post("/staff/account/sign-in/", {"login": kim.email, "password": factories.PASSWORD})
    assert other_client.get("/staff/")["Location"] == "/staff/account/second-step/"


def test_the_only_owners_lost_phone_is_forgotten_by_a_command(owner: User) -> None:
    give_app(owner)
    call_command("reset_second_step", "OLA@example.org")

    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(verb="user.second_step_reset").actor_kind == "system"
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("reset_second_step", "nobody@example.org")


def test_each_change_is_in_the_audit_trail(client: Client, manager: User, kim: User) -> None:
    client.force_login(manager)
    client.post(f"{ALL}add/", KIT)
    give_app(kim)
    for what in ("role", "reset", "close", "close"):
        act(client, manager, kim, what, role="mediator")

    entries = AuditEntry.objects.filter(subject_type="user").order_by("pk")
    assert [one.verb.removeprefix("user.") for one in entries] == [
        "added",
        "role",
        "second_step_reset",
        "closed",
        "opened",
    ]
    assert {one.actor for one in entries} == {manager}
    assert entries[1].details == {"before": "admin", "after": "mediator"}


def test_a_link_to_choose_a_password_is_sent_again(client: Client, manager: User, kim: User) -> None:
    act(client, manager, kim, "link")

    assert [one.kind for one in Message.objects.all()] == ["account.password_reset"]


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    client: Client, manager: User, others: int
) -> None:
    for name in ("Ann A", "Bob B", "Cat C")[:others]:
        give_app(factories.user(name, Role.ADMIN))
    client.force_login(manager)
    client.get(ALL)
    forget_everything()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(ALL).status_code == 200

    assert len(queries) == 7


def test_the_admin_site_is_no_way_round(client: Client, manager: User, owner: User, kim: User) -> None:
    client.force_login(manager)
    site = "/staff/admin/core/user/"
    assert (
        client.post(f"{site}{owner.pk}/change/", {"email": "x@example.org", "role": "admin"}).status_code
        == 403
    )
    assert client.post(f"{site}{manager.pk}/change/", {"role": "owner"}).status_code == 403
    form = {"email": kim.email, "name": kim.name, "is_active": "on", "is_superuser": "on"}
    assert client.post(f"{site}{kim.pk}/change/", form | {"role": "owner"}).status_code == 200
    client.post(f"{site}{kim.pk}/change/", form | {"role": "manager"})

    kim.refresh_from_db()
    owner.refresh_from_db()
    assert (kim.role, kim.is_superuser, owner.role) == (Role.MANAGER, False, Role.OWNER)
