"""PURE. What the screening asks about money that comes in and money that goes out. See `screening_people`."""

from __future__ import annotations

from intake.conditions import AllOf, AnyOf, Condition, Has
from intake.questionnaire import Choice
from legalaid.asking import UNSURE, Kind, Page, Question
from legalaid.household import IncomeKind
from legalaid.screening_people import INCOME, MOST_CHILDREN, NOT_SURE, PARTNER, YES_NO_NOT_SURE, another

IN, OUT = "Money coming in", "Money going out"
MOST_JOBS = 6
SAME_TIME = "For the same time as the pay. Enter 0 if none. If you got money back, enter 0 too."


def work_page(slug: str, who: str, opened_by: Condition) -> Page:
    """Whether somebody works: the client (``who`` is empty) or the partner."""
    is_client = not who
    do, are = ("Do you", "Are you") if is_client else ("Does your partner", "Is your partner")
    works = Question(
        key=f"{who}work",
        kind=Kind.ANY,
        text=f"{do} work?",
        help="Choose all that fit. Sick pay or maternity pay from a job is a job too. Somebody whose own "
        "company pays them a wage has a job.",
        choices=(
            Choice("employed", "In a job"),
            Choice("self_employed", "Self-employed"),
            Choice("none", "Not working"),
            NOT_SURE,
        ),
        exclusive=frozenset({"none", UNSURE}),
        missing="Choose what fits, or “Not working”, or “Not sure”",
        fact="if you work" if is_client else "if your partner works",
    )
    studies = Question(
        key=f"{who}student",
        kind=Kind.ONE,
        text=f"{are} a student?",
        choices=YES_NO_NOT_SURE,
        missing="Choose yes, no or “Not sure”",
        fact="if you are a student" if is_client else "if your partner is a student",
    )
    return Page(slug=slug, part=IN, heading=works.text, opened_by=opened_by, questions=(works, studies))


def jobs_page(slug: str, who: str, opened_by: Condition) -> Page:
    """One job; shown again for the next."""
    whose, have = ("your", "do you have") if not who else ("your partner’s", "does your partner have")
    fact = "if you have another job" if not who else "if your partner has another job"
    return Page(
        slug=slug,
        part=IN,
        heading=f"{whose.capitalize()} job",
        heading_next=f"{whose.capitalize()} next job",
        lead=(
            "A wage slip helps, if one is at hand. Use the last month, or a normal one if the pay changes.",
        ),
        opened_by=AllOf((opened_by, Has(f"{who}work", ("employed",)))),
        group=f"{who}jobs",
        most=MOST_JOBS,
        questions=(*pay_questions(who, whose), another(f"{have.capitalize()} another job?", fact)),
    )


def pay_questions(who: str, whose: str) -> tuple[Question, ...]:
    return (
        Question(
            key=f"{who}pay",
            kind=Kind.FLOW,
            text="How much is the pay before tax?",
            help="With overtime, bonuses and tips.",
            missing="Enter the pay before tax, or tick “Not sure”",
            fact=f"the pay in {whose} job",
        ),
        Question(
            key=f"{who}tax",
            kind=Kind.AMOUNT,
            text="How much income tax is taken off?",
            help=SAME_TIME,
            missing="Enter the income tax, or tick “Not sure”",
            fact=f"the tax on {whose} pay",
        ),
        Question(
            key=f"{who}ni",
            kind=Kind.AMOUNT,
            text="How much National Insurance is taken off?",
            help=SAME_TIME,
            missing="Enter the National Insurance, or tick “Not sure”",
            fact=f"the National Insurance on {whose} pay",
        ),
        Question(
            key=f"{who}sick",
            kind=Kind.ONE,
            text="Is this only Statutory Sick Pay or maternity pay?",
            choices=YES_NO_NOT_SURE,
            missing="Choose if it is only sick pay or maternity pay, or “Not sure”",
            fact=f"if {whose} pay is only sick or maternity pay",
        ),
    )


