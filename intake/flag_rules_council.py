"""Flag rules on the council's side: social services, plans, public law, and who took a child away. PURE.

These apply whatever the matter is: a council's worry about a child does not wait for the right tick.
"""

from .enums import Answer, FlagSeverity, Letter, LetterAuthor, Plan, RemovedBy, SocialServices
from .flag_facts import Facts
from .flag_rule import Rule, has_plan, said, unknown

RED, AMBER, INFO = FlagSeverity.RED, FlagSeverity.AMBER, FlagSeverity.INFO
CONTRADICTION = FlagSeverity.CONTRADICTION

INVOLVED = ("social_services", "social_services_about")
ENDED = ("social_services", "social_services_closed_on")
PLAN = ("plan", "plan_current", "document")
MAY_NOT_NEED = "You may not need a MIAM before you go to court. You can still have one."
NOBODY_ELSE = "We do not contact anyone else."


def is_now_without_a_plan(facts: Facts) -> bool:
    """Involved now about a child, and nobody has said what for."""
    is_now = facts.said("social_services", SocialServices.NOW)
    return is_now and not facts.social_services_are_about_an_adult and not facts.plans


def is_about_an_adult(facts: Facts) -> bool:
    asked = facts.said("social_services", SocialServices.NOW, SocialServices.PAST)
    return facts.social_services_are_about_an_adult and (asked or facts.is_unknown("social_services"))


def ended_long_ago(facts: Facts) -> bool:
    return facts.said("social_services", SocialServices.PAST) and not facts.social_services_ended_lately


def has_plan_without_social_services(facts: Facts) -> bool:
    """From child in need up, only a council makes such a plan."""
    heard_of_them = facts.said(
        "social_services", SocialServices.NOW, SocialServices.PAST, SocialServices.UNSURE
    )
    return bool(facts.plans - {Plan.EARLY_HELP}) and not heard_of_them


def has_plan_after_the_end(facts: Facts) -> bool:
    return facts.said("social_services", SocialServices.PAST) and facts.said("plan_current", Answer.YES)


SOCIAL_SERVICES = (
    Rule(
        code="SS-NOW",
        severity=AMBER,
        keys=(*INVOLVED, *PLAN),
        when=is_now_without_a_plan,
        client="Please tell us the social worker’s name if you can. This does not stop your meeting.",
        staff="Ask which plan or enquiry there is, and what the worry is about. The mediator reads it first.",
    ),
    Rule(
        code="SS-ADULT",
        severity=INFO,
        keys=INVOLVED,
        when=is_about_an_adult,
        client="",
        staff="About an adult, who may be the client: check capacity and access needs.",
    ),
    Rule(
        code="SS-UNK",
        severity=AMBER,
        keys=("social_services",),
        when=unknown("social_services"),
        client="It is fine not to be sure. We can work it out with you on a short call.",
        staff="Callback: go through the questions that tell Cafcass and social services apart.",
    ),
    Rule(
        code="SS-RECENT",
        severity=AMBER,
        keys=ENDED,
        when=lambda facts: facts.social_services_ended_lately,
        client="",
        staff="Ended in the last 12 months, or nobody knows when. Ask how it ended, and why it began.",
    ),
    Rule(
        code="SS-PAST",
        severity=INFO,
        keys=ENDED,
        when=ended_long_ago,
        client="",
        staff="Ended more than 12 months ago. Note it.",
    ),
)

