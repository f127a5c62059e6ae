"""The real web server with its own PostgreSQL and Redis, which are stopped and started again under it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median
from time import monotonic
from urllib.parse import urlencode

import psycopg
import pytest

from bench.load import LoadError
from bench.visitor import Visitor
from mediation.embedded import Servers, temporary_servers
from tests.intake.asking import PLAIN

from .processes import ROOT, running, until, worker

pytestmark = pytest.mark.faults
PATIENCE = 30.0  # seconds
STATIC_FILES = ("site.css", "site.js", "desk.css", "desk.js", "fonts/figtree-latin-wght-normal.woff2")


class Site:
    """Asks the server as a browser would: one connection a request, cookies kept."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port = port
        self.environment = environment
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
    site = Site(port, environment)
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
        "TRUSTED_PROXIES": "1",
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


HALF_WRITTEN = """
SELECT
  (SELECT count(*) FROM bookings_slotclaim AS claim WHERE state = 'booked'
     AND NOT EXISTS (SELECT FROM bookings_appointment WHERE claim_id = claim.id)),
  (SELECT count(*) FROM bookings_appointment AS meeting
     WHERE NOT EXISTS (SELECT FROM bookings_calendarinvite WHERE appointment_id = meeting.id)
     OR NOT EXISTS (SELECT FROM intake_contactpreferences WHERE party_id = meeting.party_id)
     OR NOT EXISTS (SELECT FROM core_message WHERE kind = 'appointment.confirmation'
                    AND subject_type = 'appointment' AND subject_id = meeting.id)
     OR NOT EXISTS (SELECT FROM core_auditentry WHERE verb = 'appointment.booked'
                    AND subject_type = 'appointment' AND subject_id = meeting.id))
"""


class Crowd:
    """Clients who book one after the other, until told to stop; whom the outage hits gives up."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.confirmed = 0
        self.given_up = 0
        self.may_stop = threading.Event()

    def book(self) -> None:
        while not self.may_stop.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                Visitor(line).book()
                self.confirmed += 1
            except (LoadError, OSError, http.client.HTTPException):
                self.given_up += 1
            finally:
                line.close()


def asked(servers: Servers, question: str) -> tuple[int, ...]:
    with psycopg.connect(servers.postgres.url) as line:
        return tuple(line.execute(question).fetchone() or ())


def test_a_restart_under_load_leaves_no_half_written_booking(servers: Servers, site: Site) -> None:
    count = "SELECT count(*) FROM bookings_appointment"
    (before,) = asked(servers, count)
    crowd = Crowd(site.port)
    with ThreadPoolExecutor(3) as clients:
        booking = [clients.submit(crowd.book) for _ in range(3)]
        until(lambda: crowd.confirmed >= 3, "some have booked", seconds=PATIENCE)
        servers.postgres.stop()
        servers.postgres.start()
        seen = crowd.confirmed
        until(lambda: crowd.confirmed > seen, "the next one books", seconds=PATIENCE)
        crowd.may_stop.set()
    assert [one.result() for one in booking] == [None] * 3

    assert crowd.given_up, "the restart hit nobody"
    assert asked(servers, HALF_WRITTEN) == (0, 0)
    assert asked(servers, count)[0] - before >= crowd.confirmed


PAGES = ("/", "/book/", "/call/", "/guides/")
WAITING = "SELECT count(*) FROM core_message WHERE state IN ('planned', 'sending') AND due_at <= now()"
EMAIL = {"email": "alex@example.org", "email_private": "yes"}
A_BLOCKED_CALL = 0.5  # seconds: what one to a Redis that is away costs at least where nobody takes care


def ask_for_a_call(site: Site) -> int:
    page = site.get("/call/")[2]
    given = {name: field(page, name) for name in ("csrfmiddlewaretoken", "form_key", "seen")}
    return site.get("/call/", "POST", urlencode({**PLAIN, **EMAIL, **given}))[0]


def test_without_redis_people_book_and_ask_for_calls_on_quick_pages_and_messages_follow(
    servers: Servers, site: Site, tmp_path: Path
) -> None:
    site.cookies.clear()
    calls = "SELECT count(*) FROM intake_callbackrequest"
    (asked_before,), (waiting_before,) = asked(servers, calls), asked(servers, WAITING)
    servers.valkey.stop()
    try:
        took = []
        for path in PAGES * 5:
            began = monotonic()
            assert site.get(path)[0] == 200, path
            took.append(monotonic() - began)
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        Visitor(line).book()
        line.close()
        assert ask_for_a_call(site) == 302
    finally:
        servers.valkey.start()

    assert median(took) < A_BLOCKED_CALL
    assert asked(servers, calls)[0] - asked_before == 1
    assert asked(servers, WAITING)[0] > waiting_before
    given = {**site.environment, "OUTBOX_SWEEP": "1"}
    with worker(tmp_path, given, with_clock=True):
        until(lambda: asked(servers, WAITING) == (0,), "all sent", seconds=PATIENCE)
