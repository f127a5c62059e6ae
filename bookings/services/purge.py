"""The nightly deletion of what nobody may keep any longer, and its dry run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from bookings.queries.retention import cases_by_part, standings
from intake.models import Case, Draft
from intake.queries.joined import files_in, whole_cases
from intake.retention import BLOCKS, Standing
from intake.services import document_retention, exports, purge_drafts, registers
from intake.services.callback_retention import due_callbacks, purge_callbacks
from legalaid.models import MeansAssessment
from legalaid.services import purge_assessments
from mediation.core import audit, forgetting
from mediation.core.enums import LineState
from mediation.core.errors import StorageAway
from mediation.core.models import PurgeLine, PurgeRun
from mediation.core.times import local_day

LOCK = 7_205_759_403_792_001  # of this installation's database; no other lock has this number
STORAGE = "the storage of its papers refuses"
MERGED = "it has just become part of another case"
Told = Callable[[int], None]


def purge(
    *, now: datetime, is_dry: bool = False, actor: audit.Actor = audit.SYSTEM, told: Told | None = None
) -> PurgeRun | None:
    """Delete every case whose time is up, and what goes on its own day; returns the report.

    None if another run is going on: two at once are one. Each case is a transaction of its own, so a run that
    is interrupted goes on with the next. A dry run deletes nothing and says what would go at `now`. `told`
    hears the number of cases looked at so far.
    """
    with _alone() as is_alone:
        if not is_alone:
            return None
        run = PurgeRun.objects.create(is_dry=is_dry, asked_by=actor.user, started_at=now)
        audit.record(actor, "purge.dry_run" if is_dry else "purge.started", run, at=now)
        seen = 0
        for part in cases_by_part(now=now):
            for pk, standing in standings(part, now=now).items():
                if standing.is_due(local_day(now)):
                    _one(run, pk, part[pk], standing, now)
            seen += len(part)
            if told:
                told(seen)
        run.swept = _would_sweep(now) if is_dry else _sweep(now)
        run.ended_at = now
        run.save(update_fields=["swept", "ended_at"])
        if not is_dry:
            document_retention.tell_of_storage(_refused(run), now=now)
        return run


def _one(run: PurgeRun, pk: int, reference: str, standing: Standing, now: datetime) -> None:
    state, because = LineState.WOULD_GO, standing.because
    if standing.blocks:
        state, because = LineState.STAYED, _blocks(standing)
    elif not run.is_dry:
        state, because = _forget(run, pk, standing, now)
    PurgeLine.objects.create(
        run=run,
        reference=reference,
        key=standing.key,
        goes_on=standing.goes_on,
        state=state,
        because=because,
    )


def _blocks(standing: Standing) -> str:
    return "; ".join(BLOCKS[one] for one in standing.blocks)


def _forget(run: PurgeRun, pk: int, standing: Standing, now: datetime) -> tuple[LineState, str]:
    """The case is locked and looked at once more: what came meanwhile, e.g. a hold, counts."""
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=pk)
            if case.merged_into_id is not None:
                return LineState.STAYED, MERGED
            again = standings([pk], now=now)[pk]
            if not again.goes(local_day(now)):
                return LineState.STAYED, _blocks(again) or "something has happened in it since"
            forget_case(case, now=now)
            audit.record(audit.SYSTEM, "case.forgotten", case, at=now, kept_as=standing.key, run=run.pk)
            return LineState.GONE, standing.because
    except StorageAway:
        return LineState.STAYED, STORAGE


def forget_case(case: Case, *, now: datetime) -> None:
    """Leave the skeleton, also of what became part of this case. The files first: a row whose file is gone is
    found again. Raises StorageAway."""
    cases = frozenset(whole_cases([case.pk]))
    parties = frozenset(files_in(cases).values_list("pk", flat=True))
    scope = forgetting.Scope(cases, parties, is_whole_case=True, now=now)
    forgetting.remove_files(scope)
    forgetting.forget(scope)


def _refused(run: PurgeRun) -> int:
    cases = run.lines.filter(because=STORAGE).count()
    return cases + document_retention.due_documents(now=run.started_at).count()


def _sweep(now: datetime) -> dict[str, int]:
    """What goes on its own day, each on its own: the papers before the requests that they came with."""
    return {
        "drafts": purge_drafts(now=now),
        "screenings": purge_assessments(now=now),
        "papers": document_retention.purge_documents(now=now),
        "callbacks": purge_callbacks(now=now),
        "complaints": registers.purge_complaints(now=now),
        "requests": registers.purge_requests(now=now),
        "exports": exports.expire_exports(now=now),
    }


def _would_sweep(now: datetime) -> dict[str, int]:
    return {
        "drafts": Draft.objects.filter(forget_at__lte=now).count(),
        "screenings": MeansAssessment.objects.filter(forget_at__lte=now, party=None).count(),
        "papers": document_retention.due_documents(now=now).count(),
        "callbacks": due_callbacks(local_day(now)).count(),
        "complaints": len(registers.due_complaints(now=now)),
        "requests": len(registers.due_requests(now=now)),
        "exports": exports.expired_exports(now=now).count(),
    }


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other run is going on, on any machine. The database lets go of it with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool((cursor.fetchone() or (False,))[0])
    try:
        yield is_alone
    finally:
        if is_alone and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
