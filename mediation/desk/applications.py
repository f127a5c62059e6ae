"""Who waits for a determination, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from intake.conditions import as_date
from legalaid.enums import MAY_APPLY, EvidenceState
from legalaid.evidence_rules import Item
from legalaid.models import Determination, Evidence, MeansAssessment
from legalaid.urgency import Application, place_in_line
from mediation.core import times
from mediation.core.models import User
from mediation.desk import words


@dataclass(frozen=True)
class Papers:
    """How many are on the list, how many of them accepted and still good, and how many wait for our look."""

    listed: int = 0
    accepted: int = 0
    to_check: int = 0

    @property
    def are_accepted(self) -> bool:
        return 0 < self.listed == self.accepted


@dataclass(frozen=True)
class Waiting:
    """One appointment whose party waits, with how far the papers are. `is_changed`: there is a
    determination, and they changed their answers after it."""

    appointment: Appointment
    assessment: MeansAssessment | None
    papers: Papers
    urgency: Application
    is_changed: bool


def waiting(user: User, *, now: datetime) -> list[Appointment]:
    """Coming meetings of parties who may get legal aid and have no determination yet, or changed their
    answers after it; the most urgent first. Of each only what the order needs is read: see `with_papers`."""
    screened = MeansAssessment.objects.filter(party=OuterRef("party"))
    decisions = Determination.objects.filter(party=OuterRef("party")).order_by("-decided_at", "-pk")
    changed = screened.filter(updated_at__gt=OuterRef("decided_at"))
    rows = list(
        appointments_visible_to(user)
        .filter(state=AppointmentState.CONFIRMED, ends_at__gte=now)
        .filter(Q(party__funding__source__in=MAY_APPLY) | Exists(screened))
        .annotate(decided_at=Subquery(decisions.values("decided_at")[:1]))
        .filter(Q(decided_at=None) | Exists(changed))
        .select_related(None)
        .select_related("party")
        .only("booked_at", "party__answers", "party__flags_reviewed_at", "party__erased_at")
    )
    today = times.local_day(now)
    return sorted(rows, key=lambda row: place_in_line(_urgency(row), today=today))


def with_papers(user: User, rows: Sequence[Any], *, now: datetime) -> list[Waiting]:
    """These rows of `waiting` whole, and how far each is, in the same order; three queries."""
    decided = {row.pk: row.decided_at for row in rows}
    whole = {row.pk: row for row in appointments_visible_to(user).filter(pk__in=decided)}
    rows = [whole[pk] for pk in decided if pk in whole]
    parties = [row.party_id for row in rows]
    screenings = _screenings(parties)
    today = times.local_day(now)
    papers = _papers(parties, today)
    return [
        Waiting(
            row,
            screenings.get(row.party_id),
            papers.get(row.party_id, Papers()),
            _urgency(row),
            is_changed=decided[row.pk] is not None,
        )
        for row in rows
    ]


def _screenings(parties: list[int]) -> dict[int | None, MeansAssessment]:
    rows = MeansAssessment.objects.filter(party__in=parties).defer("answers", "outcome", "email")
    return {row.party_id: row for row in rows.order_by("created_at", "pk")}


def _papers(parties: list[int], today: date) -> dict[int, Papers]:
    """How far each party's list is."""
    found: dict[int, list[Evidence]] = {}
    for row in Evidence.objects.filter(party__in=parties).defer("reason"):
        found.setdefault(row.party_id, []).append(row)
    return {party: _how_far([row.item for row in rows], today) for party, rows in found.items()}


def _how_far(items: list[Item], today: date) -> Papers:
    accepted = [one for one in items if one.state is EvidenceState.ACCEPTED and not one.is_too_old(today)]
    waiting = [one for one in items if one.state is EvidenceState.RECEIVED]
    return Papers(len(items), len(accepted), len(waiting))


def _urgency(row: Appointment) -> Application:
    return Application(
        since=row.booked_at,
        hearing_on=as_date(row.party.answers.get("hearing_on")),
        is_call_first=words.is_call_first(row),
    )
