"""The questions asked before a booking is confirmed: the plain path, and what fear or a worry opens. PURE.

Pages that only some people need are opened by earlier answers, so that nobody else meets them. Who else is
involved is asked in `questions_involved.py`. Why so: docs/decisions/questions-before-confirming.md.
"""

from .conditions import AllOf, AnyOf, Has
from .enums import (
    Abduction,
    Abuse,
    ChildCountry,
    ContactLimits,
    Need,
    Protected,
    QuestionKind,
    Stage,
)
from .questionnaire import TITLE, YES_NO_NOT_SURE, Choice, Page, Question, Wording
from .questions_involved import INVOLVED_PAGES
from .questions_version_1 import (
    ADJUSTMENTS,
    FUNDING,
    MARKETING,
    MATTER,
    OTHER_NAME,
    OTHER_NAME_UNKNOWN,
    RECORDING_OBJECTION,
    SAFE,
    YOU,
)
from .usual_questions import (
    ABOUT_CHILDREN,
    AFRAID,
    IN_WALES,
    RATHER_NOT,
    YES_NO_UNSURE_RATHER_NOT,
    YES_OR_UNSURE,
)

WORRIED = AllOf((ABOUT_CHILDREN, Has("child_worry", YES_OR_UNSURE)))
HAS_LIMITS = Has("contact_limits", (ContactLimits.ORDER, ContactLimits.BAIL, ContactLimits.BOTH))
MAY_HAVE_LIMITS = AnyOf((HAS_LIMITS, Has("contact_limits", (ContactLimits.UNSURE,))))
CONFIDENTIALITY = (
    "What you tell us is private. If a child or an adult may be seriously harmed, or the law says so, "
    "we may have to tell someone."
)

ABOUT = Page(
    slug="about",
    title=TITLE,
    heading="What is it about?",
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="need",
            kind=QuestionKind.CHOICES,
            text="Does any of these fit you?",
            help="If you just want a first meeting, leave this empty.",
            choices=(
                Choice(Need.INVITED, "A mediator wrote to me, or the other person asked me to come"),
                Choice(Need.COURT_SENT, "The court told me to come"),
                Choice(Need.CERTIFICATE, "I only need the certificate for the court"),
                Choice(Need.AGREED, "We both want mediation already"),
            ),
        ),
        MATTER,
        Question(
            key="child_country",
            kind=QuestionKind.CHOICE,
            text="Where does the child live?",
            help="Answer this if it is about a child.",
            why="In Wales some services have other names. Outside England and Wales other laws count.",
            choices=(
                Choice(ChildCountry.ENGLAND, "England"),
                Choice(ChildCountry.WALES, "Wales"),
                Choice(ChildCountry.SCOTLAND, "Scotland"),
                Choice(ChildCountry.NORTHERN_IRELAND, "Northern Ireland"),
                Choice(ChildCountry.ELSEWHERE, "Somewhere else"),
            ),
            required=True,
            opened_by=ABOUT_CHILDREN,
            missing="Choose where the child lives",
        ),
        Question(
            key="under_18",
            kind=QuestionKind.TICK,
            text="I am under 18",
            help="Leave this empty if you are 18 or over.",
        ),
    ),
)

THEM = Page(
    slug="them",
    title=TITLE,
    heading="The other person",
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="shared_devices",
            kind=QuestionKind.CHOICE,
            text="Do you live with them, or share a phone, a computer or an account?",
            help="For example the same tablet, phone plan, e-mail or online calendar.",
            why="If they may see your screen or your post, we take care what we send.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if you live with them or share devices, or choose “Not sure”",
        ),
        OTHER_NAME,
        OTHER_NAME_UNKNOWN,
        Question(
            key="contact_limits",
            kind=QuestionKind.CHOICE,
            text="Does a court order, bail or a licence limit contact between you, or protect one of you?",
            help="For example a non-molestation order, an occupation order, a restraining order or an "
            "undertaking. An order about where a child lives is not one.",
            why="It may be against the rules to pass on a message. A mediator reads the rules first.",
            choices=(
                Choice(ContactLimits.NONE, "No"),
                Choice(ContactLimits.ORDER, "Yes, a court order"),
                Choice(ContactLimits.BAIL, "Yes, bail, release or licence conditions"),
                Choice(ContactLimits.BOTH, "Yes, both"),
                Choice(ContactLimits.UNSURE, "Not sure"),
            ),
            required=True,
            safety=True,
            missing="Tell us if there is an order, bail or a licence, or choose “Not sure”",
        ),
    ),
)

