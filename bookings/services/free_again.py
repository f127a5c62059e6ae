"""The next time free, after the video or phone failed; and who is asked to ring after missed meetings."""

from datetime import datetime, timedelta

from django.db.models import Q

from bookings.enums import AppointmentState
from bookings.models import Appointment
from intake.models import Party
from legalaid.enums import FundingState
from legalaid.services import record_funding
from mediation.core import audit, outbox
from mediation.core.enums import Purpose
from mediation.core.outbox import Plan

from . import desk_alerts

TRY_AGAIN = "appointment.try_again"
OFFER_LASTS = timedelta(days=60)
NEWS_FOR = timedelta(days=7)  # the message itself; after that the office has spoken with them
FREE_AFTER = "free_after"  # in a draft's wish: the failed meeting that this booking follows


def offer_again(appointment: Appointment, *, now: datetime) -> None:
    """Tell the client, if we may, that the next time is free; otherwise the office. Once for one meeting."""
    plan = Plan(
        kind=TRY_AGAIN,
        subject=appointment,
        version=appointment.version,
        recipient=f"party:{appointment.party_id}",
        purpose=Purpose.BOOKING,
        due_at=now,
        not_after=now + NEWS_FOR,
    )
    outbox.plan([plan], now=now)
    desk_alerts.offer_again(appointment, now=now)


def failed_meeting(pk: object) -> Appointment | None:
    """A meeting whose video or phone failed, and that no free one has followed; one that was cancelled does
    not count."""
    if not isinstance(pk, int):
        return None
    rows = Appointment.objects.filter(pk=pk, state=AppointmentState.TECHNICAL_FAILURE)
    still = Q(made_good_by=None) | Q(made_good_by__state=AppointmentState.CANCELLED)
    return rows.filter(still).first()


def failed_meeting_of(party: Party) -> Appointment | None:
    """The latest meeting of this file that failed and that no free one has followed."""
    rows = Appointment.objects.filter(party=party, state=AppointmentState.TECHNICAL_FAILURE).order_by("-pk")
    return next((one for one in rows if failed_meeting(one.pk)), None)


def make_good(failed_id: object, *, by: Appointment, now: datetime) -> None:
    """This booking follows a meeting that failed: its fee is waived. Once for each. Needs a transaction."""
    if not isinstance(failed_id, int):
        return
    Appointment.objects.select_for_update().filter(pk=failed_id).first()
    failed = failed_meeting(failed_id)
    if failed is None:
        return
    failed.made_good_by = by
    failed.save(update_fields=["made_good_by"])
    by.party.funding = record_funding(
        funding=by.party.funding,
        state=FundingState.WAIVED,
        reason=f"The video or phone failed at {failed.reference}",
        actor=audit.SYSTEM,
        now=now,
    )
