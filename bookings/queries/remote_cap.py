"""How many legal-aid meetings of this contract year are held remotely."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q

from bookings.enums import AppointmentState, Mode
from bookings.models import Appointment
from bookings.remote_cap import Cap, RemoteShare
from legalaid.enums import Decision, FundingSource
from legalaid.models import Determination
from mediation.core import times
from mediation.core.practice import practice

NOT_HELD = (AppointmentState.CANCELLED, AppointmentState.NOT_ATTENDED)


def remote_cap() -> Cap | None:
    """The practice's cap; None where it has none."""
    settings = practice()
    if settings.remote_cap_percent is None or settings.remote_cap_from is None:
        return None
    return Cap(settings.remote_cap_percent, settings.remote_cap_from, settings.remote_cap_months)


def remote_share(*, now: datetime) -> RemoteShare | None:
    """The contract year of this instant, UK time; None without a cap. One query.

    A meeting counts where legal aid pays: the party was found eligible, or the other party was. Meetings to
    come count as those held; cancelled ones and those that nobody came to do not.
    """
    cap = remote_cap()
    if cap is None:
        return None
    first, after = cap.year_of(times.local_day(now))
    found = Determination.objects.filter(party=OuterRef("party"), decision=Decision.ELIGIBLE)
    by_own = Q(party__funding__source=FundingSource.LEGAL_AID)
    is_paid = (by_own & Q(is_eligible=True)) | Q(party__funding__source=FundingSource.OTHER_PARTY)
    is_remote = Q(mode=Mode.ONLINE)
    rows = Appointment.objects.exclude(state__in=NOT_HELD).annotate(is_eligible=Exists(found))
    counts = rows.filter(starts_at__gte=_start_of(first), starts_at__lt=_start_of(after)).aggregate(
        remote=Count("pk", filter=is_paid & is_remote),
        meetings=Count("pk", filter=is_paid),
        undecided=Count("pk", filter=by_own & Q(is_eligible=False) & is_remote),
    )
    return RemoteShare(cap, **counts)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), times.UK)