def business_page(slug: str, who: str, opened_by: Condition) -> Page:
    """Self-employment: what is taken out for living, not the books."""
    whose = "your" if not who else "your partner’s"
    do = "do you take" if not who else "does your partner take"
    return Page(
        slug=slug,
        part=IN,
        heading=f"{whose.capitalize()} self-employment",
        opened_by=AllOf((opened_by, Has(f"{who}work", ("self_employed",)))),
        questions=(
            Question(
                key=f"{who}drawings",
                kind=Kind.FLOW,
                text=f"How much {do} out of the business to live on?",
                help="Wages, dividends, bonuses, and cash. Add up all businesses. Business costs do not "
                "count.",
                missing="Enter how much is taken out to live on, or tick “Not sure”",
                fact=f"how much {whose} self-employment brings",
            ),
            Question(
                key=f"{who}business_tax",
                kind=Kind.AMOUNT,
                text="How much income tax is paid on it?",
                help=SAME_TIME,
                missing="Enter the income tax, or tick “Not sure”",
                fact=f"the tax on {whose} self-employment",
            ),
            Question(
                key=f"{who}business_ni",
                kind=Kind.AMOUNT,
                text="How much National Insurance is paid on it?",
                help=SAME_TIME,
                missing="Enter the National Insurance, or tick “Not sure”",
                fact=f"the National Insurance on {whose} self-employment",
            ),
        ),
    )


BOTH = AllOf((INCOME, PARTNER))
JOBS = (jobs_page("8", "", INCOME), jobs_page("11", "partner_", BOTH))
BUSINESSES = (business_page("9", "", INCOME), business_page("12", "partner_", BOTH))
WORK = (
    *(work_page("7", "", INCOME), JOBS[0], BUSINESSES[0]),
    *(work_page("10", "partner_", BOTH), JOBS[1], BUSINESSES[1]),
)

BENEFITS = (
    Choice("child_benefit", "Child Benefit"),
    Choice("new_style_jsa", "New Style (contribution-based) JSA"),
    Choice("new_style_esa", "New Style (contribution-based) ESA"),
    Choice("maternity_allowance", "Maternity Allowance"),
    Choice("bereavement", "A benefit for widows and widowers"),
    Choice("industrial_injuries", "Industrial Injuries Disablement Benefit"),
    Choice("asylum_support", "Asylum support, paid in money"),
    Choice("other_benefit", "Another benefit"),
)
WHICH_BENEFITS = Page(
    slug="13",
    part=IN,
    heading="Do you get other benefits?",
    lead=(
        "Leave out what does not count: PIP, Disability Living Allowance, Attendance Allowance, Carer’s "
        "Allowance, Housing Benefit, Council Tax Reduction, Cost of Living Payments, and money for "
        "fostering.",
        "Leave out Winter Fuel and Cold Weather Payments and the Christmas Bonus too, and tell your "
        "mediator.",
    ),
    opened_by=INCOME,
    questions=(
        Question(
            key="benefits",
            kind=Kind.ANY,
            text="Which other benefits do you, or your new partner, get?",
            help="Choose all that fit. State Pension comes on a later page.",
            choices=(*BENEFITS, Choice("none", "None of these"), NOT_SURE),
            exclusive=frozenset({"none", UNSURE}),
            missing="Choose the benefits, or “None of these”, or “Not sure”",
            fact="which other benefits you get",
        ),
    ),
)

INCOMES = (
    Choice(
        IncomeKind.MAINTENANCE_RECEIVED,
        "Maintenance",
        "For you or a child. Also bills that are paid for you.",
    ),
    Choice(IncomeKind.FRIENDS_OR_FAMILY, "Money from friends or family"),
    Choice(IncomeKind.PENSION, "A pension", "State Pension too."),
    Choice(IncomeKind.PROPERTY_OR_LODGER, "Rent, or money from a lodger"),
    Choice(IncomeKind.STUDENT_FINANCE, "A student loan, grant or bursary", "Not a loan for tuition fees."),
    Choice(IncomeKind.DIVIDENDS_OR_INTEREST, "Interest, dividends, or money from a trust"),
    Choice(IncomeKind.OTHER, "Any other money"),
)
WHICH_INCOMES = Page(
    slug="15",
    part=IN,
    heading="Do you get any other money?",
    opened_by=INCOME,
    questions=(
        Question(
            key="incomes",
            kind=Kind.ANY,
            text="Which other money do you, or your new partner, get?",
            help="Choose all that fit.",
            choices=(*INCOMES, Choice("none", "None of these"), NOT_SURE),
            exclusive=frozenset({"none", UNSURE}),
            missing="Choose the money you get, or “None of these”, or “Not sure”",
            fact="which other money you get",
        ),
    ),
)


