"""Flag rules on the person and the meeting: who they are, what they need, what they are not sure of. PURE."""

from .enums import Adjustment, Answer, ExemptionWish, FlagSeverity
from .flag_rule import Rule, code_of_adjustment, said, unknown

RED, AMBER, INFO = FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.INFO

UNSURE_OF = (
    "court",
    "cafcass",
    "plan",
    "public_law",
    "child_guardian",
    "court_ordered_miam",
    "miam_last_4_months",
)

PERSON = (
    Rule(
        code="PT-CHILD",
        severity=RED,
        keys=("adult",),
        when=said("adult", Answer.NO),
        client="When someone is under 18, we talk with them about who can help them best.",
        staff="Under 18: refer to a service for young people. Exemption O2 may apply.",
    ),
    Rule(
        code="PT-PRISON",
        severity=AMBER,
        keys=("in_prison",),
        when=said("in_prison", Answer.YES),
        client="We can talk with you about how you can join.",
        staff="Ask the prison about legal visits and video. Exemption O6 may apply. One tap clears it.",
    ),
    Rule(
        code="PT-CONFLICT",
        severity=AMBER,
        keys=("conflict",),
        when=said("conflict", Answer.YES),
        client="",
        staff="We know the other party from another matter. Give the meeting to another mediator after it is "
        "confirmed. Nothing about this shows to the client.",
        staff_only=True,
    ),
    Rule(
        code="ACC-CAP",
        severity=AMBER,
        keys=("decides_with_help",),
        when=said("decides_with_help", Answer.YES),
        client="We can talk with you about what helps you to understand and to decide.",
        staff="The mediator checks capacity: who helps, and are they free to be there? One tap clears it.",
    ),
)

# What is needed: to the client, and to staff, who get a task due before the meeting.
WORDS_OF_ADJUSTMENT = {
    Adjustment.INTERPRETER: (
        "We find an interpreter for you. It is never someone from your family.",
        "Book an interpreter: never a relative, never a child.",
    ),
    Adjustment.BSL: (
        "We find an interpreter for British Sign Language.",
        "Book a registered interpreter for British Sign Language.",
    ),
    Adjustment.WELSH: (
        "We arrange for you to speak Welsh.",
        "Find a mediator who speaks Welsh, or an interpreter.",
    ),
    Adjustment.LARGE_PRINT: ("We send you large print.", "Send everything in large print."),
    Adjustment.STEP_FREE: (
        "If you come to see us in person, there will be a way in without steps.",
        "In person: book a room without steps.",
    ),
    Adjustment.HEARING_LOOP: (
        "If you come to see us in person, there will be a hearing loop.",
        "In person: book a room with a hearing loop. By video: switch captions on.",
    ),
    Adjustment.LITERACY: (
        "We can read things with you. You do not need to write.",
        "Go through every text by voice. Send nothing that has to be read alone.",
    ),
    Adjustment.NEURODIVERSITY: (
        "We plan a calm meeting with breaks.",
        "Ask what helps. Plan breaks, and say beforehand what will happen.",
    ),
    Adjustment.SUPPORTER: (
        "Someone may be with you to support you. Tell us who.",
        "Ask who comes. Check that it is safe, and that they know it is private.",
    ),
}

NEEDS = tuple(
    Rule(
        code=code_of_adjustment(adjustment),
        severity=INFO,
        keys=("adjustments",),
        when=said("adjustments", adjustment),
        client=client,
        staff=staff,
    )
    for adjustment, (client, staff) in WORDS_OF_ADJUSTMENT.items()
)

CERTIFICATE = (
    Rule(
        code="X-RECENT-MIAM",
        severity=INFO,
        keys=("miam_last_4_months",),
        when=said("miam_last_4_months", Answer.YES),
        client="You may already have a valid certificate. Tell us, and we will look with you.",
        staff="Check that it is about the same dispute. If it is ours, issue a copy.",
    ),
    Rule(
        code="X-EXEMPT-OLD",
        severity=INFO,
        keys=("wants_exemption",),
        when=said("wants_exemption", ExemptionWish.NO_CONTACT_DETAILS, ExemptionWish.THEY_REFUSE),
        client="The rule changed in April 2024. You come to the meeting, and we certify that you came. "
        "The other person does not need to come.",
        staff="Explain that this exemption has gone. The certificate does not depend on the other party.",
    ),
)

NOT_SURE = tuple(
    Rule(
        code="UNSURE",
        severity=INFO,
        keys=(key,),
        when=unknown(key),
        client="It is fine not to be sure. We can go through it with you on a short call.",
        staff="Offer a callback, and ask again at the meeting.",
    )
    for key in UNSURE_OF
)

RULES = (*PERSON, *NEEDS, *CERTIFICATE, *NOT_SURE)
