"""Carrying out what somebody asks: data put right, uses that stop, and what is taken up again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from intake.errors import IdentityFirst, NothingChosen, WhyNotNeeded, WrongStep
from intake.models import Measure, Party, RightsRequest
from intake.rights import RightsKind, Use
from mediation.core import audit
from mediation.core.models import User


@transaction.atomic
def record_correction(*, request: RightsRequest, words: str, user: User, now: datetime) -> Measure:
    """Somebody corrected it on its own page, where the history keeps before and after. Raises WrongStep,
    IdentityFirst, WhyNotNeeded."""
    row = _carried_out(request, {RightsKind.RECTIFICATION})
    return _measure(row, words, (), user, "rights.corrected", now)


@transaction.atomic
def stop_uses(
    *, request: RightsRequest, uses: Collection[Use], words: str, user: User, now: datetime
) -> Measure:
    """From now on their data are not used for these; a restriction stops all of them, and keeps the file.

    Raises WrongStep (also where there is no file, or this request stops something already), IdentityFirst,
    NothingChosen, WhyNotNeeded.
    """
    row = _carried_out(request, {RightsKind.OBJECTION, RightsKind.RESTRICTION})
    chosen = tuple(Use) if row.kind == RightsKind.RESTRICTION else tuple(one for one in Use if one in uses)
    if row.party_id is None or row.measures.filter(lifted_at=None).exists():
        raise WrongStep
    if not chosen:
        raise NothingChosen
    if Use.NEWS in chosen:
        Party.objects.filter(pk=row.party_id).update(marketing_consent=False)
    measure = _measure(row, words, chosen, user, "rights.stopped", now)
    _note_on_file(measure, "party.uses_stopped", user, now)
    return measure


@transaction.atomic
def lift_measure(*, measure: Measure, words: str, user: User, now: datetime) -> None:
    """They agreed, or it is decided: the uses go on. The person is told before. News stay off. Raises
    WrongStep, WhyNotNeeded."""
    row = Measure.objects.select_for_update(of=["self"]).select_related("request", "party").get(pk=measure.pk)
    if row.lifted_at is not None or not row.stops:
        raise WrongStep
    if not words.strip():
        raise WhyNotNeeded
    row.lifted_at, row.lifted_by, row.lifted_because = now, user, words.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    audit.record(audit.Actor.of(user), "rights.lifted", row.request, at=now)
    _note_on_file(row, "party.uses_resumed", user, now)


def _carried_out(request: RightsRequest, kinds: Collection[RightsKind]) -> RightsRequest:
    row = RightsRequest.objects.select_for_update(of=["self"]).select_related("party").get(pk=request.pk)
    if not row.is_open or row.kind not in kinds:
        raise WrongStep
    if not row.identity:
        raise IdentityFirst
    return row


def _measure(
    row: RightsRequest, words: str, uses: Collection[Use], user: User, verb: str, now: datetime
) -> Measure:
    if not words.strip():
        raise WhyNotNeeded
    stops = [str(one) for one in uses]
    measure = Measure.objects.create(
        request=row, party=row.party, stops=stops, words=words.strip(), at=now, by=user
    )
    audit.record(audit.Actor.of(user), verb, row, at=now, **({"uses": stops} if stops else {}))
    return measure


def _note_on_file(measure: Measure, verb: str, user: User, now: datetime) -> None:
    """For the case's own history, which everybody of the case reads."""
    if measure.party is not None:
        audit.record(
            audit.Actor.of(user),
            verb,
            measure.party,
            at=now,
            uses=measure.stops,
            request=measure.request.reference,
        )
