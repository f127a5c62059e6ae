"""PURE. What the screening asks about the client and the people around them. Words may change freely; keys,
values and order need a new version in `legalaid/screening.py`."""

from __future__ import annotations

from intake.conditions import AllOf, AnyOf, Has
from intake.questionnaire import Choice
from legalaid.asking import ANOTHER, UNSURE, Kind, Page, Question

PART = "About you"
MOST_CHILDREN, MOST_PEOPLE = 12, 6
NOT_SURE = Choice(UNSURE, "Not sure")
YES_NO_NOT_SURE = (Choice("yes", "Yes"), Choice("no", "No"), NOT_SURE)
OPEN = ("yes", UNSURE)

# Whether money is looked at: not for somebody under 18 who says no to all three questions.
MEANS = AnyOf(
    (
        Has("age", ("adult", "older", UNSURE)),
        Has("minor_adult", OPEN),
        Has("minor_income", OPEN),
        Has("minor_assets", OPEN),
    )
)
# Whether income is looked at: not where a benefit settles it.
INCOME = AllOf((MEANS, Has("passporting", ("none", UNSURE))))
PARTNER = Has("partner", ("new",))


def another(text: str, fact: str) -> Question:
    """The question at the end of a page that repeats."""
    return Question(
        key=ANOTHER,
        kind=Kind.ONE,
        text=text,
        choices=(Choice("yes", "Yes"), Choice("no", "No")),
        missing=f"Choose {fact}",
        fact=fact,
    )


AGE = Page(
    slug="1",
    part=PART,
    heading="How old are you?",
    questions=(
        Question(
            key="age",
            kind=Kind.ONE,
            text="How old are you?",
            why="There are other rules for people under 18, and for people of 60 or over.",
            choices=(
                Choice("under_18", "Under 18"),
                Choice("adult", "18 to 59"),
                Choice("older", "60 or over"),
                NOT_SURE,
            ),
            missing="Choose how old you are, or “Not sure”",
            fact="how old you are",
        ),
    ),
)

UNDER_18 = Page(
    slug="2",
    part=PART,
    heading="Three questions for people under 18",
    lead=(
        "If you are under 18 and say no to all three, we do not need to ask about your money.",
        "If an adult looks after you, add their money to yours on the pages that follow.",
    ),
    opened_by=Has("age", ("under_18", UNSURE)),
    questions=(
        Question(
            key="minor_adult",
            kind=Kind.ONE,
            text="Does an adult look after you, or give you money to live on?",
            help="For example a parent, a carer or a guardian. Say no if you are in care, if you live on "
            "your own money, or if you and this adult do not agree about what this is about.",
            choices=YES_NO_NOT_SURE,
            missing="Choose if an adult looks after you, or “Not sure”",
            fact="if an adult looks after you",
        ),
        Question(
            key="minor_income",
            kind=Kind.ONE,
            text="Do you get money regularly?",
            help="Do not count pocket money, holiday jobs, work of less than 16 hours a week, or money "
            "that a parent pays for you to live on.",
            choices=YES_NO_NOT_SURE,
            missing="Choose if you get money regularly, or “Not sure”",
            fact="if you get money regularly",
        ),
        Question(
            key="minor_assets",
            kind=Kind.ONE,
            text="Do you have savings or valuable things worth £2,500 or more?",
            choices=YES_NO_NOT_SURE,
            missing="Choose if you have £2,500 or more, or “Not sure”",
            fact="if you have £2,500 or more",
        ),
    ),
)

WITH_A_PARTNER = Page(
    slug="3",
    part=PART,
    heading="Do you live with a partner?",
    lead=(
        "We never count the money of the person you disagree with. This is so even if you are still married, "
        "or live in the same house.",
    ),
    opened_by=MEANS,
    questions=(
        Question(
            key="partner",
            kind=Kind.ONE,
            text="Do you live with somebody as a couple?",
            help="Also say yes if you usually live together but are apart for now.",
            why="The money of a new partner is added to yours.",
            choices=(
                Choice("no", "No"),
                Choice("new", "Yes, with a new partner", "Somebody who is not the person you disagree with."),
                Choice(
                    "opponent",
                    "Only with the person I disagree with",
                    "For example the other parent, if you still live in the same house.",
                ),
                NOT_SURE,
            ),
            missing="Choose if you live with a partner, or “Not sure”",
            fact="if you have a partner whose money counts",
        ),
        Question(
            key="partner_is_60",
            kind=Kind.ONE,
            text="Is your new partner 60 or over?",
            help="Answer this if you live with a new partner.",
            choices=YES_NO_NOT_SURE,
            opened_by=PARTNER,
            missing="Choose if your new partner is 60 or over, or “Not sure”",
            fact="if your partner is 60 or over",
        ),
    ),
)

