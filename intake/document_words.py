"""What people read of their papers: what one looks like, what it usually means, why one was not taken. PURE.

For a mediator to check. Reading age 9, no blame, no promise of what a court does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .document_enums import DocumentKind, FileProblem, LetterFrom
from .letters import Suggestion

NOT_CHECKED = "Not yet checked by a person"
COURT_NOTICE = (
    "Papers from a court case are private. The law limits who may see them. Only your mediator and our "
    "office see what you send, and we never show it to the other person. If you are not sure whether you "
    "may show us a paper, ask the court or a solicitor first."
)
SENDERS = {
    LetterFrom.CAFCASS: "from Cafcass",
    LetterFrom.CAFCASS_CYMRU: "from Cafcass Cymru",
    LetterFrom.COUNCIL: "from a council",
    LetterFrom.COURT: "from the court",
    LetterFrom.SOMEBODY_ELSE: "",
    LetterFrom.UNKNOWN: "",
}


@dataclass(frozen=True)
class KindWords:
    """A kind of paper: its name with an article, a short one for staff, what it is, what it usually means."""

    name: str
    staff: str
    what: str = ""
    means: str = ""


KINDS = {
    DocumentKind.SAFEGUARDING_LETTER: KindWords(
        "a safeguarding letter",
        "Safeguarding letter",
        "It is a short letter that Cafcass writes to the court before the first hearing. It says what the "
        "police and the council told them, and what each parent said on the phone.",
        "Every parent in a court case about children gets one. It does not mean that you did anything "
        "wrong. You can read it and tell your mediator if something in it is not right.",
    ),
    DocumentKind.CHILD_IMPACT_REPORT: KindWords(
        "a Child Impact Report",
        "Child Impact Report",
        "It tells the court what life is like for the child, and what might help. Some courts ask for it "
        "at the start, in place of a safeguarding letter.",
        "The court reads it before it decides what happens next. You can still talk about an agreement.",
    ),
    DocumentKind.SECTION_7: KindWords(
        "a section 7 report",
        "Section 7 report",
        "The court asked for it. Somebody from Cafcass or the council has talked with the people around "
        "the child and writes what they think is best for the child.",
        "It is advice. The court decides, not the person who wrote it. Your mediator will look with you "
        "at the right time to meet.",
    ),
    DocumentKind.SECTION_37: KindWords(
        "about a section 37 investigation",
        "Section 37 report or direction",
        "The court has asked the council to look at whether the child needs more help or protection.",
        "A mediator will talk with you first. A solicitor can tell you what it means for you.",
    ),
    DocumentKind.COURT_APPLICATION: KindWords(
        "a form of the family court",
        "Court form (C100, C1A or C7)",
        "It is a form with which somebody asks the family court to decide about children, or answers such "
        "a request.",
        "Look for the date of a hearing, and for a date by which you have to answer. You can still come "
        "to a meeting with a mediator.",
    ),
    DocumentKind.NOTICE_OF_HEARING: KindWords(
        "a notice of a hearing",
        "Notice of hearing",
        "The court tells you when and where to come.",
        "Write the date down. If you cannot come, tell the court soon. Tell us the date, so that we can "
        "meet before.",
    ),
    DocumentKind.NON_MOLESTATION_ORDER: KindWords(
        "a non-molestation order",
        "Non-molestation order",
        "A court made it to protect somebody. It says what a person must not do.",
        "Keep to what it says, also about messages. If you have not told us about this order, tell us "
        "before your meeting, so that we contact nobody by mistake. If you are in danger, call 999.",
    ),
    DocumentKind.CHILD_PROTECTION_CONFERENCE: KindWords(
        "about a child protection conference or plan",
        "Child protection conference or plan",
        "The council, the school, health services and the family meet to keep a child safe, and write "
        "down a plan.",
        "You can say what you think, and bring somebody with you. If there is a plan for your child now, "
        "you may not need a MIAM for this child. You can still have one.",
    ),
    DocumentKind.ASSESSMENT: KindWords(
        "an assessment by children’s services",
        "Assessment by children’s services",
        "A social worker has looked at what a family needs, and writes what help there could be.",
        "An assessment is not a court case. You can ask the social worker what happens next.",
    ),
    DocumentKind.PRE_PROCEEDINGS: KindWords(
        "a letter before court proceedings",
        "Pre-proceedings letter",
        "The council is so worried that it may ask the court to decide. It asks you to a meeting first.",
        "See a solicitor about this letter now. Show them the letter: parents can often get this advice "
        "free.",
    ),
    DocumentKind.WAGE_SLIP: KindWords("a payslip", "Payslip", "It shows what you earn."),
    DocumentKind.BENEFIT_LETTER: KindWords(
        "a letter about a benefit", "Benefit letter", "It shows which benefit you get."
    ),
    DocumentKind.BANK_STATEMENT: KindWords(
        "a bank statement", "Bank statement", "It shows what came in and went out."
    ),
    DocumentKind.OTHER: KindWords("another kind of paper", "Something else"),
}


@dataclass(frozen=True)
class Explained:
    """A suggestion, or a confirmed kind, as a person reads it."""

    looks_like: str
    what: str
    means: str
    told_by: str
    hearings: str
    is_checked: bool


def explained(suggestion: Suggestion | None, confirmed: DocumentKind | None) -> Explained | None:
    """What to say of a paper; None where nothing is known of it.

    What the paper itself says (the paragraph, the dates) is shown only where it was read as the same kind.
    """
    kind = confirmed or (suggestion.kind if suggestion else None)
    if kind is None:
        return None
    words = KINDS[kind]
    same = suggestion if suggestion and suggestion.kind is kind else None
    whose = SENDERS[same.sender] if same else ""
    begins = "This is" if confirmed else "This looks like" if same and same.is_sure else "This may be"
    if words.name.startswith("about"):
        begins = begins.replace("looks like", "looks as if it is")
    return Explained(
        looks_like=" ".join(part for part in (begins, words.name, whose) if part) + ".",
        what=words.what,
        means=words.means,
        told_by=same.told_by if same else "",
        hearings=_hearings(same.hearings) if same else "",
        is_checked=confirmed is not None,
    )


def _hearings(dates: tuple[date, ...]) -> str:
    if not dates:
        return ""
    named = listed([f"{one.day} {one:%B %Y}" for one in dates])
    return f"It seems to name a hearing on {named}. Please check the date on the paper."


def listed(names: Sequence[str]) -> str:
    """One; one and two; one, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


