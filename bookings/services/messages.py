"""Which messages a booking causes, and for whom. What they say is in `bookings/handlers.py` and
`bookings/reminder_handlers.py`."""

from collections.abc import Iterable
from datetime import datetime

from bookings import queries, reminders
from bookings.call_first import EVERY
from bookings.models import Appointment, Offer
from bookings.reminders import Due, What
from intake.models import Case, Draft
from mediation.core import codes, outbox
from mediation.core.enums import Channel, Purpose
from mediation.core.outbox import Plan
from mediation.core.practice import practice

CONFIRMATION = "appointment.confirmation"
MOVED = "appointment.moved"
CANCELLED = "appointment.cancelled"
HANDED_OVER = "appointment.handed_over"
CODE, code, channel_of_code = codes.CODE, codes.code, codes.channel_of
RESUME = "draft.resume"
URGENT = "desk.urgent"
CALL_FIRST = "desk.call_first"
EARLIER = "appointment.earlier"
NOTES_OPENED = "desk.notes_opened"
PURPOSES = {
    What.REMINDER: Purpose.REMINDER,
    What.STARTING: Purpose.REMINDER,
    What.INTAKE: Purpose.INTAKE,
    What.LEGAL_AID: Purpose.LEGAL_AID,
    What.CERTIFICATE: Purpose.CERTIFICATE,
    What.MISSED: Purpose.REMINDER,
}


def after_booking(appointment: Appointment, *, now: datetime) -> list[Plan]:
    return [_to_client(CONFIRMATION, appointment, now=now), *_before_meeting(appointment, now=now)]


def booking_again(appointment: Appointment, *, round: int, now: datetime) -> Plan:
    """The booking once more, to an address that does not have it; `round` makes it another message."""
    return _to_client(f"{CONFIRMATION}:new_address_{round}", appointment, now=now)


def after_move(appointment: Appointment, *, now: datetime) -> list[Plan]:
    return [_to_client(MOVED, appointment, now=now), *_before_meeting(appointment, now=now)]


def after_hand_over(appointment: Appointment, *, now: datetime) -> list[Plan]:
    """The time is the same, the mediator another; reminders are planned anew, for the new version."""
    return [_to_client(HANDED_OVER, appointment, now=now), *_before_meeting(appointment, now=now)]


def after_cancelling(appointment: Appointment, *, now: datetime) -> list[Plan]:
    """None when staff tidy up a meeting that is over."""
    return [_to_client(CANCELLED, appointment, now=now)] if now < appointment.ends_at else []


def after_outcome(appointment: Appointment, what: What, *, now: datetime) -> list[Plan]:
    """What staff's word sets off: "we missed you", or "your document is ready"."""
    meeting = queries.meeting_of(appointment, has_sms=outbox.sms_is_available())
    found = reminders.after_meeting(meeting, what, _rules(), now=now)
    return [_planned(one, appointment) for one in found]


def plan_reminders(appointment: Appointment, *, now: datetime) -> None:
    """Plan what is to come before this meeting, in the caller's transaction; what is planned already stays.

    For whoever changes what reminders depend on, for example how somebody can be reached.
    """
    if appointment.is_confirmed:
        outbox.plan(_before_meeting(appointment, now=now), now=now)


def resume(draft: Draft, *, now: datetime, channel: Channel = Channel.EMAIL) -> Plan:
    """The way back to an unfinished booking; asked for again, it is sent again."""
    return Plan(
        kind=RESUME,
        subject=draft,
        version=outbox.minute_of(now),
        recipient=f"draft:{draft.pk}",
        purpose=Purpose.RESUME_LINK,
        due_at=now,
        not_after=draft.forget_at,
        channel=channel,
    )


def urgent(appointment: Appointment, *, now: datetime) -> Plan:
    """Tell the office by e-mail that the desk holds something urgent; once for one appointment and reason."""
    return Plan(
        kind=URGENT,
        subject=appointment.party,
        version=appointment.pk,
        recipient="office",
        purpose=Purpose.STAFF,
        due_at=now,
    )


def call_first(appointment: Appointment, *, step: datetime, now: datetime) -> Plan:
    """Tell the office that nobody has reached this client yet: once for each step, and of no use once the
    next one is due or the meeting begins."""
    return Plan(
        kind=CALL_FIRST,
        subject=appointment,
        version=outbox.minute_of(step),
        recipient="office",
        purpose=Purpose.STAFF,
        due_at=now,
        not_after=min(step + EVERY, appointment.starts_at),
    )


def earlier(offer: Offer, *, now: datetime) -> Plan:
    """Tell one person of one earlier time, while it is kept for them. The offer's number is in the kind, so
    that each is a message of its own about the same appointment."""
    appointment = offer.request.appointment
    return Plan(
        kind=f"{EARLIER}:offer_{offer.pk}",
        subject=appointment,
        version=appointment.version,
        recipient=f"party:{appointment.party_id}",
        purpose=Purpose.REMINDER,
        due_at=now,
        not_after=offer.expires_at,
        channel=Channel(offer.request.channel),
    )


def notes_opened(case: Case, *, access: int, mediators: Iterable[int], now: datetime) -> list[Plan]:
    """Tell each mediator of a case (by user) that a manager opened the notes; once for each opening."""
    return [
        Plan(
            kind=NOTES_OPENED,
            subject=case,
            version=access,
            recipient=f"user:{pk}",
            purpose=Purpose.STAFF,
            due_at=now,
        )
        for pk in mediators
    ]


def _before_meeting(appointment: Appointment, *, now: datetime) -> list[Plan]:
    meeting = queries.meeting_of(appointment, has_sms=outbox.sms_is_available())
    return [_planned(one, appointment) for one in reminders.before_meeting(meeting, _rules(), now=now)]


def _planned(due: Due, appointment: Appointment) -> Plan:
    return Plan(
        kind=due.kind,
        subject=appointment,
        version=appointment.version,
        recipient=f"party:{appointment.party_id}",
        purpose=PURPOSES[due.what],
        due_at=due.due_at,
        not_after=due.not_after,
        channel=due.channel,
    )


def _rules() -> tuple[reminders.Rule, ...]:
    return reminders.rules_from(practice().reminders)


def _to_client(kind: str, appointment: Appointment, *, now: datetime) -> Plan:
    """Due now, and of no use once the meeting is over."""
    return Plan(
        kind=kind,
        subject=appointment,
        version=appointment.version,
        recipient=f"party:{appointment.party_id}",
        purpose=Purpose.BOOKING,
        due_at=now,
        not_after=appointment.ends_at,
    )
