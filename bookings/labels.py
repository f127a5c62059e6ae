"""PURE. Words for a time of day ("lunch break") that are true of a whole meeting, from start to end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class Label:
    """A stretch of the local day, in minutes after midnight (1440 is the next one), both ends included.

    None leaves that end open. `weekdays` are ISO weekdays of the meeting's local start.
    """

    start_not_before_min: int | None = None
    end_not_after_min: int | None = None
    weekdays: frozenset[int] = EVERY_DAY


def carries_label(start: datetime, end: datetime, label: Label, zone: ZoneInfo) -> bool:
    """Whether all of the meeting lies inside the label, as the clocks of ``zone`` show its start and end.

    The end is read on the start's own day: a meeting over midnight ends after 24:00, not in the early hours.
    """
    opens, closes = start.astimezone(zone).replace(tzinfo=None), end.astimezone(zone).replace(tzinfo=None)
    midnight = opens.replace(hour=0, minute=0, second=0, microsecond=0)
    if opens.isoweekday() not in label.weekdays:
        return False
    if label.start_not_before_min is not None and opens - midnight < timedelta(
        minutes=label.start_not_before_min
    ):
        return False
    return label.end_not_after_min is None or closes - midnight <= timedelta(minutes=label.end_not_after_min)
