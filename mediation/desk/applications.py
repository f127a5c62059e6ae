"""Who waits for a determination, the most urgent first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from intake.conditions import as_date
from legalaid.enums import MAY_APPLY, EvidenceState
from legalaid.models import Determination, Evidence, MeansAssessment
from legalaid.urgency import Application, place_in_line
from mediation.core import times
from mediation.core.models import User
from mediation.desk import words


@dataclass(frozen=True)
class Waiting:
    """One appointment whose party waits, with how far the papers are. `is_changed`: there is a
    determination, and they changed their answers after it."""

    appointment: Appointment
    assessment: MeansAssessment | None
    accepted: int
    papers: int
    urgency: Application
    is_changed: bool


def waiting(user: User, *, now: datetime) -> list[Waiting]:
    """Coming meetings of parties who may get legal aid and have no determination yet, or changed their
    answers after it."""
    screened = MeansAssessment.objects.filter(party=OuterRef("party"))
    decisions = Determination.objects.filter(party=OuterRef("party")).order_by("-decided_at", "-pk")
    changed = screened.filter(updated_at__gt=OuterRef("decided_at"))
    rows = list(
        appointments_visible_to(user)
        .filter(state=AppointmentState.CONFIRMED, ends_at__gte=now)
        .filter(Q(party__funding__source__in=MAY_APPLY) | Exists(screened))
        .annotate(decided_at=Subquery(decisions.values("decided_at")[:1]))
        .filter(Q(decided_at=None) | Exists(changed))
    )
    parties = [row.party_id for row in rows]
    screenings = _screenings(parties)
    papers = _papers(parties)
    found = [
        Waiting(
            row,
            screenings.get(row.party_id),
            *papers.get(row.party_id, (0, 0)),
            _urgency(row),
            is_changed=row.decided_at is not None,
        )
        for row in rows
    ]
    today = times.local_day(now)
    return sorted(found, key=lambda one: place_in_line(one.urgency, today=today))


def _screenings(parties: list[int]) -> dict[int | None, MeansAssessment]:
    rows = MeansAssessment.objects.filter(party__in=parties).defer("answers", "outcome", "email")
    return {row.party_id: row for row in rows.order_by("created_at", "pk")}


def _papers(parties: list[int]) -> dict[int, tuple[int, int]]:
    """How many are accepted, and how many are on the list, by party."""
    rows = Evidence.objects.filter(party__in=parties).order_by().values_list("party")
    counted = rows.annotate(accepted=Count("pk", filter=Q(state=EvidenceState.ACCEPTED)), papers=Count("pk"))
    return {party: (accepted, papers) for party, accepted, papers in counted}


def _urgency(row: Appointment) -> Application:
    return Application(
        since=row.booked_at,
        hearing_on=as_date(row.party.answers.get("hearing_on")),
        is_call_first=words.is_call_first(row),
    )
