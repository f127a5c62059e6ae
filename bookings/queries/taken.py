"""What takes mediators' time: meetings, holds, time off and other calendars, in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BigIntegerField, F, QuerySet, Value

from bookings.availability import Busy, Hold
from bookings.enums import OCCUPYING, ClaimState
from bookings.models import ExternalBusy, SlotClaim, TimeOff
from mediation.core.periods import Period

from .microseconds import EPOCH, MICROSECOND, Microseconds, instant

FAR_PAST, FAR_FUTURE = EPOCH, datetime(2200, 1, 1, tzinfo=UTC)
OFF, ELSEWHERE = "off", "elsewhere"


@dataclass(frozen=True, slots=True)
class Taken:
    """One mediator's meetings, holds (also those whose end has passed), time off, and what other calendars
    say."""

    bookings: list[Busy] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    time_off: list[Period] = field(default_factory=list)
    elsewhere: list[Period] = field(default_factory=list)


def taken(
    mediator_ids: list[int], start: datetime, end: datetime, *, ignoring_claim: int | None = None
) -> dict[int, Taken]:
    """Whatever overlaps `[start, end)`, by mediator; those with nothing are made when asked for."""
    found: dict[int, Taken] = defaultdict(Taken)
    around = DateTimeTZRange(start, end, "[)")
    for mediator_id, state, first, last, starts, ends, holder, expires, kind in _rows(
        mediator_ids, around, ignoring_claim
    ):
        mine = found[mediator_id]
        if state in {OFF, ELSEWHERE}:
            away = mine.time_off if state == OFF else mine.elsewhere
            away.append(Period(_instant(first, FAR_PAST), _instant(last, FAR_FUTURE)))
            continue
        starts_at, ends_at = EPOCH + starts * MICROSECOND, EPOCH + ends * MICROSECOND
        before, after = (starts - first) * MICROSECOND, (last - ends) * MICROSECOND
        if state == ClaimState.HELD:
            until = EPOCH + expires * MICROSECOND
            mine.holds.append(Hold(starts_at, ends_at, holder, until, before, after, service=kind))
        else:
            mine.bookings.append(Busy(starts_at, ends_at, before, after, service=kind))
    return found


def _rows(
    mediator_ids: list[int], around: DateTimeTZRange, ignoring_claim: int | None
) -> Iterable[tuple[Any, ...]]:
    span = {"first": Microseconds(F("span__startswith")), "last": Microseconds(F("span__endswith"))}
    claims = SlotClaim.objects.filter(mediator__in=mediator_ids, state__in=OCCUPYING, span__overlap=around)
    if ignoring_claim is not None:
        claims = claims.exclude(pk=ignoring_claim)
    nothing = Value(None, output_field=BigIntegerField())

    def away(model: type[TimeOff] | type[ExternalBusy], word: str) -> QuerySet[Any, tuple[Any, ...]]:
        rows = model.objects.filter(mediator__in=mediator_ids, span__overlap=around)
        return rows.values_list(
            "mediator_id",
            Value(word),
            span["first"],
            span["last"],
            nothing,
            nothing,
            Value(""),
            nothing,
            nothing,
        )

    return claims.values_list(
        "mediator_id",
        "state",
        span["first"],
        span["last"],
        Microseconds("starts_at"),
        Microseconds("ends_at"),
        "holder_key",
        Microseconds("expires_at"),
        "appointment_type_id",
    ).union(away(TimeOff, OFF), away(ExternalBusy, ELSEWHERE), all=True)


def _instant(microseconds: int | None, otherwise: datetime) -> datetime:
    return otherwise if microseconds is None else instant(microseconds)