BENEFITS_THAT_SETTLE = (
    Choice("universal_credit", "Universal Credit"),
    Choice("income_support", "Income Support"),
    Choice("income_based_jsa", "Income-based Jobseeker’s Allowance (JSA)"),
    Choice("income_related_esa", "Income-related Employment and Support Allowance (ESA)"),
    Choice("guarantee_credit", "Guarantee Credit (a part of Pension Credit)"),
)
PASSPORTING = Page(
    slug="4",
    part=PART,
    heading="Do you get any of these benefits?",
    lead=(
        "You can say yes if your new partner gets it and you are named on it. Do not count a benefit of the "
        "person you disagree with.",
    ),
    opened_by=MEANS,
    questions=(
        Question(
            key="passporting",
            kind=Kind.ANY,
            text="Which of these benefits do you get?",
            help="Choose all that you get. Other benefits come later.",
            why="With one of these we do not need to ask about your income. We still ask what you own.",
            choices=(*BENEFITS_THAT_SETTLE, Choice("none", "None of these"), NOT_SURE),
            exclusive=frozenset({"none", UNSURE}),
            missing="Choose the benefits you get, or “None of these”, or “Not sure”",
            fact="if you get a benefit that settles the part about income",
        ),
    ),
)

CHILDREN = Page(
    slug="5",
    part="Money coming in",
    heading="Who lives with you and needs your support?",
    opened_by=INCOME,
    questions=(
        Question(
            key="children",
            kind=Kind.COUNT,
            text="How many children aged 15 or under live with you?",
            help="Your own and your new partner’s. Enter 0 if there are none. Do not count foster "
            "children. If you share the care and do not know if a child counts, tick “Not sure”.",
            most=MOST_CHILDREN,
            missing="Enter how many children live with you, or tick “Not sure”",
            fact="how many children live with you",
        ),
        Question(
            key="others",
            kind=Kind.ONE,
            text="Does anybody else of 16 or over live with you who needs your money to live?",
            help="For example a child at college, or your mother. Do not count a partner.",
            choices=YES_NO_NOT_SURE,
            missing="Choose if you support anybody else, or “Not sure”",
            fact="if you support anybody else at home",
        ),
    ),
)

PEOPLE = Page(
    slug="6",
    part="Money coming in",
    heading="A person of 16 or over whom you support",
    heading_next="Another person whom you support",
    opened_by=AllOf((INCOME, Has("others", ("yes",)))),
    group="people",
    most=MOST_PEOPLE,
    questions=(
        Question(
            key="relation",
            kind=Kind.ONE,
            text="Who is this?",
            choices=(
                Choice("child", "A child of mine or of my partner"),
                Choice("other", "Somebody else of my family"),
                NOT_SURE,
            ),
            missing="Choose who this is, or “Not sure”",
            fact="who the person you support is",
        ),
        Question(
            key="band",
            kind=Kind.ONE,
            text="How old are they?",
            choices=(Choice("young", "16 or 17"), Choice("grown", "18 or over"), NOT_SURE),
            missing="Choose how old they are, or “Not sure”",
            fact="how old the person you support is",
        ),
        Question(
            key="studies",
            kind=Kind.ONE,
            text="Are they in full-time education or training?",
            choices=YES_NO_NOT_SURE,
            missing="Choose if they are in education, or “Not sure”",
            fact="if the person you support is in full-time education",
        ),
        Question(
            key="own_income",
            kind=Kind.FLOW,
            text="How much money of their own do they get?",
            help="Enter 0 if they get none.",
            missing="Enter how much money they get, or tick “Not sure”",
            fact="how much money the person you support gets",
        ),
        Question(
            key="own_savings",
            kind=Kind.ONE,
            text="Do they have more than £8,000 of their own?",
            choices=YES_NO_NOT_SURE,
            missing="Choose if they have more than £8,000, or “Not sure”",
            fact="if the person you support has more than £8,000",
        ),
        another("Do you support another person of 16 or over?", "if you support another person"),
    ),
)

PAGES = (AGE, UNDER_18, WITH_A_PARTNER, PASSPORTING, CHILDREN, PEOPLE)
