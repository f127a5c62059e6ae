"""Values of papers that people send. PURE."""

from enum import StrEnum


class FileType(StrEnum):
    """What may be sent, by what is in the file."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    DOC = "doc"
    DOCX = "docx"


class DocumentFor(StrEnum):
    """What somebody sends a paper for, as they say."""

    LETTER = "letter"
    ORDER = "order"
    EVIDENCE = "evidence"  # of legal aid; which paper it is stands beside it
    QUESTION = "question"  # they want it explained


class DocumentState(StrEnum):
    """Whether a paper may be opened."""

    QUARANTINED = "quarantined"  # nothing has found it free of viruses yet, and nobody has let it out
    CLEAN = "clean"
    REFUSED = "refused"  # with a reason that the client reads


class ReadingState(StrEnum):
    """How far we are with looking at what a paper is."""

    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"  # a person has to look


class DocumentKind(StrEnum):
    """What a paper turns out to be."""

    SAFEGUARDING_LETTER = "safeguarding_letter"
    CHILD_IMPACT_REPORT = "child_impact_report"
    SECTION_7 = "section_7"
    SECTION_37 = "section_37"
    COURT_APPLICATION = "court_application"  # C100, C1A, C7
    NOTICE_OF_HEARING = "notice_of_hearing"
    NON_MOLESTATION_ORDER = "non_molestation_order"
    CHILD_PROTECTION_CONFERENCE = "child_protection_conference"  # its invitation, its minutes, or the plan
    ASSESSMENT = "assessment"
    PRE_PROCEEDINGS = "pre_proceedings"
    WAGE_SLIP = "wage_slip"
    BENEFIT_LETTER = "benefit_letter"
    BANK_STATEMENT = "bank_statement"
    OTHER = "other"  # only a person says so


class LetterFrom(StrEnum):
    """Whose letterhead a paper carries."""

    CAFCASS = "cafcass"
    CAFCASS_CYMRU = "cafcass_cymru"
    COUNCIL = "council"
    COURT = "court"
    SOMEBODY_ELSE = "somebody_else"  # who writes about such papers: a solicitor, a school, another court
    UNKNOWN = "unknown"


class Retention(StrEnum):
    """How long a paper is kept: the classes whose days the practice sets."""

    VISITOR = "visitor"  # before any booking
    CALL = "call"
    COURT_PAPER = "court_paper"  # about both people, and under the court's own rules
    LEGAL_AID = "legal_aid"
    OTHER = "other"
    REFUSED = "refused"


class FileProblem(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    MISNAMED = "misnamed"  # its name says one thing, its content another
    TWO_IN_ONE = "two_in_one"  # a polyglot
    LOCKED = "locked"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    PACKED = "packed"  # a Word file that unpacks to far more than a letter
    HAS_MACROS = "has_macros"
    BROKEN = "broken"
