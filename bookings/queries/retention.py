"""What the rule of retention has to know of cases, out of every app's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from bookings.enums import AppointmentState
from bookings.models import Appointment, Certificate
from intake.models import CallbackRequest, Case, Party
from intake.queries.joined import whole_cases
from intake.queries.retention import blocks_of, cases_with_children, complaints_closed_on
from intake.retention import Block, CaseFacts, Standing, standing_of
from legalaid.queries.retention import last_decisions, paid_by_legal_aid
from mediation.core.retention import ClassKey, Term
from mediation.core.retention_terms import terms
from mediation.core.times import UK, local_day, months_later

from .began import TOOK_PLACE, cases_to_ask

PERHAPS_TOOK_PLACE = TOOK_PLACE | {AppointmentState.CONFIRMED}
AT_ONCE = 200
OF_A_CASE = (ClassKey.MIAM, ClassKey.MEDIATION, ClassKey.LEGAL_AID, ClassKey.COMPLAINT, ClassKey.CHILD)


def cases_by_part(*, now: datetime) -> Iterator[dict[int, str]]:
    """Every case that is old enough for the shortest period, as id and reference, some hundred at once. One
    that became part of another goes with that."""
    today = local_day(now)
    before = _opened_before(today, terms())
    last = 0
    while True:
        rows = Case.objects.filter(forgotten_at=None, opened_at__lt=before, pk__gt=last, merged_into=None)
        part = dict(rows.order_by("pk").values_list("pk", "reference")[:AT_ONCE])
        if not part:
            return
        yield part
        last = max(part)


def _opened_before(today: date, periods: Mapping[ClassKey, Term]) -> datetime:
    """No case opened from this instant on can be due, whatever its class; two days to be on the safe side."""
    start = datetime(2024, 3, 1, tzinfo=UK).date()
    shortest = min((periods[key].last_day(start) - start).days for key in OF_A_CASE)
    months = max(shortest // 31 - 1, 0)
    day = months_later(today, -months)
    return datetime(day.year, day.month, day.day, tzinfo=UK)


def standings(case_ids: Collection[int], *, now: datetime) -> dict[int, Standing]:
    """How each of these cases stands. About fifteen queries, however many cases."""
    periods = terms()
    return {pk: standing_of(facts, periods) for pk, facts in facts_of(case_ids, now=now).items()}


def facts_of(case_ids: Collection[int], *, now: datetime) -> dict[int, CaseFacts]:
    """What became part of a case counts for that case."""
    into = whole_cases(case_ids)
    cases = {one.pk: one for one in Case.objects.filter(pk__in=into).defer("matter")}
    parties = {pk: into[of] for pk, of in Party.objects.filter(case__in=into).values_list("pk", "case_id")}
    blocks, closed = _joined(blocks_of(into), into), complaints_closed_on(into)
    children = {into[pk] for pk in cases_with_children(into)}
    meetings = _meetings(into)
    decided, paid = last_decisions(parties), paid_by_legal_aid(parties)
    began = {pk: _began(cases, into, pk) for pk in case_ids}
    for pk in _with_certificate(into, today=local_day(now)):
        blocks[pk].add(Block.CERTIFICATE)
    for pk in cases_to_ask({one for one in case_ids if not began[one]}, into):
        blocks[pk].add(Block.MEDIATION)
    found = {}
    for pk in case_ids:
        own = meetings[pk]
        if any(one.ends_at > now and one.state == AppointmentState.CONFIRMED for one in own):
            blocks[pk].add(Block.MEETING)
        met = [local_day(one.starts_at) for one in own if one.state in PERHAPS_TOOK_PLACE]
        met_on = max(met, default=None)
        people = [party for party, of in parties.items() if of == pk]
        legal_aid = [decided[one] for one in people if one in decided]
        if met_on and paid.intersection(people):
            legal_aid.append(met_on)
        opened_on = max(local_day(one.opened_at) for one in cases.values() if into[one.pk] == pk)
        found[pk] = CaseFacts(
            booked_on=max((local_day(one.starts_at) for one in own), default=opened_on),
            met_on=met_on,
            mediation_began_on=began[pk],
            legal_aid_on=max(legal_aid, default=None),
            child_heard=pk in children,
            complaint_closed_on=max((day for one, day in closed.items() if into[one] == pk), default=None),
            blocks=frozenset(blocks[pk]),
        )
    return found


def _joined(blocks: Mapping[int, set[Block]], into: Mapping[int, int]) -> dict[int, set[Block]]:
    found: dict[int, set[Block]] = defaultdict(set)
    for pk, those in blocks.items():
        found[into[pk]] |= those
    return found


def _began(cases: Mapping[int, Case], into: Mapping[int, int], pk: int) -> date | None:
    days = [one.mediation_began_on for one in cases.values() if into[one.pk] == pk]
    return max((day for day in days if day), default=None)


def _with_certificate(into: Mapping[int, int], *, today: date) -> set[int]:
    """The cases with a certificate on which an application of today can still rest."""
    rows = Certificate.objects.filter(appointment__party__case__in=into, valid_until__gte=today)
    rows = rows.filter(superseded_at=None)
    return {into[pk] for pk in rows.values_list("appointment__party__case_id", flat=True)}


def _meetings(into: Mapping[int, int]) -> Mapping[int, list[Appointment]]:
    found: dict[int, list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.filter(party__case__in=into).select_related("party")
    for one in rows.only("starts_at", "ends_at", "state", "party__case_id"):
        found[into[one.party.case_id]].append(one)
    return found


def calls_behind(party_ids: Collection[int]) -> list[CallbackRequest]:
    """The requests for a call that became a meeting of one of these parties."""
    ids = Appointment.objects.filter(party__in=party_ids).values("pk")
    return list(CallbackRequest.objects.filter(appointment_id__in=ids).order_by("pk"))