PLANS = (
    Rule(
        code="SS-EARLY",
        severity=INFO,
        keys=PLAN,
        when=has_plan(Plan.EARLY_HELP),
        client="Early help is support. It is not an investigation.",
        staff="Note it.",
    ),
    Rule(
        code="SS-CIN",
        severity=AMBER,
        keys=PLAN,
        when=has_plan(Plan.CHILD_IN_NEED),
        client="Please tell us your worker’s name if you can. This does not stop your meeting. "
        "It is not by itself a reason to go without a MIAM.",
        staff="Child in need, Family Help, or care and support in Wales. The mediator reads it first and "
        "asks what the worry is about. It is no MIAM exemption.",
    ),
    Rule(
        code="SS-S47",
        severity=RED,
        keys=PLAN,
        when=has_plan(Plan.SECTION_47),
        client=f"{MAY_NOT_NEED} {NOBODY_ELSE}",
        staff="A mediator calls within one working day. Exemption P1 may apply. No joint work before the "
        "outcome is known.",
    ),
    Rule(
        code="SS-CPP",
        severity=RED,
        keys=PLAN,
        when=has_plan(Plan.CHILD_PROTECTION),
        client=f"{MAY_NOT_NEED} {NOBODY_ELSE}",
        staff="A mediator calls within one working day. Exemption P2 may apply. Ask for the date of the plan "
        "and of the next conference. No joint work meanwhile.",
    ),
    Rule(
        code="SS-LAC",
        severity=RED,
        keys=PLAN,
        when=has_plan(Plan.SECTION_20),
        client="",
        staff="Looked after by agreement (section 20; section 76 in Wales). Ask who holds parental "
        "responsibility. The council may have to agree to arrangements.",
    ),
    Rule(
        code="SS-PRE",
        severity=RED,
        keys=PLAN,
        when=has_plan(Plan.PRE_PROCEEDINGS),
        client="Please see a solicitor about the council’s letter now.",
        staff="Point to solicitors: legal advice on this letter may be free for parents, check before saying "
        "so. A mediator reviews the case.",
    ),
    Rule(
        code="SS-POLICE",
        severity=RED,
        keys=PLAN,
        when=has_plan(Plan.POLICE_PROTECTION),
        client="If a child is in danger now, call 999.",
        staff="A person speaks with the client the same day. Urgency (U1 or U2) is likely.",
    ),
    Rule(
        code="X-PLAN-NO-SS",
        severity=CONTRADICTION,
        keys=("social_services", *PLAN),
        when=has_plan_without_social_services,
        client="A plan like this comes from the council. Who told you about the plan?",
        staff="Ask who holds the plan. The plan’s own flag stays.",
    ),
    Rule(
        code="X-CLOSED-PLAN",
        severity=CONTRADICTION,
        keys=("social_services", "plan_current"),
        when=has_plan_after_the_end,
        client="Is the plan still going on, or has it ended?",
        staff="Ask. Until it is known, the plan counts as current.",
    ),
    Rule(
        code="X-PARTIES",
        severity=AMBER,
        keys=("social_services", *PLAN),
        when=lambda facts: facts.disagrees_with_other,
        client="",
        staff="The two parties differ on whether there is a plan. For the mediator only: never say so to "
        "either. Do not confront them. The worse flag counts.",
        staff_only=True,
    ),
)

ORDERS_AND_CARE = (
    Rule(
        code="CT-PUBLIC",
        severity=RED,
        keys=("public_law",),
        when=lambda facts: facts.is_under_public_law,
        client="You may not need a MIAM for this child. You can still have one. A solicitor can advise you.",
        staff="Check what the order or case covers. Point to a solicitor. Offer a MIAM on other issues only.",
    ),
    Rule(
        code="CT-R164",
        severity=RED,
        keys=("child_guardian", "public_law"),
        when=lambda facts: facts.said("child_guardian", Answer.YES) and not facts.is_under_public_law,
        client="When a child has their own guardian or solicitor, a mediator looks at the case first.",
        staff="The child is a party (rule 16.4). A mediator reviews the case. No joint work before that.",
    ),
    Rule(
        code="X-REMOVED-BY-CAF",
        severity=RED,
        keys=("child_removed_by",),
        when=said("child_removed_by", RemovedBy.CAFCASS),
        client="Cafcass cannot take a child away. Was it the council or the police?",
        staff="Find out who did: then it is CT-PUBLIC or SS-POLICE.",
    ),
    Rule(
        code="SS-LAC",
        severity=RED,
        keys=("child_removed_by", "public_law"),
        when=lambda facts: (
            facts.said("child_removed_by", RemovedBy.COUNCIL) and not facts.is_under_public_law
        ),
        client="",
        staff="The council placed the child without an order that we know of: by agreement, or with an order "
        "the client does not name. Ask who holds parental responsibility.",
    ),
    Rule(
        code="SS-POLICE",
        severity=RED,
        keys=("child_removed_by",),
        when=said("child_removed_by", RemovedBy.POLICE),
        client="If a child is in danger now, call 999.",
        staff="A person speaks with the client the same day. Urgency (U1 or U2) is likely.",
    ),
    Rule(
        code="CT-S37",
        severity=RED,
        keys=("document",),
        when=said("document", Letter.SECTION_37),
        client="The court has asked the council to look into things. A mediator will speak with you first.",
        staff="The court thinks that a care or supervision order may be needed. A mediator reviews the case. "
        "No invitation to the other party.",
    ),
    Rule(
        code="LA-S7",
        severity=AMBER,
        keys=("document", "document_author"),
        when=lambda facts: (
            facts.said("document", Letter.SECTION_7) and facts.said("document_author", LetterAuthor.COUNCIL)
        ),
        client="The mediator will look at the timing with you.",
        staff="The council reports to the court, so it knows the family. Ask about plans; work as if social "
        "services were involved now.",
    ),
)

RULES = (*SOCIAL_SERVICES, *PLANS, *ORDERS_AND_CARE)
