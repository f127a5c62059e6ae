"""Whether pages that follow a booking still wait for somebody."""

from __future__ import annotations

from typing import Any

import pytest

from intake.conditions import Has
from intake.enums import QuestionKind, Stage
from intake.models import Case, Party
from intake.queries import is_intake_unfinished
from intake.questionnaire import Choice, Page, Question, Questionnaire
from intake.questions import QUESTIONNAIRES, VERSION
from tests.factories import ALEX, NOW


def question(key: str, **more: Any) -> Question:
    yes_or_no = (Choice("yes", "Yes"), Choice("no", "No"))
    return Question(
        key=key, kind=QuestionKind.CHOICE, text="?", choices=yes_or_no, required=True, missing="!", **more
    )


def page(slug: str, stage: Stage, *questions: Question) -> Page:
    return Page(slug=slug, title="Appointment", heading="?", stage=stage, questions=questions)


# A form with one page before the booking, and two after it: one for everybody, one for whom children matter.
MADE_UP = Questionnaire(
    "made up",
    (
        page("before", Stage.BEFORE, question("never_asked")),
        page("court", Stage.AFTER, question("hearing")),
        page("children", Stage.AFTER, question("schools", opened_by=Has("matter", ("children",)))),
    ),
)
ONLY_BEFORE = Questionnaire("made up", MADE_UP.pages[:1])


@pytest.mark.parametrize(
    ("answers", "unfinished"),
    [
        ({}, True),
        ({"hearing": "yes"}, False),
        ({"hearing": "perhaps"}, True),
        ({"hearing": None}, True),
        ({"matter": ["children"], "hearing": "yes"}, True),
        ({"matter": ["children"], "hearing": "yes", "schools": "no"}, False),
        ({"matter": ["children"], "schools": "no"}, True),
        ({"matter": ["finance"], "hearing": "no"}, False),
    ],
)
def test_it_is_unfinished_while_a_page_that_is_open_to_them_needs_something(answers, unfinished):
    assert is_intake_unfinished(Party(answers=answers), asked=MADE_UP) is unfinished


def test_pages_before_the_booking_do_not_count():
    assert is_intake_unfinished(Party(answers={}), asked=ONLY_BEFORE) is False


@pytest.mark.django_db
def test_the_form_of_their_own_version_is_asked():
    case = Case.objects.create(reference="AAAA-AAAA", opened_at=NOW)
    party = Party.objects.create(
        case=case, name="Alex", answers=ALEX, questionnaire_version=VERSION, created_at=NOW
    )

    after = [one for one in QUESTIONNAIRES[VERSION].pages if one.stage == Stage.AFTER]

    assert is_intake_unfinished(party) is bool(after)
