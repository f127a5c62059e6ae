"""After a booking: the family, and what there is to sort out. PURE data.

Source: rows 29 to 31, 34 and 42 of the project's notes. Slugs say nothing, since addresses
stay in the browser's history.
"""

from .conditions import Aged, AllOf
from .enums import Stage
from .questionnaire import TITLE, Choice, Group, Page
from .usual_questions import (
    ABOUT_CHILDREN,
    RATHER_NOT,
    UNSURE,
    YES_NO_UNSURE,
    any_of,
    day,
    line,
    one_of,
    words,
)

TOGETHER = Page(
    slug="two",
    title=TITLE,
    name="You and the other person",
    heading="You and the other person",
    lead=("You can leave out what you do not know. A year is enough.",),
    stage=Stage.AFTER,
    questions=(
        one_of(
            "relationship",
            "What is the other person to you?",
            Choice("married", "My husband, wife or civil partner"),
            Choice("was_married", "My former husband, wife or civil partner"),
            Choice("partner", "My partner, or my former partner"),
            Choice("parent_only", "The other parent of my child. We were never a couple"),
            Choice("child", "My son or daughter, or their partner"),
            Choice("other_family", "Another member of my family"),
            Choice("other", "Someone else"),
            RATHER_NOT,
        ),
        one_of(
            "still_together",
            "Are you still together?",
            Choice("yes", "Yes"),
            Choice("no", "No"),
            UNSURE,
            Choice("never", "We were never a couple"),
        ),
        line("together_since", "When did you get together?", help="For example 2014, or May 2014."),
        line("married_on", "When did you marry?", help="Leave this empty if you did not."),
        line("separated_on", "When did you separate?", help="Leave this empty if you have not."),
    ),
)

CHILDREN = Page(
    slug="names",
    title=TITLE,
    name="Your children",
    heading="Your children",
    lead=(
        "Tell us about each child that you want to talk about. A first name is enough.",
        "The mediator reads this. The other person does not.",
    ),
    stage=Stage.AFTER,
    opened_by=ABOUT_CHILDREN,
    group=Group(
        key="children",
        name="Child",
        add_text="Add another child",
        remove_text="Remove this child",
        required=True,
        missing="Tell us about at least one child, or skip this page for now",
        questions=(
            line(
                "child_name",
                "Name of the child",
                required=True,
                missing="Enter the child’s name. A first name, or a letter, is enough",
            ),
            day(
                "child_born_on",
                "Date of birth",
                help="For example 27 3 2015. Leave this empty if you do not know it.",
                why="A child of 10 or over should be offered a say, if they want one.",
            ),
            one_of(
                "child_lives_with",
                "Who does the child live with?",
                Choice("me", "Me"),
                Choice("other", "The other person"),
                Choice("both", "Both of us, in turns"),
                Choice("someone_else", "Someone else"),
                RATHER_NOT,
            ),
            line(
                "child_time",
                "How much time does the child spend with the other of you?",
                help="For example “every other weekend”, or “none since June”.",
                max_length=300,
            ),
            one_of(
                "child_responsibility",
                "Do you have parental responsibility?",
                *YES_NO_UNSURE,
                help="A mother always has it. A father who is on the birth certificate usually has it.",
            ),
            one_of(
                "child_school",
                "Where are they at school?",
                Choice("too_young", "Not at school yet"),
                Choice("primary", "Primary school"),
                Choice("secondary", "Secondary school"),
                Choice("college", "College or sixth form"),
                Choice("at_home", "Taught at home"),
                Choice("other", "Something else"),
            ),
            line(
                "child_needs",
                "Is there anything they need help with?",
                help="For example health, learning, or a language that they speak.",
                max_length=500,
            ),
        ),
    ),
)

HOUSEHOLD = Page(
    slug="others",
    title=TITLE,
    name="Other children at home",
    heading="Other children who live with you",
    lead=(
        "These are children that you do not want to talk about, but who live in your home. "
        "If there are none, press “Continue”.",
    ),
    stage=Stage.AFTER,
    group=Group(
        key="household_children",
        name="Child",
        add_text="Add another child",
        remove_text="Remove this child",
        questions=(
            line(
                "housemate_name",
                "Name of the child",
                required=True,
                missing="Enter the child’s name. A first name, or a letter, is enough",
            ),
            day("housemate_born_on", "Date of birth", help="Leave this empty if you do not know it."),
            line("housemate_of", "Whose child is it?", help="For example “my partner’s son”."),
        ),
    ),
)

ISSUES = Page(
    slug="topics",
    title=TITLE,
    name="What you want to sort out",
    heading="What would you like to sort out?",
    stage=Stage.AFTER,
    questions=(
        any_of(
            "issues",
            "Choose all that fit",
            Choice("where_children_live", "Where the children live"),
            Choice("time_with_children", "Time with the children"),
            Choice("handovers", "How the children go from one home to the other"),
            Choice("holidays", "Holidays and special days"),
            Choice("school", "School or health"),
            Choice("moving_away", "One of us wants to move away"),
            Choice("money", "Money for each month, or for the children"),
            Choice("home", "The home"),
            Choice("pensions", "Pensions"),
            Choice("debts", "Debts"),
            Choice("something_else", "Something else"),
            help="You can change your mind at the meeting.",
        ),
        words("issues_words", "Is there one thing that matters most to you?", help="A few words are enough."),
    ),
)

CHILDRENS_SAY = Page(
    slug="say",
    title=TITLE,
    name="Your children’s say",
    heading="Your children’s say",
    lead=(
        "A child who is 10 or over can talk with a specially trained mediator, if they want to. "
        "For a child of 8 or 9 the mediator can say if it would help.",
        "It only happens if both of you agree, and the child too. What you answer here is private.",
    ),
    stage=Stage.AFTER,
    opened_by=AllOf((ABOUT_CHILDREN, Aged("children", "child_born_on", 8))),
    questions=(
        one_of(
            "open_to_childrens_say",
            "Would you be open to that?",
            *YES_NO_UNSURE,
            RATHER_NOT,
            why="We ask each parent alone. We do not tell one what the other said.",
            safety=True,
        ),
    ),
)
