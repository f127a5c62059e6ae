"""What the desk says of people: how they may be reached, what happened, which reference is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from bookings import video
from bookings.enums import CLOSED, Mode
from bookings.errors import NoVideo
from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from bookings.services.promise import AHEAD
from intake.contact_safety import Channel, Preferences, Purpose, may_contact
from intake.models import CallbackRequest, Case, Complaint, ContactPreferences, Invitation, RightsRequest
from intake.queries import preferences_of
from intake.typed import number_in_words
from mediation.core import audit, times
from mediation.core.models import Alert, AuditEntry, Message, User

from .cancel_words import cancelled_because
from .record_words import day
from .words import HOW_WE_KNEW, JOIN_REASONS, why_this_mediator

# What has a page of its own on the desk, by the name that rows use for it.
Bears = (
    type[Appointment]
    | type[CallbackRequest]
    | type[Case]
    | type[Complaint]
    | type[Invitation]
    | type[RightsRequest]
)
SUBJECTS: Mapping[str, tuple[Bears, str]] = {
    "appointment": (Appointment, "desk:appointment"),
    "callbackrequest": (CallbackRequest, "desk:callback"),
    "case": (Case, "desk:case"),
    "invitation": (Invitation, "desk:invitation"),
    "complaint": (Complaint, "desk:complaint"),
    "rightsrequest": (RightsRequest, "desk:request"),
}
# Alerts about many rows at once, or about a party: the words of the link, the page, and its part.
LISTS = {
    "appointment.outside_hours": ("See these meetings", "desk:outside_hours", ""),
    "message.missed": ("See which", "desk:messages", "?state=too_late"),
    "papers.to_check": ("See the papers", "desk:papers", ""),
    "callback.window_closed": ("See the queue", "desk:callbacks", ""),
    "promise.broken": ("Open extra hours", "desk:promise_extra", ""),
    "promise.ahead": ("Open extra hours", "desk:promise_extra", ""),
    "hold.review": ("See the holds", "desk:records", "#holds"),
    "legal_aid.urgent": ("See the papers", "desk:legal_aid", ""),
    "calendar.unread": ("Calendar links", "desk:calendar_links", ""),
}
CHANNELS = ((Channel.EMAIL, "E-mail"), (Channel.CALL, "Phone call"), (Channel.SMS, "Text message"))
ACTORS = {"client": "the client", "invited": "the invited person", "system": "the system"}
BECAUSE = HOW_WE_KNEW | {str(code): words for code, words in JOIN_REASONS.items()}
VERBS = {
    "appointment.booked": "Booked",
    "appointment.moved": "Moved",
    "appointment.cancelled": "Cancelled",
    "appointment.handed_over": "Handed over to another mediator",
    "appointment.not_safe": "Told us that they do not feel safe",
    "appointment.attended": "Recorded that they attended",
    "appointment.not_attended": "Recorded that they did not attend",
    "appointment.left_early": "Recorded that they left early",
    "appointment.technical_failure": "Recorded that the video or phone failed",
    "appointment.certificate_ready": "Certificate made, and told",
    "certificate.issued": "Certificate issued",
    "certificate.copied": "Copy of the certificate issued",
    "certificate.replaced": "Certificate replaced",
    "certificate.superseded": "Certificate no longer valid",
    "certificate.read": "Certificate opened",
    "meeting.read": "Meeting’s page read",
    "meeting.list_saved": "Meeting’s list saved",
    "notes.written": "Note written",
    "notes.opened": "Mediator’s notes opened",
    "notes.read": "Mediator’s notes read",
    "log.ppc": "Talk with the PPC logged",
    "log.safeguarding": "Safeguarding referral logged",
    "log.read": "Log read",
    "file_check.read": "File check read",
    "file_check.exported": "File check exported",
    "signature.saved": "Signature saved",
    "earlier.joined": "Put on the list for an earlier time",
    "earlier.changed": "Wishes for an earlier time changed",
    "earlier.offered": "An earlier time was offered",
    "earlier.accepted": "The earlier time was taken",
    "earlier.declined": "The earlier time was turned down",
    "earlier.left": "Left the list for an earlier time",
    "earlier.removed": "Taken off the list for an earlier time",
    "earlier.over": "Off the list for an earlier time",
    "invitation.started": "Invitation begun",
    "invitation.details": "Other person’s name or address changed",
    "invitation.client_word": "Recorded what the client says of the invitation",
    "invitation.drafted": "Invitation taken up again",
    "invitation.not_invited": "Invitation stopped",
    "invitation.sent": "Invitation sent",
    "invitation.delivered": "Invitation delivered",
    "invitation.blocked": "Invitation held back before it left",
    "invitation.undeliverable": "Invitation came back",
    "invitation.no_reply": "No answer by the last day",
    "invitation.considering": "Answered: needs more time",
    "invitation.wants_advice": "Answered: wants advice first",
    "invitation.accepted": "Answered: wants to come",
    "invitation.declined": "Answered: would rather not",
    "invitation.booked": "Booked a meeting of their own",
    "invitation.reminder_posted": "Reminder posted",
    "flags.acknowledged": "Flags read",
    "flags.conflict_noted": "A conflict was noted",
    "flags.cleared": "A flag was cleared",
    "flags.talked": "Talked with, because of their flags,",
    "flags.tried": "Not reached, because of their flags,",
    "people.compared": "Compared with another file",
    "case.merged": "Another case became part of this one",
    "case.merge_asked": "A merge was asked for",
    "case.joined": "The other side, booked apart, came into this case",
    "case.join_asked": "Putting both sides on one case was asked for",
    "people.merged": "Became one file with another of theirs",
    "contact.changed": "How we may reach them changed",
    "report.exported": "Report downloaded",
    "funding.due": "Fee recorded as not paid yet",
    "funding.paid": "Fee recorded as paid",
    "funding.waived": "Fee waived",
    "funding.source": "Who pays was changed",
    "user.signed_in": "Signed in",
    "user.added": "Account made",
    "user.role": "Role changed",
    "user.closed": "Account closed",
    "user.opened": "Account opened again",
    "user.second_step_reset": "Second step reset",
    "user.factor_added": "Second step set up",
    "user.factor_removed": "Second step removed",
    "user.recovery_codes_made": "New recovery codes made",
    "calendar.added": "Outside calendar added",
    "calendar.removed": "Outside calendar removed",
    "feed.made": "Calendar link made",
    "feed.revoked": "Calendar link stopped",
    "complaint.recorded": "Recorded",
    "complaint.acknowledged": "Acknowledged",
    "complaint.answered": "Answered",
    "complaint.escalated": "Taken to the Standards Board or the ICO",
    "complaint.closed": "Closed",
    "rights.recorded": "Recorded",
    "rights.identity": "Identity checked",
    "rights.extended": "More time taken",
    "rights.corrected": "Recorded what was put right",
    "rights.stopped": "Uses of their data stopped",
    "rights.lifted": "Uses of their data taken up again",
    "party.uses_stopped": "Uses of their data stopped, as they asked",
    "party.uses_resumed": "Uses of their data taken up again",
    "party.corrected": "Name put right",
    "rights.closed": "Closed",
    "export.gathered": "What we hold was gathered",
    "export.read": "Opened to be read",
    "export.reviewed": "Decisions kept",
    "export.asked_for": "Read, and the file asked for",
    "export.made": "The file was made",
    "export.downloaded": "The file was downloaded",
    "invitation.erased": "Deleted at their own wish",
    "party.erased": "Deleted at their own wish",
    "callback.erased": "Deleted at their own wish",
    "case.forgotten": "Deleted, because its time was up",
    "case.mediation": "When mediation began was recorded",
    "hold.placed": "A legal hold was placed",
    "hold.reviewed": "A legal hold was looked at, and stays",
    "hold.lifted": "A legal hold was lifted",
    "retention.changed": "A period was changed",
    "purge.started": "The nightly deletion ran",
    "purge.dry_run": "A dry run was asked for",
}


def channels(contact: ContactPreferences, *, now: datetime) -> list[dict[str, str]]:
    """Each channel with the rule's own answer; the address only where it may be used."""
    return channels_of(preferences_of(contact), now=now)