RULES = Page(
    slug="rules",
    title=TITLE,
    heading="The rules about contact",
    lead=("You can go on if you do not know.",),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="limits_protect",
            kind=QuestionKind.CHOICE,
            text="Whom do they protect?",
            why="The mediator needs to know before anything is said to anyone.",
            choices=(
                Choice(Protected.ME, "Me"),
                Choice(Protected.THEM, "The other person"),
                Choice(Protected.BOTH, "Both of us"),
                Choice(Protected.CHILD, "A child"),
                Choice(Protected.UNSURE, "Not sure"),
            ),
            required=True,
            safety=True,
            opened_by=HAS_LIMITS,
            missing="Choose whom the rules protect, or choose “Not sure”",
        ),
        Question(
            key="limits_ended",
            kind=QuestionKind.CHOICE,
            text="Have they ended?",
            why="A mediator reads the papers with you, whether they have ended or not.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            opened_by=HAS_LIMITS,
            missing="Tell us if they have ended, or choose “Not sure”",
        ),
    ),
)

CARE = Page(
    slug="care",
    title=TITLE,
    heading="Your safety, and who is involved",
    lead=("We ask everyone these questions.", CONFIDENTIALITY),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="afraid",
            kind=QuestionKind.CHOICE,
            text="Have you ever felt afraid of the other person, or controlled by them?",
            help="For example threatened, hurt, followed, kept short of money, or made to do things.",
            why="Your meeting is only for you, and must be safe. You need not tell us what happened.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if you have ever felt afraid or controlled, or choose “Not sure”",
        ),
        Question(
            key="child_worry",
            kind=QuestionKind.CHOICE,
            text="Has a child been hurt, or may a child be hurt or be taken abroad?",
            help="Taken or kept abroad without your agreement, we mean.",
            why="A mediator wants to know early if a child may not be safe.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            opened_by=ABOUT_CHILDREN,
            missing="Tell us if a child has been hurt or may not be safe, or choose “Not sure”",
        ),
        Question(
            key="involved",
            kind=QuestionKind.CHOICE,
            text="Has anyone asked the family court about this?",
            help="You, the other person, or someone else. Also say yes if there was a case before.",
            choices=YES_NO_NOT_SURE,
            required=True,
            missing="Tell us if anyone else is involved, or choose “Not sure”",
            wordings=(
                Wording(
                    when=AllOf((ABOUT_CHILDREN, IN_WALES)),
                    text="Is the family court, Cafcass Cymru or social services involved?",
                    help="Now or before. Social services are the council’s children’s services.",
                ),
                Wording(
                    when=ABOUT_CHILDREN,
                    text="Is the family court, Cafcass or social services involved?",
                    help="Now or before. Social services are the council’s children’s services.",
                ),
            ),
        ),
    ),
)

