"""Keeping each meeting's fee true: when it is cancelled or missed, and when the person books another. The
trail names the system: it is the rule that writes, whoever cancelled or said how it went."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bookings import fees as rules
from bookings.fees import Why
from bookings.models import Appointment, EarlierFee
from intake.models import Party
from legalaid.enums import Decision, FundingSource, FundingState
from legalaid.fee_fields import Fee
from legalaid.models import Determination, Funding
from legalaid.services import record_funding
from mediation.core import audit

from . import free_again


def fee_when_not_held(appointment: Appointment, *, due: Decimal, why: Why, now: datetime) -> None:
    """It was cancelled or missed, and so much of the fee is due by their terms. Needs a transaction."""
    row = _own_row(appointment, now)
    _write(row, rules.when_not_held(_said(row), agreed=_agreed(appointment), due=due, why=why), now)


def fee_when_held(appointment: Appointment, *, now: datetime) -> None:
    """It took place, or the line failed: what a no-show said by mistake wrote is taken back. Needs a
    transaction."""
    row = _own_row(appointment, now)
    _write(row, rules.when_held(_said(row), agreed=_agreed(appointment)), now)


def begin_fee_again(appointment: Appointment, *, now: datetime) -> None:
    """The person has booked once more, into the same file: what their fee was so far stays beside the meeting
    before, and the file speaks of this one. Needs a transaction."""
    party = appointment.party
    funding = Funding.objects.select_for_update().get(party=party)
    before = _speaks_of(party, but=appointment)
    if before is not None:
        keep_with(before, funding)
    state, reason = _first_state(funding, before)
    funding = record_funding(
        funding=funding,
        state=state,
        reason=reason,
        fee=appointment.appointment_type.fee,
        actor=audit.SYSTEM,
        now=now,
    )
    party.funding = funding
    failed = free_again.failed_meeting_of(party)
    if failed is not None and state is FundingState.DUE:
        free_again.make_good(failed.pk, by=appointment, now=now)


def keep_fee_with_its_meeting(party: Party) -> None:
    """Before the meetings of this file go to another one, which has a fee of its own."""
    funding = Funding.objects.filter(party=party).first()
    last = _speaks_of(party)
    if funding is not None and last is not None:
        keep_with(last, funding)


def keep_with(appointment: Appointment, funding: Funding) -> EarlierFee:
    """Write beside this meeting what the file says of its fee."""
    fields = ("source", "fee", "state", "reason", "updated_at")
    return EarlierFee.objects.create(
        appointment=appointment, **{name: getattr(funding, name) for name in fields}
    )


def _first_state(funding: Funding, before: Appointment | None) -> tuple[FundingState, str]:
    """Legal aid goes on; money that may be left over is said, for a person to settle; else it is due."""
    if _has_nothing_to_pay(funding):
        return FundingState.WAIVED, ""
    if before is not None and funding.state == FundingState.PAID and _said(funding).is_by_rule:
        return FundingState.DUE, f"Something of what they paid for {before.reference} may count here"
    return FundingState.DUE, ""


def _has_nothing_to_pay(funding: Funding) -> bool:
    """For any meeting of theirs: legal aid was granted, also after they had paid, or the other party's is
    theirs too."""
    if funding.source != FundingSource.LEGAL_AID:
        return funding.source == FundingSource.OTHER_PARTY
    is_waived = funding.state == FundingState.WAIVED and not _said(funding).is_by_rule
    decided = Determination.objects.filter(party=funding.party_id).order_by("decided_at", "pk").last()
    return is_waived or (decided is not None and decided.decision == Decision.ELIGIBLE)


def _speaks_of(party: Party, *, but: Appointment | None = None) -> Appointment | None:
    """Whose fee the file speaks of: the meeting booked last that has no fee of its own."""
    rows = Appointment.objects.filter(party=party, earlier_fee=None)
    return (rows.exclude(pk=but.pk) if but else rows).order_by("-pk").first()


def _own_row(appointment: Appointment, now: datetime) -> Fee:
    """The row of this meeting's fee, locked. Of one before the last that was booked when nobody kept them
    apart, a new one: the file's speaks of the last."""
    # The file's own row first: a booking that keeps the fees apart at this moment is over before, or waits.
    funding = Funding.objects.select_for_update().get(party=appointment.party_id)
    own = EarlierFee.objects.select_for_update().filter(appointment=appointment).first()
    if own is not None:
        return own
    if _speaks_of(appointment.party) == appointment:
        return funding
    state = FundingState.WAIVED if _has_nothing_to_pay(funding) else FundingState.DUE
    fee = _agreed(appointment)
    return EarlierFee.objects.create(
        appointment=appointment, source=funding.source, fee=fee, state=state, updated_at=now
    )


def _agreed(appointment: Appointment) -> Decimal:
    return Decimal(appointment.terms_agreed.get("fee", 0))


def _said(row: Fee) -> rules.Fee:
    return rules.Fee(row.fee, FundingState(row.state), row.reason)


def _write(row: Fee, fee: rules.Fee, now: datetime) -> None:
    if fee != _said(row):
        record_funding(
            funding=row, fee=fee.amount, state=fee.state, reason=fee.reason, actor=audit.SYSTEM, now=now
        )
