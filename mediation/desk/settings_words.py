"""Settings in words: what each is called, what it is set to, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import floor
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, Model

from bookings.enums import Accreditation
from bookings.models import Mediator, calendars
from mediation.core.colours import READABLE, contrast
from mediation.core.models import SettingsChange, User
from mediation.core.models.practice import PAGE_COLOURS

from .settings_groups import NAMES
from .words import Badge, since

NOTHING = "not set"
AND_NEXT = ";\n"  # the page of a setting shows each on a line of its own
WEEKDAYS = tuple(name for _, name in calendars.WEEKDAYS)
PAPERS = {
    "call": "Of a request for a call",
    "court_paper": "Court and council papers",
    "legal_aid": "Evidence for legal aid",
    "other": "Other papers",
    "refused": "Refused papers",
}
MESSAGES = {
    "reminder": "Reminder",
    "starting": "Starts soon (for late bookings)",
    "intake": "Questions not finished",
    "legal_aid": "What to bring for legal aid",
    "certificate": "Document is ready",
    "missed": "We missed you",
}
CHANNELS = {"email": "e-mail", "sms": "text message"}
FMCA_WARNINGS = ((0, "red"), (30, "red"), (60, "amber"))


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    before: str
    after: str


def name_of(model: type[Model], name: str) -> tuple[str, str]:
    """What a setting is called, and its help; its own words where nobody wrote any here."""
    if found := NAMES.get(f"{model._meta.model_name}.{name}"):
        return found
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name, ""
    words = str(getattr(field, "verbose_name", name))
    return words[:1].upper() + words[1:], str(getattr(field, "help_text", ""))


def value_words(model: type[Model], name: str, value: Any) -> str:
    """A plain value as people read it."""
    if name in LISTS:
        return AND_NEXT.join(LISTS[name](one) for one in value) if value else "none"
    if name == "document_days":
        return AND_NEXT.join(f"{PAPERS.get(key, key)}: {days}" for key, days in value.items())
    if value in (None, "", []):
        return NOTHING
    return _plain_words(model, name, value)


def _plain_words(model: type[Model], name: str, value: Any) -> str:
    field: Any = model._meta.get_field(name)
    if isinstance(field, BooleanField):
        return "yes" if value else "no"
    if name == "user":
        return str(User.objects.filter(pk=value).first() or NOTHING)
    if name == "weekdays":
        return ", ".join(WEEKDAYS[day - 1] for day in value)
    if name == "fee":
        return f"£{value}"
    if field.get_internal_type() == "DateField":
        return day_words(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(dict(field.flatchoices).get(value, value))


def contrast_words(colour: str) -> str:
    """How well the colour can be read, at its worst; the form has refused what cannot."""
    least = min(contrast(colour, ground) for ground in PAGE_COLOURS)
    # Rounded down, so that it never looks better than it is.
    return f"Contrast on our pages: {floor(least * 10) / 10} to 1. At least {READABLE} is needed."


def day_words(value: str | date) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.day} {day:%B %Y}"


def _tier(one: Mapping[str, Any]) -> str:
    hours = one["hours_before"]
    when = f"{hours} hours or more before" if hours else "later, until the start"
    return f"{when}: {one['fee_percent']} per cent of the fee"


def _reminder(one: Mapping[str, Any]) -> str:
    words = f"{MESSAGES.get(one['what'], one['what'])} by {CHANNELS.get(one['channel'], one['channel'])}"
    return f"{words}, {_long(one['minutes_before'])} before" if one["minutes_before"] else words


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{minutes} minutes" if rest or not hours else f"{hours} hour{'' if hours == 1 else 's'}"


def _hours(one: Mapping[str, Any]) -> str:
    words = f"{WEEKDAYS[one['weekday'] - 1]} {one['opens']} to {one['closes']}, {one['capacity']} at a time"
    since_ = f" from {day_words(one['valid_from'])}" if one.get("valid_from") else ""
    until = f" until {day_words(one['valid_to'])}" if one.get("valid_to") else ""
    return words + since_ + until


def _period(one: Mapping[str, Any]) -> str:
    first = f"{day_words(one['from'])} " if one.get("from") else ""
    return f"{first}until {day_words(one['until'])}"


LISTS = {
    "earlier_accreditations": _period,
    "cancellation_tiers": _tier,
    "reminders": _reminder,
    "hours": _hours,
}


def lines(
    model: type[Model], fields: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Line]:
    """What differs, in the order of the page. A value that was not kept is "not kept"."""
    found = []
    for name in fields:
        if name not in after or (name in before and before[name] == after[name] and after[name] is not None):
            continue
        if before.get(name) is None and after[name] is None:
            found.append(Line(name_of(model, name)[0], "not kept", "not kept"))
            continue
        old, new = value_words(model, name, before.get(name)), value_words(model, name, after[name])
        found.append(Line(name_of(model, name)[0], old, new))
    return found


def history(
    model: type[Model], fields: tuple[str, ...], changes: Iterable[SettingsChange], *, now: datetime
) -> list[dict[str, Any]]:
    """Each change as a page draws it; `pk` where what was before can be taken up again."""
    rows = []
    for one in changes:
        told = lines(model, fields, one.before, one.after)
        if told:
            can = any(name in fields and value is not None for name, value in one.before.items())
            rows.append(
                {
                    "who": str(one.actor),
                    "when": since(one.at, now=now),
                    "lines": told,
                    "pk": one.pk if can else 0,
                }
            )
    return rows


def fmca_badge(mediator: Mediator, *, today: date) -> Badge | None:
    """A warning from 60 days before the accreditation ends; the day itself still counts."""
    if mediator.accreditation == Accreditation.NONE:
        return {"text": "No FMCA", "tone": "red"}
    days = (mediator.accreditation_expires_on - today).days
    if days < 0:
        return {"text": "FMCA has ended", "tone": "red"}
    tone = next((tone for most, tone in FMCA_WARNINGS if days <= most), "")
    if not tone:
        return None
    words = "FMCA ends today" if days == 0 else f"FMCA ends in {days} day{'' if days == 1 else 's'}"
    return {"text": words, "tone": tone}
