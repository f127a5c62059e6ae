"""Which messages a meeting causes before and after it, when each is due, and until when it is of use. PURE.

The rules are the practice's own (`PracticeSettings.reminders`); `now` is an argument, every instant is aware,
and what comes back is UTC. See docs/decisions/reminders.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mediation.core.enums import Channel
from mediation.core.periods import utc
from mediation.core.reminder_rules import LATE_BOOKING, problem_with
from mediation.core.times import UK

# Texts rest from 21:00 to 08:00 on the reader's clock (booking.md B7): [21:00, 08:00).
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
EVENING = time(20, 30)
STILL_WORTH_A_TEXT = timedelta(minutes=30)
MISSED_IS_NEWS_FOR = timedelta(hours=24)
DAY = timedelta(days=1)
INSTANT = timedelta.resolution


class What(StrEnum):
    REMINDER = "reminder"
    STARTING = "starting"  # for bookings made so late that no reminder fits
    INTAKE = "intake"
    LEGAL_AID = "legal_aid"
    CERTIFICATE = "certificate"
    MISSED = "missed"


KINDS = {
    What.REMINDER: "appointment.reminder",
    What.STARTING: "appointment.starting",
    What.INTAKE: "intake.unfinished",
    What.LEGAL_AID: "legalaid.evidence_missing",
    What.CERTIFICATE: "appointment.certificate_ready",
    What.MISSED: "appointment.missed",
}
NAMED_BY_MINUTES = frozenset({What.REMINDER, What.STARTING})


@dataclass(frozen=True, slots=True)
class Rule:
    """Say this by that channel so long before the meeting; nothing before it for what comes after."""

    what: What
    channel: Channel
    before: timedelta

    @property
    def kind(self) -> str:
        """The message's kind; two reminders are two kinds, e.g. `appointment.reminder:1440` (minutes)."""
        minutes = f":{self.before // timedelta(minutes=1)}" if self.what in NAMED_BY_MINUTES else ""
        return KINDS[self.what] + minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the rules need to know of a meeting. `settled_at` is when this time was agreed: booked, or moved
    to. `may_text`: the practice can send texts and has a number; whether it may is asked when it is sent."""

    starts_at: datetime
    ends_at: datetime
    settled_at: datetime
    may_text: bool = False
    intake_unfinished: bool = False
    evidence_missing: bool = False
    zone: ZoneInfo = UK


@dataclass(frozen=True, slots=True)
class Due:
    """One message to plan. It is of use at `not_after` itself and no longer; with None it stays true."""

    kind: str
    what: What
    channel: Channel
    due_at: datetime
    not_after: datetime | None


def rules_from(stored: object) -> tuple[Rule, ...]:
    """The practice's rules as settings keep them. Raises ValueError, with the reason, for another shape."""
    problem = problem_with(stored)
    if problem or not isinstance(stored, list):
        raise ValueError(problem)
    return tuple(
        Rule(What(one["what"]), Channel(one["channel"]), timedelta(minutes=one["minutes_before"]))
        for one in stored
    )


def before_meeting(meeting: Meeting, rules: Sequence[Rule], *, now: datetime) -> list[Due]:
    """Everything that is still to be said before the meeting, the earliest first.

    On each channel a message is of use only until the next one is due, or the meeting begins: whatever an
    outage held back, at most one message a channel is then still worth sending.
    """
    planned = [
        one
        for channel in Channel
        for one in _on_one_channel(meeting, [rule for rule in rules if rule.channel is channel], utc(now))
    ]
    return sorted(planned, key=lambda one: (one.due_at, one.channel))


def after_meeting(meeting: Meeting, what: What, rules: Sequence[Rule], *, now: datetime) -> list[Due]:
    """What staff's word sets off, at once; by text not before 08:00. News of a missed meeting gets old: 24
    hours after its end."""
    due_by = utc(meeting.ends_at) + MISSED_IS_NEWS_FOR if what is What.MISSED else None
    planned = []
    for rule in rules:
        if rule.what is not what or (rule.channel is Channel.SMS and not meeting.may_text):
            continue
        due_at = utc(now)
        if rule.channel is Channel.SMS and _is_quiet(due_at, meeting.zone):
            due_at = _end_of_night(due_at, meeting.zone)
        if due_by is None or due_at <= due_by:
            planned.append(Due(rule.kind, what, rule.channel, due_at, due_by))
    return planned


def _on_one_channel(meeting: Meeting, rules: Iterable[Rule], now: datetime) -> list[Due]:
    planned: list[Due] = []
    overtaken_at = utc(meeting.starts_at)
    for due_at, rule in reversed(_timed(meeting, rules, now)):
        planned.append(Due(rule.kind, rule.what, rule.channel, due_at, overtaken_at - INSTANT))
        overtaken_at = due_at
    return planned


def _timed(meeting: Meeting, rules: Iterable[Rule], now: datetime) -> list[tuple[datetime, Rule]]:
    """The wanted rules of one channel with their instants, in order. Where the quiet hours push two to one
    instant, the one nearer to the meeting stays."""
    at: dict[datetime, Rule] = {}
    for rule in sorted(rules, key=lambda one: one.before, reverse=True):
        due_at = _due_at(rule, meeting, now) if _is_wanted(rule, meeting) else None
        if due_at is not None:
            at[due_at] = rule
    return sorted(at.items(), key=lambda pair: pair[0])


def _is_wanted(rule: Rule, meeting: Meeting) -> bool:
    if rule.channel is Channel.SMS and not meeting.may_text:
        return False
    match rule.what:
        case What.REMINDER:
            return True
        case What.STARTING:
            notice = utc(meeting.starts_at) - utc(meeting.settled_at)
            return notice <= timedelta(minutes=LATE_BOOKING)
        case What.INTAKE:
            return meeting.intake_unfinished
        case What.LEGAL_AID:
            return meeting.evidence_missing
        case _:
            return False


def _due_at(rule: Rule, meeting: Meeting, now: datetime) -> datetime | None:
    """When it falls due; None where that is past already: whoever books or moves late was just told all."""
    starts_at = utc(meeting.starts_at)
    due_at = starts_at - rule.before
    if due_at <= now:
        return None
    if rule.channel is not Channel.SMS or not _is_quiet(due_at, meeting.zone):
        return due_at
    morning = _end_of_night(due_at, meeting.zone)
    if morning + STILL_WORTH_A_TEXT <= starts_at:
        return morning
    evening = _evening_before(morning, meeting.zone)
    return evening if evening > now else None


def _is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    wall = at.astimezone(zone).time()
    return wall >= QUIET_FROM or wall < QUIET_UNTIL


def _end_of_night(at: datetime, zone: ZoneInfo) -> datetime:
    """08:00 on the wall after an instant in the quiet hours."""
    wall = at.astimezone(zone)
    day = wall.date() + (DAY if wall.time() >= QUIET_FROM else timedelta())
    return datetime.combine(day, QUIET_UNTIL, zone).astimezone(UTC)


def _evening_before(morning: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(morning.astimezone(zone).date() - DAY, EVENING, zone).astimezone(UTC)
