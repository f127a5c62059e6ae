"""How a meeting went, in a word, and whether its document is ready."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from bookings.enums import OUTCOMES, AppointmentState
from bookings.errors import DocumentIsReady, NotAttended, NotBegunYet, WasCancelled
from bookings.fees import Why
from bookings.models import Appointment, Certificate
from bookings.reminders import What
from mediation.core import audit, outbox

from . import desk_alerts, fees, free_again, messages
from .appointments import cost_of_cancelling


@transaction.atomic
def record_outcome(
    *, appointment: Appointment, state: AppointmentState, actor: audit.Actor, now: datetime
) -> Appointment:
    """Staff say how the meeting went, from its start on; said wrongly, it is said again.

    Saying the same twice changes nothing. Somebody who did not come is told that we missed them, within a
    day of the meeting and once; somebody whose video or phone failed, that the next time is free. Raises
    NotBegunYet, WasCancelled, DocumentIsReady, and ValueError for a state that is no outcome.
    """
    if state not in OUTCOMES:
        raise ValueError(f"{state} is not how a meeting can go")
    one = _locked(appointment)
    if one.state == AppointmentState.CANCELLED:
        raise WasCancelled
    if now < one.starts_at:
        raise NotBegunYet
    if one.state == state:
        return one
    if one.certificate_ready_at is not None or Certificate.objects.filter(appointment=one).exists():
        raise DocumentIsReady
    one.state, one.outcome_at = state, now
    one.save(update_fields=["state", "outcome_at"])
    audit.record(actor, f"appointment.{state}", one, at=now)
    _write_fee(one, now)
    if state == AppointmentState.NOT_ATTENDED:
        outbox.plan(messages.after_outcome(one, What.MISSED, now=now), now=now)
    if state == AppointmentState.TECHNICAL_FAILURE:
        free_again.offer_again(one, now=now)
    return one


def _write_fee(one: Appointment, now: datetime) -> None:
    """Who did not come owes by the terms they agreed to; whoever came, or whose line failed, the fee. Of
    somebody whose file was deleted the fee stands: what they agreed to is gone."""
    if not one.terms_agreed:
        return
    if one.state == AppointmentState.NOT_ATTENDED:
        due = cost_of_cancelling(one, now=one.starts_at)
        fees.fee_when_not_held(one, due=due, why=Why.MISSED, now=now)
    else:
        fees.fee_when_held(one, now=now)


@transaction.atomic
def mark_certificate_ready(*, appointment: Appointment, actor: audit.Actor, now: datetime) -> Appointment:
    """Their document can be handed over, and they are told so; doing it twice tells once.

    Raises NotAttended unless somebody said that they attended.
    """
    one = _locked(appointment)
    if one.state != AppointmentState.ATTENDED:
        raise NotAttended
    if one.certificate_ready_at is None:
        one.certificate_ready_at = now
        one.save(update_fields=["certificate_ready_at"])
        audit.record(actor, "appointment.certificate_ready", one, at=now)
        outbox.plan(messages.after_outcome(one, What.CERTIFICATE, now=now), now=now)
    return one


def certificate_is_made(certificate: Certificate, *, now: datetime) -> None:
    """Its file is there: the client is told, of a copy or a new one once more; where no e-mail may be sent,
    the office is. Needs a transaction."""
    one = _locked(certificate.appointment)
    desk_alerts.document_ready(one, copy=certificate.pk, now=now)
    if one.certificate_ready_at is None:
        mark_certificate_ready(appointment=one, actor=audit.SYSTEM, now=now)
        return
    plans = messages.after_outcome(one, What.CERTIFICATE, now=now)
    outbox.plan([replace(plan, kind=f"{plan.kind}:again_{certificate.pk}") for plan in plans], now=now)


def _locked(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_for_update(of=("self",)).select_related("party").get(pk=appointment.pk)
