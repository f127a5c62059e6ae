"""The clock of a request under data protection law, and the words of its parts. PURE.

UK GDPR article 12(3): one calendar month from the day it came in, to the same day of the next month or its
last; two months more where it is complex, told to the person with the reason within the first month. That the
last day may move to the next working day is not used: earlier is never wrong.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from mediation.core.times import months_later

ANSWER_MONTHS, EXTENDED_MONTHS = 1, 3
WARN_DAYS = timedelta(days=7)
EXPORT_DAYS = timedelta(days=7)


class RightsKind(StrEnum):
    ACCESS = "access"
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    OBJECTION = "objection"
    RESTRICTION = "restriction"


class Identity(StrEnum):
    """How we know that it is them."""

    CODE_WORD = "code_word"
    RANG_BACK = "rang_back"
    IN_THE_MEETING = "in_the_meeting"
    DOCUMENT_SEEN = "document_seen"
    SOLICITOR = "solicitor"


class Use(StrEnum):
    """What somebody may say no to. What they themselves need goes on: their meeting, its reminders and
    changes, their certificate, and what law makes us keep."""

    NUDGES = "nudges"  # questions not finished, papers for legal aid, "we missed you"
    EARLIER = "earlier"  # offers from the list for an earlier time that they joined before
    INVITATION = "invitation"  # writing to the other person
    REPORTS = "reports"
    NEWS = "news"


class RightsOutcome(StrEnum):
    DONE = "done"
    PARTLY = "partly"
    REFUSED = "refused"
    NOTHING_HELD = "nothing_held"
    WITHDRAWN = "withdrawn"


class ExportState(StrEnum):
    REVIEW = "review"  # somebody reads it
    MAKING = "making"
    READY = "ready"
    TAKEN = "taken"  # downloaded, and the file is gone
    EXPIRED = "expired"
    FAILED = "failed"


def due_on(received_on: date, *, is_extended: bool = False) -> date:
    """The last day for our answer."""
    return months_later(received_on, EXTENDED_MONTHS if is_extended else ANSWER_MONTHS)


def is_near(due: date, today: date) -> bool:
    return due - WARN_DAYS <= today <= due


def may_extend(received_on: date, today: date) -> bool:
    """Only within the first month."""
    return today <= due_on(received_on)
