"""PURE. What the screening asks about homes, savings and the rest, and what is in dispute. See
`screening_people`."""

from __future__ import annotations

from intake.conditions import AllOf, AnyOf, Condition, Has
from intake.questionnaire import Choice
from legalaid.asking import UNSURE, Kind, Page, Question
from legalaid.household import CapitalKind
from legalaid.screening_people import MEANS, NOT_SURE, OPEN, PARTNER, YES_NO_NOT_SURE, another

PART = "What you own"
MOST_PROPERTIES = 6
OWN = ("outright", "mortgage", "shared_ownership")
WORTH = "About what it could be sold for today. A guess from similar homes is fine for now."
SHARE = (
    "Enter 100 if it is all yours. If you own it with the person you disagree with, enter 50, or the "
    "share that you can show. Add a new partner’s share to yours."
)

HOME = Page(
    slug="21",
    part=PART,
    heading="Do you, or a new partner, own the home you live in?",
    opened_by=MEANS,
    questions=(
        Question(
            key="home",
            kind=Kind.ONE,
            text="Do you, or a new partner, own the home you live in?",
            help="Alone or with somebody else. Say yes too if you own it but live somewhere else for now.",
            choices=(
                Choice("no", "No"),
                Choice("outright", "Yes, with no mortgage"),
                Choice("mortgage", "Yes, with a mortgage"),
                Choice("shared_ownership", "Yes, a part of it (shared ownership)"),
                NOT_SURE,
            ),
            missing="Choose if you own your home, or “Not sure”",
            fact="if you own your home",
        ),
    ),
)

MORTGAGED = Has("home", ("mortgage", "shared_ownership"))
HOME_DETAILS = Page(
    slug="22",
    part=PART,
    heading="The home you own",
    opened_by=AllOf((MEANS, Has("home", OWN))),
    questions=(
        Question(
            key="home_living",
            kind=Kind.ONE,
            text="Do you live there now?",
            choices=(
                Choice("yes", "Yes"),
                Choice(
                    "left",
                    "No, I had to leave because of abuse and want to go back",
                    "The person who hurt you still lives there.",
                ),
                Choice("no", "No, for another reason"),
                NOT_SURE,
            ),
            safety=True,
            missing="Choose if you live there now, or “Not sure”",
            fact="if you live in the home you own",
        ),
        Question(
            key="home_value",
            kind=Kind.AMOUNT,
            text="How much is the whole home worth?",
            help=WORTH,
            missing="Enter what the home is worth, or tick “Not sure”",
            fact="what your home is worth",
        ),
        Question(
            key="home_owed",
            kind=Kind.AMOUNT,
            text="How much is still owed on it?",
            help="The mortgage, and any other loan that is secured on it.",
            opened_by=MORTGAGED,
            missing="Enter what is owed on the home, or tick “Not sure”",
            fact="what is owed on your home",
        ),
        Question(
            key="home_landlord",
            kind=Kind.PERCENT,
            text="What share does the landlord or housing association own?",
            opened_by=Has("home", ("shared_ownership",)),
            missing="Enter the landlord’s share, or tick “Not sure”",
            fact="what share of your home the landlord owns",
        ),
        Question(
            key="home_share",
            kind=Kind.PERCENT,
            text="What share of it is yours?",
            help=f"{SHARE} With shared ownership, this is your share of the part that the landlord does "
            "not own.",
            missing="Enter your share of the home, or tick “Not sure”",
            fact="what share of your home is yours",
        ),
    ),
)

OTHER_PROPERTY = Page(
    slug="23",
    part=PART,
    heading="Do you, or a new partner, own another home, a building or land?",
    opened_by=MEANS,
    questions=(
        Question(
            key="property",
            kind=Kind.ONE,
            text="Do you, or a new partner, own another home, a building or land?",
            help="Here or in another country, alone or with somebody else.",
            choices=YES_NO_NOT_SURE,
            missing="Choose if you own other property, or “Not sure”",
            fact="if you own other property",
        ),
    ),
)

PROPERTIES = Page(
    slug="24",
    part=PART,
    heading="Your other property",
    heading_next="Your next property",
    opened_by=AllOf((MEANS, Has("property", ("yes",)))),
    group="properties",
    most=MOST_PROPERTIES,
    questions=(
        Question(
            key="value",
            kind=Kind.AMOUNT,
            text="How much is the whole property worth?",
            help=WORTH,
            missing="Enter what the property is worth, or tick “Not sure”",
            fact="what your other property is worth",
        ),
        Question(
            key="owed",
            kind=Kind.AMOUNT,
            text="How much is still owed on it?",
            help="Enter 0 if nothing is owed.",
            missing="Enter what is owed on the property, or tick “Not sure”",
            fact="what is owed on your other property",
        ),
        Question(
            key="share",
            kind=Kind.PERCENT,
            text="What share of it is yours?",
            help=SHARE,
            missing="Enter your share of the property, or tick “Not sure”",
            fact="what share of your other property is yours",
        ),
        another("Do you own another property?", "if you own another property"),
    ),
)

