"""How pages, messages and the desk write times: always UK time, whatever the reader's zone. PURE."""

import calendar
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


@lru_cache(maxsize=8192)
def clock(at: datetime) -> str:
    """As people say it: 2:30pm; midnight and noon are 12:00am and 12:00pm."""
    local = at.astimezone(UK)
    return f"{local.hour % 12 or 12}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


@lru_cache(maxsize=8192)
def span(start: datetime, end: datetime) -> str:
    """2:30pm to 3:30pm."""
    return f"{clock(start)} to {clock(end)}"


@lru_cache(maxsize=2048)
def day_name(day: date) -> str:
    """Tuesday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def local_day(at: datetime) -> date:
    """The UK calendar day of an instant."""
    return at.astimezone(UK).date()


def day_heading(day: date, *, today: date) -> str:
    """Today, Monday 23 November; Tomorrow, ...; then the day alone."""
    near = {today: "Today, ", today + timedelta(days=1): "Tomorrow, "}
    return near.get(day, "") + day_name(day)


def short_when(at: datetime, *, today: date) -> str:
    """Today 2:30pm; Tomorrow 9:00am; Tuesday 24 November 1:00pm."""
    day = local_day(at)
    near = {today: "Today", today + timedelta(days=1): "Tomorrow"}
    return f"{near.get(day, day_name(day))} {clock(at)}"


def mid_sentence(words: str) -> str:
    """As these words stand inside a sentence: today, tomorrow; other days keep their capitals."""
    return f"{words[:1].lower()}{words[1:]}" if words.startswith(("Today", "Tomorrow")) else words


def full_when(start: datetime, end: datetime) -> str:
    """Tuesday 24 November, 1:00pm to 2:00pm."""
    return f"{day_name(local_day(start))}, {span(start, end)}"


def months_later(day: date, months: int) -> date:
    """The same day of a later month (an earlier one where `months` is below zero), or its last where there
    is none."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
