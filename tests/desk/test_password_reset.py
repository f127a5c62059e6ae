"""A forgotten password: from the page over the mail server to signing in again."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.urls import reverse

from mediation.core.enums import Role
from mediation.core.models import Message, User
from tests import factories
from tests.factories import NOW
from tests.mail_server import send_due

NEW = "a new and longer password"
FORGOTTEN = "account_reset_password"


@pytest.fixture
def jo(practice: Any) -> User:
    return factories.user("Jo Prior", Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.SECOND_FACTOR_REQUIRED = False


def ask(client: Any, address: str = "jo@example.org") -> Any:
    return client.post(reverse(FORGOTTEN), {"email": address}, follow=True)


def link_in(mail: Any) -> str:
    found = re.search(r"https://testserver(/\S+/password/new/\S+)", mail.get_body(("plain",)).get_content())
    assert found
    return found.group(1)


@time_machine.travel(NOW, tick=False)
def test_from_forgotten_to_signed_in_again(client, other_client, jo, post):
    ask(client)
    send_due(NOW)
    mail = post.only()
    assert (mail["To"], mail["Subject"]) == ("jo@example.org", "Your password")

    page = other_client.get(link_in(mail), follow=True)
    assert page.status_code == 200
    saved = other_client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Your password is changed" in saved.content.decode()

    signed_in = other_client.post(
        reverse("account_login"), {"login": "jo@example.org", "password": NEW}, follow=True
    )
    assert signed_in.redirect_chain[-1][0] == reverse("desk:today")
    assert signed_in.wsgi_request.user == jo


@time_machine.travel(NOW, tick=False)
def test_the_old_password_and_the_used_link_no_longer_work(client, jo, post):
    ask(client)
    send_due(NOW)
    link = link_in(post.only())
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})

    again = client.get(link, follow=True)
    assert "This link does not work" in again.content.decode()
    assert not authenticate(RequestFactory().post("/"), email="jo@example.org", password=factories.PASSWORD)


@time_machine.travel(NOW, tick=False)
def test_an_unknown_address_gets_nothing_and_the_same_answer(client, other_client, jo, post):
    known = ask(client)
    unknown = ask(other_client, "nobody@example.org")
    send_due(NOW)

    assert unknown.status_code == known.status_code
    assert unknown.redirect_chain == known.redirect_chain
    assert unknown.content == known.content
    assert post.recipients == [["jo@example.org"]]


@time_machine.travel(NOW, tick=False)
def test_a_closed_account_gets_nothing(client, jo, post):
    jo.is_active = False
    jo.save()

    ask(client)
    send_due(NOW)

    assert post.arrived == []


@time_machine.travel(NOW, tick=False)
def test_an_account_closed_meanwhile_gets_nothing(client, jo, post):
    ask(client)
    jo.is_active = False
    jo.save()

    send_due(NOW)

    assert post.arrived == []
    assert Message.objects.get().reason == "the account is closed"


@time_machine.travel(NOW, tick=False)
def test_asking_twice_within_a_minute_sends_once(client, jo, post):
    for _ in range(2):
        ask(client)
    send_due(NOW)

    assert len(post.arrived) == 1
