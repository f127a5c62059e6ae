"""What every answer carries, and whose address a request comes from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from mediation.core.middleware import ClientAddressMiddleware
from mediation.core.models import PracticeSettings
from tests.conftest import HttpsClient

POLICY = {
    "default-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'self'",
    "img-src 'self' data:",
}


def assert_private(response: Any, *, stored: bool = False) -> None:
    """The headers without which no answer may leave. `stored`: it is the same for all, and may be kept."""
    headers = response.headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Permissions-Policy"] == "geolocation=(), camera=(), microphone=()"
    if not stored:
        assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/book/", 200),
        ("/privacy/", 200),
        ("/accessibility/", 200),
        ("/status/", 200),
        ("/staff/account/sign-in/", 200),
        ("/leave/", 302),
        ("/staff/", 302),
        ("/book/confirmed/", 302),
        ("/book/step/safe/", 302),
        ("/privacy", 301),
        ("/nothing/here/", 404),
        ("/b/nothing/", 404),
        ("/book/hold/", 405),
        ("/static/nothing.css", 404),
    ],
)
def test_every_answer_is_private(client: Client, practice: PracticeSettings, path: str, status: int) -> None:
    response = client.get(path)

    assert response.status_code == status
    assert_private(response)
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]


@pytest.mark.django_db
def test_the_practices_colour_may_be_kept_for_a_while(client: Client, practice: PracticeSettings) -> None:
    response = client.get("/practice.css")

    assert_private(response, stored=True)
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Content-Type"] == "text/css"
    assert response.content == b":root{--brand:#0f5c63}\n"


@pytest.mark.django_db
def test_the_practices_colour_is_the_one_in_its_settings(client: Client, practice: PracticeSettings) -> None:
    PracticeSettings.objects.update(brand_colour="#7a1f5c")

    assert b"#7a1f5c" in client.get("/practice.css").content


@pytest.mark.django_db
def test_static_files_are_private_to_this_site_and_may_be_kept(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("body{}")
    settings.STATIC_ROOT = tmp_path

    response = HttpsClient().get("/static/site.css")

    assert response.status_code == 200
    assert_private(response, stored=True)
    assert response.headers["Cache-Control"].endswith("public")
    assert "Access-Control-Allow-Origin" not in response.headers
    response.close()


def test_a_redirect_to_https_is_private(settings: Any) -> None:
    response = Client().get("/book/?when=evening")

    assert response.status_code == 301
    assert response.headers["Location"] == "https://testserver/book/?when=evening"
    assert_private(response)


@pytest.mark.django_db
def test_an_unknown_host_is_refused_privately(practice: PracticeSettings) -> None:
    response = HttpsClient(headers={"host": "elsewhere.example.org"}).get("/")

    assert response.status_code == 400
    assert_private(response)
    assert b"elsewhere" not in response.content


@pytest.mark.django_db
def test_a_form_without_a_token_is_refused_privately(practice: PracticeSettings) -> None:
    response = HttpsClient(enforce_csrf_checks=True).post("/book/hold/")

    assert response.status_code == 403
    assert_private(response)


@pytest.mark.django_db
def test_a_bug_is_told_privately_and_without_details(
    client: Client, practice: PracticeSettings, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.core.broken_urls"
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert_private(response)
    assert b"secret detail" not in response.content
    assert b"0113 496 0000" in response.content


def seen_address(settings: Any, proxies: int, forwarded: str | None, peer: str = "198.51.100.1") -> str:
    """The address that the application sees, behind so many trusted proxies."""
    settings.TRUSTED_PROXIES = proxies
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    handle: Callable[[HttpRequest], HttpResponse] = ClientAddressMiddleware(answer)
    handle(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "198.51.100.1"),
        (0, "203.0.113.9", "198.51.100.1"),
        (1, None, "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.66, 203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.66,203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.66, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "2001:db8::9", "2001:db8::9"),
        (1, "not an address", "198.51.100.1"),
        (1, "", "198.51.100.1"),
    ],
)
def test_the_address_is_what_the_outermost_trusted_proxy_saw(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    assert seen_address(settings, proxies, forwarded) == address
