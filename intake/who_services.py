"""What each service is, can do and cannot do, in the words of the answer page. PURE.

Checked on the date below. Law: Children Act 1989 (sections 7, 17, 37, 44, 46 and 47), Social Services and
Well-being (Wales) Act 2014, FPR 2010 Part 3. What the project's notes mark as not verified is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .enums import (
    Answer,
    ChildCountry,
    Contacted,
    InvolvedService,
    Letter,
    Sender,
    WhenInvolved,
    Worker,
)
from .who_is_involved import AT_COURT, WRITTEN_FOR_A_COURT, Walk

CHECKED_ON = date(2026, 11, 26)


@dataclass(frozen=True, kw_only=True)
class ServiceWords:
    """The answer page of one service. Each line is a sentence or two on its own."""

    heading: str
    what: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    next: tuple[str, ...]
    contact: tuple[str, ...]
    miam: tuple[str, ...]


NOT_BY_ITSELF = "Take a child away on its own. It needs your agreement, a court order, or the police."
NO_REMOVAL = "Take a child away, or decide where a child lives."
COURT_MIAM = (
    "This does not stop your meeting with us.",
    "If you asked the court, you should have had a MIAM first, or told the court why not.",
    "If someone else asked the court, coming to a MIAM is your choice. The court expects you to think about "
    "it. If the court told you to come, your court order says so.",
)
CAFCASS_CAN = (
    "Talk with both parents, often by phone, before the first hearing.",
    "Ask the police and the council what they know. This is done for everyone.",
    "Listen to what your child wants and feels, if the court asks for that.",
    "Write to the court and say what it thinks is best for your child.",
)
CAFCASS_CANNOT = (
    NO_REMOVAL,
    "Decide the case. The court decides.",
    "Give you help over a long time. Its work ends when the court case ends.",
    "Act before someone has asked the court.",
)
CAFCASS_NEXT = (
    "One of its officers talks with you and with the other parent.",
    "They write a short letter to the court about safety, before the first hearing. "
    "In some courts they write a Child Impact Report instead.",
    "At the hearing the court sees what you can agree. If you cannot, it may ask for a longer report.",
)

WORDS: Mapping[InvolvedService, ServiceWords] = {
    InvolvedService.CAFCASS: ServiceWords(
        heading="It looks like Cafcass",
        what="Cafcass tells the family court in England what is best for a child. It does not belong to the "
        "court, and it is not social services.",
        can=CAFCASS_CAN,
        cannot=CAFCASS_CANNOT,
        next=CAFCASS_NEXT,
        contact=(
            "The person named in the letter or e-mail.",
            "If you are not sure that it is real, look up Cafcass yourself and ring the number that you "
            "find.",
        ),
        miam=COURT_MIAM,
    ),
    InvolvedService.CAFCASS_CYMRU: ServiceWords(
        heading="It looks like Cafcass Cymru",
        what="Cafcass Cymru tells the family court what is best for a child who lives in Wales. It is part "
        "of the Welsh Government. It is not social services.",
        can=CAFCASS_CAN,
        cannot=CAFCASS_CANNOT,
        next=CAFCASS_NEXT,
        contact=(
            "The person named in the letter or e-mail. You can ask to use Welsh.",
            "If you are not sure that it is real, look up Cafcass Cymru yourself and ring the number that "
            "you find.",
        ),
        miam=COURT_MIAM,
    ),
    InvolvedService.COUNCIL: ServiceWords(
        heading="It looks like the council’s children’s services",
        what="People often call this social services. Each council has a team that helps and protects "
        "children, with or without a court.",
        can=(
            "Talk with you, your child, and others who know your child.",
            "Offer help, such as early help or a plan for a child in need. In England it may be called "
            "Family Help. In Wales it is a care and support plan.",
            "Look into it when a child may be at risk. This can be called a section 47 enquiry.",
            "Hold a meeting and make a child protection plan.",
            "Ask a court to protect a child, or write a report when a court asks for one.",
        ),
        cannot=(
            NOT_BY_ITSELF,
            "Decide for the family court.",
        ),
        next=(
            "A social worker talks with you and tells you what the worry is.",
            "They may stop there, offer help, or look into it more.",
            "You can ask what it is called, why they do it, and what comes next. Ask for it in writing.",
        ),
        contact=(
            "The social worker named in the letter.",
            "If you have no name, ring your council and ask for children’s services.",
            "A solicitor, if a letter speaks of court or of “pre-proceedings”.",
        ),
        miam=(
            "This does not stop your meeting with us.",
            "Is the council making a section 47 enquiry now, or is there a child protection plan now? Then "
            "you may be able to ask the court without a MIAM. You can still have one.",
            "Early help, a child in need plan or a plan that has ended is not by itself a reason to go "
            "without.",
            "If a court is dealing with a care or supervision order for the child, you may not need a MIAM "
            "about that child.",
        ),
    ),
    InvolvedService.POLICE: ServiceWords(
        heading="It looks like the police",
        what="The police keep people safe and look into crimes. They often work together with the council.",
        can=(
            "Ask you what happened, and look into it.",
            "Act at once when someone is in danger. They can take a child to a safe place for a short time.",
            "Tell the council about a worry for a child.",
        ),
        cannot=("Decide where a child lives in the long run. Only a court can do that.",),
        next=(
            "An officer may ring you or visit you.",
            "The council may contact you too.",
        ),
        contact=(
            "The officer named in the letter or message.",
            "If you or a child are in danger now, call 999.",
        ),
        miam=(
            "This does not stop your meeting with us. Please tell us about it when you book.",
            "Are there bail conditions, or an order, about who may contact whom? Tell us first. We then "
            "contact nobody else.",
            "With some police papers about domestic abuse you may be able to ask the court without a MIAM.",
        ),
    ),
    InvolvedService.SCHOOL_OR_HEALTH: ServiceWords(
        heading="It looks like a school or a health service",
        what="Teachers, nurses and health visitors look out for children every day. A family support worker "
        "may work for a school, a charity or the council.",
        can=(
            "Talk with you about how your child is doing.",
            "Offer help, or ask others to help.",
            "Tell the council when they are worried about a child.",
        ),
        cannot=(
            NO_REMOVAL,
            "Speak for the family court.",
        ),
        next=(
            "They talk with you, and you can ask what they are worried about.",
            "If they think a child may be at risk, they tell the council. Then a social worker may contact "
            "you.",
        ),
        contact=(
            "The person who contacted you.",
            "Ask a family support worker who they work for.",
        ),
        miam=(
            "This does not change anything for your meeting.",
            "It is not by itself a reason to go to court without a MIAM.",
        ),
    ),
    InvolvedService.ADULT_CARE: ServiceWords(
        heading="It looks like the council’s team for adults",
        what="Councils also help adults who need care, such as a grandparent. This is another team than the "
        "one for children.",
        can=(
            "Find out what care or help an adult needs.",
            "Help to keep an adult safe who cannot do so alone.",
        ),
        cannot=(
            "Decide about your child. That is not its work.",
            "Speak for the family court.",
        ),
        next=("Someone talks with the adult about what they need.",),
        contact=("The person named in the letter, or your council. Ask for adult social care.",),
        miam=(
            "This does not stop your meeting with us.",
            "If it is about you, tell us what would make the meeting easier. We can plan for it.",
            "It is not by itself a reason to go to court without a MIAM.",
        ),
    ),
    InvolvedService.UNSURE: ServiceWords(
        heading="We cannot tell yet",
        what="That is fine. Many people cannot tell at first. A short call often clears it up.",
        can=(),
        cannot=(),
        next=(),
        contact=(
            "Us. We go through it with you, and it costs nothing.",
            "The person who contacted you. Ask: “Who do you work for, and is there a court case?”",
        ),
        miam=(
            "You can have a MIAM without knowing this. The mediator can look at it with you.",
            "If you have a letter, keep it near you for the call.",
        ),
    ),
}

# Why we think so: the answer that settled it, in the reader's own terms.
REASONS: Mapping[tuple[str, str], str] = {
    ("court", Answer.YES): "Someone has asked the family court to decide about the children.",
    ("court", Answer.NO): "Nobody has asked the family court. Cafcass only works for the court.",
    ("contacted", Contacted.CAFCASS): "You were told that it was Cafcass.",
    ("contacted", Contacted.COUNCIL): "You were told that it was the council.",
    (
        "contacted",
        Contacted.COUNCIL_ABOUT_ADULT,
    ): "The council contacted you about an adult, not about a child.",
    ("contacted", Contacted.POLICE): "The police contacted you.",
    (
        "contacted",
        Contacted.SCHOOL_OR_HEALTH,
    ): "A school, a health visitor or a family support worker contacted you.",
    ("sender", Sender.CAFCASS): "The letter or e-mail is from Cafcass.",
    ("sender", Sender.CAFCASS_CYMRU): "The letter or e-mail is from Cafcass Cymru.",
    ("sender", Sender.COUNCIL): "A council’s name is on the letter or e-mail.",
    ("sender", Sender.POLICE): "The letter or e-mail is from the police.",
    ("sender", Sender.SCHOOL_OR_HEALTH): "The letter or e-mail is from a school or a health service.",
    ("document", Letter.SAFEGUARDING_LETTER): "In a court case, Cafcass writes the safeguarding letter.",
    ("document", Letter.SECTION_37): "Only a council writes a section 37 report. A court has asked it to.",
    ("document", Letter.ASSESSMENT): "Councils write assessments.",
    ("document", Letter.PLAN_LETTER): "A plan like this comes from a council.",
    ("document", Letter.CHILD_PROTECTION_CONFERENCE): "A council holds child protection conferences.",
    ("document", Letter.PRE_PROCEEDINGS): "A letter about pre-proceedings comes from a council.",
    ("document", Letter.CLOSING_LETTER): "A council writes when it closes a case.",
    ("worker", Worker.COURT_ADVISER): "Family Court Advisers and Children’s Guardians work for Cafcass, "
    "or for Cafcass Cymru in Wales.",
    ("worker", Worker.SOCIAL_WORKER): "The person is a social worker from a council.",
    ("before_court", Answer.YES): "They were in touch before anyone asked the court. Cafcass starts later.",
    ("child_country", ChildCountry.WALES): "The child lives in Wales.",
}

NO_COURT = (
    "Cafcass only works for the court. If nobody has applied to court, the person contacting you may be "
    "from the council, the police, a school or a health service."
)
AT_COURT_UNKNOWN = (
    "In a court case Cafcass usually contacts both parents before the first hearing. So it may be Cafcass."
)
COURT_UNSURE = f"{NO_COURT} If someone has applied, it may be Cafcass."
BEFORE = "They were in touch before anyone asked the court. So it is probably not Cafcass."
FOR_A_COURT = (
    "A letter like this is written for a court. Someone may have asked the court, "
    "and the papers have not reached you."
)
WHICH_CAFCASS = "If your child lives in Wales, it is called Cafcass Cymru."
IN_WALES = "In Wales it is called Cafcass Cymru."
LONG_AGO = (
    "This was some time ago. If nobody is in touch with you now, it may be over. Please tell the mediator "
    "about it all the same."
)


def reasons(walked: Walk) -> tuple[str, ...]:
    """Why we think so; where we are not sure, what the answers do tell. Empty before the end of the walk."""
    if walked.finding is None:
        return ()
    if walked.finding.service is InvolvedService.UNSURE:
        return _what_is_known(walked.asked)
    return tuple(REASONS[one] for one in walked.finding.because)


def _what_is_known(asked: Mapping[str, str]) -> tuple[str, ...]:
    courts = {Answer.YES: AT_COURT_UNKNOWN, Answer.NO: NO_COURT, Answer.UNSURE: COURT_UNSURE}
    known = [courts[Answer(asked["court"])]]
    if asked.get("before_court") == Answer.YES:
        known.append(BEFORE)
    return tuple(known)


def remarks(walked: Walk) -> tuple[str, ...]:
    """What else to say about these answers, beside what the flags' rules say."""
    asked, service = walked.asked, walked.finding.service if walked.finding else None
    fitting = {
        FOR_A_COURT: asked.get("document") in WRITTEN_FOR_A_COURT and not AT_COURT(asked),
        WHICH_CAFCASS: service is InvolvedService.CAFCASS and asked.get("child_country") == "unsure",
        IN_WALES: service is InvolvedService.UNSURE
        and asked.get("child_country") == ChildCountry.WALES
        and asked.get("court") != Answer.NO,
        LONG_AGO: asked.get("when") == WhenInvolved.PAST,
    }
    return tuple(words for words, fits in fitting.items() if fits)


