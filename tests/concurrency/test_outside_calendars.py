"""Taking a time against writing down that another calendar shows something then."""

from __future__ import annotations

from functools import partial

import pytest

from bookings.enums import ClaimState
from bookings.errors import SlotTaken
from bookings.models import Appointment, ExternalBusy, SlotClaim
from bookings.services import claims, confirm_appointment, outside_calendars
from mediation.core.audit import CLIENT
from tests import factories
from tests.bookings.test_outside_calendars import hour, ics
from tests.calendar_server import calendar_server
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW, TOMORROW_1PM, holder

pytestmark = pytest.mark.concurrency


def test_a_hold_comes_wholly_before_the_reading_and_then_never_becomes_a_booking(kind, morgan, settings):
    """Whoever comes after the reading was committed sees it, holding as well as confirming."""
    draft = factories.ready_draft(kind, factories.at("2026-11-24", "10:00"), answers=factories.ROBIN)
    with calendar_server() as server:
        settings.OUTSIDE_ALLOWED = {server.endpoint}
        row = factories.external_calendar(morgan, url=server.serve(ics(hour("13:00"), hour("10:00"))))
        read = partial(outside_calendars.read_calendar, row.pk, now=NOW)
        take = [
            partial(claims.hold, holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
            for _ in range(5)
        ]
        confirm = partial(confirm_appointment, draft=draft, actor=CLIENT, now=NOW)
        read_it, confirmed, *held = together([read, confirm, *take])

    assert read_it is None
    assert refusals(held) <= {SlotTaken}
    assert len(won(held)) <= 1
    assert ExternalBusy.objects.count() == 2
    assert Appointment.objects.count() == len(won([confirmed])) <= 1  # before the reading, or not at all
    if won(held):
        late = factories.draft_for(won(held)[0])
        with pytest.raises(SlotTaken):
            confirm_appointment(draft=late, actor=CLIENT, now=NOW)
    with pytest.raises(SlotTaken):
        claims.hold(holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
    assert SlotClaim.objects.filter(state=ClaimState.BOOKED).count() == Appointment.objects.count()
