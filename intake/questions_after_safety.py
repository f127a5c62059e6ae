"""After a booking: safety, wellbeing and the other person. PURE data.

Source: rows 35 to 42 and 44 of the project's notes on the questionnaire. Everything here may be left out, and
nothing of it is ever shown again; what papers there are for it is for the pages of papers to ask.
"""

from .conditions import Absent, AnyOf, Has, Not
from .enums import Abduction, Answer, Stage
from .questionnaire import TITLE, Choice, Page
from .usual_questions import (
    AFRAID,
    NO,
    RATHER_NOT,
    UNSURE,
    YES,
    YES_NO_UNSURE,
    YES_NO_UNSURE_RATHER_NOT,
    any_of,
    line,
    one_of,
    words,
)

ORDER = Has("contact_limits", ("order", "bail", "both", "unsure"))
WORRIED = Has("abduction", (Abduction.WORRIED, Abduction.IMMINENT, Abduction.ABROAD, Abduction.UNSURE))
MAY_BE_CONTACTED = Not(Has("may_contact_other", (Answer.NO,)))
MEDIATOR_READS = "The mediator reads it before your meeting. We do not show it to the other person."

WELLBEING = Page(
    slug="self",
    title=TITLE,
    name="How you are",
    heading="How you are",
    lead=(
        "You can leave out any of these. We do not judge.",
        "If you may hurt yourself, call 999. Samaritans listen day and night, free, on 116 123.",
    ),
    stage=Stage.AFTER,
    questions=(
        one_of(
            "substances",
            "Is alcohol or drugs a problem for you, the other person or a child’s care?",
            *YES_NO_UNSURE_RATHER_NOT,
            why="It can make a meeting harder, and care of a child unsafe. The mediator can plan for it.",
            safety=True,
        ),
        one_of(
            "crisis",
            "Are you so low, or so worried, that you might hurt yourself?",
            *YES_NO_UNSURE_RATHER_NOT,
            help="Or is your mental health very bad at the moment?",
            why="So that a person can talk with you before your meeting.",
            safety=True,
        ),
        words(
            "wellbeing_words",
            "Is there anything about your health that we should know?",
            why=MEDIATOR_READS,
            safety=True,
        ),
    ),
)

SAFETY = Page(
    slug="words",
    title=TITLE,
    name="In your own words",
    heading="In your own words",
    lead=(
        "You told us that something may not be safe. You do not have to say more. "
        "If you want to, you can do it here.",
        "What you tell us is private. If a child or an adult may be seriously harmed, or the law says so, "
        "we may have to tell someone.",
        "There are people to talk to, free: the National Domestic Abuse Helpline on 0808 2000 247, the "
        "Men’s Advice Line on 0808 801 0327, or in Wales Live Fear Free on 0808 80 10 800.",
    ),
    stage=Stage.AFTER,
    opened_by=AnyOf((AFRAID, ORDER)),
    questions=(
        words(
            "safety_words",
            "What would you like us to know?",
            why=MEDIATOR_READS,
            safety=True,
            opened_by=AFRAID,
        ),
        one_of(
            "safety_ongoing",
            "Is it still going on?",
            *YES_NO_UNSURE_RATHER_NOT,
            why=MEDIATOR_READS,
            safety=True,
            opened_by=AFRAID,
        ),
        line(
            "safety_helpers",
            "Has anyone helped you?",
            help="For example a support service, a doctor or the police.",
            max_length=300,
            why=MEDIATOR_READS,
            safety=True,
            opened_by=AFRAID,
        ),
        any_of(
            "safety_evidence",
            "Do you have any of these?",
            Choice("police", "Papers from the police: an arrest, a caution, a charge, a notice"),
            Choice("court", "Papers from a court: an order, a promise to the court, a finding, a conviction"),
            Choice("health", "A letter from a doctor, nurse or other health worker"),
            Choice("support", "A letter from a support service, a refuge or a specialist adviser"),
            Choice("council", "A letter from a council, a landlord or another public body"),
            Choice("marac", "A letter from a meeting about high risk (MARAC)"),
            Choice("home_office", "A letter from the Home Office"),
            Choice("money", "Papers that show control over money"),
            Choice("none", "None of these"),
            alone=("none",),
            help="You do not need any of them to come to your meeting.",
            why="With one of these you may be able to go to court without a meeting. "
            "The mediator can tell you more.",
            safety=True,
            opened_by=AFRAID,
        ),
        one_of(
            "police_involved",
            "Have the police been involved?",
            Choice("now", "Yes, and they still are"),
            Choice("past", "Yes, but not any more"),
            NO,
            UNSURE,
            RATHER_NOT,
            why=MEDIATOR_READS,
            safety=True,
        ),
        words(
            "police_words",
            "If they have: when was it, and was anyone charged?",
            max_length=2000,
            why=MEDIATOR_READS,
            safety=True,
        ),
        words(
            "order_terms",
            "Does the order, or do the conditions, say anything about meetings or mediators?",
            help="Copy the words if you have them. If not, leave this empty.",
            max_length=2000,
            why=MEDIATOR_READS,
            safety=True,
            opened_by=ORDER,
        ),
    ),
)

