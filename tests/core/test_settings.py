"""What a process does with the environment that it is started in. Each test starts a real one."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mediation import startup

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgresql://web@127.0.0.1:1/practice",  # nobody answers there, and nobody is asked
    "SECRET_KEY": "aB3!xY9?" * 8,
    "FIELD_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
    "ALLOWED_HOSTS": "book.example.org",
    "SITE_URL": "https://book.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587?tls=1",
    "VIDEO_URL": "https://video.example.org",
    "VIDEO_APP_ID": "practice",
    "VIDEO_SECRET": "s" * 40,
    "TRUSTED_PROXIES": "1",
}
NO_DEMO = """
import sys
from pathlib import Path
from mediation import startup
startup.DEMO_FILE = Path("/nonexistent/demo.env")
"""
MANAGE = f"{NO_DEMO}\nimport manage\nsys.argv[0] = 'manage.py'\nmanage.main()"
WEB = f"{NO_DEMO}\nimport mediation.wsgi"
QUEUE = f"{NO_DEMO}\nimport mediation.celery"
SETTINGS = (
    f"{NO_DEMO}\nstartup.start()\nfrom mediation import settings\nimport json\n"
    "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))"
)


def python(
    code: str, *arguments: str, environment: dict[str, str], typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """A new Python in the project's folder with this environment and nothing else."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> dict[str, object]:
    done = python(SETTINGS, *names, environment=PRODUCTION | environment)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_the_availability_engine_runs_with_no_environment_at_all() -> None:
    done = python(MANAGE, "availability", environment={}, typed="[]")

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "[]", "")


@pytest.mark.parametrize("arguments", [("help",), ("migrate", "--help")])
def test_asking_for_help_needs_no_environment(arguments: tuple[str, ...]) -> None:
    assert python(MANAGE, *arguments, environment={}).returncode == 0


@pytest.mark.parametrize(
    ("code", "arguments"),
    [(WEB, ()), (QUEUE, ()), (MANAGE, ("migrate",))],
    ids=["web", "queue", "migrate"],
)
def test_without_keys_nothing_starts_and_one_sentence_says_why(code: str, arguments: tuple[str, ...]) -> None:
    done = python(code, *arguments, environment={})

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == (
        "SECRET_KEY, FIELD_KEYS and DATABASE_URL are not set: start the demo with script/server, "
        "or read docs/operations.md for a real practice."
    )


def test_a_wrong_value_is_one_sentence_that_names_it() -> None:
    done = python(WEB, environment={**PRODUCTION, "DEBUG": "perhaps"})

    assert (done.returncode, done.stderr.strip()) == (1, "DEBUG must be yes or no, not 'perhaps'.")


def test_the_web_starts_with_a_production_environment() -> None:
    done = python(WEB, environment=PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_practice_like_this_passes_the_deployment_check() -> None:
    done = python(MANAGE, "check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_the_deployment_check_warns_of_each_shortcut() -> None:
    shortcuts = {
        "DEMO": "1",
        "DEBUG": "1",
        "SECRET_KEY": "short",
        "SITE_URL": "http://book.example.org",
        "EMAIL_URL": "console:",
        "VIDEO_URL": "",
    }

    done = python(MANAGE, "check", "--deploy", "--fail-level", "WARNING", environment=PRODUCTION | shortcuts)

    assert done.returncode == 1
    codes = {word.strip("()") for word in done.stderr.split() if word.startswith(("(core.", "(bookings."))}
    assert codes == {"core.W001", "core.W002", "core.W003", "bookings.W001"}
    assert {"(security.W018)", "(security.W009)"} <= set(done.stderr.split())


def test_a_practice_is_safe_unless_it_says_otherwise() -> None:
    names = [
        "DEBUG",
        "DEMO",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "X_FRAME_OPTIONS",
        "SECURE_PROXY_SSL_HEADER",
    ]

    found = settings_of(*names)

    assert found.pop("SECURE_PROXY_SSL_HEADER") == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found.pop("DEBUG") is found.pop("DEMO") is False
    assert found.pop("X_FRAME_OPTIONS") == "DENY"
    assert found.pop("SECURE_HSTS_SECONDS") == 31_536_000
    assert set(found.values()) == {True}


def test_the_demo_alone_speaks_plain_http() -> None:
    found = settings_of("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", DEMO="1")

    assert set(found.values()) == {False}


def test_without_a_proxy_nobody_is_believed_about_https() -> None:
    found = settings_of("TRUSTED_PROXIES", "SECURE_PROXY_SSL_HEADER", TRUSTED_PROXIES="")

    assert found == {"TRUSTED_PROXIES": 0, "SECURE_PROXY_SSL_HEADER": None}


@pytest.mark.parametrize(("code", "status"), [(MANAGE, 0), (WEB, 1)], ids=["manage", "web"])
def test_only_manage_finds_the_demo_by_itself(tmp_path: Path, code: str, status: int) -> None:
    demo = tmp_path / "demo.env"
    demo.write_text("".join(f"{name}={value}\n" for name, value in PRODUCTION.items()))

    done = python(code.replace("/nonexistent/demo.env", str(demo)), "check", environment={})

    assert done.returncode == status, done.stderr


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        ([], False),
        (["availability"], False),
        (["means_test"], False),
        (["collectstatic", "--noinput"], False),
        (["migrate", "-h"], False),
        (["migrate"], True),
        (["why_not", "2026-11-24T13:00"], True),
        (["runserver"], True),
    ],
)
def test_commands_that_touch_nothing_private_are_free(arguments: list[str], needs: bool) -> None:
    assert startup.needs_environment(arguments) is needs
