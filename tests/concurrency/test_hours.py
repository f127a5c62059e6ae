"""Taking a time against writing the rules that close it."""

from __future__ import annotations

from functools import partial

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.enums import ClaimState
from bookings.errors import SlotTaken
from bookings.models import SlotClaim, TimeOff
from bookings.services import claims
from bookings.services.hours import change_hours
from mediation.core.audit import SYSTEM
from tests.concurrency.races import refusals, together, won
from tests.factories import NOW, TOMORROW_1PM, holder

pytestmark = pytest.mark.concurrency


@pytest.mark.parametrize("round_", range(3))
def test_a_hold_comes_wholly_before_the_time_off_or_is_refused(kind, morgan, round_):
    """Whoever comes after the time off was committed must see it: never a hold that was taken later."""
    off = TimeOff(span=DateTimeTZRange(TOMORROW_1PM, TOMORROW_1PM.replace(hour=15), "[)"))
    write = partial(change_hours, mediator=morgan, save=[off], actor=SYSTEM, now=NOW)
    take = [
        partial(claims.hold, holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
        for _ in range(6)
    ]

    listed, *outcomes = together([write, *take])

    assert refusals(outcomes) == {SlotTaken}
    assert len(won(outcomes)) == SlotClaim.objects.filter(state=ClaimState.HELD).count() <= 1
    assert listed == []
    assert TimeOff.objects.count() == 1
    with pytest.raises(SlotTaken):
        claims.hold(holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
