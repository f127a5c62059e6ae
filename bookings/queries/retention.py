"""What the rule of retention has to know of cases, out of every app's tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from bookings.enums import AppointmentState
from bookings.models import Appointment
from intake.models import CallbackRequest, Case, Party
from intake.queries.retention import blocks_of, cases_with_children, complaints_closed_on
from intake.retention import Block, CaseFacts, Standing, standing_of
from legalaid.queries.retention import last_decisions, paid_by_legal_aid
from mediation.core.retention import ClassKey, Term
from mediation.core.retention_terms import terms
from mediation.core.times import UK, local_day, months_later

# It took place, or nobody has said that it did not.
TOOK_PLACE = frozenset(
    {AppointmentState.ATTENDED, AppointmentState.LEFT_EARLY, AppointmentState.TECHNICAL_FAILURE}
)
AT_ONCE = 200
OF_A_CASE = (ClassKey.MIAM, ClassKey.MEDIATION, ClassKey.LEGAL_AID, ClassKey.COMPLAINT, ClassKey.CHILD)


def cases_by_part(*, now: datetime) -> Iterator[dict[int, str]]:
    """Every case that is old enough for the shortest period, as id and reference, some hundred at once."""
    today = local_day(now)
    before = _opened_before(today, terms())
    last = 0
    while True:
        rows = Case.objects.filter(forgotten_at=None, opened_at__lt=before, pk__gt=last).order_by("pk")
        part = dict(rows.values_list("pk", "reference")[:AT_ONCE])
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
    """How each of these cases stands. About ten queries, however many cases."""
    periods = terms()
    return {pk: standing_of(facts, periods) for pk, facts in facts_of(case_ids, now=now).items()}


def facts_of(case_ids: Collection[int], *, now: datetime) -> dict[int, CaseFacts]:
    cases = {one.pk: one for one in Case.objects.filter(pk__in=case_ids).defer("matter")}
    parties = dict(Party.objects.filter(case__in=case_ids).values_list("pk", "case_id"))
    blocks, closed = blocks_of(case_ids), complaints_closed_on(case_ids)
    children = cases_with_children(case_ids)
    meetings = _meetings(case_ids)
    decided, paid = last_decisions(parties), paid_by_legal_aid(parties)
    found = {}
    for pk, case in cases.items():
        own = meetings[pk]
        if any(ends_at > now and state == AppointmentState.CONFIRMED for _, ends_at, state in own):
            blocks[pk].add(Block.MEETING)
        met = [local_day(at) for at, _, state in own if state in TOOK_PLACE | {AppointmentState.CONFIRMED}]
        met_on = max(met, default=None)
        people = [party for party, of in parties.items() if of == pk]
        legal_aid = [decided[one] for one in people if one in decided]
        if met_on and paid.intersection(people):
            legal_aid.append(met_on)
        found[pk] = CaseFacts(
            booked_on=max((local_day(at) for at, *_ in own), default=local_day(case.opened_at)),
            met_on=met_on,
            mediation_began_on=case.mediation_began_on,
            legal_aid_on=max(legal_aid, default=None),
            child_heard=pk in children,
            complaint_closed_on=closed.get(pk),
            blocks=frozenset(blocks[pk]),
        )
    return found


def _meetings(case_ids: Collection[int]) -> Mapping[int, list[tuple[datetime, datetime, str]]]:
    found: dict[int, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    rows = Appointment.objects.filter(party__case__in=case_ids)
    for case, start, end, state in rows.values_list("party__case_id", "starts_at", "ends_at", "state"):
        found[case].append((start, end, state))
    return found


def calls_behind(party_ids: Collection[int]) -> list[CallbackRequest]:
    """The requests for a call that became a meeting of one of these parties."""
    ids = Appointment.objects.filter(party__in=party_ids).values("pk")
    return list(CallbackRequest.objects.filter(appointment_id__in=ids).order_by("pk"))