def channels_of(preferences: Preferences, *, now: datetime) -> list[dict[str, str]]:
    """The same, of what somebody said or will have said."""
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
    who = ACTORS.get(entry.actor_kind) or str(entry.actor)
    because = entry.details.get("because")
    because = cancelled_because(entry.details) or BECAUSE.get(str(because), because)
    if entry.verb == "appointment.booked":
        because = why_this_mediator(str(because or ""))
    return f"{VERBS.get(entry.verb, entry.verb)} by {who}" + (f" ({because})" if because else "")


def record_history(row: Complaint | RightsRequest, *, read: str) -> list[dict[str, str]]:
    """What was done about one record, by day; who read it (`read`) is in the audit trail alone."""
    entries = AuditEntry.objects.filter(subject_type=audit.subject_type(row), subject_id=row.pk)
    entries = entries.exclude(verb=read).select_related("actor").order_by("pk")
    return [{"when": day(times.local_day(one.at)), "text": history_line(one)} for one in entries]


def host_room(one: Appointment, *, now: datetime) -> str:
    """The mediator's own way into the video room, on the day of the meeting."""
    near = one.starts_at - timedelta(hours=12) <= now <= one.ends_at + timedelta(hours=2)
    if one.state in CLOSED or one.mode != Mode.ONLINE or not near:
        return ""
    try:
        return video.provider().address(
            one.room, video.Guest(one.mediator.name, is_host=True), ends_at=one.ends_at
        )
    except NoVideo:
        return ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message or an alert is about: its public reference, and its page on the desk."""

    reference: str
    url: str


NOTHING = Subject("", "")


class Subjects:
    """What each of these rows is about. One query for every kind of subject, however many rows."""

    def __init__(self, rows: Iterable[Message | Alert]) -> None:
        ids: dict[str, set[int]] = {}
        for row in rows:
            ids.setdefault(row.subject_type, set()).add(row.subject_id or 0)
        self._found = {
            (kind, pk): Subject(reference, reverse(page, args=[reference]))
            for kind, (model, page) in SUBJECTS.items()
            if kind in ids
            for pk, reference in model.objects.filter(pk__in=ids[kind]).values_list("pk", "reference")
        }

    def of(self, row: Message | Alert) -> Subject:
        if row.kind in LISTS:
            words, page, part = LISTS[row.kind]
            return Subject(words, reverse(page) + part + _own_gap(row))
        if row.subject_type == "message" and row.subject_id:
            return Subject(f"Message {row.subject_id}", reverse("desk:message", args=[row.subject_id]))
        return self._found.get((row.subject_type, row.subject_id or 0), NOTHING)


def _own_gap(row: Message | Alert) -> str:
    """For a warning of the promise: which gap it is about, as `services.promise` keyed it."""
    if not isinstance(row, Alert) or row.kind != AHEAD:
        return ""
    return "?" + urlencode({"gap": row.dedupe_key.removeprefix(f"{AHEAD}:::")})


def latest_meeting_url(user: User, party_id: int | None) -> str:
    """The page of this party's latest meeting; empty where this colleague sees none."""
    rows = appointments_visible_to(user).filter(party=party_id).order_by("-starts_at")
    latest: Appointment | None = rows.first()
    return reverse("desk:appointment", args=[latest.reference]) if latest else ""
