"""How the desk says what moving, handing over or cancelling a meeting means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bookings.enums import AskedBy, Gender
from bookings.explanation import ReasonCode
from bookings.models import Appointment, Mediator
from bookings.services import charge_for_cancelling
from bookings.services.moves import CONFLICT
from intake.contact_safety import Channel, Purpose, may_contact
from intake.queries import preferences_of
from legalaid.enums import MAY_APPLY
from mediation.core import times

HOURS = "{name} does not work then. The whole meeting must lie inside their hours."
REFUSALS = {
    ReasonCode.INACTIVE: "{name} takes no bookings now.",
    ReasonCode.NOT_QUALIFIED: "{name}’s accreditation, as we know it, ends before that day.",
    ReasonCode.IN_THE_PAST: "That time is over.",
    ReasonCode.DAY_OFF: "{name} has that day off.",
    ReasonCode.OVERRIDE: HOURS,
    ReasonCode.OUTSIDE_HOURS: HOURS,
    ReasonCode.CLOSURE: "The practice is closed on that day.",
    ReasonCode.TIME_OFF: "{name} has time off then.",
    ReasonCode.BOOKED: "{name} has another meeting then, or one so near that the time kept free around it "
    "would be lost.",
    ReasonCode.HELD: "Somebody is booking a time with {name} then, at this moment.",
    ReasonCode.BUSY_ELSEWHERE: "{name} is busy then, by their other calendar.",
    ReasonCode.DAILY_CAP: "{name} has as many meetings on that day as a mediator may have.",
    CONFLICT: "{name} cannot take this meeting.",
}
GENDERS = {Gender.WOMAN.value: "a woman", Gender.MAN.value: "a man"}


def refusal(codes: Iterable[str], mediator: Mediator) -> str:
    """Why this mediator cannot have the meeting then: the first rule that stands in the way."""
    words = next((REFUSALS[code] for code in codes if code in REFUSALS), "That time is not free.")
    return words.format(name=mediator.name)


def we_write(one: Appointment, *, now: datetime) -> str:
    """Whether the client is written to, by what they said is safe."""
    preferences = preferences_of(one.party.contact)
    if may_contact(preferences, Channel.EMAIL, Purpose.BOOKING, now).allowed:
        return "We write to them by e-mail, as they allowed us."
    call = may_contact(preferences, Channel.CALL, Purpose.BOOKING, now)
    if call.allowed:
        return "We may not write to them. An alert asks somebody to ring them."
    return "We may neither write to them nor ring. An alert keeps it on the desk until they call."


def wish_words(one: Appointment) -> str:
    """What they asked for when they booked, and what a mediator needs for their funding."""
    lines = []
    if one.wants_gender:
        lines.append(f"They asked for {GENDERS[one.wants_gender]}.")
    if one.party.funding.source in MAY_APPLY:
        lines.append("They may get legal aid, so the mediator has to be authorised for it.")
    return " ".join(lines)


def fee_words(one: Appointment, asked_by: AskedBy, *, now: datetime) -> str:
    """What is due by the terms that they agreed to, if it is cancelled now."""
    if asked_by is AskedBy.PRACTICE:
        return "Nothing is due, since we cancel."
    if one.fee.has_nothing_to_pay:
        return "Nothing is due: they have nothing to pay."
    due = charge_for_cancelling(one, now=now)
    if not due:
        return "Nothing is due: they are in time, by the terms that they agreed to."
    may_apply = one.party.funding.source in MAY_APPLY
    return f"£{due:.2f} is due by the terms that they agreed to" + (
        ", or nothing if they get legal aid." if may_apply else "."
    )


def facts_of(one: Appointment) -> dict[str, str]:
    """The meeting as these pages head it."""
    return {
        "reference": one.reference,
        "name": one.party.name,
        "what": one.appointment_type.name,
        "when": times.full_when(one.starts_at, one.ends_at),
        "mediator": one.mediator.name,
    }
