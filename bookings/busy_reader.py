"""The program that reads other people's calendars: it runs alone, in a process of its own, and knows nothing.

    python -I busy_reader.py ASKED < file > answer

ASKED is {"zone": name, "start": time, "end": time, "ours": ending, "seconds": number} in JSON. It imports
nothing of ours, gets no keys and no database from its environment, and the system ends it past its
memory and time: a rule for repeating can be written that never comes to an end. It answers with the busy
times alone, [[start, end], ...] in UTC, merged; or {"fault": code}. What an entry is about, where, and with
whom is left out before anything is read.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MEMORY = 1024 * 1024 * 1024
ENTRIES, SPANS = 10_000, 5_000
NOT_A_CALENDAR, TOO_MUCH = "not_a_calendar", "too_much"
Span = tuple[datetime, datetime]
READ = frozenset({"VCALENDAR", "VEVENT", "VFREEBUSY", "VTIMEZONE", "STANDARD", "DAYLIGHT"})
# What decides when, and whether it blocks. Nothing else of an entry is looked at.
KEPT = frozenset(
    {
        "BEGIN",
        "END",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "UID",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
        "X-MICROSOFT-CDO-BUSYSTATUS",
        "FREEBUSY",
        "TZID",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "X-WR-TIMEZONE",
        "VERSION",
    }
)
REPEATS = ("RRULE", "RDATE", "RECURRENCE-ID")
# Nobody is busy anew every minute; such a rule is a mistake, or meant to cost time.
TOO_OFTEN = re.compile("FREQ=(SECONDLY|MINUTELY)|BYSECOND", re.IGNORECASE)
BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
)  # what libraries raise over one entry
A_DAY_AROUND = timedelta(days=2)  # no zone is further away


class Refused(Exception):
    """The file is not read: the code says why."""


def main(asked: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    start, end = (datetime.fromisoformat(asked[name]) for name in ("start", "end"))
    try:
        found = busy_times(
            sys.stdin.buffer.read(), zone=ZoneInfo(asked["zone"]), start=start, end=end, ours=asked["ours"]
        )
    except Refused as refusal:
        json.dump({"fault": str(refusal)}, sys.stdout)
    else:
        json.dump([[first.isoformat(), last.isoformat()] for first, last in found], sys.stdout)


def busy_times(content: bytes, *, zone: ZoneInfo, start: datetime, end: datetime, ours: str) -> list[Span]:
    """When somebody with this calendar is busy inside `[start, end)`, merged, in UTC.

    Whole days and times without a zone are of `zone`. Entries whose UID ends with `ours` are our own, come
    back. Raises Refused.
    """
    text = content.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
    if not text.startswith("BEGIN:VCALENDAR") or not text.endswith("END:VCALENDAR"):
        raise Refused(NOT_A_CALENDAR)
    lines = _only_times(text, start - A_DAY_AROUND, end + A_DAY_AROUND, ours)
    if not any(line.upper() in {"BEGIN:VEVENT", "BEGIN:VFREEBUSY"} for line in lines):
        return []
    import icalendar

    try:
        calendars = icalendar.Calendar.from_ical("\r\n".join(lines), multiple=True)
    except ValueError as error:
        raise Refused(NOT_A_CALENDAR) from error
    around = start - A_DAY_AROUND, end + A_DAY_AROUND
    found: list[Span] = []
    for calendar in calendars:
        found += (_span(one.start, one.end, zone) for one in _falling(calendar, *around) if _blocks(one))
        for answer in calendar.walk("VFREEBUSY"):
            found += (_span(*period, zone) for period in _periods(answer))
        if len(found) > SPANS:
            raise Refused(TOO_MUCH)
    return _merged(found, start, end)


def _falling(calendar: Any, start: datetime, end: datetime) -> list[Any]:
    """Every entry as it falls. One that cannot be read blocks nothing, and does not take the others along."""
    import recurring_ical_events

    try:
        return list(recurring_ical_events.of(calendar, skip_bad_series=True).between(start, end))
    except BROKEN:
        return [
            event
            for series in _by_series(calendar)
            for event in _falling_of(recurring_ical_events.of, series, start, end)
        ]


def _falling_of(of: Any, series: Any, start: datetime, end: datetime) -> list[Any]:
    try:
        return list(of(series).between(start, end))
    except BROKEN:
        return []


def _by_series(calendar: Any) -> Iterator[Any]:
    """A calendar of its own for each UID, with the zones."""
    events: dict[str, list[Any]] = {}
    for event in calendar.walk("VEVENT"):
        events.setdefault(str(event.get("UID", "")), []).append(event)
    zones = list(calendar.walk("VTIMEZONE"))
    for series in events.values():
        alone = type(calendar)()
        alone.subcomponents = [*zones, *series]
        yield alone


def _only_times(text: str, start: datetime, end: datetime, ours: str) -> list[str]:
    """The lines that decide when, of entries that may touch the time asked for."""
    kept: list[str] = []
    entry: list[str] = []
    skipping, entries = "", 0
    for line in _unfolded(text):
        name = re.split("[:;]", line, maxsplit=1)[0].upper()
        if name == "BEGIN" and not skipping:
            kind = line.partition(":")[2].strip().upper()
            skipping = "" if kind in READ else kind
            if kind == "VEVENT":
                entry, entries = [], entries + 1
        if entries > ENTRIES:
            raise Refused(TOO_MUCH)
        if name in KEPT and not skipping:
            (entry if entries and _is_in_entry(entry, line) else kept).append(line)
        if name == "END":
            kind = line.partition(":")[2].strip().upper()
            if kind == skipping:
                skipping = ""
            elif kind == "VEVENT" and not skipping:
                kept += entry if _may_touch(entry, start, end, ours) else []
                entry = []
    return kept


def _is_in_entry(entry: list[str], line: str) -> bool:
    return bool(entry) or line.upper().startswith("BEGIN:VEVENT")


def _unfolded(text: str) -> Iterator[str]:
    """Lines as they were before they were folded (RFC 5545, 3.1)."""
    whole = ""
    for line in text.splitlines():
        if line[:1] in {" ", "\t"}:
            whole += line[1:]
            continue
        if whole:
            yield whole
        whole = line
    yield whole


def _may_touch(entry: list[str], start: datetime, end: datetime, ours: str) -> bool:
    """Not ours, and not plainly over or far ahead: most of a calendar is the past."""
    values = {}
    for line in entry:
        name, _, value = line.partition(":")
        values[name.partition(";")[0].upper()] = value
    if values.get("UID", "").strip().endswith(ours):
        return False
    if TOO_OFTEN.search(values.get("RRULE", "")):
        raise Refused(TOO_MUCH)
    if "DTSTART" not in values:
        return False
    if any(name in values for name in REPEATS) or "DURATION" in values:
        return True
    first, last = values.get("DTSTART", "")[:8], (values.get("DTEND") or values.get("DTSTART", ""))[:8]
    return not (first.isdigit() and last.isdigit()) or not (
        last < f"{start:%Y%m%d}" or first > f"{end:%Y%m%d}"
    )


def _blocks(event: Any) -> bool:
    """Free time, cancelled entries and being at work elsewhere (Outlook's word) take nothing."""
    outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return not (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or outlook in {"FREE", "WORKINGELSEWHERE"}
    )


def _periods(answer: Any) -> Iterator[tuple[Any, Any]]:
    """The busy times of a VFREEBUSY."""
    given = answer.get("FREEBUSY", [])
    for listed in given if isinstance(given, list) else [given]:
        if str(listed.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        for one in getattr(listed, "dts", [listed]):
            first, last = getattr(one, "dt", one)
            yield first, first + last if isinstance(last, timedelta) else last


def _span(first: date | datetime, last: date | datetime, zone: ZoneInfo) -> Span:
    return _instant(first, zone), _instant(last, zone)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    """A whole day begins at its midnight, and a time without a zone is meant, in the mediator's own zone."""
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _merged(found: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    merged: list[Span] = []
    for first, last in sorted((max(one[0], start), min(one[1], end)) for one in found):
        if last <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
