"""What staff are told when a booking is made or changed. References only, never names."""

from datetime import datetime

from bookings.models import Appointment
from intake.contact_safety import Channel, Purpose, may_contact
from intake.enums import Answer
from intake.queries import preferences_of
from legalaid.enums import MAY_APPLY
from legalaid.services import ask_staff_to_hurry
from mediation.core.alerts import raise_alert
from mediation.core.enums import Severity


def after_booking(appointment: Appointment, *, now: datetime) -> None:
    """A call task where no e-mail may be sent, a person first where somebody may be in danger, and papers to
    check today where legal aid may pay and a hearing is near."""
    if appointment.party.answers.get("danger_now") != Answer.NO:
        raise_alert(
            "safety.call_first",
            f"{appointment.reference}: may be in danger now. Talk with this person before their meeting.",
            severity=Severity.URGENT,
            at=now,
            about=appointment,
        )
    if appointment.party.funding.source in MAY_APPLY:
        ask_staff_to_hurry(party=appointment.party, now=now)
    _call_if_unwritten(appointment, "tell them about their booking", now)


def nobody_without_conflict(*, now: datetime) -> None:
    """Staff only: somebody met "just taken" because every mediator at that time acts for the other person."""
    raise_alert(
        "booking.conflict",
        "Somebody could not book: every mediator free at that time has a conflict. They were told that the "
        "time was taken, and may call.",
        severity=Severity.TODO,
        at=now,
        key=f"{now:%Y-%m-%d}",
    )


def after_move(appointment: Appointment, *, now: datetime) -> None:
    _call_if_unwritten(appointment, "tell them about their new time", now)


def cannot_come(appointment: Appointment, *, now: datetime) -> None:
    raise_alert(
        "appointment.cannot_come",
        f"{appointment.reference}: cannot come, told us shortly before the meeting. The time is free again.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
    )


def not_safe(appointment: Appointment, *, now: datetime) -> None:
    raise_alert(
        "safety.not_safe",
        f"{appointment.reference}: does not feel safe. Talk with them now, in the way they said is safe.",
        severity=Severity.URGENT,
        at=now,
        about=appointment,
    )


def _call_if_unwritten(appointment: Appointment, task: str, now: datetime) -> None:
    preferences = preferences_of(appointment.party.contact)
    if may_contact(preferences, Channel.EMAIL, Purpose.BOOKING, now).allowed:
        return
    call = may_contact(preferences, Channel.CALL, Purpose.BOOKING, now)
    how = "Ring them" if call.allowed else "We may neither write nor ring: wait for their call to"
    raise_alert(
        "appointment.call",
        f"{appointment.reference}: no e-mail may be sent. {how} {'to ' if call.allowed else ''}{task}.",
        severity=Severity.TODO,
        at=now,
        about=appointment,
        key=str(appointment.version),
    )
