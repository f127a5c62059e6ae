"""How the desk says states and kinds: a word as well as a colour."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from decimal import Decimal

from bookings.enums import AppointmentState
from bookings.models import Appointment
from intake.contact_safety import SENTENCES, Reason
from intake.enums import Answer, JoinReason
from legalaid.enums import Decision, EvidenceState
from legalaid.findings import Verdict
from legalaid.models import MeansAssessment
from mediation.core import times
from mediation.core.enums import Channel, Delivery, MessageState, Severity

Badge = dict[str, str]
MINUTE, SHOWN_BEFORE = timedelta(minutes=1), timedelta(hours=12)

KINDS = {
    "appointment.confirmation": "Booking confirmed",
    "appointment.moved": "Booking moved",
    "appointment.cancelled": "Booking cancelled",
    "appointment.handed_over": "Another mediator",
    "appointment.reminder": "Reminder",
    "appointment.starting": "Starts soon",
    "appointment.earlier": "An earlier time",
    "appointment.missed": "We missed you",
    "appointment.try_again": "The next time is free",
    "appointment.certificate_ready": "Document is ready",
    "intake.unfinished": "Questions not finished",
    "legalaid.evidence_missing": "What to bring for legal aid",
    "link.code": "One-time code",
    "draft.resume": "Link to go on later",
    "costs.back": "Link back to the questions about money",
    "papers.needed": "Papers are missing",
    "callback.confirmed": "When we ring",
    "callback.could_not_reach": "We could not reach you",
    "desk.callback_due": "A call is due (office)",
    "desk.callback_late": "A call is late (office)",
    "desk.urgent": "Please look at the desk (office)",
    "invitation.letter": "Invitation",
    "invitation.reminder": "Invitation, once more",
    "desk.call_first": "Talk with a client first (office)",
    "desk.notes_opened": "Your notes were opened (mediators)",
    "account.password_reset": "New password (staff)",
    "account.welcome": "Your account (staff)",
    "account.changed": "Sign-in changed (staff)",
}
ALERTS = {
    "safety.call_first": "Talk with this person first",
    "safety.not_safe": "Does not feel safe",
    "booking.conflict": "Somebody could not book",
    "appointment.prepare": "Arrange before a meeting",
    "appointment.call": "No e-mail allowed",
    "appointment.outside_hours": "Booked outside the hours",
    "calendar.clash": "Busy elsewhere during a meeting",
    "calendar.unread": "An outside calendar cannot be read",
    "appointment.cannot_come": "Cannot come",
    "promise.broken": "The 48-hour promise is broken",
    "promise.ahead": "The 48-hour promise will break",
    "message.not_sent": "A message was not sent",
    "message.in_doubt": "A text may have been sent",
    "message.missed": "Messages came too late",
    "message.bounced": "A message did not arrive",
    "callback.urgent": "Urgent: asked for a call",
    "safety.callback": "Asked for a call, not safe to talk",
    "callback.needs_time": "A call needs a time",
    "callback.number_unsafe": "Do not ring this number",
    "callback.unsafe": "Nobody may ring this person",
    "callback.due": "A promised call is due soon",
    "callback.late": "A promised call is late",
    "callback.window_closed": "Calls promised outside the hours",
    "invitation.replied": "An invited person answered",
    "invitation.undeliverable": "An invitation came back",
    "invitation.stopped": "An invitation was stopped",
    "invitation.post_reminder": "A reminder to post",
    "papers.to_check": "Papers to check",
    "people.conflict": "A name like one in another case",
    "people.twice": "Perhaps somebody who booked before",
    "people.merge_asked": "Two files to be merged",
    "people.join_asked": "Two sides to be put on one case",
    "legal_aid.urgent": "Legal aid, and a hearing is near",
    "notes.opened": "A mediator’s notes were opened",
    "complaint.due": "A complaint is due soon",
    "complaint.late": "A complaint is late",
    "rights.due": "A data protection request is due soon",
    "rights.late": "A data protection request is late",
    "hold.review": "A legal hold to look at again",
    "papers.storage_away": "Files cannot be deleted",
}
_RECIPIENTS = {
    "party": "the client",
    "link": "the client",
    "draft": "somebody who is booking",
    "visitor": "somebody without a booking",
    "callback": "somebody who asked for a call",
    "invited": "the invited person",
    "user": "a colleague",
    "office": "the office",
}
_MESSAGE_BADGES = {
    MessageState.PLANNED: ("Waiting", "info"),
    MessageState.SENDING: ("Sending", "info"),
    MessageState.SENT: ("Sent", "green"),
    MessageState.SKIPPED: ("Not sent", "amber"),
    MessageState.MISSED: ("Too late", "red"),
    MessageState.FAILED: ("Failed", "red"),
}
_APPOINTMENT_BADGES = {
    AppointmentState.CONFIRMED: ("Confirmed", "green"),
    AppointmentState.CANCELLED: ("Cancelled", "amber"),
    AppointmentState.ATTENDED: ("Attended", "green"),
    AppointmentState.NOT_ATTENDED: ("Did not come", "amber"),
    AppointmentState.LEFT_EARLY: ("Left early", "amber"),
    AppointmentState.TECHNICAL_FAILURE: ("Video failed", "amber"),
}
_SEVERITY_BADGES = {
    Severity.URGENT: ("Now", "red"),
    Severity.TODO: ("To do", "amber"),
    Severity.NOTICE: ("To know", "info"),
}
_DELIVERY_BADGES = {
    Delivery.DELIVERED: ("Delivered", "green"),
    Delivery.BOUNCED: ("Came back", "red"),
    Delivery.COMPLAINED: ("Marked as spam", "red"),
}
CHANNELS = {
    Channel.EMAIL: "e-mail",
    Channel.SMS: "text message",
    Channel.CALL: "phone call",
    Channel.POST: "letter",
}
_ONE_OF = {
    Channel.EMAIL: "e-mail",
    Channel.SMS: "a text message",
    Channel.CALL: "a phone call",
    Channel.POST: "a letter",
}
# Reasons that a row records as codes, in words for staff. Whatever is not here is a sentence already.
REASONS: dict[str, str] = {
    **{str(code): sentence for code, sentence in SENTENCES.items()},
    Reason.NEVER: "They said that {channel} is not safe.",
    Reason.NO_ADDRESS: "They gave us no address or number for {channel}.",
    Reason.UNKNOWN: "We do not know if {channel} is safe. Without a yes we only use e-mail.",
    Reason.OUTSIDE_SAFE_TIME: "Waits for a time that they said is safe.",
    "staff": "This goes to a member of staff.",
}


# How staff knew something: kept as a code. That two cases are one dispute, and that somebody is the client.
JOIN_REASONS = {
    JoinReason.BOTH_SAID: "Each told us, by themselves, who the other is",
    JoinReason.PAPER: "An application, an order or a letter names both",
    JoinReason.SAME_CHILDREN: "Both told us of the same children",
}
HOW_WE_KNEW = {
    "code_word": "They said their code word",
    "rang_back": "We rang back on the number that we hold",
    "in_the_meeting": "They told us in the meeting",
    "knew_the_details": "They knew the reference and other details that we hold",
}


def kind(stored: str) -> str:
    """What staff call a message; what follows a colon (`appointment.reminder:120`) is minutes before."""
    name, _, detail = stored.partition(":")
    called = KINDS.get(name, name)
    return f"{called}, {_detail(detail)}" if detail else called


def _detail(detail: str) -> str:
    if not detail.isdigit():
        return detail.replace("_", " ")
    hours, minutes = divmod(int(detail), 60)
    if minutes:
        return f"{detail} minutes before"
    return "1 hour before" if hours == 1 else f"{hours} hours before"


def reason(recorded: str, channel: str) -> str:
    """Why a message waits or did not go, as a sentence."""
    words = REASONS.get(recorded, recorded).replace("{channel}", _ONE_OF[Channel(channel)])
    words = words[:1].upper() + words[1:]
    return words if not words or words.endswith((".", "?", "!")) else f"{words}."


def recipient(reference: str) -> str:
    """Who a message is for, out of a reference such as party:12; never an address."""
    return _RECIPIENTS.get(reference.partition(":")[0], reference)


def _badge(pair: tuple[str, str]) -> Badge:
    return {"text": pair[0], "tone": pair[1]}


def message_badge(state: str) -> Badge:
    return _badge(_MESSAGE_BADGES[MessageState(state)])


def delivery_badge(delivery: str) -> Badge | None:
    """What the provider said afterwards, if it said anything."""
    return _badge(_DELIVERY_BADGES[Delivery(delivery)]) if delivery else None


def appointment_badge(state: str) -> Badge:
    return _badge(_APPOINTMENT_BADGES[AppointmentState(state)])


def severity_badge(severity: str) -> Badge:
    return _badge(_SEVERITY_BADGES[Severity(severity)])


def is_call_first(appointment: Appointment) -> bool:
    """Whether a person should talk with this client before the meeting: a red flag stands and nobody has
    (`is_unreached`), they told us since that they do not feel safe (`told_not_safe`, both from
    `bookings.queries.appointments_visible_to`), or nobody knows whether they are in danger."""
    told = getattr(appointment, "told_not_safe", False) or getattr(appointment, "is_unreached", False)
    party = appointment.party
    if party.erased_at:
        return False  # their answers are gone, and their meeting is over
    settled = set(Answer) if party.flags_reviewed_at else {Answer.NO}
    return bool(told or party.answers.get("danger_now") not in settled)


def appointment_badges(appointment: Appointment) -> list[Badge]:
    badges = [] if appointment.is_confirmed else [appointment_badge(appointment.state)]
    if is_call_first(appointment):
        badges.append({"text": "Call first", "tone": "red"})
    if appointment.is_confirmed and getattr(appointment, "is_unread", False):
        badges.append({"text": "Read first", "tone": "amber"})
    return badges


def when_note(appointment: Appointment, *, now: datetime) -> str:
    """ "in 12 minutes" in the half day before, "now, 25 minutes left" while it lasts; empty otherwise.

    The desk's script counts on in the same words: mediation/assets/_time_left.js.
    """
    if appointment.starts_at <= now < appointment.ends_at:
        return f"now, {_minutes(math.ceil((appointment.ends_at - now) / MINUTE))} left"
    left = appointment.starts_at - now
    if not timedelta(0) < left <= SHOWN_BEFORE:
        return ""
    return f"in {_minutes(math.ceil(left / MINUTE))}"


def _minutes(count: int) -> str:
    """1 minute; 60 minutes; 2 hours 5 minutes."""
    if count <= 60:
        return "1 minute" if count == 1 else f"{count} minutes"
    hours, minutes = divmod(count, 60)
    whole = "1 hour" if hours == 1 else f"{hours} hours"
    return f"{whole} {_minutes(minutes)}" if minutes else whole


def why_this_mediator(recorded: str) -> str:
    """Why the fair order put this mediator first, as `bookings.assignment` recorded it; other words as they
    are."""
    return "; ".join(_fair_words(part) for part in recorded.split("; ")) if recorded else ""


def _fair_words(part: str) -> str:
    if part in _FAIR:
        return _FAIR[part]
    name, _, amount = part.partition(" ")
    if name != "shortfall":
        return part.replace("not here", "away")
    if amount == "0.0":
        return "had their fair share of meetings"
    side = "more" if amount.startswith("-") else "fewer"
    return f"{amount.removeprefix('-')} {side} meetings than their fair share"


_FAIR = {
    "least recently assigned": "waited longest",
    "not assigned before": "had none before",
    "level with the next, so by number": "level with the next",
}


def since(at: datetime, *, now: datetime) -> str:
    return times.short_when(at, today=times.local_day(now))


def screening_state(assessment: MeansAssessment) -> str:
    """How far a client's screening for legal aid is, and the bare verdict; never a figure."""
    if not assessment.verdict:
        return "Begun, not finished"
    return {
        Verdict.ELIGIBLE: "Likely eligible, by their own answers",
        Verdict.NOT_ELIGIBLE: "Likely not eligible, by their own answers",
        Verdict.NEED_MORE_INFORMATION: "More to find out",
    }[Verdict(assessment.verdict)]


DECISIONS = {Decision.ELIGIBLE: "Eligible", Decision.NOT_ELIGIBLE: "Not eligible"}
_EVIDENCE_BADGES = {
    EvidenceState.NEEDED: ("Needed", "amber"),
    EvidenceState.RECEIVED: ("Received", "info"),
    EvidenceState.ACCEPTED: ("Accepted", "green"),
    EvidenceState.REJECTED: ("Rejected", "red"),
}


def evidence_badge(state: str) -> Badge:
    return _badge(_EVIDENCE_BADGES[EvidenceState(state)])


def hearing_in(days: int) -> str:
    if days < 2:
        return "Hearing tomorrow" if days else "Hearing today"
    return f"Hearing in {days} days"


def pounds(amount: str) -> str:
    """A stored figure, e.g. "-1200.50", as £ with commas."""
    return f"{'-' if amount.startswith('-') else ''}£{abs(Decimal(amount)):,.2f}"
