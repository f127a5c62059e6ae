"""What stands between a case and hearing its children. For mediators alone; a parent never sees any of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bookings.enums import AppointmentState
from bookings.models import Appointment, Mediator
from intake.answers import as_date
from intake.child_inclusive import Child, ChildMediator, Parent, age_of, may_be_heard, unmet
from intake.enums import Answer, FlagSeverity
from intake.invitation_states import ChildAge
from intake.models import Case, ChildInclusive, ParentConsent, Party
from intake.queries.flags import open_flags
from mediation.core.models import User
from mediation.core.times import local_day

# Keys of the questions after a booking.
CHILDREN, CHILD_NAME, CHILD_BORN_ON = "children", "child_name", "child_born_on"
OPEN_TO_IT = "open_to_childrens_say"
HELD = (AppointmentState.CONFIRMED, AppointmentState.ATTENDED)


@dataclass(frozen=True)
class Conditions:
    """The ages on the day of the meeting, the children who may be heard, and what is not met yet."""

    age: ChildAge
    children: tuple[Child, ...]
    day: date
    unmet: tuple[str, ...]


def conditions_of(case: Case, *, today: date, reader: User | None = None) -> Conditions:
    """All that must be there. What a client of another mediator said is not spelled out to `reader`."""
    parties = list(Party.objects.filter(case=case).order_by("pk"))
    meetings = list(Appointment.objects.filter(party__in=parties).select_related("mediator"))
    day = max((local_day(one.starts_at) for one in meetings if one.state in HELD), default=today)
    children = tuple(child for party in parties for child in children_of(party))
    consents = {one.party_id: one for one in ParentConsent.objects.filter(party__in=parties)}
    begun = ChildInclusive.objects.filter(case=case).select_related("mediator__mediator").first()
    age = age_of(children, day)
    found = unmet(
        age=age,
        parents=[_parent(party, meetings, consents.get(party.pk), reader) for party in parties],
        mediator=_mediator(begun, today),
        today=today,
    )
    return Conditions(age, _each_once(children, day), day, found)


def children_of(party: Party) -> tuple[Child, ...]:
    """The children that this parent told us about; none where nobody asked."""
    told = party.answers.get(CHILDREN)
    rows = told if isinstance(told, list) else []
    return tuple(
        Child(str(row.get(CHILD_NAME) or "").strip(), as_date(row.get(CHILD_BORN_ON)))
        for row in rows
        if isinstance(row, dict)
    )


def _each_once(children: tuple[Child, ...], day: date) -> tuple[Child, ...]:
    """Those who may be heard. Both parents tell of the same child: by the date of birth they are one."""
    by_birth = {one.born_on: one for one in reversed(children) if may_be_heard(one, day)}
    return tuple(sorted(by_birth.values(), key=lambda one: (one.born_on or day, one.name)))


def _parent(
    party: Party, meetings: list[Appointment], consent: ParentConsent | None, reader: User | None
) -> Parent:
    own = [one for one in meetings if one.party_id == party.pk]
    flags = open_flags(party).values_list("code", "severity")
    return Parent(
        who=party.name,
        agrees=_agrees(party, consent),
        miam_done=any(one.state == AppointmentState.ATTENDED for one in own),
        suitable=_answer(consent.suitable) if consent else None,
        explained_on=consent.explained_on if consent else None,
        signed_on=consent.signed_on if consent else None,
        were_judged=party.flags_reviewed_at is not None,
        flags={code: FlagSeverity(severity) for code, severity in flags},
        is_known=reader is None or any(one.mediator.user_id == reader.pk for one in own),
    )


def _agrees(party: Party, consent: ParentConsent | None) -> Answer | None:
    """What they told their mediator alone; before that, what they answered by themselves."""
    told = _answer(consent.agrees) if consent else None
    return told or _answer(party.answers.get(OPEN_TO_IT))


def _answer(given: object) -> Answer | None:
    return Answer(given) if isinstance(given, str) and given in set(Answer) else None


def _mediator(begun: ChildInclusive | None, today: date) -> ChildMediator | None:
    named = getattr(begun.mediator, "mediator", None) if begun and begun.mediator else None
    if not isinstance(named, Mediator):
        return None
    is_accredited = named.is_accredited_on(today)
    return ChildMediator(
        is_accredited=is_accredited and named.is_active,
        is_qualified=named.child_inclusive,
        dbs_on=named.dbs_on,
    )
