"""What changed about the people whom a colleague may see, since the practice last closed its doors.

Read off the audit trail, which every change writes in its own transaction. A colleague's own changes are left
out: they know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from bookings.enums import AppointmentState
from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from intake.models import Document, Party
from mediation.core import times
from mediation.core.closures import closed_dates
from mediation.core.models import AuditEntry, User
from mediation.core.working_time import is_working_day

CLOSES_AT = 18  # o'clock, UK time
LOOKS_BACK = timedelta(days=14)
MOST_ENTRIES = 1000
URGENT = "Told us something urgent: open it now"  # screens are shared: what it is, is one click away
# What is said of one, and of several.
SAID = {
    "appointment.not_safe": (URGENT, URGENT),
    "appointment.booked": ("Booked", "Booked {} meetings"),
    "appointment.moved": ("Moved", "Moved {} times"),
    "appointment.cancelled": ("Cancelled", "Cancelled {} meetings"),
    "answers.changed": ("Answered 1 part of the questions", "Answered {} parts of the questions"),
    "document.received": ("Sent 1 paper", "Sent {} papers"),
    "contact.changed": ("How we may reach them changed", "How we may reach them changed"),
    "raised": ("1 flag was raised", "{} flags were raised"),
    "ended": ("1 flag has ended", "{} flags have ended"),
    "flags.cleared": ("1 flag was cleared", "{} flags were cleared"),
    "flags.conflict_noted": ("A conflict was noted", "A conflict was noted"),
}
ALSO_READ = {"flags.reviewed", "document.kept"}  # said under other names
Entry = tuple[datetime, str, str, int, dict[str, Any]]


class Meeting(NamedTuple):
    """As much of a meeting as is needed to choose one for each person."""

    pk: int
    reference: str
    state: str
    starts_at: datetime
    ends_at: datetime
    party_id: int
    contact_id: int | None


@dataclass
class Change:
    """What changed about one person, the latest of it at `at`, and the meeting that their name leads to."""

    meeting: Meeting
    at: datetime
    counted: Counter[str] = field(default_factory=Counter)
    papers: set[int] = field(default_factory=set)  # received in a visit, and kept with the booking: one paper

    def add(self, verb: str, pk: int, details: dict[str, Any]) -> None:
        if verb == "flags.reviewed":
            self.counted["raised"] += len(details.get("raised", []))
            self.counted["ended"] += int(details.get("ended", 0))
        elif verb in {"document.received", "document.kept"}:
            self.papers.add(pk)
        else:
            self.counted[verb] += 1

    @property
    def lines(self) -> list[str]:
        counts = self.counted | Counter({"document.received": len(self.papers)})
        return [
            (one if counts[verb] == 1 else many).format(counts[verb])
            for verb, (one, many) in SAID.items()
            if counts[verb]
        ]


def last_close(now: datetime) -> datetime:
    """Six in the evening, UK time, of the last working day before today."""
    today = times.local_day(now)
    closed = closed_dates(today - LOOKS_BACK, today)
    days = (today - timedelta(days=count) for count in range(1, LOOKS_BACK.days + 1))
    day = next((one for one in days if is_working_day(one, closed=closed)), today - LOOKS_BACK)
    return datetime(day.year, day.month, day.day, CLOSES_AT, tzinfo=times.UK)


def changes_since(user: User, since: datetime, *, now: datetime) -> list[Change]:
    """One entry for each person, the latest change first. Three queries, however many."""
    entries = _entries(user, since)
    if not entries:
        return []
    parties = _parties_of_papers(entries)
    meetings = _meetings(user, entries, parties.values())
    by_subject = _by_subject(meetings, now)
    found: dict[int, Change] = {}
    for at, verb, kind, pk, details in entries:
        subject = ("party", parties.get(pk, 0)) if kind == "document" else (kind, pk)
        meeting = by_subject.get(subject)
        if meeting is None:
            continue
        change = found.setdefault(meeting.party_id, Change(meeting, at))
        change.add(verb, pk, details)
    return [one for one in found.values() if one.lines]


def _entries(user: User, since: datetime) -> list[Entry]:
    rows = AuditEntry.objects.filter(at__gte=since, verb__in=[*SAID, *ALSO_READ]).exclude(actor=user)
    fields = ("at", "verb", "subject_type", "subject_id", "details")
    return list(rows.order_by("-at", "-pk").values_list(*fields)[:MOST_ENTRIES])


def _ids(entries: Iterable[Entry], kind: str) -> set[int]:
    return {entry[3] for entry in entries if entry[2] == kind}


def _parties_of_papers(entries: list[Entry]) -> dict[int, int]:
    papers = _ids(entries, "document")
    if not papers:
        return {}
    rows = Document.objects.filter(pk__in=papers, party__isnull=False)
    return dict(rows.values_list("pk", "party"))


def names_of(changes: Iterable[Change]) -> dict[int, str]:
    """The name of the person of each change by the key of their file. One query."""
    return dict(
        Party.objects.filter(pk__in=[one.meeting.party_id for one in changes]).values_list("pk", "name")
    )


def _meetings(user: User, entries: list[Entry], of_papers: Iterable[int]) -> list[Meeting]:
    """A busy day's entries are many and whole rows dear to make, so only what chooses among them is read."""
    parties = _ids(entries, "party") | set(of_papers)
    about = Q(pk__in=_ids(entries, "appointment")) | Q(party__in=parties)
    about |= Q(party__contact__in=_ids(entries, "contactpreferences"))
    visible = appointments_visible_to(user).values("pk")  # without what it works out beside each row
    rows = Appointment.objects.filter(about, pk__in=visible).order_by("starts_at", "pk")
    fields = ("pk", "reference", "state", "starts_at", "ends_at", "party", "party__contact")
    return [Meeting(*row) for row in rows.values_list(*fields)]


def _by_subject(meetings: list[Meeting], now: datetime) -> dict[tuple[str, int], Meeting]:
    """Each meeting by its own key; each person by their next meeting, or their last where none is to come."""
    found: dict[tuple[str, int], Meeting] = {}
    for one in meetings:
        found["appointment", one.pk] = one
        best = found.get(("party", one.party_id))
        if best is None or best.ends_at <= now or best.state != AppointmentState.CONFIRMED:
            found["party", one.party_id] = one
            if one.contact_id is not None:
                found["contactpreferences", one.contact_id] = one
    return found
