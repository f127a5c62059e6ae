"""The shape in which the practice's settings keep its reminder rules. PURE.

Each rule is `{"what": ..., "channel": ..., "minutes_before": ...}`. What it means, and when it falls due, is
in `bookings.reminders`; here stands only what a rule may look like, so that a typing error is refused where
it is typed and not met by the next person who books.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

BEFORE_THE_MEETING = ("reminder", "starting", "intake", "legal_aid")
AFTER_THE_MEETING = ("certificate", "missed")  # sent when staff say so: their minutes_before is 0
CHANNELS = ("email", "sms")
SEVERAL = frozenset({"reminder", "starting"})  # the rest is said once on each channel
LONGEST = 14 * 24 * 60
# A booking made this many minutes before its meeting, or less, gets "starting" instead of a reminder.
LATE_BOOKING = 120
KEYS = {"what", "channel", "minutes_before"}


def problem_with(stored: object) -> str:
    """What is wrong with these rules, in words for whoever typed them; empty where nothing is."""
    if not isinstance(stored, list):
        return "Enter a list of rules, in square brackets. An empty list sends no reminders."
    for number, rule in enumerate(stored, 1):
        for problem in _problems_of_one(rule):
            return f"Rule {number}: {problem}"
    return next(_problems_together(stored), "")


def _problems_of_one(rule: object) -> Iterator[str]:
    if not isinstance(rule, dict) or set(rule) != KEYS:
        yield 'write it like {"what": "reminder", "channel": "email", "minutes_before": 1440}.'
        return
    what, minutes = rule["what"], rule["minutes_before"]
    if what not in (*BEFORE_THE_MEETING, *AFTER_THE_MEETING):
        yield f"“what” is one of {', '.join((*BEFORE_THE_MEETING, *AFTER_THE_MEETING))}."
    elif rule["channel"] not in CHANNELS:
        yield f"“channel” is one of {', '.join(CHANNELS)}."
    elif type(minutes) is not int:
        yield "“minutes_before” is a whole number."
    elif what in AFTER_THE_MEETING and minutes != 0:
        yield f"“minutes_before” is 0 for {what}: it is sent when staff say so."
    elif what in BEFORE_THE_MEETING and not 1 <= minutes <= LONGEST:
        yield f"“minutes_before” is from 1 to {LONGEST}, which is 14 days."
    elif what == "starting" and minutes >= LATE_BOOKING:
        yield f"“minutes_before” is less than {LATE_BOOKING} for starting: it is for bookings made later."


def _problems_together(rules: list[dict[str, Hashable]]) -> Iterator[str]:
    """Two messages of one kind would be one, and two at one moment are one too many."""
    seen: set[tuple[Hashable, ...]] = set()
    for number, rule in enumerate(rules, 1):
        what, channel, minutes = rule["what"], rule["channel"], rule["minutes_before"]
        if what not in SEVERAL:
            if (what, channel) in seen:
                yield f"Rule {number}: there is a rule for {what} by {channel} already."
            seen.add((what, channel))
        if what in BEFORE_THE_MEETING:
            if (channel, minutes) in seen:
                yield f"Rule {number}: another message goes by {channel} {minutes} minutes before as well."
            seen.add((channel, minutes))
