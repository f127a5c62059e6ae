"""Values that intake's rules and tables share."""

from enum import IntEnum, StrEnum


class Answer(StrEnum):
    """Three answers. A missing safety answer is none of them, and never NO."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Stage(StrEnum):
    """When a page is due."""

    BEFORE = "B"  # before a booking is confirmed
    CHECK = "C"  # on the page where the answers are checked, sent by confirming
    AFTER = "A"  # afterwards, before the meeting


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"  # of the UK
    PHONE_ANYWHERE = "phone_anywhere"
    CHOICE = "choice"  # one of several
    CHOICES = "choices"  # any of several
    TICK = "tick"  # one box
    DATE = "date"  # answered as 2026-11-24


class Matter(StrEnum):
    CHILDREN = "children"
    FINANCE = "finance"
    GRANDPARENT = "grandparent"


class Need(StrEnum):
    """What brings somebody here, where it is more than a first meeting."""

    INVITED = "invited"
    COURT_SENT = "court_sent"
    CERTIFICATE = "certificate"
    AGREED = "agreed"


class ContactLimits(StrEnum):
    """What stops two people from being in contact, or protects one of them."""

    NONE = "none"
    ORDER = "order"
    BAIL = "bail"  # or release conditions, or a licence
    BOTH = "both"
    UNSURE = "unsure"


class Protected(StrEnum):
    """Whom an order or a condition protects."""

    ME = "me"
    THEM = "them"
    BOTH = "both"
    CHILD = "child"
    UNSURE = "unsure"


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


class CourtCase(StrEnum):
    """Whose application to the family court there is."""

    NONE = "none"
    MINE = "mine"
    THEIRS = "theirs"
    FINISHED = "finished"
    UNSURE = "unsure"


class ChildCountry(StrEnum):
    """Where the child lives: it decides which body and which law."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"
    ELSEWHERE = "elsewhere"


class SocialServices(StrEnum):
    """Whether a council's social services are involved."""

    NOW = "now"
    PAST = "past"
    NO = "no"
    UNSURE = "unsure"


class SocialServicesAbout(StrEnum):
    CHILD = "child"
    ADULT = "adult"


class Sender(StrEnum):
    """Whose name stands at the top of the letter."""

    CAFCASS = "cafcass"
    CAFCASS_CYMRU = "cafcass_cymru"
    COUNCIL = "council"
    POLICE = "police"
    SECURE_MAIL = "secure_mail"
    SCHOOL_OR_HEALTH = "school_or_health"
    NOTHING_IN_WRITING = "nothing_in_writing"
    UNSURE = "unsure"


class Letter(StrEnum):
    """What the letter says it is."""

    SAFEGUARDING_LETTER = "safeguarding_letter"
    CHILD_IMPACT_REPORT = "child_impact_report"
    SECTION_7 = "section_7"
    SECTION_37 = "section_37"
    ASSESSMENT = "assessment"
    PLAN_LETTER = "plan_letter"
    CHILD_PROTECTION_CONFERENCE = "child_protection_conference"
    PRE_PROCEEDINGS = "pre_proceedings"
    CLOSING_LETTER = "closing_letter"
    UNSURE = "unsure"


class LetterAuthor(StrEnum):
    CAFCASS = "cafcass"
    COUNCIL = "council"
    UNSURE = "unsure"


class InvolvedService(StrEnum):
    """Who is behind a call or a letter about a child, as far as somebody's answers tell."""

    CAFCASS = "cafcass"
    CAFCASS_CYMRU = "cafcass_cymru"
    COUNCIL = "council"  # its children's services
    POLICE = "police"
    SCHOOL_OR_HEALTH = "school_or_health"
    ADULT_CARE = "adult_care"  # the council's team for adults
    UNSURE = "unsure"


class Contacted(StrEnum):
    """Who got in touch, by what they were told or took them for."""

    CAFCASS = "cafcass"  # or Cafcass Cymru
    COUNCIL = "council"
    COUNCIL_ABOUT_ADULT = "council_about_adult"
    POLICE = "police"
    SCHOOL_OR_HEALTH = "school_or_health"
    UNSURE = "unsure"


class Worker(StrEnum):
    """What the person who got in touch is called."""

    COURT_ADVISER = "court_adviser"  # Family Court Adviser, Children's Guardian, and the Welsh names
    SOCIAL_WORKER = "social_worker"  # of a council
    SOMEBODY_ELSE = "somebody_else"
    UNSURE = "unsure"


class WhenInvolved(StrEnum):
    NOW = "now"
    LATELY = "lately"  # in the last 3 months
    PAST = "past"
    UNSURE = "unsure"


class Plan(StrEnum):
    """The rungs of what a council does for a child, lowest first."""

    NONE = "none"
    EARLY_HELP = "early_help"
    CHILD_IN_NEED = "child_in_need"
    SECTION_47 = "section_47"
    CHILD_PROTECTION = "child_protection"
    SECTION_20 = "section_20"
    PRE_PROCEEDINGS = "pre_proceedings"
    POLICE_PROTECTION = "police_protection"
    UNSURE = "unsure"


