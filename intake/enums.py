"""Values that intake's rules and tables share."""

from enum import StrEnum


class Answer(StrEnum):
    """Three answers. A missing safety answer is none of them, and never NO."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Stage(StrEnum):
    """When a page is due."""

    BEFORE = "B"  # before a booking is confirmed
    AFTER = "A"  # afterwards, before the meeting


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"  # one of several
    CHOICES = "choices"  # any of several
    TICK = "tick"  # one box
    DATE = "date"  # answered as 2026-11-24


class Matter(StrEnum):
    CHILDREN = "children"
    FINANCE = "finance"
    GRANDPARENT = "grandparent"


class Adjustment(StrEnum):
    INTERPRETER = "interpreter"
    BSL = "bsl"
    WELSH = "welsh"
    LARGE_PRINT = "large_print"
    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    LITERACY = "literacy"
    NEURODIVERSITY = "neurodiversity"
    SUPPORTER = "supporter"


class FundingChoice(StrEnum):
    PAY = "pay"
    LEGAL_AID = "legal_aid"
    NOT_SURE = "not_sure"


class ContactSafety(StrEnum):
    """How safe one channel is for one person."""

    OK = "ok"
    OK_BUT_DO_NOT_SAY_WHO = "ok_but_do_not_say_who"
    TIMES_ONLY = "times_only"
    NEVER = "never"
    UNKNOWN = "unknown"


class PartyRole(StrEnum):
    """Whose file it is. Each party has an own one; neither sees the other's."""

    FIRST = "first"
    OTHER = "other"
