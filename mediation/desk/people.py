"""What the desk says of people: how they may be reached, what happened, which reference is whose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bookings import video
from bookings.enums import Mode
from bookings.errors import NoVideo
from bookings.models import Appointment
from intake.contact_safety import Channel, Purpose, may_contact
from intake.models import ContactPreferences
from intake.queries import preferences_of
from intake.typed import number_in_words
from mediation.core.models import Alert, AuditEntry, Message

CHANNELS = ((Channel.EMAIL, "E-mail"), (Channel.CALL, "Phone call"), (Channel.SMS, "Text message"))
VERBS = {
    "appointment.booked": "Booked",
    "appointment.moved": "Moved",
    "appointment.cancelled": "Cancelled",
    "appointment.not_safe": "Told us that they do not feel safe",
    "funding.due": "Fee recorded as not paid yet",
    "funding.paid": "Fee recorded as paid",
    "funding.waived": "Fee waived",
    "funding.source": "Who pays was changed",
}


def channels(contact: ContactPreferences, *, now: datetime) -> list[dict[str, str]]:
    """Each channel with the rule's own answer; the address only where it may be used."""
    preferences = preferences_of(contact)
    rows = []
    for channel, name in CHANNELS:
        clearance = may_contact(preferences, channel, Purpose.BOOKING, now)
        words = f"No. {clearance.sentence}"
        if clearance.allowed:
            plain = clearance.address if channel is Channel.EMAIL else number_in_words(clearance.address)
            words = f"{plain}. {clearance.sentence}"
        rows.append({"name": name, "words": words})
    return rows


def history_line(entry: AuditEntry) -> str:
    who = {"client": "the client", "system": "the system"}.get(entry.actor_kind) or str(entry.actor)
    because = entry.details.get("because")
    return f"{VERBS.get(entry.verb, entry.verb)} by {who}" + (f" ({because})" if because else "")


def host_room(one: Appointment, *, now: datetime) -> str:
    """The mediator's own way into the video room, on the day of the meeting."""
    near = one.starts_at - timedelta(hours=12) <= now <= one.ends_at + timedelta(hours=2)
    if not (one.is_confirmed and one.mode == Mode.ONLINE and near):
        return ""
    try:
        return video.provider().address(
            one.room, video.Guest(one.mediator.name, is_host=True), ends_at=one.ends_at
        )
    except NoVideo:
        return ""


def references_of(rows: Iterable[Message | Alert]) -> dict[tuple[str, int], str]:
    """The public references of the appointments that these are about, in one query."""
    ids = [row.subject_id for row in rows if row.subject_type == "appointment" and row.subject_id]
    found = Appointment.objects.filter(pk__in=ids).values_list("pk", "reference")
    return {("appointment", pk): reference for pk, reference in found}
