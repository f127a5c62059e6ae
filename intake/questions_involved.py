"""Who else is involved: the court, Cafcass, the council. Asked before confirming, of those it concerns. PURE.

Questions 16 to 21. Where answers do not fit together, the same pages are asked again (see `second_look.py`).
"""

from .conditions import AllOf, AnyOf, Has
from .enums import (
    Answer,
    CourtCase,
    Letter,
    LetterAuthor,
    Plan,
    PublicLaw,
    QuestionKind,
    RemovedBy,
    Sender,
    SocialServices,
    SocialServicesAbout,
    Stage,
)
from .glossary import Term, also_called, called
from .questionnaire import TITLE, YES_NO_NOT_SURE, Choice, Page, Question, Wording
from .usual_questions import ABOUT_CHILDREN, IN_WALES, YES_OR_UNSURE

IS_INVOLVED = Has("involved", YES_OR_UNSURE)
SOMEBODY = AllOf((IS_INVOLVED, ABOUT_CHILDREN))
COUNCIL_IS_IN = AllOf(
    (
        SOMEBODY,
        Has("social_services", (SocialServices.NOW, SocialServices.PAST, SocialServices.UNSURE)),
    )
)
CAFCASS_IS_IN = AllOf((SOMEBODY, Has("cafcass", YES_OR_UNSURE)))
HAS_A_LETTER = AnyOf((CAFCASS_IS_IN, COUNCIL_IS_IN))
IS_WRITTEN = AllOf(
    (
        HAS_A_LETTER,
        Has("sender", tuple(one.value for one in Sender if one is not Sender.NOTHING_IN_WRITING)),
    )
)
# "Cafcass" without a court case, and the letter is from the council: it is the council.
IS_THE_COUNCIL = AllOf(
    (
        CAFCASS_IS_IN,
        Has("court", (CourtCase.NONE, CourtCase.UNSURE)),
        Has("sender", (Sender.COUNCIL,)),
    )
)
# Only a council holds such a plan (X-PLAN-NO-SS).
LETTER_NAMES_A_PLAN = AllOf(
    (IS_WRITTEN, Has("document", (Letter.CHILD_PROTECTION_CONFERENCE, Letter.PRE_PROCEEDINGS)))
)
MAY_HAVE_A_PLAN = AnyOf((COUNCIL_IS_IN, IS_THE_COUNCIL, LETTER_NAMES_A_PLAN))
HAS_A_PLAN = AllOf(
    (
        MAY_HAVE_A_PLAN,
        Has("plan", tuple(one.value for one in Plan if one not in {Plan.NONE, Plan.UNSURE})),
    )
)
AT_COURT = Has("court", (CourtCase.MINE, CourtCase.THEIRS))
MAY_HAVE_ORDERS = AnyOf(
    (
        AllOf((SOMEBODY, Has("social_services", (SocialServices.NOW,)))),
        AllOf((SOMEBODY, Has("cafcass", (Answer.YES,)), AT_COURT)),
    )
)


def _page(slug: str, heading: str, *questions: Question, lead: tuple[str, ...] = ()) -> Page:
    return Page(slug=slug, title=TITLE, heading=heading, lead=lead, stage=Stage.BEFORE, questions=questions)


def _of_wales(*, text: str = "", help: str = "", choices: tuple[Choice, ...] = ()) -> tuple[Wording, ...]:
    return (Wording(when=IN_WALES, text=text, help=help, choices=choices),)


