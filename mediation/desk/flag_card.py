"""What the page of an appointment says of the flags on its client's file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from bookings.models import Appointment
from bookings.services.flags import clearer_of
from intake.enums import FlagSeverity
from intake.flag_clearing import Clearer, clearing_of, refusal
from intake.miam_exemptions import exemptions_hinted_by
from intake.models import Flag
from intake.queries.flags import TO_READ, all_flags, talks_with
from mediation.core.models import User

from . import flag_words
from .forms import ClearForm, TalkForm
from .words import Badge, since


@dataclass(frozen=True)
class Reader:
    """Who looks at the page, and when."""

    user: User
    clearer: Clearer
    now: datetime


def panel(one: Appointment, user: User, *, now: datetime) -> dict[str, Any]:
    """Everything the template `desk/_flags.html` needs."""
    reader = Reader(user, clearer_of(user, now=now), now)
    rows = list(all_flags(one.party))
    standing = [row for row in rows if row.is_open]
    to_read = [row for row in standing if row.severity in TO_READ]
    unread = [row for row in to_read if is_unread(row, one)]
    talks = list(talks_with(one.party))
    return {
        "flags": [_card(row, one, reader) for row in to_read],
        "notes": [_card(row, one, reader) for row in standing if row.severity not in TO_READ],
        "over": [_over(row, now) for row in rows if row.cleared_at is not None],
        "judged": since(one.party.flags_reviewed_at, now=now) if one.party.flags_reviewed_at else "",
        "unread": [row.pk for row in unread],
        "is_mine": one.mediator.user_id == user.pk,
        "conflict_url": "" if _is_noted(standing) else reverse("desk:note_conflict", args=[one.reference]),
        "read_url": reverse("desk:read_flags", args=[one.reference]),
        **_talks(one, to_read, talks, now),
        "exemptions": exemptions_hinted_by(row.code for row in standing),
    }


def _is_noted(flags: list[Flag]) -> bool:
    return any(flag.code == "PT-CONFLICT" for flag in flags)


def is_unread(flag: Flag, one: Appointment) -> bool:
    """Whether the meeting's mediator has yet to read it; somebody else's reading does not count."""
    return flag.acknowledged_at is None or flag.acknowledged_by_id != one.mediator.user_id


def count_badges(flags: Iterable[Flag]) -> list[Badge]:
    """2 red, 1 amber."""
    counted = Counter("red" if flag.severity == FlagSeverity.RED else "amber" for flag in flags)
    return [{"text": f"{counted[tone]} {tone}", "tone": tone} for tone in ("red", "amber") if counted[tone]]


def _talks(one: Appointment, to_read: list[Flag], talks: list[Any], now: datetime) -> dict[str, Any]:
    """Who was to be talked with, whether somebody did, and the form to say so."""
    has_red = any(row.severity == FlagSeverity.RED for row in to_read)
    if not has_red and not talks:
        return {}
    latest_red = max((row.raised_at for row in to_read if row.severity == FlagSeverity.RED), default=now)
    is_reached = any(talk.was_reached and talk.at >= latest_red for talk in talks)
    return {
        "shows_talks": True,
        "to_call": has_red and not is_reached,
        "has_begun": now >= one.starts_at,
        "talks": [{"line": flag_words.talk_line(talk, now=now), "note": talk.note} for talk in talks],
        "talk_form": TalkForm(auto_id="talk_%s"),
        "talk_url": reverse("desk:record_talk", args=[one.reference]),
    }


def _card(flag: Flag, one: Appointment, reader: Reader) -> dict[str, Any]:
    severity = FlagSeverity(flag.severity)
    read_by = ""
    if flag.acknowledged_at is not None and not is_unread(flag, one):
        read_by = f"Read by {flag.acknowledged_by}, {since(flag.acknowledged_at, now=reader.now)}"
    return {
        "title": flag_words.title(flag.code),
        "code": flag.code,
        "badge": flag_words.severity_badge(flag.severity),
        "task": flag_words.task(flag),
        "because": flag_words.because(flag.answers),
        "raised": f"{since(flag.raised_at, now=reader.now)}, rules {flag.rule_version}",
        "has_changed": flag.not_raised_since is not None,
        "staff_only": flag.staff_only,
        "read_by": read_by,
        "refusal": refusal(flag.code, severity, reader.clearer),
        "ready_reason": clearing_of(flag.code, severity).ready_reason,
        "clear_url": reverse("desk:clear_flag", args=[one.reference, flag.pk]),
        "clear_form": ClearForm(auto_id=f"flag{flag.pk}_%s"),
    }


def _over(flag: Flag, now: datetime) -> dict[str, str]:
    when = since(flag.cleared_at, now=now) if flag.cleared_at else ""
    return {
        "title": flag_words.title(flag.code),
        "who": f"Cleared by {flag.cleared_by}, {when}",
        "reason": flag.cleared_because or "",
    }
