"""Somebody asks for a call."""

from __future__ import annotations

from datetime import date

import pytest

from intake.enums import CallbackState
from intake.queries.callbacks import call_times
from intake.services.callback_queue import take_next
from intake.services.callbacks import make_windows, request_callback
from tests.factories import NOW, TOMORROW_1PM, asked, callback_hours

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


@pytest.fixture
def windows(practice):
    callback_hours()
    make_windows(today=MONDAY)


def test_a_request_takes_a_unit_and_waits_for_its_window(windows, admin):
    times = call_times(now=NOW)
    assert times.state == "open"
    window = next(one for one in times.windows if one.starts_at == TOMORROW_1PM)

    request = request_callback(asked=asked(window), now=NOW)

    window.refresh_from_db()
    assert window.used == 1
    assert request.state == CallbackState.WAITING
    assert take_next(user=admin, now=NOW) is None
    assert take_next(user=admin, now=TOMORROW_1PM) == request