TRAVEL = Page(
    slug="journeys",
    title=TITLE,
    name="Travel and passports",
    heading="Travel and passports",
    lead=(
        "If you think it may happen now, call 999. "
        "Reunite helps parents whose child is or may be taken abroad: 0116 2556 234.",
    ),
    stage=Stage.AFTER,
    opened_by=WORRIED,
    questions=(
        line(
            "passports",
            "Who has the children’s passports?",
            max_length=200,
            why=MEDIATOR_READS,
            safety=True,
        ),
        line(
            "children_now_at",
            "Where are the children now?",
            help="A town or a country is enough.",
            max_length=200,
            why=MEDIATOR_READS,
            safety=True,
        ),
        one_of(
            "taken_before",
            "Has anyone tried it before?",
            *YES_NO_UNSURE_RATHER_NOT,
            why=MEDIATOR_READS,
            safety=True,
        ),
        one_of(
            "police_know_of_travel",
            "Have you told the police?",
            *YES_NO_UNSURE_RATHER_NOT,
            why=MEDIATOR_READS,
            safety=True,
        ),
    ),
)

MEETING = Page(
    slug="room",
    title=TITLE,
    name="How you would like to meet",
    heading="How you would like to meet",
    lead=("Your first meeting is only you and the mediator. These are about what may come after it.",),
    stage=Stage.AFTER,
    questions=(
        one_of(
            "meeting_feeling",
            "How would you feel about a meeting with the other person?",
            Choice("same_call", "We could be on the same call"),
            Choice("separate", "I would like to be apart at first"),
            Choice("shuttle", "I would like to stay apart, and the mediator goes between us"),
            Choice("not_at_all", "I do not want to meet at all"),
            UNSURE,
            RATHER_NOT,
            why="Nobody has to meet. The mediator plans with you what is right.",
            safety=True,
        ),
        one_of(
            "coerced",
            "Has anyone told you to come, or told you what to say?",
            *YES_NO_UNSURE_RATHER_NOT,
            help="A court or a lawyer who told you to come does not count.",
            why="Coming here is your own choice. If somebody presses you, we want to help.",
            safety=True,
        ),
    ),
)

OTHER_PERSON = Page(
    slug="contact",
    title=TITLE,
    name="Reaching the other person",
    heading="Reaching the other person",
    lead=(
        "We never contact them because you booked. We only ever do it if you say yes, and a mediator agrees.",
    ),
    stage=Stage.AFTER,
    opened_by=Absent("needs_person_first"),
    questions=(
        one_of(
            "may_contact_other",
            "May we ever contact them?",
            NO,
            Choice("ask_first", "Ask me first"),
            YES,
            why="If you say no, nothing about your own meeting changes.",
            safety=True,
        ),
        one_of(
            "safe_for_other",
            "If we may: would it be safe for you, for them and for the children?",
            *YES_NO_UNSURE_RATHER_NOT,
            why=MEDIATOR_READS,
            safety=True,
            opened_by=MAY_BE_CONTACTED,
        ),
        words(
            "other_contact",
            "If we may: how could we reach them?",
            help="An e-mail address, a phone number or a postal address.",
            max_length=500,
            safety=True,
            why=MEDIATOR_READS,
            opened_by=MAY_BE_CONTACTED,
        ),
        one_of(
            "other_knows",
            "Do they know that you have booked?",
            *YES_NO_UNSURE,
            safety=True,
            why=MEDIATOR_READS,
        ),
        line(
            "other_needs",
            "Do they need anything for a meeting?",
            help="For example an interpreter, or a way in without steps.",
            max_length=300,
            safety=True,
            why=MEDIATOR_READS,
            opened_by=MAY_BE_CONTACTED,
        ),
    ),
)
