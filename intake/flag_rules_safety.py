"""Flag rules on safety: fear, harm, orders, and what may not be sent. PURE.

Flags are told apart from a screen: nothing here adds up answers to a score, which would feign certainty.
"""

from .enums import Abduction, Abuse, Answer, FlagSeverity
from .flag_answers import SAFETY
from .flag_rule import Rule, left_out, said

RED, AMBER, INFO = FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.INFO

IF_IN_DANGER = (
    "If you are in danger, call 999. If you cannot speak, call from a mobile and press 55 when asked."
)
HELPLINES = "There are free helplines you can talk to. We can give you their numbers."
REUNITE = "The charity Reunite can help too: 0116 2556 234."
SAFE_CALL = "Reach the client by a safe channel only."


def _asked(code: str, key: str, *, yes: FlagSeverity, client: str, staff: str) -> tuple[Rule, Rule]:
    """Yes raises the flag; "not sure" raises it at amber."""
    return (
        Rule(code=code, severity=yes, keys=(key,), when=said(key, Answer.YES), client=client, staff=staff),
        Rule(
            code=code,
            severity=AMBER,
            keys=(key,),
            when=said(key, Answer.UNSURE),
            client=client,
            staff=f"The client is not sure. {staff}",
        ),
    )


DANGER_AND_FEAR = (
    Rule(
        code="SF-NOW",
        severity=RED,
        keys=("danger_now",),
        when=said("danger_now", Answer.YES, Answer.UNSURE),
        client="If you or a child are in danger now, call 999. "
        "If you cannot speak, call from a mobile and press 55 when asked.",
        staff=f"{SAFE_CALL} Ask first if they and the children are safe. If somebody may be hurt, call 999.",
    ),
    *_asked(
        "SF-FEAR",
        "afraid",
        yes=AMBER,
        client=f"Your meeting is only for you. {HELPLINES}",
        staff="No message to both parties. The mediator speaks with the client alone first. "
        "Have the helplines for women, for men and for LGBT+ people ready.",
    ),
    Rule(
        code="SF-DA-NOW",
        severity=RED,
        keys=("abuse",),
        when=said("abuse", Abuse.NOW),
        client=f"{IF_IN_DANGER} {HELPLINES}",
        staff=f"{SAFE_CALL} The mediator calls before anything else. No message to both parties. "
        "Offer the helplines for women, for men and for LGBT+ people.",
    ),
    Rule(
        code="SF-DA-PAST",
        severity=AMBER,
        keys=("abuse",),
        when=said("abuse", Abuse.PAST, Abuse.UNSURE),
        client=HELPLINES,
        staff="No message to both parties. The mediator asks, alone with the client, what happened and what "
        "is feared now. Evidence of abuse may be a MIAM exemption.",
    ),
    *_asked(
        "SF-HIGH",
        "high_risk_signs",
        yes=RED,
        client=f"{IF_IN_DANGER} Some people help others to plan how to stay safe. "
        "We can tell you how to reach them.",
        staff=f"{SAFE_CALL} A senior mediator calls the same day. Tell the client about MARAC and about "
        "independent domestic violence advisers (IDVA). Do not score the signs.",
    ),
    *_asked(
        "SF-HBA",
        "honour_based",
        yes=RED,
        client=f"{IF_IN_DANGER} We never contact your family. {HELPLINES}",
        staff="Never contact family or community, and never let them interpret. Give the specialist "
        f"helpline. {SAFE_CALL}",
    ),
)

ORDERS_AND_PLACES = (
    *_asked(
        "SF-ORDER",
        "order",
        yes=RED,
        client="If there is a court order, please have it with you. A mediator needs to read it first. "
        "We send nothing to the other person.",
        staff="Nothing goes to the other party before a mediator has read the terms: who is protected, until "
        "when, and what they say about mediation. No shared time in the building. "
        "A protective order may be evidence for a MIAM exemption (D8).",
    ),
    *_asked(
        "SF-BAIL",
        "bail",
        yes=RED,
        client="If there are rules about contact, please have the papers with you. "
        "A mediator needs to read them first. We send nothing to the other person.",
        staff="Nothing goes to the other party before a mediator has read the conditions. No shared time in "
        "the building. If they bind the client, exemption O6 may apply. Do not discuss the criminal case.",
    ),
    *_asked(
        "SF-REFUGE",
        "refuge",
        yes=RED,
        client="You do not need to give us an address. We send you nothing by post.",
        staff="Keep no address beyond the postcode area. No post. All contact details stay private.",
    ),
    *_asked(
        "SF-SHARED",
        "shared_devices",
        yes=AMBER,
        client="We only send a calendar entry if you say that it is safe. "
        "Our messages only say that you have an appointment.",
        staff="No calendar file unless the client chose it. Nothing telling in a text’s preview.",
    ),
)

CHILDREN = (
    *_asked(
        "SF-CHILD",
        "child_harm",
        yes=RED,
        client="If a child is in danger now, call 999.",
        staff="The mediator calls that day, by a safe channel, and decides about a referral. Never write to "
        "a parent about a referral. Do not investigate.",
    ),
    Rule(
        code="SF-ABDUCT",
        severity=RED,
        keys=("abduction",),
        when=said("abduction", Abduction.IMMINENT),
        client="If a child may be taken abroad very soon, call 999. "
        f"See a solicitor as soon as you can. {REUNITE}",
        staff=f"{SAFE_CALL} The police can alert the ports when the risk is real and near. Urge a solicitor. "
        "Exemption U3 may apply.",
    ),
    Rule(
        code="SF-ABDUCT",
        severity=RED,
        keys=("abduction",),
        when=said("abduction", Abduction.ABROAD),
        client=f"If a child is being kept abroad, see a solicitor as soon as you can. {REUNITE}",
        staff=f"{SAFE_CALL} Urge a solicitor. Exemption U3 may apply. "
        "Mediation beside a Hague case is for specialists only.",
    ),
    Rule(
        code="SF-ABDUCT",
        severity=AMBER,
        keys=("abduction",),
        when=said("abduction", Abduction.WORRIED, Abduction.UNSURE),
        client=f"If you worry that a child may be taken abroad, a solicitor can advise you. {REUNITE}",
        staff="Ask about passports, places and earlier attempts. Exemption U3 may apply.",
    ),
)

HEALTH_AND_PRESSURE = (
    *_asked(
        "SF-SUBST",
        "substances",
        yes=AMBER,
        client="The mediator can talk with you about what would help.",
        staff="The mediator asks whether the meeting can work now, and about care of the children. "
        "A later date may be better.",
    ),
    *_asked(
        "SF-CRISIS",
        "crisis",
        yes=RED,
        client="If you may hurt yourself, call 999. Samaritans listen day and night, free, on 116 123. "
        "You can also call NHS 111 and choose option 2.",
        staff=f"{SAFE_CALL} Give the crisis lines. Offer a later date.",
    ),
    *_asked(
        "SF-COERCED",
        "coerced",
        yes=AMBER,
        client="Mediation is your choice. You do not have to agree to anything.",
        staff="The mediator checks, alone with the client, that they come of their own will.",
    ),
)

UNANSWERED = tuple(
    Rule(
        code="SF-UNANSWERED",
        severity=INFO,
        keys=(key,),
        when=left_out(key),
        client="You can still answer the questions you left out.",
        staff="A safety question was left out. That is not a no: ask it again, gently. "
        "The other party is not contacted meanwhile.",
    )
    for key in SAFETY
)

RULES = (*DANGER_AND_FEAR, *ORDERS_AND_PLACES, *CHILDREN, *HEALTH_AND_PRESSURE, *UNANSWERED)
