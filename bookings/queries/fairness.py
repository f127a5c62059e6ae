"""The whole team's last 28 days, for choosing who is asked first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Max, Q

from bookings import assignment
from bookings.enums import AppointmentState
from bookings.models import Mediator, TimeOff
from mediation.core.periods import Period

from .calendars import mediators_offered
from .taken import FAR_FUTURE, FAR_PAST


def in_fair_order(*, now: datetime) -> list[assignment.Ranked]:
    """Every mediator offered to clients, the one furthest behind their share first. Two queries.

    Meetings are counted when they were given, moved and cancelled ones only while they stand.
    """
    since = now - timedelta(days=assignment.FAIRNESS_DAYS)
    given = Q(appointments__booked_at__gt=since) & ~Q(appointments__state=AppointmentState.CANCELLED)
    team = list(
        mediators_offered().annotate(
            meetings=Count("appointments", filter=given),
            no_shows=Count(
                "appointments", filter=given & Q(appointments__state=AppointmentState.NOT_ATTENDED)
            ),
            last_assigned_at=Max("appointments__booked_at"),
        )
    )
    away = _time_off(team, since=since, now=now)
    return assignment.rank(
        [
            assignment.Candidate(
                id=one.pk,
                target_share=one.target_share,
                count=assignment.fair_count(
                    meetings=one.meetings - one.no_shows, client_no_shows=one.no_shows
                ),
                last_assigned_at=one.last_assigned_at,
                days_available=assignment.days_available(
                    today=now.astimezone(ZoneInfo(one.zone)).date(),
                    zone=ZoneInfo(one.zone),
                    started_on=one.started_on,
                    time_off=away[one.pk],
                ),
            )
            for one in team
        ]
    )


def _time_off(team: Sequence[Mediator], *, since: datetime, now: datetime) -> dict[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    rows = TimeOff.objects.filter(
        mediator__in=[one.pk for one in team],
        span__overlap=DateTimeTZRange(since - timedelta(days=2), now + timedelta(days=2)),
    )
    for mediator, span in rows.values_list("mediator_id", "span"):
        found[mediator].append(Period(span.lower or FAR_PAST, span.upper or FAR_FUTURE))
    return found
