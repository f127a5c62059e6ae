"""What managers say about keeping a case: a hold, that mediation began, and how long each class is kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.queries.retention import calls_behind
from intake.models import Case, Party
from mediation.core import audit, holds
from mediation.core.errors import PeriodRefused
from mediation.core.holds import lift_hold, review_hold
from mediation.core.models import LegalHold, RetentionClass
from mediation.core.retention import RULES, ClassKey, Term, problem_with
from mediation.core.retention_terms import forget_terms, terms
from mediation.core.times import local_day

__all__ = ["hold_case", "holds_of_case", "lift_hold", "record_mediation", "review_hold", "set_period"]


@transaction.atomic
def hold_case(
    *,
    case: Case,
    reason: str,
    review_on: date,
    actor: audit.Actor,
    now: datetime,
    party: Party | None = None,
) -> LegalHold:
    """Nothing of this case goes until the hold is lifted: the files of all parties, or of `party` alone
    (which keeps the case as well), and the calls with which their meetings began. Raises what `place_hold`
    raises.

    The case is locked, so that a purge or an erasure at this moment is over before, or sees it.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    people = [party.pk] if party else list(Party.objects.filter(case=case).values_list("pk", flat=True))
    return holds.place_hold(
        subject=party or case,
        reason=reason,
        review_on=review_on,
        actor=actor,
        now=now,
        along=calls_behind(people),
    )


def holds_of_case(case: Case) -> QuerySet[LegalHold]:
    """The holds that stand on this case or on one of its parties."""
    parties = Party.objects.filter(case=case).values("pk")
    about = Q(subject_type="case", subject_id=case.pk) | Q(subject_type="party", subject_id__in=parties)
    return holds.standing_holds().filter(about)


@transaction.atomic
def record_mediation(*, case: Case, on: date | None, actor: audit.Actor, now: datetime) -> None:
    """Mediation began on this day, or did not begin after all (None): it decides how long the case is kept.
    Raises PeriodRefused for a day to come."""
    if on is not None and on > local_day(now):
        raise PeriodRefused("The day cannot be in the future")
    Case.objects.filter(pk=case.pk).update(mediation_began_on=on)
    audit.record(actor, "case.mediation", case, at=now, on=on.isoformat() if on else None)


@transaction.atomic
def set_period(*, key: ClassKey, term: Term, because: str, actor: audit.Actor, now: datetime) -> None:
    """The practice's own period for a class. It counts from tonight, for every case. Raises PeriodRefused."""
    complaint = problem_with(RULES[key], term)
    if complaint or actor.user is None:
        raise PeriodRefused(complaint)
    before = terms()[key]
    row, _ = RetentionClass.objects.update_or_create(
        key=key,
        defaults={
            "number": term.number,
            "unit": term.unit,
            "because": because,
            "changed_at": now,
            "changed_by": actor.user,
        },
    )
    forget_terms()
    audit.record(actor, "retention.changed", row, at=now, before=before.words, after=term.words)
