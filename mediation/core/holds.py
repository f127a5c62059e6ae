"""Legal holds: what a manager keeps from being deleted, by a reason that is looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from . import alerts, audit
from .enums import Severity
from .errors import HoldIsOver, HoldNeedsReason, ReviewInThePast
from .models import LegalHold
from .times import local_day

REVIEW = "hold.review"


def standing_holds() -> QuerySet[LegalHold]:
    """Every hold that nobody has lifted, the one to be looked at first in front."""
    rows = LegalHold.objects.filter(lifted_at__isnull=True, with_hold__isnull=True)
    return rows.select_related("placed_by").order_by("review_on", "pk")


def held_ids(kind: str) -> QuerySet[LegalHold, int]:
    """The ids of the rows of this kind (`case`, `party`, `callbackrequest`) that are held."""
    rows = LegalHold.objects.filter(lifted_at__isnull=True, subject_type=kind)
    return rows.values_list("subject_id", flat=True)


def holds_on(subject: Model) -> QuerySet[LegalHold]:
    """The holds that stand on this row itself."""
    return standing_holds().filter(subject_type=audit.subject_type(subject), subject_id=subject.pk)


@transaction.atomic
def place_hold(
    *,
    subject: Model,
    reason: str,
    review_on: date,
    actor: audit.Actor,
    now: datetime,
    along: Iterable[Model] = (),
) -> LegalHold:
    """Keep this row, and those `along` with it, until the hold is lifted.

    Raises HoldNeedsReason, or ReviewInThePast where `review_on` is not after today.
    """
    if not reason.strip() or actor.user is None:
        raise HoldNeedsReason
    if review_on <= local_day(now):
        raise ReviewInThePast
    common = {"placed_at": now, "placed_by": actor.user, "review_on": review_on}
    hold = LegalHold.objects.create(**_about(subject), reason=reason.strip(), **common)
    for row in along:
        LegalHold.objects.create(**_about(row), reason="", with_hold=hold, **common)
    audit.record(actor, "hold.placed", subject, at=now, hold=hold.pk, review_on=review_on.isoformat())
    return hold


def _about(row: Model) -> dict[str, Any]:
    return {"subject_type": audit.subject_type(row), "subject_id": row.pk}


@transaction.atomic
def review_hold(*, hold: LegalHold, review_on: date, actor: audit.Actor, now: datetime) -> None:
    """Somebody looked at it, and it stays until looked at again on `review_on`. Raises ReviewInThePast, or
    HoldIsOver."""
    row = _standing(hold)
    if review_on <= local_day(now):
        raise ReviewInThePast
    row.review_on, row.reviewed_at = review_on, now
    row.save(update_fields=["review_on", "reviewed_at"])
    alerts.lift_alerts(row, {REVIEW}, at=now)
    audit.record(actor, "hold.reviewed", row, at=now, review_on=review_on.isoformat())


@transaction.atomic
def lift_hold(*, hold: LegalHold, because: str, actor: audit.Actor, now: datetime) -> None:
    """What it kept goes on its day again. Raises HoldNeedsReason, or HoldIsOver."""
    row = _standing(hold)
    if not because.strip() or actor.user is None:
        raise HoldNeedsReason
    whole = LegalHold.objects.filter(pk=row.pk) | LegalHold.objects.filter(with_hold=row)
    whole.update(lifted_at=now, lifted_by=actor.user)
    LegalHold.objects.filter(pk=row.pk).update(lifted_because=because.strip())
    alerts.lift_alerts(row, {REVIEW}, at=now)
    audit.record(actor, "hold.lifted", row, at=now, of=f"{row.subject_type}:{row.subject_id}")


def _standing(hold: LegalHold) -> LegalHold:
    row = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if row.lifted_at is not None:
        raise HoldIsOver
    return row


def watch_holds(*, now: datetime) -> int:
    """Remind managers of holds that are to be looked at again; returns how many."""
    due = list(standing_holds().filter(review_on__lte=local_day(now)))
    for row in due:
        alerts.raise_alert(
            REVIEW,
            "A legal hold is to be looked at again.",
            severity=Severity.TODO,
            at=now,
            about=row,
        )
    return len(due)
