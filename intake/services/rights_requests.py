"""The register of requests under data protection law, each with its clock of one month."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from intake.errors import DayIsWrong, IdentityFirst, NothingDone, TooLateToExtend, WrongStep
from intake.models import CallbackRequest, Invitation, Party, RightsRequest
from intake.rights import Identity, RightsKind, RightsOutcome, due_on, is_near, may_extend
from mediation.core import alerts, audit
from mediation.core.enums import Severity
from mediation.core.models import User
from mediation.core.references import new_reference
from mediation.core.times import day_name, local_day

from . import exports

NEAR, LATE = "rights.due", "rights.late"
# What changes or tells somebody's data; nobody is asked who they are to be told that we hold nothing.
# With a file, these are not done before it is recorded what was.
CARRIED_OUT_HERE = frozenset({RightsKind.RECTIFICATION, RightsKind.OBJECTION, RightsKind.RESTRICTION})
NEEDS_IDENTITY = frozenset({RightsOutcome.DONE, RightsOutcome.PARTLY})


@transaction.atomic
def record_request(
    *,
    told: dict[str, Any],
    party: Party | None,
    callback: CallbackRequest | None,
    actor: User,
    now: datetime,
    invitation: Invitation | None = None,
) -> RightsRequest:
    """Write down what came in. `told` holds the columns that somebody typed. Raises DayIsWrong."""
    if told["received_on"] > local_day(now):
        raise DayIsWrong("The day on which it came in cannot be in the future")
    row = RightsRequest.objects.create(
        **told,
        reference=new_reference(),
        due_on=due_on(told["received_on"]),
        party=party,
        callback=callback,
        invitation=invitation,
        recorded_by=actor,
        recorded_at=now,
    )
    audit.record(audit.Actor.of(actor), "rights.recorded", row, at=now, kind=row.kind)
    watch(row, now=now)
    return row


@transaction.atomic
def confirm_identity(
    *, request: RightsRequest, identity: Identity, on: date, actor: audit.Actor, now: datetime
) -> RightsRequest:
    """How we know that it is them, or somebody who may ask for them. Raises WrongStep, DayIsWrong."""
    row = _open(request)
    if not row.received_on <= on <= local_day(now):
        raise DayIsWrong("The day must be from the day on which the request came in to today")
    row.identity, row.identity_on = identity, on
    return _keep(row, "rights.identity", actor, now, how=str(identity))


@transaction.atomic
def extend(*, request: RightsRequest, because: str, actor: audit.Actor, now: datetime) -> RightsRequest:
    """Two months more, told to the person with the reason. Raises WrongStep, TooLateToExtend."""
    row, today = _open(request), local_day(now)
    if row.extended_on:
        raise WrongStep
    if not may_extend(row.received_on, today):
        raise TooLateToExtend
    row.extended_on, row.extended_because = today, because.strip()
    row.due_on = due_on(row.received_on, is_extended=True)
    return _keep(row, "rights.extended", actor, now)


@transaction.atomic
def close(
    *, request: RightsRequest, outcome: RightsOutcome, words: str, actor: audit.Actor, now: datetime
) -> RightsRequest:
    """We told them. What was gathered for it is forgotten; its own data stay for as long as its class says.

    Raises WrongStep, IdentityFirst, NothingDone, StorageAway.
    """
    row = _open(request)
    if outcome in NEEDS_IDENTITY and not row.identity:
        raise IdentityFirst
    is_done_here = row.kind in CARRIED_OUT_HERE and row.party_id is not None
    if outcome is RightsOutcome.DONE and is_done_here and not row.measures.exists():
        raise NothingDone
    row.outcome, row.answer, row.closed_on = outcome, words.strip(), local_day(now)
    exports.forget_export(row)
    return _keep(row, "rights.closed", actor, now, outcome=str(outcome))


def _open(request: RightsRequest) -> RightsRequest:
    row = RightsRequest.objects.select_for_update(of=["self"]).get(pk=request.pk)
    if not row.is_open:
        raise WrongStep
    return row


def _keep(row: RightsRequest, verb: str, actor: audit.Actor, now: datetime, **details: str) -> RightsRequest:
    row.save()
    audit.record(actor, verb, row, at=now, **details)
    alerts.lift_alerts(row, {NEAR, LATE}, at=now)
    watch(row, now=now)
    return row


def watch(row: RightsRequest, *, now: datetime) -> None:
    """Remind managers a week before the last day, and once it has passed. No alert names anybody."""
    today = local_day(now)
    is_late = today > row.due_on
    if not row.is_open or not (is_late or is_near(row.due_on, today)):
        return
    if is_late:
        alerts.lift_alerts(row, {NEAR}, at=now)
    alerts.raise_alert(
        LATE if is_late else NEAR,
        f"{row.reference}: a data protection request {'was' if is_late else 'is'} due on "
        f"{day_name(row.due_on)}.",
        severity=Severity.URGENT if is_late else Severity.TODO,
        at=now,
        about=row,
    )


def watch_requests(*, now: datetime) -> int:
    """Every open request; returns how many are open."""
    rows = list(RightsRequest.objects.filter(closed_on__isnull=True))
    for row in rows:
        watch(row, now=now)
    return len(rows)
