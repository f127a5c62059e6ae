"""After a booking: the certificate, the person, the family and what there is to sort out. PURE data.

Source: rows 22 and 27 to 34 of the project's notes on the questionnaire. Slugs say nothing, since addresses
stay in the browser's history.
"""

from .conditions import Absent, Aged, AllOf, AnyOf, Has, Not
from .enums import Answer, CourtCase, ExemptionWish, FundingChoice, Matter, SocialServices, Stage
from .questionnaire import Choice, Group, Page
from .usual_questions import RATHER_NOT, UNSURE, YES_NO_UNSURE, any_of, day, line, one_of, tick, words

TITLE = "Appointment"
ABOUT_CHILDREN = Has("matter", (Matter.CHILDREN, Matter.GRANDPARENT))
MAY_HAVE_LEGAL_AID = Has("funding", (FundingChoice.LEGAL_AID, FundingChoice.NOT_SURE))
# An address is asked for only where "refuge or confidential address?" was answered no, or was never asked.
ADDRESS_IS_SAFE = AnyOf((Absent("refuge"), Has("refuge", (Answer.NO,))))
IN_COURT = Has("court", (CourtCase.MINE, CourtCase.THEIRS, CourtCase.FINISHED, CourtCase.UNSURE))
COUNCIL = Has("social_services", (SocialServices.NOW, SocialServices.PAST, SocialServices.UNSURE))
APPLY, ORDERED, AGREE = "apply_to_court", "court_told_me", "agree_first"
FOR_COURT = (APPLY, ORDERED, ExemptionWish.NO_CONTACT_DETAILS, ExemptionWish.THEY_REFUSE)

CERTIFICATE = Page(
    slug="paper",
    title=TITLE,
    name="Your certificate",
    heading="Your certificate",
    lead=(
        "The mediator can sign a certificate for the court after your meeting. "
        "We only ask so that it is right the first time.",
    ),
    stage=Stage.AFTER,
    questions=(
        one_of(
            "miam_last_4_months",
            "Have you been to a meeting like this in the last 4 months?",
            *YES_NO_UNSURE,
            help="A first meeting with a mediator, about the same matter.",
            why="If you have, you may not need another one.",
            required=True,
            missing="Tell us if you have been to a meeting like this, or choose “Not sure”",
        ),
        day(
            "miam_last_on",
            "If you have, when was it?",
            help="If you do not know the day, leave this empty.",
            opened_by=Has("miam_last_4_months", (Answer.YES,)),
        ),
        one_of(
            "wants_exemption",
            "Why do you need the certificate?",
            Choice(AGREE, "I may not need one. I want to agree things first"),
            Choice(APPLY, "I want to apply to the court"),
            Choice(ORDERED, "The court told me to come"),
            Choice(ExemptionWish.THEY_REFUSE, "The other person will not talk to a mediator"),
            Choice(ExemptionWish.NO_CONTACT_DETAILS, "I do not know how to reach the other person"),
            UNSURE,
            required=True,
            missing="Choose why you need the certificate, or choose “Not sure”",
        ),
        line(
            "legal_name",
            "Your full name, as on your papers",
            help="It stands on the certificate. If it is the name you gave us, leave this empty.",
            autocomplete="off",
        ),
    ),
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

COURT = Page(
    slug="dates",
    title=TITLE,
    name="Court",
    heading="Court",
    lead=("Only write what you know. It stands on the letters from the court.",),
    stage=Stage.AFTER,
    opened_by=IN_COURT,
    questions=(
        line("court_name", "Which court is it?"),
        line("court_case_number", "What is the case number?", help="For example LS26P00123."),
        day(
            "hearing_on",
            "When is the next hearing?",
            help="If you have told us, check that it is still right.",
        ),
        words("court_orders", "Has the court made any orders? What do they say?", max_length=2000),
        line("solicitor", "Do you have a solicitor? Who?", max_length=200),
        line("cafcass_officer", "Who is your Cafcass officer, if you have one?"),
    ),
)

SERVICES = Page(
    slug="office",
    title=TITLE,
    name="Social services",
    heading="Social services",
    lead=("Only write what you know. You can leave out the rest.",),
    stage=Stage.AFTER,
    opened_by=COUNCIL,
    questions=(
        line("council_name", "Which council is it?"),
        line("council_worker", "Who is your worker?", help="A social worker, or a family support worker."),
        line("council_dates", "When did it start, and when did it end?", max_length=200),
        words("council_reason", "Why are they in touch with you?", max_length=2000),
        words("council_outcome", "What have they decided or done?", max_length=2000),
        line(
            "council_review",
            "When do they look at it again?",
            help="For example the next meeting about the child in need plan or the child protection plan.",
            max_length=200,
        ),
    ),
)

HOME = Page(
    slug="home",
    title=TITLE,
    name="Your address",
    heading="Your address",
    lead=("We never tell the other person where you live.",),
    stage=Stage.AFTER,
    opened_by=AnyOf((MAY_HAVE_LEGAL_AID, Has("wants_exemption", FOR_COURT))),
    questions=(
        words(
            "address",
            "Where do you live?",
            help="Street, town and postcode.",
            max_length=500,
            required=True,
            not_needed_if=Not(MAY_HAVE_LEGAL_AID),
            opened_by=ADDRESS_IS_SAFE,
            missing="Enter your address, or skip this page for now",
        ),
        line(
            "postcode_area",
            "The first part of your postcode",
            help="For example LS6. We do not ask for your address. "
            "All that you tell us about how to reach you stays private.",
            max_length=4,
            too_long="Enter only the first part, like LS6",
            opened_by=Not(ADDRESS_IS_SAFE),
        ),
        any_of(
            "kept_private",
            "What must the other person never see?",
            Choice("address", "My address"),
            Choice("email", "My e-mail address"),
            Choice("phone", "My phone number"),
            Choice("children_address", "Where the children live"),
            Choice("children_school", "The children’s school"),
            help="Choose all that fit. We take extra care with papers that go to the court or to a lawyer.",
            opened_by=ADDRESS_IS_SAFE,
        ),
    ),
)

NUMBERS = Page(
    slug="numbers",
    title=TITLE,
    name="For legal aid",
    heading="For legal aid",
    lead=("The legal aid form asks for these. If you do not want legal aid, skip this page.",),
    stage=Stage.AFTER,
    opened_by=MAY_HAVE_LEGAL_AID,
    questions=(
        day(
            "born_on",
            "Your date of birth",
            help="For example 27 3 1987.",
            required=True,
            not_needed_if=Not(Has("funding", (FundingChoice.LEGAL_AID,))),
            missing="Enter your date of birth, or skip this page for now",
        ),
        line(
            "ni_number",
            "Your National Insurance number",
            help="It is on a payslip or a letter about benefits. It looks like QQ 12 34 56 C.",
            max_length=20,
            required=True,
            not_needed_if=AnyOf(
                (Has("ni_number_later", (True,)), Not(Has("funding", (FundingChoice.LEGAL_AID,))))
            ),
            missing="Enter your National Insurance number, or tick the box below it",
        ),
        tick("ni_number_later", "I do not have it here. I will bring it"),
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