INVOLVED = _page(
    "involved",
    "Who is involved?",
    Question(
        key="court",
        kind=QuestionKind.CHOICE,
        text="Who has asked the family court?",
        help="There would be a case number, or papers headed “In the Family Court”.",
        choices=(
            Choice(CourtCase.NONE, "Nobody"),
            Choice(CourtCase.MINE, "I have"),
            Choice(CourtCase.THEIRS, "The other person has"),
            Choice(CourtCase.FINISHED, "There was a case, and it has finished"),
            Choice(CourtCase.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=IS_INVOLVED,
        missing="Choose who has asked the court, or choose “Not sure”",
    ),
    Question(
        key="cafcass",
        kind=QuestionKind.CHOICE,
        text="Is Cafcass involved?",
        help="Cafcass only works for the court. If nobody has asked the court, the person who contacted you "
        "may be from the council, the police, a school or a health service.",
        choices=YES_NO_NOT_SURE,
        required=True,
        opened_by=SOMEBODY,
        missing="Tell us if Cafcass is involved, or choose “Not sure”",
        wordings=_of_wales(
            text="Is Cafcass Cymru involved?",
            help="Cafcass Cymru only works for the court. If nobody has asked the court, the person who "
            "contacted you may be from the council, the police, a school or a health service.",
        ),
    ),
    Question(
        key="social_services",
        kind=QuestionKind.CHOICE,
        text="Are social services involved?",
        help="They are part of the council. They may call themselves "
        f"{called(Term.COUNCIL)} or children’s social care.",
        choices=(
            Choice(SocialServices.NOW, "Yes, now"),
            Choice(SocialServices.PAST, "Not now, but in the past"),
            Choice(SocialServices.NO, "No"),
            Choice(SocialServices.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=SOMEBODY,
        missing="Tell us if social services are involved, or choose “Not sure”",
    ),
)

COURT = _page(
    "court",
    "The court case",
    Question(
        key="hearing_on",
        kind=QuestionKind.DATE,
        text="When is the next hearing?",
        help="For example 27 11 2026. Leave this empty if there is no date, or if you do not know it.",
        opened_by=AllOf((IS_INVOLVED, Has("court", ("mine", "theirs", "finished", "unsure")))),
    ),
    Question(
        key="court_ordered_miam",
        kind=QuestionKind.CHOICE,
        text="Has the court told you to come to a MIAM, or to try mediation?",
        help="A MIAM is the first meeting with a mediator. It would say so in a court order.",
        choices=YES_NO_NOT_SURE,
        required=True,
        opened_by=AllOf((IS_INVOLVED, Has("court", ("mine", "theirs", "finished", "unsure")))),
        missing="Tell us if the court has told you to come, or choose “Not sure”",
    ),
)

COUNCIL = _page(
    "council",
    "Social services",
    Question(
        key="social_services_about",
        kind=QuestionKind.CHOICE,
        text="Whom do they help?",
        choices=(
            Choice(SocialServicesAbout.CHILD, "A child"),
            Choice(SocialServicesAbout.ADULT, "An adult, for example me or a grandparent"),
            Choice(Answer.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=COUNCIL_IS_IN,
        missing="Choose whom they help, or choose “Not sure”",
    ),
    Question(
        key="social_services_closed_on",
        kind=QuestionKind.DATE,
        text="When did it end?",
        help="For example 27 3 2026. If you do not know the day, write 1. You can leave this empty.",
        opened_by=AllOf((SOMEBODY, Has("social_services", (SocialServices.PAST,)))),
    ),
)

LETTER = _page(
    "letter",
    "Who wrote to you?",
    Question(
        key="sender",
        kind=QuestionKind.CHOICE,
        text="Who wrote to you?",
        help="Look at the letter or e-mail. Whose name is at the top, or after the @?",
        choices=(
            Choice(Sender.CAFCASS, "Cafcass", "cafcass.gov.uk"),
            Choice(Sender.CAFCASS_CYMRU, "Cafcass Cymru", "gov.wales"),
            Choice(Sender.COUNCIL, "A council, or children’s services", "The council’s own name."),
            Choice(Sender.POLICE, "The police", "police.uk"),
            Choice(Sender.SCHOOL_OR_HEALTH, "A school, a health visitor or a doctor"),
            Choice(Sender.SECURE_MAIL, "A secure e-mail, and I cannot tell who sent it"),
            Choice(Sender.NOTHING_IN_WRITING, "Nobody: I have nothing in writing"),
            Choice(Sender.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=HAS_A_LETTER,
        missing="Choose who wrote to you, or choose “Not sure”",
    ),
)

PAPER = _page(
    "paper",
    "What does the letter say it is?",
    Question(
        key="document",
        kind=QuestionKind.CHOICE,
        text="What does the letter say it is?",
        help="Look at the heading. If you have several, choose the newest.",
        choices=(
            Choice(Letter.SAFEGUARDING_LETTER, "A safeguarding letter"),
            Choice(Letter.CHILD_IMPACT_REPORT, "A Child Impact Report", also_called(Term.IMPACT_REPORT)),
            Choice(Letter.SECTION_7, "A section 7 report", "The court asked for it."),
            Choice(Letter.SECTION_37, "A section 37 report", "The court asked for it."),
            Choice(Letter.ASSESSMENT, "An assessment of my child or my family"),
            Choice(Letter.PLAN_LETTER, "A plan", also_called(Term.CHILD_IN_NEED)),
            Choice(Letter.CHILD_PROTECTION_CONFERENCE, "A child protection conference or plan"),
            Choice(Letter.PRE_PROCEEDINGS, "A letter before the council goes to court"),
            Choice(Letter.CLOSING_LETTER, "A letter that says they are closing the case"),
            Choice(Letter.UNSURE, "Not sure, or something else"),
        ),
        required=True,
        opened_by=IS_WRITTEN,
        missing="Choose what the letter says it is, or choose “Not sure, or something else”",
    ),
)

AUTHOR = _page(
    "author",
    "Who writes the report?",
    Question(
        key="document_author",
        kind=QuestionKind.CHOICE,
        text="Who writes the report?",
        choices=(
            Choice(LetterAuthor.CAFCASS, "Cafcass", "Or Cafcass Cymru in Wales."),
            Choice(LetterAuthor.COUNCIL, "The council", "Its social worker."),
            Choice(LetterAuthor.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=AllOf((IS_WRITTEN, Has("document", (Letter.SECTION_7, Letter.SECTION_37)))),
        missing="Choose who writes the report, or choose “Not sure”",
    ),
)


def _rungs(*, in_wales: bool) -> tuple[Choice, ...]:
    """What a council may be doing for a child, in the words of the country."""

    def named(term: Term) -> tuple[str, str]:
        return called(term, in_wales=in_wales), also_called(term, in_wales=in_wales)

    return (
        Choice(Plan.EARLY_HELP, *named(Term.EARLY_HELP)),
        Choice(Plan.CHILD_IN_NEED, *named(Term.CHILD_IN_NEED)),
        Choice(Plan.SECTION_47, "A child protection enquiry", "You may know it as section 47."),
        Choice(Plan.CHILD_PROTECTION, *named(Term.CHILD_PROTECTION)),
        Choice(Plan.SECTION_20, *named(Term.LOOKED_AFTER)),
        Choice(Plan.PRE_PROCEEDINGS, "A letter or a meeting before the council goes to court"),
        Choice(Plan.POLICE_PROTECTION, "The police are keeping a child safe", "For up to 72 hours."),
        Choice(Plan.NONE, "None of these"),
        Choice(Plan.UNSURE, "Not sure"),
    )


PLAN = _page(
    "plan",
    "What are they doing?",
    Question(
        key="plan",
        kind=QuestionKind.CHOICES,
        text="Is there any of these for a child?",
        help="Choose all that fit. If you are not sure, look at a letter from the council.",
        choices=_rungs(in_wales=False),
        alone=(Plan.NONE, Plan.UNSURE),
        required=True,
        opened_by=MAY_HAVE_A_PLAN,
        missing="Choose what there is for a child, or choose “None of these” or “Not sure”",
        wordings=_of_wales(choices=_rungs(in_wales=True)),
    ),
    Question(
        key="plan_current",
        kind=QuestionKind.CHOICE,
        text="Is it still going on?",
        help="Answer this if you chose a plan or an enquiry.",
        choices=YES_NO_NOT_SURE,
        required=True,
        opened_by=HAS_A_PLAN,
        missing="Tell us if it is still going on, or choose “Not sure”",
    ),
)

ORDERS = _page(
    "orders",
    "Orders about a child",
    Question(
        key="public_law",
        kind=QuestionKind.CHOICE,
        text="Has the council asked the court for one of these?",
        help="Also choose one if there is an order already.",
        choices=(
            Choice(PublicLaw.NONE, "No"),
            Choice(PublicLaw.EMERGENCY_PROTECTION, "An emergency protection order"),
            Choice(PublicLaw.CARE, "A care order", "Also an interim one."),
            Choice(PublicLaw.SUPERVISION, "A supervision order"),
            Choice(PublicLaw.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=MAY_HAVE_ORDERS,
        missing="Choose if there is an order, or choose “Not sure”",
    ),
    Question(
        key="child_removed_by",
        kind=QuestionKind.CHOICE,
        text="Has a child been taken into care, or taken away? By whom?",
        choices=(
            Choice(Answer.NO, "No"),
            Choice(RemovedBy.COUNCIL, "Yes, by the council"),
            Choice(RemovedBy.POLICE, "Yes, by the police"),
            Choice(RemovedBy.CAFCASS, "Yes, by Cafcass"),
            Choice(Answer.UNSURE, "Not sure"),
        ),
        required=True,
        opened_by=MAY_HAVE_ORDERS,
        missing="Tell us if a child has been taken away, or choose “Not sure”",
        wordings=_of_wales(
            choices=(
                Choice(Answer.NO, "No"),
                Choice(RemovedBy.COUNCIL, "Yes, by the council"),
                Choice(RemovedBy.POLICE, "Yes, by the police"),
                Choice(RemovedBy.CAFCASS, "Yes, by Cafcass Cymru"),
                Choice(Answer.UNSURE, "Not sure"),
            )
        ),
    ),
    Question(
        key="child_guardian",
        kind=QuestionKind.CHOICE,
        text="Does your child have their own guardian or solicitor in the court case?",
        choices=YES_NO_NOT_SURE,
        required=True,
        opened_by=MAY_HAVE_ORDERS,
        missing="Tell us if your child has a guardian or solicitor, or choose “Not sure”",
    ),
)

INVOLVED_PAGES = (INVOLVED, COURT, COUNCIL, LETTER, PAPER, AUTHOR, PLAN, ORDERS)
LETTER_PAGES = frozenset({LETTER.slug, PAPER.slug})  # where the letter itself may be added
