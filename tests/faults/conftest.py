"""A queue that a test may stop, and a practice that is open now: workers tell the time by the real clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from bookings.models import Appointment, AppointmentType
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.embedded.home import find_home
from mediation.embedded.valkey import Valkey
from tests import factories
from tests.mail_server import MailServer, mail_server
from tests.provider import provider

__all__ = ["provider"]


@pytest.fixture(autouse=True)
def _committed(transactional_db: None) -> None:
    """Other processes only see what was committed."""


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A Valkey of the test's own."""
    folder = tmp_path_factory.mktemp("queue")
    for one in (folder, *folder.parents):
        if str(one).startswith("/tmp/"):
            one.chmod(0o711)
    server = Valkey(find_home(folder), log=folder / "valkey.log", durable=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def book() -> Callable[..., Appointment]:
    """`book(kind)` books a meeting tomorrow afternoon, by the real clock."""

    def make(kind: AppointmentType, *, hour: int = 13) -> Appointment:
        now = timezone.now()
        return factories.booked(kind, at_tomorrow(now, hour), now=now)

    return make


def at_tomorrow(now: datetime, hour: int) -> datetime:
    return (now + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.fixture
def somebody() -> User:
    """A colleague with an account."""
    return factories.user("Jo Prior", Role.ADMIN)


@pytest.fixture
def open_practice() -> AppointmentType:
    """Morgan works every day, and the notices have been in force for a month."""
    factories.notices(in_force_from=timezone.now() - timedelta(days=30))
    factories.practice()
    kind = factories.appointment_type()
    factories.works(factories.mediator("Morgan Ellis"))
    return kind