PROBLEMS = {
    FileProblem.EMPTY: "“{name}” is empty. Choose it again, or take a new photo",
    FileProblem.TOO_LARGE: "“{name}” is larger than 20 MB. Send a photo of the pages that matter",
    FileProblem.WRONG_TYPE: "We cannot take “{name}”. Send a photo (JPG, PNG or HEIC), a PDF or a Word file",
    FileProblem.MISNAMED: (
        "The name “{name}” does not fit what is in the file. Take a photo of the paper, or save it as a PDF"
    ),
    FileProblem.TWO_IN_ONE: (
        "“{name}” is two kinds of file in one, which we do not take. Take a photo of the paper"
    ),
    FileProblem.LOCKED: "“{name}” has a password. Save it without the password, or take photos of its pages",
    FileProblem.TOO_MANY_PAGES: (
        "“{name}” has more than 200 pages. Send only the pages that matter, or photos of them"
    ),
    FileProblem.TOO_MANY_PIXELS: "The photo “{name}” is too large to open. Take it with a smaller size",
    FileProblem.PACKED: (
        "“{name}” is packed in a way that we cannot open safely. Save it as a PDF, or take photos"
    ),
    FileProblem.HAS_MACROS: "“{name}” has a small program in it, which we do not take. Save it as a PDF",
    FileProblem.BROKEN: "We cannot open “{name}”. It may be damaged. Take photos of its pages",
}
VIRUS = "Our check found a virus in this file, so we deleted it. Your phone or computer may need a check too."


def problem_words(problem: FileProblem, name: str) -> str:
    """Why this file is not taken, and what to do."""
    return PROBLEMS[problem].format(name=name)
