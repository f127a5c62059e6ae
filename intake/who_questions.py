"""The questions that tell Cafcass, social services and others apart: one on a page, in order. PURE.

Source: H1 to H8 of the project's notes on the field. The one thing left out is the name of the council, which
settles nothing and which nobody has to type here. Change the words freely; keys and values are what the rules
in `who_is_involved` go by.
"""

from .conditions import Answers, Given
from .enums import (
    Answer,
    ChildCountry,
    Contacted,
    Letter,
    QuestionKind,
    Sender,
    Stage,
    WhenInvolved,
    Worker,
)
from .questionnaire import Choice, Page, Question

TITLE = "Questions"  # of the browser's tab: it says nothing of why somebody is here
NOT_SURE = "Not sure"


def _page(number: int, key: str, text: str, *choices: Choice, help: str = "", why: str = "") -> Page:
    """One question on a page of its own, named by its number so that the address says nothing."""
    question = Question(
        key=key,
        kind=QuestionKind.CHOICE,
        text=text,
        help=help,
        why=why,
        choices=choices,
        required=True,
        missing="Choose an answer, or “Not sure”",
    )
    return Page(slug=str(number), title=TITLE, heading=text, stage=Stage.BEFORE, questions=(question,))


COURT = _page(
    1,
    "court",
    "Has anyone asked the family court to decide about the children?",
    Choice(Answer.YES, "Yes", help="It may be you, the other parent or someone else."),
    Choice(Answer.NO, "No"),
    Choice(Answer.UNSURE, NOT_SURE),
    help="There would be a case number, or papers with “In the Family Court” at the top.",
    why="Cafcass only works for the court. So this tells us more than anything else.",
)
CONTACTED = _page(
    2,
    "contacted",
    "Who contacted you?",
    Choice(Contacted.CAFCASS, "Cafcass or Cafcass Cymru"),
    Choice(Contacted.COUNCIL, "A council, or “children’s services”"),
    Choice(
        Contacted.COUNCIL_ABOUT_ADULT,
        "A council, about an adult",
        help="For example about a grandparent’s care.",
    ),
    Choice(Contacted.POLICE, "The police"),
    Choice(Contacted.SCHOOL_OR_HEALTH, "A school, health visitor or family support worker"),
    Choice(Contacted.UNSURE, "I’m not sure"),
    help="Choose what you were told, or what you think.",
)
SENDER = _page(
    3,
    "sender",
    "Whose name is at the top of the letter, or after the @?",
    Choice(Sender.CAFCASS, "Cafcass", help="cafcass.gov.uk"),
    Choice(Sender.CAFCASS_CYMRU, "Cafcass Cymru", help="gov.wales"),
    Choice(Sender.COUNCIL, "A council’s name"),
    Choice(Sender.POLICE, "The police", help="police.uk"),
    Choice(Sender.SCHOOL_OR_HEALTH, "A school, a surgery or a health service"),
    Choice(Sender.SECURE_MAIL, "It is a link to secure mail, and I can’t tell"),
    Choice(Sender.NOTHING_IN_WRITING, "I have nothing in writing"),
    Choice(Sender.UNSURE, NOT_SURE),
    help="Look at the letter or e-mail.",
    why="People often say a name on the phone that is easy to mix up. A letter shows who really wrote.",
)
DOCUMENT = _page(
    4,
    "document",
    "What does it say it is?",
    Choice(Letter.SAFEGUARDING_LETTER, "A safeguarding letter"),
    Choice(Letter.CHILD_IMPACT_REPORT, "A Child Impact Report"),
    Choice(Letter.SECTION_7, "A section 7 report"),
    Choice(Letter.SECTION_37, "A section 37 report"),
    Choice(Letter.ASSESSMENT, "An assessment"),
    Choice(
        Letter.PLAN_LETTER,
        "A plan to help a child",
        help="Child in need, Family Help, or in Wales a care and support plan.",
    ),
    Choice(Letter.CHILD_PROTECTION_CONFERENCE, "A child protection conference or plan"),
    Choice(Letter.PRE_PROCEEDINGS, "A letter about “pre-proceedings”"),
    Choice(Letter.CLOSING_LETTER, "A letter that says they are closing the case"),
    Choice(Letter.UNSURE, "I don’t know"),
    help="The first lines often say it.",
)
WORKER = _page(
    5,
    "worker",
    "What is the person who contacted you called?",
    Choice(
        Worker.COURT_ADVISER,
        "A Family Court Adviser or a Children’s Guardian",
        help="In Wales also a Family Court Social Worker.",
    ),
    Choice(Worker.SOCIAL_WORKER, "A social worker from a council"),
    Choice(Worker.SOMEBODY_ELSE, "Something else"),
    Choice(Worker.UNSURE, NOT_SURE),
)
BEFORE_COURT = _page(
    6,
    "before_court",
    "Did they first get in touch before anyone asked the court?",
    Choice(Answer.YES, "Yes"),
    Choice(Answer.NO, "No"),
    Choice(Answer.UNSURE, NOT_SURE),
    help="As far as you know.",
    why="Cafcass starts only after someone has asked the court. A council can come at any time.",
)
WHEN = _page(
    7,
    "when",
    "When was this?",
    Choice(WhenInvolved.NOW, "It is happening now"),
    Choice(WhenInvolved.LATELY, "In the last 3 months"),
    Choice(WhenInvolved.PAST, "Longer ago"),
    Choice(WhenInvolved.UNSURE, NOT_SURE),
)
CHILD_COUNTRY = _page(
    8,
    "child_country",
    "Where does the child live?",
    Choice(ChildCountry.ENGLAND, "England"),
    Choice(ChildCountry.WALES, "Wales"),
    Choice(ChildCountry.SCOTLAND, "Scotland"),
    Choice(ChildCountry.NORTHERN_IRELAND, "Northern Ireland"),
    Choice(ChildCountry.ELSEWHERE, "Somewhere else"),
    Choice("unsure", NOT_SURE, help="Or there are children in more than one country."),
    why="England and Wales each have a service of their own.",
)
PAGES = (COURT, CONTACTED, SENDER, DOCUMENT, WORKER, BEFORE_COURT, WHEN, CHILD_COUNTRY)
MOST = len(PAGES)


def key_of(page: Page) -> str:
    """The one question's key."""
    return page.questions[0].key


def is_an_answer(page: Page, given: Given) -> bool:
    """Whether this is one of the page's answers; an old or invented value is none."""
    return any(given == choice.value for choice in page.questions[0].choices)


def said_about_who(answers: Answers) -> list[tuple[str, str]]:
    """Kept answers as (question, answer) in the order in which they were asked."""
    return [
        (page.heading, choice.text)
        for page in PAGES
        for choice in page.questions[0].choices
        if choice.value == answers.get(key_of(page))
    ]
