"""Two at once about the same flags: each is raised once, told once, cleared once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bookings.models import AppointmentType, Mediator
from bookings.services.flags import watch_red_flags
from intake.errors import FlagIsOver
from intake.flag_clearing import Clearer
from intake.models import Case, Flag, Party
from intake.services.flag_comparisons import compare_files
from intake.services.flags import clear_flag, review_flags
from mediation.core import audit
from mediation.core.models import Alert, AuditEntry, Message
from tests import factories
from tests.factories import ALEX, NOW

from .races import together

RED = {**ALEX, "danger_now": "yes", "contact_limits": "order", "adjustments": ["bsl"]}
HALF_AN_HOUR = timedelta(minutes=30)


def a_party(case: Case, **answers: Any) -> Party:
    return Party.objects.create(
        case=case, name="Alex", answers={**RED, **answers}, questionnaire_version="2", created_at=NOW
    )


def review(party: Party) -> Any:
    return lambda: review_flags(party=party, actor=audit.CLIENT, now=NOW)


def test_reviews_at_once_raise_each_flag_once_and_trace_it_once() -> None:
    party = a_party(Case.objects.create(reference="AAAA-BBBB", opened_at=NOW))
    together([review(party)] * 6)

    codes = list(Flag.objects.values_list("code", flat=True))
    assert len(codes) == len(set(codes))
    assert {"SF-NOW", "SF-ORDER", "ACC-BSL"} <= set(codes)
    assert AuditEntry.objects.filter(verb="flags.reviewed").count() == 1


def test_reviews_of_both_parties_and_sweeps_over_both_files_do_not_stand_in_each_others_way() -> None:
    case = Case.objects.create(reference="AAAA-BBBB", opened_at=NOW)
    council = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "now"}
    one = a_party(case, **council, plan=["early_help"], plan_current="yes")
    other = a_party(case, **council, plan=["none"])
    for party in (one, other):
        review(party)()
    sweep = [lambda: compare_files(now=NOW)] * 3
    together([review(one), *sweep, review(other)])
    compare_files(now=NOW)

    assert Flag.objects.filter(code="X-PARTIES").count() == 2


def test_two_clocks_tell_of_a_step_once(kind: AppointmentType, morgan: Mediator) -> None:
    factories.booked(kind, answers=RED)
    told = together([lambda: watch_red_flags(now=NOW + HALF_AN_HOUR)] * 4)

    assert sum(told) == 1
    assert Message.objects.filter(kind="desk.call_first").count() == 2
    assert Alert.objects.filter(kind="safety.call_first", closed_at=None).count() == 1


def test_a_flag_is_cleared_by_one_person(morgan: Mediator) -> None:
    flag = Flag.objects.create(
        party=a_party(Case.objects.create(reference="AAAA-BBBB", opened_at=NOW)),
        code="SF-NOW", severity="red", rule_version="1", raised_at=NOW,
    )  # fmt: skip

    def clear() -> object:
        try:
            return clear_flag(
                flag=flag, user=morgan.user, clearer=Clearer.ACCREDITED, reason="We talked", now=NOW
            )
        except FlagIsOver as refusal:
            return refusal

    done = together([clear] * 4)

    assert len([one for one in done if isinstance(one, Flag)]) == 1