@dataclass(frozen=True)
class Compared:
    """One row of the page that puts the three services side by side."""

    about: str
    cafcass: str
    cafcass_cymru: str
    council: str


SIDE_BY_SIDE = (
    Compared(
        "What it does",
        "Tells the family court what is best for a child.",
        "The same, for children who live in Wales. It is part of the Welsh Government.",
        "Helps and protects any child in its area, with a court or without.",
    ),
    Compared(
        "When it starts",
        "Only when someone has asked the family court. Nobody else can call it in.",
        "The same.",
        "When anyone tells it about a worry: a school, a doctor, a neighbour, the police, or you.",
    ),
    Compared(
        "Who you meet",
        "A Family Court Adviser. In some cases a Children’s Guardian.",
        "A Family Court Adviser or a Family Court Social Worker.",
        "A social worker, or in England a Family Help worker.",
    ),
    Compared(
        "What it writes",
        "A safeguarding letter or a Child Impact Report. Later perhaps a section 7 report.",
        "The same.",
        "Assessments and plans. A section 7 or section 37 report when a court asks.",
    ),
    Compared(
        "Can it take a child away?",
        "No.",
        "No.",
        "Not on its own. It needs the parents’ agreement, a court order, or the police.",
    ),
    Compared(
        "How long it stays",
        "While the court case runs.",
        "While the court case runs.",
        "From some weeks to years.",
    ),
    Compared(
        "When a council asks for a care order",
        "It speaks for the child. The worker is called the Children’s Guardian.",
        "The same.",
        "It is the one that asks the court.",
    ),
    Compared(
        "Who decides?",
        "The court. Cafcass only advises.",
        "The court. Cafcass Cymru only advises.",
        "The council decides on help. A court decides on orders.",
    ),
)
