"""Real threads on the real PostgreSQL, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from bookings.models import AppointmentType, Mediator
from tests import factories

ENOUGH = 64  # connections; a thread must never wait for one, or the race is over before it starts


@pytest.fixture(autouse=True)
def _a_connection_for_every_thread(transactional_db: None) -> Iterator[None]:
    options = connection.settings_dict["OPTIONS"]["pool"]
    usual = options["max_size"]
    _new_pool(ENOUGH)
    yield
    _new_pool(usual)


def _new_pool(size: int) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["OPTIONS"]["pool"]["max_size"] = size


@pytest.fixture
def kind(transactional_db: None) -> AppointmentType:
    """As everywhere; a race takes longer to set up than two seconds, and the practice is committed."""
    factories.notices()
    factories.practice()
    return factories.appointment_type()


@pytest.fixture
def morgan(kind: AppointmentType) -> Mediator:
    who = factories.mediator("Morgan Ellis")
    factories.works(who)
    return who


@pytest.fixture
def drew(kind: AppointmentType) -> Mediator:
    """Here Drew works as Morgan does."""
    who = factories.mediator("Drew Marsh")
    factories.works(who)
    return who
