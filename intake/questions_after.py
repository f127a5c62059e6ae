"""The questions after a booking, in the order in which they are asked. PURE data.

Nothing is needed but what a certificate or legal aid cannot do without, and every page can be skipped. What
is easy comes first. Of the project's notes, 37 and 43 ask for papers and are no questions; 45, on equality,
is left out.
"""

from .enums import Stage
from .questionnaire import TITLE, Page
from .questions_after_family import CHILDREN, CHILDRENS_SAY, HOUSEHOLD, ISSUES, TOGETHER
from .questions_after_official import CERTIFICATE, COURT, HOME, NUMBERS, SERVICES
from .questions_after_safety import MEETING, OTHER_PERSON, SAFETY, TRAVEL, WELLBEING
from .usual_questions import words

ANYTHING_ELSE = Page(
    slug="ask",
    title=TITLE,
    name="Your own questions",
    heading="What would you like to ask us?",
    stage=Stage.AFTER,
    questions=(
        words(
            "own_questions",
            "Your questions",
            help="Or a letter that you would like explained: say what stands at the top of it.",
        ),
    ),
)

AFTER_PAGES = (
    CERTIFICATE,
    TOGETHER,
    CHILDREN,
    HOUSEHOLD,
    ISSUES,
    CHILDRENS_SAY,
    COURT,
    SERVICES,
    HOME,
    NUMBERS,
    WELLBEING,
    SAFETY,
    TRAVEL,
    MEETING,
    OTHER_PERSON,
    ANYTHING_ELSE,
)
