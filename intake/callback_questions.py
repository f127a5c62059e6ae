"""The questions of the page that asks for a call, and of the one that changes its time, as data. PURE.

What they share with the booking's questions is said in the same words. The question `when` has no choices
here: which times can be chosen is known only to the moment, see `with_times`.
"""

from collections.abc import Iterable
from dataclasses import replace

from .conditions import Answers, Has
from .enums import CallbackAgain, CallbackTopic, CallbackWhen, QuestionKind, Stage
from .questionnaire import (
    EMAIL_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    YES_NO_NOT_SURE,
    Choice,
    Page,
    Question,
)
from .questions_version_1 import YOU

TITLE = "Your call"
WORDS_LENGTH = 500
PHRASE_LENGTH = 60
ASAP, OWN_WORDS = CallbackWhen.ASAP.value, CallbackWhen.OWN_WORDS.value
TAKEN = "That time has just been taken. Choose another one"

WHEN = Question(
    key="when",
    kind=QuestionKind.CHOICE,
    text="When should we call you?",
    help="Choose a time when nobody can overhear you. All times are UK time.",
    required=True,
    missing="Choose when we should call you",
    invalid=TAKEN,
)
OWN_TIME = Question(
    key="own_time",
    kind=QuestionKind.LONG_TEXT,
    text="When is it safe to call you?",
    help="For example: Tuesdays after 10am, never at weekends.",
    required=True,
    opened_by=Has("when", (OWN_WORDS,)),
    missing="Write when it is safe to call you",
    too_long="Use 500 letters or fewer to say when it is safe to call you",
    max_length=WORDS_LENGTH,
)
AGAIN = Question(
    key="again",
    kind=QuestionKind.CHOICE,
    text="If we miss you, may we try again?",
    choices=(
        Choice(CallbackAgain.SAME_TIME, "Yes, at the same time on another day"),
        Choice(CallbackAgain.ANY_TIME, "Yes, at any time when you are open"),
        Choice(CallbackAgain.NEVER, "No, only call once"),
    ),
    required=True,
    missing="Choose if we may try again",
)

