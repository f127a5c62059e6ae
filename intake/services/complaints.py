"""The complaint register: recorded, acknowledged, answered, closed, each within its time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from intake.complaints import Clock, ComplaintOutcome, ComplaintState, clock, next_step
from intake.errors import DayIsWrong, WrongStep
from intake.models import CallbackRequest, Case, Complaint, Party
from intake.queries.records import closed_around
from mediation.core import alerts, audit
from mediation.core.enums import Severity
from mediation.core.models import User
from mediation.core.references import new_reference
from mediation.core.times import day_name, local_day

NEAR, LATE = "complaint.due", "complaint.late"


@transaction.atomic
def record_complaint(
    *,
    told: dict[str, Any],
    case: Case | None,
    party: Party | None = None,
    callback: CallbackRequest | None = None,
    actor: User,
    now: datetime,
) -> Complaint:
    """Write down what came in; its clock runs from the day on which it came. `told` holds the columns that
    somebody typed. While it is open, nothing of the case is deleted. Raises DayIsWrong."""
    received_on = told["received_on"]
    if received_on > local_day(now):
        raise DayIsWrong("The day on which it came in cannot be in the future")
    if told.get("happened_on") and told["happened_on"] > received_on:
        raise DayIsWrong("It cannot have happened after the complaint came in")
    due = clock(received_on, closed=closed_around(received_on))
    row = Complaint.objects.create(
        **told,
        reference=new_reference(),
        case=case,
        party=party,
        callback=callback,
        acknowledge_by=due.acknowledge_by,
        answer_by=due.answer_by,
        recorded_by=actor,
        recorded_at=now,
    )
    audit.record(audit.Actor.of(actor), "complaint.recorded", row, at=now, about=row.about)
    watch(row, now=now)
    return row


@transaction.atomic
def acknowledge(*, complaint: Complaint, on: date, actor: audit.Actor, now: datetime) -> Complaint:
    """We told them that we have it, who looks at it, and by when they hear. Raises WrongStep, DayIsWrong."""
    row = _at(complaint, ComplaintState.OPEN)
    _check_day(on, row.received_on, now)
    row.acknowledged_on = on
    return _keep(row, "complaint.acknowledged", actor, now)


@transaction.atomic
def answer(
    *,
    complaint: Complaint,
    on: date,
    outcome: ComplaintOutcome,
    words: str,
    actor: audit.Actor,
    now: datetime,
) -> Complaint:
    """What we found and told them; the letter names the Standards Board. Raises WrongStep, DayIsWrong."""
    row = _at(complaint, ComplaintState.ACKNOWLEDGED)
    _check_day(on, row.acknowledged_on or row.received_on, now)
    row.answered_on, row.outcome, row.answer = on, outcome, words.strip()
    return _keep(row, "complaint.answered", actor, now, outcome=str(outcome))


@transaction.atomic
def escalate(*, complaint: Complaint, on: date, actor: audit.Actor, now: datetime) -> Complaint:
    """They went to the Standards Board, or to the ICO. Raises WrongStep, DayIsWrong."""
    row = _lock(complaint)
    if row.closed_on or row.escalated_on:
        raise WrongStep
    _check_day(on, row.received_on, now)
    row.escalated_on = on
    return _keep(row, "complaint.escalated", actor, now)


@transaction.atomic
def close(*, complaint: Complaint, on: date, actor: audit.Actor, now: datetime) -> Complaint:
    """Nothing more is to come: the time for the Board is over, or the Board has ended it. From here on its
    period of retention counts. Raises WrongStep, DayIsWrong."""
    row = _at(complaint, ComplaintState.ANSWERED)
    _check_day(on, row.answered_on or row.received_on, now)
    row.closed_on = on
    return _keep(row, "complaint.closed", actor, now)


def _lock(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update().get(pk=complaint.pk)


def _at(complaint: Complaint, state: ComplaintState) -> Complaint:
    row = _lock(complaint)
    if row.state is not state:
        raise WrongStep
    return row


def _check_day(on: date, earliest: date, now: datetime) -> None:
    if on > local_day(now):
        raise DayIsWrong("The day cannot be in the future")
    if on < earliest:
        raise DayIsWrong(f"The day cannot be before {day_name(earliest)}")


def _keep(row: Complaint, verb: str, actor: audit.Actor, now: datetime, **details: str) -> Complaint:
    row.save()
    audit.record(actor, verb, row, at=now, **details)
    alerts.lift_alerts(row, {NEAR, LATE}, at=now)
    watch(row, now=now)
    return row


def open_complaints() -> QuerySet[Complaint]:
    return Complaint.objects.filter(answered_on__isnull=True, closed_on__isnull=True)


def watch(row: Complaint, *, now: datetime) -> None:
    """Remind managers two working days before the last day, and once it is over. No alert names anybody."""
    today, closed = local_day(now), closed_around(local_day(now))
    step = next_step(row.state, Clock(row.acknowledge_by, row.answer_by), today=today, closed=closed)
    if step is None or not (step.is_late or step.is_near):
        return
    do = "acknowledged" if step.step is ComplaintState.ACKNOWLEDGED else "answered"
    if step.is_late:
        alerts.lift_alerts(row, {NEAR}, at=now)
    alerts.raise_alert(
        LATE if step.is_late else NEAR,
        f"{row.reference}: a complaint should {'have been' if step.is_late else 'be'} {do} by "
        f"{day_name(step.by)}.",
        severity=Severity.URGENT if step.is_late else Severity.TODO,
        at=now,
        about=row,
        key=str(step.step),
    )


def watch_complaints(*, now: datetime) -> int:
    """Every open complaint; returns how many are open."""
    rows = list(open_complaints())
    for row in rows:
        watch(row, now=now)
    return len(rows)