class PublicLaw(StrEnum):
    """Orders and cases that a council brings."""

    NONE = "none"
    EMERGENCY_PROTECTION = "emergency_protection"
    CARE = "care"
    SUPERVISION = "supervision"
    UNSURE = "unsure"


class RemovedBy(StrEnum):
    CAFCASS = "cafcass"
    COUNCIL = "council"
    POLICE = "police"


class Abuse(StrEnum):
    NOW = "now"
    PAST = "past"
    NO = "no"
    UNSURE = "unsure"


class Abduction(StrEnum):
    NO = "no"
    WORRIED = "worried"
    IMMINENT = "imminent"
    ABROAD = "abroad"
    UNSURE = "unsure"


class ExemptionWish(StrEnum):
    """Why a certificate is wanted without the other person: neither is a ground since 29 April 2024."""

    NO_CONTACT_DETAILS = "no_contact_details"
    THEY_REFUSE = "they_refuse"


class FlagSeverity(StrEnum):
    """Worst first. An unresolved contradiction behaves as amber."""

    RED = "red"  # a person speaks with the client before the meeting
    AMBER = "amber"  # the mediator acknowledges it before the meeting; the other party is not contacted
    CONTRADICTION = "contradiction"  # ask the helper question, then judge again
    INFO = "info"
    NONE = "none"


class BookingEffect(StrEnum):
    """What flags make of a booking. Nothing ever refuses or cancels one."""

    CONFIRMED = "confirmed"
    NEEDS_PERSON_FIRST = "needs_person_first"


class ExemptionGround(StrEnum):
    """The groups in which the rules list the reasons to apply to court without a MIAM."""

    ABUSE = "abuse"
    CHILD_PROTECTION = "child_protection"
    URGENCY = "urgency"
    ATTENDED_BEFORE = "attended_before"
    BANKRUPTCY = "bankruptcy"
    OTHER = "other"


class CallbackState(StrEnum):
    NEEDS_TIME = "needs_time"  # they left a safe time in their own words: staff choose a window
    WAITING = "waiting"
    CLAIMED = "claimed"  # somebody has it open, for one lease
    REACHED = "reached"
    CONVERTED = "converted"  # it became a booking
    CLOSED = "closed"
    UNSAFE = "unsafe"  # not to be rung: somebody else answered, or a call is not safe


class CallbackPriority(IntEnum):
    """Lowest first: the order of the queue."""

    URGENT = 0  # a hearing within 14 days, or it may not be safe to talk
    LEGAL_AID = 1
    GENERAL = 2


class CallbackTopic(StrEnum):
    """What the call is about."""

    BOOK = "book"
    LEGAL_AID = "legal_aid"
    INVITED = "invited"
    WHO_IS_INVOLVED = "who_is_involved"
    BOOKING = "booking"  # a booking they already have
    OTHER = "other"


class CallbackWhen(StrEnum):
    WINDOW = "window"
    ASAP = "asap"
    OWN_WORDS = "own_words"


class CallbackAgain(StrEnum):
    """If we miss them, when may we try again?"""

    SAME_TIME = "same_time"  # at the same time of day, on another day
    ANY_TIME = "any_time"
    NEVER = "never"


class CallbackEventKind(StrEnum):
    ASKED = "asked"
    CLAIMED = "claimed"
    TAKEN_OVER = "taken_over"
    RETURNED = "returned"  # put back by the person who had it
    LEASE_ENDED = "lease_ended"
    TIME_CHOSEN = "time_chosen"
    CAPACITY_OVERRIDDEN = "capacity_overridden"
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    VOICEMAIL_LEFT = "voicemail_left"
    WRONG_PERSON = "wrong_person"
    ASKED_NOT_TO_CALL = "asked_not_to_call"
    CONVERTED = "converted"
    UNSAFE = "unsafe"
    NUMBER_CONFIRMED = "number_confirmed"
    CHANGED_BY_CLIENT = "changed_by_client"
    CANCELLED_BY_CLIENT = "cancelled_by_client"
    SLA_WARNED = "sla_warned"
    SLA_MISSED = "sla_missed"
    CLOSED = "closed"


class SearchKind(StrEnum):
    """What a search key stands for."""

    NAME = "name"  # a word of the person's own name
    OTHER_NAME = "other_name"  # of the person whom they named as the other
    PHONE = "phone"
    EMAIL = "email"


class MatchKind(StrEnum):
    """Why two files stand beside each other."""

    CONFLICT = "conflict"
    SAME_PERSON = "same_person"


class JoinReason(StrEnum):
    """How staff know that two cases are the two sides of one dispute."""

    BOTH_SAID = "both_said"  # each told us by themselves who the other is
    PAPER = "paper"  # an application, an order or a letter names both
    SAME_CHILDREN = "same_children"


class MatchDecision(StrEnum):
    """What a person said about it."""

    SAME = "same"
    NOT_SAME = "not_same"
