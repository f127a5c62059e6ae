"""A real Chromium against a real server on the tests' database.

The server's clock starts on Monday 23 November 2026 at 9am and runs; `clock` moves it. The browser keeps its
own clock, as phones do. Nothing but this machine can be reached.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from bookings.models import AppointmentType, Mediator
from script.bootstrap.system import find_chromium
from tests import factories

from .elsewhere import Elsewhere
from .visitor import Visitor
from .watch import Watch

HEIGHTS = {320: 640, 390: 844, 640: 800, 1280: 800}
PHONE, DESKTOP = 390, 1280
PLAIN_HTTP = {
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
}
# Chromium obeys the last list alone, so this repeats Playwright's for Linux. The last two are ours: for each
# context Chromium makes a window that nobody sees, and two pages of its address bar cost more than our own.
DISABLED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
FLAGS = [
    f"--disable-features={','.join(DISABLED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright's event loop runs in this thread until the last journey; Django then refuses the database
    unless told that nothing here is asynchronous."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    expect.set_options(timeout=10_000)
    started = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
    yield started
    started.close()


@pytest.fixture(scope="package")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """The real application over plain http, as the demo runs it, with the built stylesheets and scripts."""
    with override_settings(**PLAIN_HTTP):
        running = LiveServer("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="package")
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as running:
        yield running


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(factories.NOW, tick=True) as moved:
        yield moved


@pytest.fixture
def site(server: LiveServer, elsewhere: Elsewhere, clock: Any, settings: Any, transactional_db: None) -> str:
    """The address of the practice's site. It has its notices, and time labels; no mediator works yet."""
    settings.SITE_URL = server.url
    settings.SECOND_FACTOR_REQUIRED = False  # as in the demo; test_sign_in has it on
    for name, value in PLAIN_HTTP.items():
        setattr(settings, name, value)
    factories.practice(exit_url=elsewhere.url)
    factories.notices()
    factories.labels()
    return str(server.url)


@pytest.fixture
def kind(site: str) -> AppointmentType:
    return factories.appointment_type()


@pytest.fixture
def morgan(site: str) -> Mediator:
    """Works every day from 9 to 5."""
    who = factories.mediator("Morgan Ellis")
    factories.works(who)
    return who


@pytest.fixture
def width() -> int:
    """A phone; tests that also run on a desktop override this."""
    return PHONE


Arrives = Callable[..., Visitor]


@pytest.fixture
def arrives(browser: Browser, site: str, elsewhere: Elsewhere, width: int) -> Iterator[Arrives]:
    """Call it for each person: a browser of their own. At the end none of them may have met a problem."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def arrive(*, screen: int = width, **options: Any) -> Visitor:
        is_phone = screen <= PHONE
        context = browser.new_context(
            viewport={"width": screen, "height": HEIGHTS[screen]},
            is_mobile=is_phone,
            has_touch=is_phone,
            locale="en-GB",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        hosts = frozenset(urlsplit(url).netloc for url in (site, elsewhere.url))
        watches.append(Watch(context, hosts=hosts))
        return Visitor(context.new_page(), watches[-1], site)

    yield arrive
    for context in contexts:
        context.close()
    assert [problem for watch in watches for problem in watch.problems] == []


@pytest.fixture
def visitor(arrives: Arrives) -> Visitor:
    return arrives()
