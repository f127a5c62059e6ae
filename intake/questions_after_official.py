"""After a booking: what the certificate, the court, the council and legal aid need to know. PURE data.

Source: rows 22, 27, 28, 32 and 33 of the project's notes on the questionnaire.
"""

from .conditions import Absent, AnyOf, Has, Not
from .enums import Answer, CourtCase, ExemptionWish, FundingChoice, SocialServices, Stage
from .glossary import Term, called
from .questionnaire import TITLE, Choice, Page, Wording
from .usual_questions import IN_WALES, UNSURE, YES_NO_UNSURE, any_of, day, line, one_of, tick, words

MAY_HAVE_LEGAL_AID = Has("funding", (FundingChoice.LEGAL_AID, FundingChoice.NOT_SURE))
# An address is asked for only where "refuge or secret address?" was answered no, or was never asked.
ADDRESS_IS_SAFE = AnyOf((Absent("refuge"), Has("refuge", (Answer.NO,))))
IN_COURT = Has("court", (CourtCase.MINE, CourtCase.THEIRS, CourtCase.FINISHED, CourtCase.UNSURE))
COUNCIL = Has("social_services", (SocialServices.NOW, SocialServices.PAST, SocialServices.UNSURE))
APPLY, ORDERED, AGREE = "apply_to_court", "court_told_me", "agree_first"
FOR_COURT = (APPLY, ORDERED, ExemptionWish.NO_CONTACT_DETAILS, ExemptionWish.THEY_REFUSE)


def _next_look(*, in_wales: bool) -> str:
    plans = [
        called(term, in_wales=in_wales)[:1].lower() + called(term, in_wales=in_wales)[1:]
        for term in (Term.CHILD_IN_NEED, Term.CHILD_PROTECTION)
    ]
    return f"For example the next meeting about {' or '.join(plans)}."


CERTIFICATE = Page(
    slug="record",
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
        line(
            "cafcass_officer",
            f"Who is your {called(Term.CAFCASS)} officer, if you have one?",
            wordings=(
                Wording(
                    when=IN_WALES,
                    text=f"Who is your {called(Term.CAFCASS, in_wales=True)} officer, if you have one?",
                ),
            ),
        ),
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
            help=_next_look(in_wales=False),
            wordings=(Wording(when=IN_WALES, help=_next_look(in_wales=True)),),
            max_length=200,
        ),
    ),
)

HOME = Page(
    slug="place",
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
            help="For example LS6. We do not ask for your address.",
            why="It tells us what is near you. All that you tell us about how to reach you stays private.",
            max_length=4,
            too_long="Enter only the first part, like LS6",
            opened_by=Not(ADDRESS_IS_SAFE),
            safety=True,  # that it is asked tells of a refuge
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
