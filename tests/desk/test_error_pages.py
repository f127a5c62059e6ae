"""What a colleague sees where something is not there, not theirs, or broken: no way out for clients."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from mediation.core import error_pages
from mediation.core.models import User

pytestmark = pytest.mark.django_db
EXIT = "Exit this page"


@pytest.mark.parametrize("path", ["/nowhere/", "/staff/nowhere/", "/staff/appointments/AAAA-AAAA/"])
def test_a_colleague_is_told_in_the_desks_clothes_that_nothing_is_there(
    client: Client, admin: User, path: str
) -> None:
    client.force_login(admin)
    response = client.get(path)
    page = response.content.decode()

    assert response.status_code == 404
    assert EXIT not in page
    assert 'href="/staff/"' in page


def test_what_is_another_roles_and_a_stale_form_too(client: Client, admin: User) -> None:
    client.force_login(admin)
    for response in (
        client.get("/staff/settings/"),
        Client(
            enforce_csrf_checks=True, headers={"cookie": f"session={client.cookies['session'].value}"}
        ).post("/staff/people/search/", {"text": "x"}, secure=True),
    ):
        page = response.content.decode()
        assert response.status_code == 403
        assert EXIT not in page
        assert 'href="/staff/"' in page


@pytest.mark.parametrize("path", ["/nowhere/", "/staff/nowhere/"])
def test_everybody_else_keeps_the_way_out(client: Client, practice: object, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert EXIT in response.content.decode()


def test_a_broken_page_goes_by_its_address_alone(practice: object) -> None:
    """It needs neither session nor database."""
    desk, public = (
        error_pages.broken(RequestFactory().get(path)).content.decode()
        for path in ("/staff/people/", "/book/")
    )

    assert EXIT not in desk
    assert 'href="/staff/"' in desk
    assert "If you were booking" not in desk
    assert EXIT in public
    assert "If you were booking" in public
    assert 'href="/staff/"' not in public
