"""Hearing a case's children: what each parent said alone, who meets the children, and the opening of it.

All of it is a mediator's, of one of the parents; a client can neither open it nor see it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bookings.models import Appointment, Mediator
from bookings.queries.child_inclusive import conditions_of
from intake.conditions import age_on
from intake.enums import Answer
from intake.errors import NoSuchChild, NotYetPossible, OnlyMediators, SignedTooEarly
from intake.models import Case, ChildInclusive, ChildRecord, ParentConsent, Party
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.core.times import local_day


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a mediator learned from one parent alone; dates are days in the UK."""

    agrees: Answer | None
    suitable: Answer | None
    explained_on: date | None
    signed_on: date | None


@transaction.atomic
def record_parent(*, party: Party, told: Told, user: User, now: datetime) -> ParentConsent:
    """Raises OnlyMediators for anybody but this parent's own mediator, SignedTooEarly."""
    _check_mediator(user, Appointment.objects.filter(party=party, mediator__user=user).exists())
    _check_days(told, today=local_day(now))
    row, _ = ParentConsent.objects.update_or_create(
        party=party,
        defaults={
            "inclusive": begun_for(party.case, now=now),
            "agrees": told.agrees or "",
            "suitable": told.suitable or "",
            "explained_on": told.explained_on,
            "signed_on": told.signed_on,
            "recorded_by": user,
            "updated_at": now,
        },
    )
    audit.record(audit.Actor.of(user), "child_inclusive.parent", row, at=now)
    return row


@transaction.atomic
def name_mediator(*, case: Case, mediator: Mediator, user: User, now: datetime) -> ChildInclusive:
    """Who is to meet the children; often not the parents' own mediator. Raises OnlyMediators."""
    _check_mediator(user, _meets_a_parent(user, case))
    row = begun_for(case, now=now)
    if row.opened_at is None:
        row.mediator = mediator.user
        row.save(update_fields=["mediator"])
        audit.record(audit.Actor.of(user), "child_inclusive.mediator", row, at=now, mediator=mediator.pk)
    return row


@transaction.atomic
def open_child_inclusive(
    *, case: Case, born_on: Collection[date], user: User, now: datetime
) -> ChildInclusive:
    """Open it for the children who were born on these days; each gets a record of their own.

    Opening it twice opens it once. Raises OnlyMediators, NotYetPossible with what is missing, NoSuchChild.
    """
    _check_mediator(user, _meets_a_parent(user, case))
    row = begun_for(case, now=now)
    if row.opened_at is not None:
        return row
    today = local_day(now)
    known = conditions_of(case, today=today, reader=user)
    if known.unmet:
        raise NotYetPossible(known.unmet)
    chosen = [one for one in known.children if one.born_on in born_on]
    if not chosen:
        raise NoSuchChild
    ChildRecord.objects.bulk_create(
        ChildRecord(inclusive=row, name=one.name, age=age_on(one.born_on, today), created_at=now)
        for one in chosen
        if one.born_on
    )
    row.opened_at, row.opened_by = now, user
    row.save(update_fields=["opened_at", "opened_by"])
    audit.record(audit.Actor.of(user), "child_inclusive.opened", row, at=now, children=len(chosen))
    return row


def begun_for(case: Case, *, now: datetime) -> ChildInclusive:
    """The case's row, locked; begun where there is none. Needs a transaction."""
    ChildInclusive.objects.get_or_create(case=case, defaults={"created_at": now})
    return ChildInclusive.objects.select_for_update().get(case=case)


def _meets_a_parent(user: User, case: Case) -> bool:
    return Appointment.objects.filter(party__case=case, mediator__user=user).exists()


def _check_mediator(user: User, is_theirs: bool) -> None:
    if user.role != Role.MEDIATOR or not is_theirs:
        raise OnlyMediators


def _check_days(told: Told, *, today: date) -> None:
    days = [day for day in (told.explained_on, told.signed_on) if day]
    if any(day > today for day in days):
        raise SignedTooEarly
    if told.signed_on and (told.explained_on is None or told.signed_on < told.explained_on):
        raise SignedTooEarly
