"""The real web server with its own PostgreSQL, which is stopped and started again under it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from time import monotonic

import pytest

from mediation.embedded import Servers, temporary_servers

from .processes import ROOT, running, until

pytestmark = pytest.mark.faults
PATIENCE = 30.0  # seconds
STATIC_FILES = ("site.css", "site.js", "desk.css", "desk.js", "fonts/figtree-latin-wght-normal.woff2")


class Site:
    """Asks the server as a browser would: one connection a request, cookies kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str, method: str = "GET", body: str = "") -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        connection.close()
        return answer.status, dict(answer.headers), page

    def is_up(self) -> bool:
        try:
            return self.get("/status/")[0] == 200
        except OSError:
            return False


@contextmanager
def web(environment: dict[str, str], log: Path) -> Iterator[Site]:
    """The web server in front of this environment, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "mediation.wsgi:application", "--interface", "wsgi"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    site = Site(port)
    with running([*command, *options, "--no-ws"], log, environment):
        until(site.is_up, f"an answer on port {port}, see {log}", seconds=PATIENCE)
        yield site


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with temporary_servers() as both:
        yield both


@pytest.fixture(scope="module")
def site(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("var")
    environment = {
        **os.environ,
        **servers.environment,
        "DEMO": "1",
        "VAR_DIR": str(var),
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"file://{var}",
    }
    for folder in ("build", "static"):
        (var / folder).mkdir()
    plain = {"paths": {name: name for name in STATIC_FILES}, "version": "1.1", "hash": ""}
    (var / "static" / "staticfiles.json").write_text(json.dumps(plain))
    for command in (["migrate", "-v0"], ["prepare_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    with web(environment, var / "web.log") as site:
        yield site


def field(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def test_the_site_says_so_lets_people_out_and_comes_back_by_itself(servers: Servers, site: Site) -> None:
    page = site.get("/book/")[2]
    held = site.get(
        "/book/hold/",
        "POST",
        f"csrfmiddlewaretoken={field(page, 'csrfmiddlewaretoken')}&start={field(page, 'start')}",
    )
    assert held[0] == 302
    assert "session" in site.cookies
    servers.postgres.stop()
    until(lambda: site.get("/")[0] == 503, "the site has nothing remembered any more")

    for path in ("/book/step/safe/", "/", "/book/", "/b/unknown/", "/staff/", "/nothing/here/"):
        status, headers, page = site.get(path)
        assert status == 503, path
        assert "We will be back in a few minutes" in page
        assert 'href="tel:01134960000"' in page
        assert headers["retry-after"] == "60"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'self'" in headers["content-security-policy"]

    began = monotonic()
    status, headers, _ = site.get("/leave/")
    assert (status, headers["location"]) == (302, "https://www.bbc.co.uk/weather")
    assert monotonic() - began < 8
    assert not site.cookies["session"].strip('"')

    servers.postgres.start()
    until(site.is_up, "the site is back", seconds=PATIENCE)
    assert [site.get("/book/")[0] for _ in range(8)] == [200] * 8