def amounts_page(slug: str, heading: str, key: str, choices: tuple[Choice, ...]) -> Page:
    """How much of each kind that was chosen; the answers' keys are the kinds, with `from_` before them."""
    return Page(
        slug=slug,
        part=IN,
        heading=heading,
        lead=("Add up what you and a new partner get.",),
        opened_by=AllOf((INCOME, Has(key, tuple(choice.value for choice in choices)))),
        questions=tuple(
            Question(
                key=f"from_{choice.value}",
                kind=Kind.FLOW,
                text=choice.text,
                help="If it differs, take the average of the last 3 months.",
                opened_by=Has(key, (choice.value,)),
                missing=f"Enter how much you get ({choice.text}), or tick “Not sure”",
                fact=f"how much you get: {choice.text}",
            )
            for choice in choices
        ),
    )


BENEFIT_AMOUNTS = amounts_page("14", "How much do you get in benefits?", "benefits", BENEFITS)
INCOME_AMOUNTS = amounts_page("16", "How much other money do you get?", "incomes", INCOMES)

PAYS = Has("housing", ("rent", "mortgage", "board_and_lodging"))
HOUSING = Page(
    slug="17",
    part=OUT,
    heading="What do you pay for the home you live in?",
    opened_by=INCOME,
    questions=(
        Question(
            key="housing",
            kind=Kind.ONE,
            text="What do you pay for the home you live in?",
            choices=(
                Choice("rent", "Rent"),
                Choice("mortgage", "A mortgage", "Also a mortgage and rent together (shared ownership)."),
                Choice("board_and_lodging", "Board and lodging", "Rent with meals. We count a half."),
                Choice("none", "Nothing"),
                NOT_SURE,
            ),
            missing="Choose what you pay for your home, or “Not sure”",
            fact="what you pay for your home",
        ),
    ),
)
HOUSING_AMOUNTS = Page(
    slug="18",
    part=OUT,
    heading="How much do you pay for your home?",
    opened_by=AllOf((INCOME, PAYS)),
    questions=(
        Question(
            key="housing_cost",
            kind=Kind.FLOW,
            text="How much do you pay for your home?",
            help="Only what you and a new partner pay. If you share it with the person you disagree "
            "with, enter a half, or what you can show that you pay. No council tax, heating or insurance.",
            missing="Enter how much you pay for your home, or tick “Not sure”",
            fact="how much you pay for your home",
        ),
        Question(
            key="housing_benefit",
            kind=Kind.AMOUNT,
            text="How much Housing Benefit do you get?",
            help="For the same time as you pay. Count it too if it goes to your landlord. Enter 0 if you "
            "get none.",
            missing="Enter your Housing Benefit, or tick “Not sure”",
            fact="how much Housing Benefit you get",
        ),
    ),
)

WORKS = ("employed", "self_employed", UNSURE)
CHILDCARE = Page(
    slug="19",
    part=OUT,
    heading="Childcare",
    opened_by=AllOf(
        (
            INCOME,
            Has("children", (*(str(number) for number in range(1, MOST_CHILDREN + 1)), UNSURE)),
            AnyOf((Has("work", WORKS), Has("student", ("yes", UNSURE)))),
            AnyOf(
                (
                    Has("partner", ("no", "opponent", UNSURE)),
                    Has("partner_work", WORKS),
                    Has("partner_student", ("yes", UNSURE)),
                )
            ),
        )
    ),
    questions=(
        Question(
            key="childcare",
            kind=Kind.FLOW,
            text="How much do you pay for childcare while you work or study?",
            help="Only what you pay yourselves. Enter 0 if you pay nothing.",
            missing="Enter what you pay for childcare, or tick “Not sure”",
            fact="how much you pay for childcare",
        ),
    ),
)

MAINTENANCE = Page(
    slug="20",
    part=OUT,
    heading="Other money that you pay",
    opened_by=INCOME,
    questions=(
        Question(
            key="maintenance",
            kind=Kind.FLOW,
            text="How much maintenance do you pay?",
            help="To a former partner, or for a child or relative who does not live with you. Also what "
            "you pay for the home that you left. Enter 0 if you pay none.",
            missing="Enter the maintenance you pay, or tick “Not sure”",
            fact="how much maintenance you pay",
        ),
        Question(
            key="contribution",
            kind=Kind.FLOW,
            text="How much do you have to pay for legal aid in a criminal case?",
            help="Most people pay none. Enter 0 if you pay none.",
            missing="Enter what you pay for a criminal case, or tick “Not sure”",
            fact="what you pay for legal aid in a criminal case",
        ),
    ),
)

PAGES = (
    *WORK,
    WHICH_BENEFITS,
    BENEFIT_AMOUNTS,
    WHICH_INCOMES,
    INCOME_AMOUNTS,
    HOUSING,
    HOUSING_AMOUNTS,
    CHILDCARE,
    MAINTENANCE,
)