CALL = Page(
    slug="call",
    title=TITLE,
    heading="Ask us to call you",
    stage=Stage.BEFORE,
    notices=("privacy", "recording"),
    questions=(
        Question(
            key="name",
            kind=QuestionKind.TEXT,
            text="What name should we ask for?",
            help="A first name is enough.",
            required=True,
            autocomplete="name",
            missing="Enter the name that we should ask for",
            too_long="Use 100 letters or fewer for the name",
            max_length=NAME_LENGTH,
        ),
        Question(
            key="phone",
            kind=QuestionKind.PHONE_ANYWHERE,
            text="Phone number",
            help="For a number outside the UK, start with + and the country code.",
            required=True,
            autocomplete="tel",
            inputmode="tel",
            missing="Enter the phone number that we should call",
            invalid="Enter a phone number, like 07700 900123, or +353 and so on for one outside the UK",
            too_long="Enter a phone number, like 07700 900123, or +353 and so on for one outside the UK",
            max_length=PHONE_LENGTH,
        ),
        Question(
            key="asked_by_name",
            kind=QuestionKind.TEXT,
            text="Your own name",
            autocomplete="off",
            missing="Enter your own name, or empty the boxes about asking for someone else",
            too_long="Use 100 letters or fewer for your own name",
            max_length=NAME_LENGTH,
        ),
        Question(
            key="asked_by_relationship",
            kind=QuestionKind.TEXT,
            text="How do you know them?",
            help="For example: I am their sister, or their support worker.",
            autocomplete="off",
            missing="Write how you know them",
            too_long="Use 100 letters or fewer to say how you know them",
            max_length=NAME_LENGTH,
        ),
        Question(
            key="phrase",
            kind=QuestionKind.TEXT,
            text="A word that they will know",
            help="We say it at the start, so that they know the call is real. You can leave this empty.",
            autocomplete="off",
            too_long="Use 60 letters or fewer for the word",
            max_length=PHRASE_LENGTH,
        ),
        Question(
            key="say_who",
            kind=QuestionKind.CHOICE,
            text="May we say who we are?",
            help="We always ask for you by name first. We never tell anyone else why we call.",
            why="Our name can give away what the call is about.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if we may say who we are, or choose “Not sure”",
        ),
        Question(
            key="voicemail",
            kind=QuestionKind.CHOICE,
            text="May we leave a voicemail?",
            help="It gives a number to call, and nothing else.",
            why="Someone else may hear your messages.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if we may leave a voicemail, or choose “Not sure”",
        ),
        Question(
            key="may_text",
            kind=QuestionKind.CHOICE,
            text="May we send you a text?",
            help="It does not say what it is about.",
            why="Someone else may see a text on your screen.",
            choices=YES_NO_NOT_SURE,
            required=True,
            safety=True,
            missing="Tell us if we may send you a text, or choose “Not sure”",
        ),
        WHEN,
        OWN_TIME,
        AGAIN,
        Question(
            key="email",
            kind=QuestionKind.EMAIL,
            text="E-mail address",
            help="You can leave this empty. If it is safe, we send you a link to change or cancel the call.",
            autocomplete="email",
            inputmode="email",
            invalid="Enter an e-mail address like name@example.org",
            too_long="Enter an e-mail address like name@example.org, with 254 letters or fewer",
            max_length=EMAIL_LENGTH,
        ),
        next(one for one in YOU.questions if one.key == "email_private"),
        Question(
            key="topic",
            kind=QuestionKind.CHOICE,
            text="What is it about?",
            choices=(
                Choice(CallbackTopic.BOOK, "Booking a first meeting"),
                Choice(CallbackTopic.LEGAL_AID, "Legal aid"),
                Choice(CallbackTopic.INVITED, "A letter or an invitation from you"),
                Choice(CallbackTopic.WHO_IS_INVOLVED, "Cafcass or social services"),
                Choice(CallbackTopic.BOOKING, "A booking that I have"),
                Choice(CallbackTopic.OTHER, "Something else"),
            ),
            required=True,
            missing="Choose what it is about. “Something else” is fine",
        ),
        Question(
            key="hearing_soon",
            kind=QuestionKind.CHOICE,
            text="Do you have a court hearing in the next two weeks?",
            help="You can leave this out. If you do have one, your call goes to the front.",
            choices=YES_NO_NOT_SURE,
        ),
        Question(
            key="safe_to_talk",
            kind=QuestionKind.CHOICE,
            text="Will it be safe for you to talk when we call?",
            help="You can leave this out. If you choose no, we still help you, and we take more care.",
            choices=YES_NO_NOT_SURE,
            safety=True,
        ),
        Question(
            key="consent",
            kind=QuestionKind.TICK,
            text="You may contact me about this enquiry",
            help="Only about this, and only in the ways that you said are all right.",
            required=True,
            missing="Tick the box to say that we may contact you about this enquiry",
        ),
        Question(key="recording_objection", kind=QuestionKind.TICK, text="Please do not record my calls"),
        Question(
            key="marketing",
            kind=QuestionKind.TICK,
            text="You can send me news about what you offer",
            help="You do not need to tick this to get a call.",
        ),
    ),
)
CALL_TIME = Page(
    slug="time",
    title=TITLE,
    heading="Choose another time",
    stage=Stage.BEFORE,
    questions=(WHEN,),
)
ON_BEHALF = ("asked_by_name", "asked_by_relationship", "phrase")


def with_times(page: Page, choices: Iterable[Choice]) -> Page:
    """The page as it stands at this moment: `when` can be answered by these, in this order."""
    when = replace(WHEN, choices=tuple(choices))
    return replace(page, questions=tuple(when if one is WHEN else one for one in page.questions))


def lacks_for_someone_else(given: Answers) -> tuple[tuple[str, str], ...]:
    """Who asks for somebody else says their own name and how they know them: keys and what to do.

    Nothing is lacking where all three boxes are empty.
    """
    if not any(given.get(key) for key in ON_BEHALF):
        return ()
    asked = {one.key: one.missing for one in CALL.questions if one.key in ON_BEHALF and one.missing}
    return tuple((key, words) for key, words in asked.items() if not given.get(key))
