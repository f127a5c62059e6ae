"""Two purges at once are one, and a hold placed while one runs is either in time or too late, never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bookings.errors import ErasureRefused
from bookings.models import AppointmentType, Mediator
from bookings.services import erasure, keeping
from bookings.services.purge import purge
from intake.models import Case, Party
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import PurgeRun
from tests import factories
from tests.factories import NOW

from .races import together

pytestmark = pytest.mark.concurrency
TONIGHT = factories.at("2027-12-01", "02:10")


def test_purges_that_start_together_delete_each_case_once(kind: AppointmentType, morgan: Mediator) -> None:
    for hour in ("09:30", "11:00", "13:00"):
        factories.booked(kind, factories.at("2026-11-24", hour))

    runs = together([lambda: purge(now=TONIGHT)] * 4)

    assert Case.objects.filter(forgotten_at=None).count() == 0
    gone = [line.reference for run in PurgeRun.objects.all() for line in run.lines.filter(state="gone")]
    assert len(gone) == len(set(gone)) == 3
    assert any(run is not None for run in runs)


def test_a_hold_and_an_erasure_at_the_same_moment_never_both_win(
    kind: AppointmentType, morgan: Mediator
) -> None:
    boss = audit.Actor.of(factories.user("Pat Lowe", Role.OWNER))
    assert boss.user
    for hour in ("09:30", "11:00", "13:00"):
        party = factories.booked(kind, factories.at("2026-11-24", hour)).party
        request = factories.rights_request(party, boss.user)

        def erase(request: Any = request) -> str:
            try:
                erasure.erase_party(request=request, actor=boss, now=TONIGHT)
            except ErasureRefused as refusal:
                return str(refusal)
            return "erased"

        def hold(case: Case = party.case) -> str:
            keeping.hold_case(case=case, reason="A claim", review_on=date(2028, 1, 1), actor=boss, now=NOW)
            return "held"

        answer, _ = together([erase, hold])
        erased = Party.objects.get(pk=party.pk).erased_at is not None
        assert (answer == "erased") is erased
        assert answer in {"erased", "a legal hold"}