CAPITAL = (
    Choice(
        CapitalKind.SAVINGS,
        "Money in bank accounts, ISAs or cash",
        "Also an account for a child that you sign for.",
    ),
    Choice(CapitalKind.INVESTMENTS, "Shares, bonds or premium bonds"),
    Choice(
        CapitalKind.VALUABLES,
        "Things worth £500 or more each",
        "For example jewellery, or a car that you hardly use. Not wedding rings, furniture, tools for "
        "work, or a car that you use at least every two weeks.",
    ),
    Choice(CapitalKind.MONEY_OWED, "Money that somebody owes you"),
    Choice(
        CapitalKind.OTHER, "Anything else of value", "For example a share in a business, or a life insurance."
    ),
)
KINDS = tuple(choice.value for choice in CAPITAL)
WHICH_CAPITAL = Page(
    slug="25",
    part=PART,
    heading="Your savings and other things of value",
    opened_by=MEANS,
    questions=(
        Question(
            key="capital",
            kind=Kind.ANY,
            text="Which savings and other things of value do you have?",
            help="Choose all that fit. Of what you share with the person you disagree with, count a half.",
            choices=(*CAPITAL, Choice("none", "None of these"), NOT_SURE),
            exclusive=frozenset({"none", UNSURE}),
            missing="Choose what you have, or “None of these”, or “Not sure”",
            fact="which savings and other things of value you have",
        ),
    ),
)
CAPITAL_AMOUNTS = Page(
    slug="26",
    part=PART,
    heading="How much is it?",
    lead=("What it is today. Enter 0 for an account that is overdrawn.",),
    opened_by=AllOf((MEANS, Has("capital", KINDS))),
    questions=tuple(
        Question(
            key=f"worth_{choice.value}",
            kind=Kind.AMOUNT,
            text=choice.text,
            opened_by=Has("capital", (choice.value,)),
            missing=f"Enter how much it is ({choice.text}), or tick “Not sure”",
            fact=f"how much you have: {choice.text}",
        )
        for choice in CAPITAL
    ),
)

PARTNER_CAPITAL = Page(
    slug="27",
    part=PART,
    heading="Your new partner’s savings",
    opened_by=AllOf((MEANS, PARTNER)),
    questions=(
        Question(
            key="partner_capital",
            kind=Kind.AMOUNT,
            text="How much does your new partner have in savings and other things of value?",
            help="All of it added up. Leave out what you have told us already. Enter 0 if there is nothing.",
            missing="Enter what your new partner has, or tick “Not sure”",
            fact="how much your partner has",
        ),
    ),
)


def disputed(key: str, what: str, opened_by: Condition) -> Question:
    return Question(
        key=f"disputed_{key}",
        kind=Kind.ONE,
        text=f"Does the other person say that {what} theirs, or partly theirs?",
        help="If it is only some of it, choose “Not sure”.",
        choices=YES_NO_NOT_SURE,
        opened_by=opened_by,
        missing=f"Choose if the other person says that {what} theirs, or “Not sure”",
        fact=f"if the other person says that {what} theirs",
    )


WHAT_IS_DISPUTED = {
    CapitalKind.SAVINGS: "your money in accounts is",
    CapitalKind.INVESTMENTS: "your shares or bonds are",
    CapitalKind.VALUABLES: "your things worth £500 or more are",
    CapitalKind.MONEY_OWED: "the money owed to you is",
    CapitalKind.OTHER: "your other things of value are",
}
HAS_HOME = Has("home", (*OWN, UNSURE))
HAS_PROPERTY = Has("property", OPEN)
OWNS_SOMETHING = AllOf((MEANS, AnyOf((HAS_HOME, HAS_PROPERTY, Has("capital", (*KINDS, UNSURE))))))
DISPUTE = Page(
    slug="28",
    part=PART,
    heading="Is it about money or property, as well as or instead of children?",
    opened_by=OWNS_SOMETHING,
    questions=(
        Question(
            key="dispute",
            kind=Kind.ONE,
            text="Is it about money or property, as well as or instead of children?",
            why="What you and the other person both claim is left out, up to £100,000.",
            choices=YES_NO_NOT_SURE,
            missing="Choose if it is about money or property, or “Not sure”",
            fact="if you disagree about money or property",
        ),
    ),
)
DISPUTED = Page(
    slug="29",
    part=PART,
    heading="What does the other person say is theirs?",
    opened_by=AllOf((OWNS_SOMETHING, Has("dispute", OPEN))),
    questions=(
        disputed("home", "your home is", HAS_HOME),
        disputed("property", "all your other property is", HAS_PROPERTY),
        *(
            disputed(kind, what, Has("capital", (kind, UNSURE) if kind == CapitalKind.SAVINGS else (kind,)))
            for kind, what in WHAT_IS_DISPUTED.items()
        ),
    ),
)

PAGES = (
    HOME,
    HOME_DETAILS,
    OTHER_PROPERTY,
    PROPERTIES,
    WHICH_CAPITAL,
    CAPITAL_AMOUNTS,
    PARTNER_CAPITAL,
    DISPUTE,
    DISPUTED,
)
