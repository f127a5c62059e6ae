"""The project keeps its own rules, and each rule can fail."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import architecture
from .architecture import ROOT, Module, modules, offences

PRODUCT = modules("mediation", "intake", "legalaid", "bookings", "script", "bench")
TESTS = modules("tests")
RULES_OF_PRODUCT = (
    architecture.stand_somewhere,
    architecture.go_down,
    architecture.meet_in_the_open,
    architecture.stay_pure,
    architecture.leave_sending_to_channels,
    architecture.ask_contact_safety,
    architecture.call_plainly,
    architecture.let_bugs_surface,
    architecture.say_what_they_hold,
    architecture.stay_small,
)
RULES_OF_TESTS = (
    architecture.let_bugs_surface,
    architecture.say_what_they_hold,
    architecture.leave_our_code_alone,
)
Rule = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize("rule", RULES_OF_PRODUCT, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    assert offences(rule, PRODUCT) == []


@pytest.mark.parametrize("rule", RULES_OF_TESTS, ids=lambda rule: rule.__name__)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    assert offences(rule, TESTS) == []


def test_there_is_something_to_read() -> None:
    assert {"bookings.availability", "mediation.core.sending"} <= {module.name for module in PRODUCT}
    assert len(TESTS) > 10


def test_the_modules_that_must_be_pure_say_so_in_their_first_lines() -> None:
    tables = {name for name in architecture.PURE if name.endswith((".enums", ".errors"))}
    there = {module.name for module in PRODUCT}

    assert (architecture.PURE - tables) & there <= architecture.declared_pure()


def test_no_noun_has_a_place_without_a_module() -> None:
    there = {module.name for module in PRODUCT}

    assert set(architecture.PLACE_OF_NOUN) <= there


BREAKS = [
    (architecture.stand_somewhere, "bookings.sandwiches", ""),
    (architecture.go_down, "intake.services", "from bookings.models import Appointment"),
    (architecture.go_down, "mediation.core.outbox", "def f():\n    import intake.models"),
    (architecture.go_down, "bookings.services.claims", "from bookings.views import hold"),
    (architecture.go_down, "bookings.services.claims", "from ..forms import HoldForm"),
    (architecture.go_down, "bookings.models.claims", "from bookings import queries"),
    (architecture.go_down, "bookings.policy", "from .models import Appointment"),
    (architecture.go_down, "mediation.desk.views", "from mediation.urls import urlpatterns"),
    (architecture.go_down, "mediation.env", "from mediation.core import audit"),
    (architecture.meet_in_the_open, "bookings.views.hold", "from intake.forms import PageForm"),
    (architecture.meet_in_the_open, "mediation.desk.views", "from bookings.views.hold import hold"),
    (architecture.meet_in_the_open, "mediation.desk.views", "from bookings import tasks"),
    (architecture.meet_in_the_open, "bookings.models.appointments", "from intake.models import Party"),
    (architecture.stay_pure, "bookings.policy", "from django.utils import timezone"),
    (architecture.stay_pure, "bookings.policy", "from mediation.core.practice import practice"),
    (architecture.stay_pure, "bookings.policy", "import os"),
    (architecture.stay_pure, "bookings.policy", "from time import monotonic"),
    (architecture.stay_pure, "bookings.policy", "import datetime\nx = datetime.datetime.now(tz=None)"),
    (architecture.stay_pure, "intake.names", "from datetime import date\nx = date.today()"),
    (architecture.stay_pure, "intake.names", "import requests"),
    (architecture.stay_pure, "intake.names", "x = open('names.txt')"),
    (architecture.stay_pure, "intake.somewhere", '"""Words. PURE."""\nimport random'),
    (architecture.leave_sending_to_channels, "bookings.handlers", "from django.core.mail import send_mail"),
    (architecture.leave_sending_to_channels, "mediation.desk.accounts", "import smtplib"),
    (architecture.leave_sending_to_channels, "mediation.core.sending", "import smtplib"),
    (architecture.leave_sending_to_channels, "bookings.video", "import requests"),
    (architecture.leave_sending_to_channels, "bookings.video", "from urllib import request"),
    (architecture.leave_sending_to_channels, "bookings.video", "from http.client import HTTPSConnection"),
    (architecture.leave_sending_to_channels, "intake.services", "from twilio.rest import Client"),
    (architecture.leave_sending_to_channels, "intake.tasks", "from mediation.core.channels import opened"),
    (architecture.leave_sending_to_channels, "mediation.core.tasks", "from . import channels"),
    (architecture.leave_sending_to_channels, "mediation.core.mail_reports", "from anymail import backends"),
    (architecture.leave_sending_to_channels, "bookings.video", "import socket"),
    (architecture.leave_sending_to_channels, "intake.tasks", "from importlib import import_module"),
    (architecture.leave_sending_to_channels, "intake.tasks", "__import__('smtplib').SMTP('mail')"),
    (architecture.leave_sending_to_channels, "mediation.desk.accounts", "user.email_user('Hello', 'words')"),
    (architecture.leave_sending_to_channels, "mediation.desk.accounts", "super().send_mail('a', 'b', {})"),
    (architecture.ask_contact_safety, "bookings.handlers", "x = Clearance(allowed=True)"),
    (architecture.ask_contact_safety, "bookings.handlers", "x = clearance.Clearance(allowed=True)"),
    (architecture.ask_contact_safety, "bookings.handlers", "x = Clearance.granted('a@example.org')"),
    (
        architecture.ask_contact_safety,
        "intake.services",
        "from mediation.core.clearance import Clearance as C",
    ),
    (architecture.call_plainly, "intake.services", "from django.db.models.signals import post_save"),
    (architecture.call_plainly, "intake.services", "from django.dispatch import receiver"),
    (architecture.call_plainly, "intake.services", "from anymail.signals import tracking"),
    (architecture.call_plainly, "mediation.core.mail_reports", "from django.dispatch import receiver"),
    (architecture.let_bugs_surface, "intake.services", "try:\n    f()\nexcept Exception:\n    pass"),
    (
        architecture.let_bugs_surface,
        "intake.services",
        "try:\n    f()\nexcept (OSError, Exception):\n    pass",
    ),
    (architecture.let_bugs_surface, "intake.services", "try:\n    f()\nexcept:\n    pass"),
    (architecture.let_bugs_surface, "script.run", "try:\n    f()\nexcept BaseException:\n    pass"),
    (architecture.let_bugs_surface, "mediation.core.sending", "try:\n    f()\nexcept Exception:\n    g()"),
    (
        architecture.let_bugs_surface,
        "intake.services",
        "try:\n    f()\nexcept Exception:\n    logger.exception('x')",
    ),
    (architecture.say_what_they_hold, "bookings.utils", ""),
    (architecture.say_what_they_hold, "bookings.helpers.times", ""),
    (architecture.stay_small, "bookings.policy", "x = 1\n" * 400),
    (architecture.stay_small, "bookings.policy", "def f():\n" + "    x = 1\n" * 39),
    (architecture.leave_our_code_alone, "tests.test_x", "from unittest.mock import patch"),
    (architecture.leave_our_code_alone, "tests.test_x", "monkeypatch.setattr('bookings.policy.terms', None)"),
    (
        architecture.leave_our_code_alone,
        "tests.test_x",
        "monkeypatch.setattr(bookings.policy, 'terms', None)",
    ),
]
KEEPS = [
    (architecture.stand_somewhere, "bookings.services.claims", ""),
    (architecture.go_down, "bookings.services.claims", "from bookings import queries, policy"),
    (architecture.go_down, "mediation.urls", "from bookings.views.public import leave"),
    (architecture.go_down, "bookings.apps", "from . import handlers"),
    (architecture.meet_in_the_open, "bookings.views.questions", "from intake.forms import form_for"),
    (architecture.meet_in_the_open, "bookings.handlers", "from intake import queries, services, answers"),
    (architecture.meet_in_the_open, "intake.forms", "from mediation.core.forms import PracticeForm"),
    (architecture.stay_pure, "bookings.policy", "from datetime import datetime\nx = datetime(2026, 1, 1)"),
    (architecture.stay_pure, "intake.typed", "import phonenumbers"),
    (architecture.stay_pure, "bookings.services.claims", "from django.db import transaction"),
    (architecture.leave_sending_to_channels, "mediation.core.channels.mail", "import smtplib"),
    (architecture.leave_sending_to_channels, "mediation.core.sending", "from . import channels"),
    (architecture.leave_sending_to_channels, "bookings.video", "from urllib.parse import urlsplit"),
    (architecture.ask_contact_safety, "mediation.desk.accounts", "x = Clearance.for_staff('a@example.org')"),
    (architecture.ask_contact_safety, "bookings.handlers", "isinstance(x, Clearance)"),
    (architecture.call_plainly, "mediation.core.mail_reports", "from anymail.signals import tracking"),
    (architecture.let_bugs_surface, "intake.services", "try:\n    f()\nexcept OSError:\n    pass"),
    (architecture.let_bugs_surface, "script.run", "try:\n    f()\nexcept BaseException:\n    g()\n    raise"),
    (
        architecture.let_bugs_surface,
        "mediation.core.sending",
        "try:\n    f()\nexcept Exception:\n    logger.exception('x')",
    ),
    (architecture.stay_small, "bookings.policy", "x = 1\n" * 399),
    (architecture.stay_small, "bookings.policy", "def f():\n" + "    x = 1\n" * 38),
    (architecture.stay_small, "bookings.migrations.0001_initial", "x = 1\n" * 500),
    (architecture.leave_our_code_alone, "tests.test_x", "monkeypatch.setenv('DEBUG', 'yes')"),
    (architecture.leave_our_code_alone, "tests.test_x", "monkeypatch.setattr('sys.stdin', None)"),
]


def _id(value: object) -> str | None:
    return value.__name__ if callable(value) else None


@pytest.mark.parametrize(("rule", "name", "text"), BREAKS, ids=_id)
def test_each_rule_sees_what_breaks_it(rule: Rule, name: str, text: str) -> None:
    assert len(list(rule(Module(name, text)))) == 1


@pytest.mark.parametrize(("rule", "name", "text"), KEEPS, ids=_id)
def test_each_rule_lets_the_rest_be(rule: Rule, name: str, text: str) -> None:
    assert list(rule(Module(name, text))) == []


def test_an_offence_says_where_it_is() -> None:
    module = Module("intake.services", "import os\nfrom bookings import policy\n")

    assert list(architecture.go_down(module)) == [
        "intake.services, line 2: intake may not import bookings, which stands above it"
    ]


def test_relative_imports_are_read_from_a_package_and_from_a_module() -> None:
    package = Module("bookings.queries", "from . import offers\nfrom ..forms import X", is_package=True)
    module = Module("bookings.queries.offers", "from .calendars import calendars")

    assert [name for _, name in package.imports()] == ["bookings.queries.offers", "bookings.forms.X"]
    assert [name for _, name in module.imports()] == ["bookings.queries.calendars.calendars"]


def _mentions(text: str) -> bool:
    return f"..{'/'}shared" in text or f"/work{'/'}" in text


def test_nothing_mentions_what_lies_outside_the_project() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]

    assert len(paths) > 100
    assert [path.name for path in paths if path.is_file() and _mentions(_text_of(path))] == []


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


@pytest.mark.parametrize(("text", "found"), [(f"see ..{'/'}shared/design", True), ("see docs/shared", False)])
def test_a_mention_of_the_outside_is_seen(text: str, found: bool) -> None:
    assert _mentions(text) is found