MORE = Page(
    slug="more",
    title=TITLE,
    heading="Thank you for telling us",
    lead=(
        "You do not need to tell us what happened. You can leave out the last two questions.",
        "If you are in danger, call 999. If you cannot speak, call from a mobile and press 55 when asked.",
    ),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="abuse",
            kind=QuestionKind.CHOICE,
            text="Is it happening now, or was it in the past?",
            why="If it is happening now, a person speaks with you first.",
            choices=(
                Choice(Abuse.NOW, "It is happening now"),
                Choice(Abuse.PAST, "It was in the past"),
                Choice(Abuse.NO, "Neither: I felt uneasy, but nothing was done to me"),
                Choice(Abuse.UNSURE, "Not sure"),
                RATHER_NOT,
            ),
            required=True,
            safety=True,
            opened_by=AFRAID,
            missing="Choose now or in the past, or choose “Not sure” or “I would rather not say”",
        ),
        Question(
            key="high_risk_signs",
            kind=QuestionKind.CHOICE,
            text="Has there been any of these?",
            help="Being choked. Threats to kill. A weapon. Being followed or watched. Being forced to have "
            "sex. Being hurt while pregnant. Things getting worse since you parted.",
            why="These can mean great danger. We can tell you who helps people to stay safe.",
            choices=YES_NO_UNSURE_RATHER_NOT,
            safety=True,
            opened_by=AFRAID,
        ),
        Question(
            key="honour_based",
            kind=QuestionKind.CHOICE,
            text="Has your family or community harmed or threatened you over honour or marriage?",
            help="For example a forced marriage, or female genital mutilation (FGM).",
            why="If so, we never contact anyone in your family or community.",
            choices=YES_NO_UNSURE_RATHER_NOT,
            safety=True,
            opened_by=AFRAID,
        ),
    ),
)

CHILD = Page(
    slug="child",
    title=TITLE,
    heading="About the child",
    lead=("If a child is in danger now, call 999.",),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="child_harm",
            kind=QuestionKind.CHOICE,
            text="Has a child been hurt, or is a child at risk of being hurt now?",
            why="A mediator talks with you about what may help.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            opened_by=WORRIED,
            missing="Tell us if a child has been hurt or is at risk, or choose “Not sure”",
        ),
        Question(
            key="abduction",
            kind=QuestionKind.CHOICE,
            text="Do you worry that a child may be taken or kept abroad?",
            why="If this may happen soon, the police and a solicitor can act fast.",
            choices=(
                Choice(Abduction.NO, "No"),
                Choice(Abduction.WORRIED, "Yes, I worry about it"),
                Choice(Abduction.IMMINENT, "Yes, it may happen very soon"),
                Choice(Abduction.ABROAD, "A child is being kept abroad now"),
                Choice(Abduction.UNSURE, "Not sure"),
            ),
            required=True,
            safety=True,
            opened_by=WORRIED,
            missing="Tell us if a child may be taken or kept abroad, or choose “Not sure”",
        ),
    ),
)

HOME = Page(
    slug="home",
    title=TITLE,
    heading="Where you live",
    lead=("Do not write your address here. We do not need it.",),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="refuge",
            kind=QuestionKind.CHOICE,
            text="Do you live in a refuge, or at an address that must stay secret?",
            why="If so, we keep no address, send nothing by post, and put nothing in a calendar.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            opened_by=AnyOf((AFRAID, MAY_HAVE_LIMITS)),
            missing="Tell us if your address must stay secret, or choose “Not sure”",
        ),
    ),
)

MEETING = Page(
    slug="meeting",
    title=TITLE,
    heading="Your meeting",
    stage=Stage.BEFORE,
    questions=(
        ADJUSTMENTS,
        Question(
            key="decides_with_help",
            kind=QuestionKind.TICK,
            text="Someone helps me to understand things or to decide",
            help="For example a carer, an intermediary or an attorney.",
        ),
        Question(
            key="in_prison",
            kind=QuestionKind.TICK,
            text="I am in prison, or held somewhere else",
            help="We talk with you about how you can join.",
        ),
        FUNDING,
    ),
)

NOTICES = Page(
    slug="notices",
    title=TITLE,
    heading="How we keep what you tell us",
    notices=("confidentiality", "privacy", "recording"),
    stage=Stage.CHECK,
    questions=(RECORDING_OBJECTION, MARKETING),
)

BEFORE_PAGES = (
    SAFE,
    ABOUT,
    YOU,
    THEM,
    RULES,
    CARE,
    MORE,
    CHILD,
    HOME,
    *INVOLVED_PAGES,
    MEETING,
    NOTICES,
)
