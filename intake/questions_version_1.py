"""Version 1 of the questions, asked until November 2026. PURE.

It stays for as long as drafts and forms answered under it live. What did not change since is asked from here.
"""

from .conditions import Filled, Has
from .enums import Adjustment, Answer, FundingChoice, Matter, QuestionKind, Stage
from .questionnaire import (
    EMAIL_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    TITLE,
    YES_NO_NOT_SURE,
    Choice,
    OneOf,
    Page,
    Question,
    Questionnaire,
)

VERSION = "1"

SAFE = Page(
    slug="safe",
    title=TITLE,
    heading="First, are you safe?",
    lead=(
        "We do not show your answers to the other person.",
        "If you need to leave fast, press “Exit this page”. It does not clear your browser’s history.",
    ),
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="danger_now",
            kind=QuestionKind.CHOICE,
            text="Are you or a child in danger right now?",
            help="If you are, call 999. If you cannot speak, call from a mobile and press 55 when asked.",
            why="We want to know that you are safe before we ask you anything else.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if you or a child are in danger now. Choose yes, no or not sure",
        ),
        Question(
            key="device_private",
            kind=QuestionKind.CHOICE,
            text="Is it safe to use this device and answer now?",
            help="Think about who can see this screen, and who may look at this phone or computer later.",
            why="Someone else who uses this device may be able to see that you were here.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if it is safe to use this device. Choose yes, no or not sure",
        ),
    ),
)

YOU = Page(
    slug="you",
    title=TITLE,
    heading="How can we reach you?",
    lead=(
        "Give us an e-mail address or a phone number.",
        "No e-mail? That is fine. At the end you will see your reference and your link once. "
        "We will ring you if you say it is safe.",
    ),
    stage=Stage.BEFORE,
    rules=(OneOf(("email", "phone"), "Enter an e-mail address or a phone number"),),
    questions=(
        Question(
            key="name",
            kind=QuestionKind.TEXT,
            text="What name should we use?",
            help="A first name is enough for now.",
            required=True,
            autocomplete="name",
            missing="Enter your name",
            too_long="Use 100 letters or fewer for your name",
            max_length=NAME_LENGTH,
        ),
        Question(
            key="email",
            kind=QuestionKind.EMAIL,
            text="E-mail address",
            help="We will e-mail you about your booking. The subject only says “Your booking”.",
            autocomplete="email",
            inputmode="email",
            invalid="Enter an e-mail address like name@example.org",
            too_long="Enter an e-mail address like name@example.org, with 254 letters or fewer",
            max_length=EMAIL_LENGTH,
        ),
        Question(
            key="email_private",
            kind=QuestionKind.CHOICE,
            text="Does anyone else read this e-mail?",
            help="Answer this if you gave us an e-mail address.",
            why="If someone else may see your e-mail, we will not send anything there.",
            choices=(
                Choice(Answer.YES, "No, only I read it"),
                Choice(Answer.NO, "Someone else may see it"),
                Choice(Answer.UNSURE, "Not sure"),
            ),
            required=True,
            safety=True,
            opened_by=Filled("email"),
            missing="Tell us if anyone else reads your e-mail, or choose “Not sure”",
        ),
        Question(
            key="phone",
            kind=QuestionKind.PHONE,
            text="UK phone number",
            help="You can leave this empty if you gave us an e-mail address.",
            autocomplete="tel",
            inputmode="tel",
            invalid="Enter a UK phone number, like 07700 900123",
            too_long="Enter a UK phone number, like 07700 900123",
            max_length=PHONE_LENGTH,
        ),
        Question(
            key="phone_private",
            kind=QuestionKind.CHOICE,
            text="Is it safe to call you on this number?",
            help="Answer this if you gave us a phone number.",
            why="Someone else may hear the call or see who rang. We only ring if you say yes.",
            choices=(
                Choice(Answer.YES, "Yes, you can call me on it"),
                Choice(Answer.NO, "It is not safe to call"),
                Choice(Answer.UNSURE, "Not sure"),
            ),
            required=True,
            safety=True,
            opened_by=Filled("phone"),
            missing="Tell us if it is safe to call you, or choose “Not sure”",
        ),
        Question(
            key="calendar_safe",
            kind=QuestionKind.TICK,
            text="It is safe to put an entry called “Appointment” in my calendar",
            help="Leave this empty if someone else can see your calendar.",
        ),
    ),
)

