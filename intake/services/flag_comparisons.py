"""What only staff may know: where the files of two people meet. Judged apart from every request.

The work that a party's own page causes is the same whatever another file holds: nobody can tell by what they
read, nor by how long it takes. A minute later the sweep comes here. See docs/decisions/flags.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from intake.enums import Answer
from intake.flag_changes import changes_after
from intake.flags import RULE_VERSION, Flag, evaluate
from intake.models import Case, Party
from intake.models.cases import TO_COMPARE
from intake.queries import parties_in_conflict
from mediation.core import audit
from mediation.core.times import local_day

from .flags import facts_of, kept_flags, record_changes, write_changes
from .matches import look_for_matches

AT_ONCE = 200  # files in one sweep; the rest waits for the next


def compare_files(*, now: datetime) -> int:
    """Judge X-PARTIES and PT-CONFLICT anew for every case whose answers were judged since; returns how many.

    Both parties of a case are judged, whichever of them changed, and so is the file of whoever has a dispute
    with one of them in another matter. Two sweeps at once are harmless.
    """
    waiting = Party.objects.filter(TO_COMPARE)
    found = list(waiting.order_by("pk").values_list("case_id", "name_index")[:AT_ONCE])
    names = {name for _, name in found if name}
    against_them = Party.objects.filter(other_name_index__in=names, flags_reviewed_at__isnull=False)
    cases = {case for case, _ in found} | set(against_them.values_list("case_id", flat=True))
    return sum(compare_case(pk, now=now) for pk in sorted(cases))


@transaction.atomic
def compare_case(case_id: int, *, now: datetime) -> bool:
    """Judge what only staff may know of this case's files; false where another sweep is at it."""
    case = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id).first()
    if case is None:
        return False
    parties = list(Party.objects.select_for_update().filter(case=case, merged_into=None).order_by("pk"))
    facts = {one.pk: facts_of(one) for one in parties}
    kept = kept_flags(parties, staff_only=True)
    for party in parties:
        others = [facts[one.pk] for one in parties if one.pk != party.pk]
        judged = facts[party.pk] | {"conflict": Answer.YES if _is_in_conflict(party) else Answer.NO}
        flags = _for_staff(judged, others, now)
        changes = changes_after(kept.get(party.pk, []), flags)
        if changes:
            write_changes(party, changes, rule_version=RULE_VERSION, now=now)
            record_changes(party, changes, actor=audit.SYSTEM, now=now)
    Party.objects.filter(pk__in=list(facts)).update(compared_at=now)
    look_for_matches(parties=parties, now=now)
    return True


def _for_staff(
    answers: Mapping[str, object], others: Sequence[Mapping[str, object]], now: datetime
) -> tuple[Flag, ...]:
    """The staff-only flags of one party, each code once. With nobody else on the case, the conflict alone."""
    today = local_day(now)
    beside: Sequence[Mapping[str, object] | None] = others or [None]
    judged = [evaluate(answers, today=today, other_party=other) for other in beside]
    by_code = {flag.code: flag for one in judged for flag in one.flags if flag.staff_only}
    return tuple(by_code.values())


def _is_in_conflict(party: Party) -> bool:
    """Whether the other person is, or was, our client in another matter than this case."""
    found = parties_in_conflict(
        client_index=party.name_index, other_index=party.other_name_index, same_case=party.case_id
    )
    return found.exists()
