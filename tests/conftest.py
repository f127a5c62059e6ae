"""What every test can ask for: the practice, the fixed cast, and a browser-like client that speaks https."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.times_page import forget_lists
from intake.models import Draft
from mediation.core.enums import Role
from mediation.core.models import PracticeSettings, User
from mediation.core.remembered import forget_everything
from mediation.env import Clamd

from . import factories, flushing, template_database

# How long an example takes is no property of the rule: on a busy machine it would fail the run.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")

# Eleven thousand collected tests are many objects to look through for garbage, again and again: an eighth of
# the whole run at Python's usual 700.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """pytest-django asks for this before it makes the process's database."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template_database.built_once()


@pytest.fixture(autouse=True, scope="session")
def _quickly_emptied() -> Iterator[None]:
    with flushing.quick():
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Values that a process keeps for two seconds would outlive the rows of the test before."""
    forget_everything()
    forget_lists()
    yield
    forget_everything()
    forget_lists()


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """Static files by their plain names, as no test but a browser's needs them; papers in memory; quick
    password hashes."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    settings.CLAMD = Clamd()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class HttpsClient(Client):
    """Django's test client over https: anything else is redirected, as in production."""

    def request(self, **request: Any) -> Any:
        return super().request(**{**request, "wsgi.url_scheme": "https", "SERVER_PORT": "443"})

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Signed in with password and second step, as by the pages; for as long as the story is."""
        super().force_login(user, backend or "allauth.account.auth_backends.AuthenticationBackend")
        later = int(time.time()) + 10 * 365 * 24 * 60 * 60
        self.change_session(
            account_authentication_methods=[{"method": name, "at": later} for name in ("password", "mfa")],
            account_authentication_methods_user=str(user.pk),
            staff_began=later,
            staff_seen=later,
            staff_idle=1800,
        )

    def have_shown_who_they_are_long_ago(self) -> None:
        """Whoever signed in by `force_login` did so before what counts as lately, by any clock."""
        self.change_session(account_authentication_methods=[{"method": "mfa", "at": 0}])

    def change_session(self, **values: Any) -> None:
        """Change what the server keeps for this browser."""
        session = self.session
        session.update(values)
        session.save()


@pytest.fixture
def client() -> HttpsClient:
    return HttpsClient()


@pytest.fixture
def other_client() -> HttpsClient:
    """Somebody else's browser."""
    return HttpsClient()


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    """The practice with its notices and time labels."""
    factories.notices()
    factories.labels()
    return factories.practice()


@pytest.fixture
def kind(practice: PracticeSettings) -> AppointmentType:
    """The online MIAM."""
    return factories.appointment_type()


@pytest.fixture
def morgan(practice: PracticeSettings) -> Mediator:
    """The mediator: works every day from 9 to 5, UK time."""
    who = factories.mediator("Morgan Ellis")
    factories.works(who)
    return who


@pytest.fixture
def drew(practice: PracticeSettings) -> Mediator:
    """The outsider: a mediator of the practice with nothing to do with the case, and without hours."""
    return factories.mediator("Drew Marsh")


@pytest.fixture
def admin(practice: PracticeSettings) -> User:
    return factories.user("Jo Prior", Role.ADMIN)


@pytest.fixture
def manager(practice: PracticeSettings) -> User:
    return factories.user("Lee Bianchi", Role.MANAGER, is_staff=True, is_superuser=True)


@pytest.fixture
def draft(kind: AppointmentType, morgan: Mediator) -> Draft:
    """Alex holds tomorrow at 1pm with Morgan and has answered everything."""
    return factories.ready_draft(kind)


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Alex meets Morgan tomorrow (24 November 2026) at 1pm."""
    return factories.booked(kind)