OTHER_NAME = Question(
    key="other_name",
    kind=QuestionKind.TEXT,
    text="What is the other person’s name?",
    help="We never contact them because you booked. "
    "We only use the name to check that our mediators can help you.",
    required=True,
    not_needed_if=Has("other_name_unknown", (True,)),
    autocomplete="off",
    missing="Enter the other person’s name, or tick the box below it",
    too_long="Use 100 letters or fewer for the other person’s name",
    max_length=NAME_LENGTH,
)

OTHER_NAME_UNKNOWN = Question(
    key="other_name_unknown",
    kind=QuestionKind.TICK,
    text="I do not know their name, or I would rather tell the mediator",
)

MATTER = Question(
    key="matter",
    kind=QuestionKind.CHOICES,
    text="What do you need to talk about?",
    help="Choose all that fit.",
    choices=(
        Choice(Matter.CHILDREN, "Children", "Where they live and who they spend time with."),
        Choice(Matter.FINANCE, "Money or property", "For example your home, savings or debts."),
        Choice(
            Matter.GRANDPARENT,
            "I am a grandparent or another family member",
            "For example, you want to see your grandchild.",
        ),
    ),
    required=True,
    missing="Choose what you need to talk about",
)

ADJUSTMENTS = Question(
    key="adjustments",
    kind=QuestionKind.CHOICES,
    text="Do you need any of these?",
    help="Choose all that you need. If you need none, leave this empty.",
    choices=(
        Choice(
            Adjustment.INTERPRETER,
            "An interpreter",
            "We find one for you. It is never someone from your family.",
        ),
        Choice(Adjustment.BSL, "British Sign Language (BSL)"),
        Choice(Adjustment.WELSH, "To speak Welsh"),
        Choice(Adjustment.LARGE_PRINT, "Large print"),
        Choice(Adjustment.STEP_FREE, "A way in without steps", "If you come to see us in person."),
        Choice(Adjustment.HEARING_LOOP, "A hearing loop", "If you come to see us in person."),
        Choice(Adjustment.LITERACY, "Help with reading or writing"),
        Choice(
            Adjustment.NEURODIVERSITY,
            "A calmer meeting with breaks",
            "For example if you are autistic or have ADHD.",
        ),
        Choice(Adjustment.SUPPORTER, "Someone with me to support me"),
    ),
)

FUNDING = Question(
    key="funding",
    kind=QuestionKind.CHOICE,
    text="How will you pay for the meeting?",
    help="You do not pay now. If you get legal aid, you pay nothing for it.",
    choices=(
        Choice(FundingChoice.PAY, "I will pay for it"),
        Choice(FundingChoice.LEGAL_AID, "I may get legal aid"),
        Choice(FundingChoice.NOT_SURE, "Not sure"),
    ),
    required=True,
    missing="Choose how you will pay, or choose “Not sure”",
)

RECORDING_OBJECTION = Question(
    key="recording_objection",
    kind=QuestionKind.TICK,
    text="Please do not record my calls",
    help="If you tick this, nothing else about your booking changes.",
)

MARKETING = Question(
    key="marketing",
    kind=QuestionKind.TICK,
    text="You can send me news about what you offer",
    help="You do not need to tick this to book.",
)

ABOUT = Page(
    slug="about",
    title=TITLE,
    heading="What is it about?",
    stage=Stage.BEFORE,
    questions=(
        OTHER_NAME,
        OTHER_NAME_UNKNOWN,
        MATTER,
    ),
)

MEETING = Page(
    slug="meeting",
    title=TITLE,
    heading="Your meeting",
    stage=Stage.BEFORE,
    questions=(
        ADJUSTMENTS,
        FUNDING,
    ),
)

NOTICES = Page(
    slug="notices",
    title=TITLE,
    heading="How we keep what you tell us",
    notices=("confidentiality", "privacy", "recording"),
    stage=Stage.BEFORE,
    questions=(
        RECORDING_OBJECTION,
        MARKETING,
    ),
)

QUESTIONNAIRE = Questionnaire(VERSION, (SAFE, YOU, ABOUT, MEETING, NOTICES))
