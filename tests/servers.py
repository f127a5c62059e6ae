"""pytest plugin: the tests' own PostgreSQL and Valkey, up before Django reads its settings.

With pytest-xdist only the controller starts them; its workers inherit the environment.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mediation.embedded import ServerError, temporary_servers

STARTED = "MEDIATION_TEST_SERVERS"  # set for xdist's workers

# Nothing that the caller's shell or a running demo has set may reach a test.
FORGOTTEN = (
    "DEMO",
    "DEBUG",
    "DATABASE_POOL",
    "DEFAULT_FROM_EMAIL",
    "FALLBACK_PHONE",
    "TRUSTED_PROXIES",
    "VAR_DIR",
)
FORGOTTEN += (
    "VIDEO_URL",
    "VIDEO_APP_ID",
    "VIDEO_SECRET",
    "LOG_LEVEL",
    "WEB_THREADS",
    "SMS_URL",
    "EMAIL_WEBHOOK_SECRET",
)
FORGOTTEN += (
    "SECOND_FACTOR_REQUIRED",
    "SESSION_IDLE",
    "SESSION_IDLE_SHARED",
    "SESSION_LENGTH",
    "REAUTHENTICATE_AFTER",
    "SIGN_IN_TRIES",
    "SIGN_IN_TRIES_ANYWHERE",
    "SIGN_IN_WAIT",
)
FIXED = {
    "SECRET_KEY": "a key for tests alone, which guards nothing",
    "FIELD_KEYS": "test:" + base64.b64encode(bytes(range(32))).decode(),
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "SITE_URL": "https://testserver",
    "EMAIL_URL": "console:",
    "DJANGO_SETTINGS_MODULE": "mediation.settings",
    "PGOPTIONS": "-c core.may_empty=on",  # between two tests whole tables are emptied, the audit trail's too
}

_running = ExitStack()


@pytest.hookimpl(wrapper=True)  # wrappers come before pytest-django's own hook, which reads the settings
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    only_asks = early_config.known_args_namespace
    if STARTED not in os.environ and not only_asks.help and not only_asks.version:
        _start()
    _take_own_cache()
    yield


def _take_own_cache() -> None:
    """Each of xdist's workers has a database of Valkey to itself, or what one counts another would clear."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker:
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={int(worker) + 1}")


def _start() -> None:
    for name in FORGOTTEN:
        os.environ.pop(name, None)
    try:
        servers = _running.enter_context(temporary_servers())
    except ServerError as error:
        raise pytest.UsageError(str(error)) from error
    # WhiteNoise warns of a missing folder; the tests read the files where they are built.
    (Path(__file__).resolve().parent.parent / "var" / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(FIXED | servers.environment)
    os.environ[STARTED] = str(os.getpid())


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if os.environ.get(STARTED) == str(os.getpid()):
        _running.close()
        del os.environ[STARTED]
