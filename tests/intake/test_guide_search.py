"""Questions and the passages that answer them, on the real guides."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.guide_library import guides
from intake.models import GuidePassage
from intake.queries.guides import SHOWN, passages_about
from intake.services.guides import load_guides

pytestmark = pytest.mark.django_db


def found(question: str) -> list[str]:
    return [f"{one.guide}#{one.anchor}" for one in passages_about(question)]


def asked(question: str) -> int:
    """How many queries the question takes."""
    with CaptureQueriesContext(connection) as queries:
        passages_about(question)
    return len(queries)


@pytest.fixture
def loaded() -> int:
    return load_guides()


def test_loading_twice_changes_nothing(loaded: int) -> None:
    before = list(GuidePassage.objects.values_list("pk", "text"))

    assert load_guides() == loaded == len(before) > 60
    assert list(GuidePassage.objects.values_list("pk", "text")) == before


def test_loading_mends_what_differs_from_the_files(loaded: int) -> None:
    GuidePassage.objects.filter(guide="taking-care").update(text="old words", title="Old")
    GuidePassage.objects.create(
        guide="taking-care", position=900, heading="Gone", markdown="", text="", words=""
    )
    GuidePassage.objects.create(guide="gone", position=0, heading="Gone", markdown="", text="", words="")
    GuidePassage.objects.filter(guide="exceptions", position=1).delete()

    load_guides()

    assert GuidePassage.objects.count() == loaded
    assert not GuidePassage.objects.filter(text="old words").exists()
    assert not GuidePassage.objects.filter(heading="Gone").exists()


def test_the_command_says_how_much_can_be_found(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_guides")

    assert capsys.readouterr().out == f"{GuidePassage.objects.count()} passages of guides can be found.\n"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("CAFCAS", "checks-and-letters#"),
        ("CAFCASS report", "checks-and-letters#"),
        ("When will cafcass call me?", "checks-and-letters#why-cafcass-calls-you"),
        ("what is a section 7 report", "checks-and-letters#the-section-7-report"),
        ("who decides, judge or cafcass", "checks-and-letters#what-the-judge-decides"),
        ("social worker", "who-is-who#"),
        ("child in need", "who-is-who#"),
        ("my ex won’t come", "coming-alone#"),
        ("ex", "coming-alone#"),
        ("custody", "first-meeting#"),
        ("how long is my certificate valid?", "first-meeting#your-certificate"),
        ("do I need a MIAM", "exceptions#"),
        ("bail", "taking-care#if-there-is-an-order-or-bail"),
        ("I am scared of my husband", "taking-care#"),
        ("universal credit", "help-with-costs#"),
        ("zoom", "getting-ready#"),
        ("teenager", "being-heard#"),
        ("pathfinder", "checks-and-letters#the-child-impact-report"),
    ],
)
def test_lay_words_find_the_passage(loaded: int, question: str, first: str) -> None:
    assert found(question)[0] == first


@pytest.mark.parametrize(
    ("question", "guide"),
    [
        ("safegarding", "checks-and-letters"),
        ("exemptoin", "exceptions"),
        ("certifcate", "first-meeting"),
        ("domestik abuze", "taking-care"),
    ],
)
def test_a_word_spelt_wrong_is_found_by_its_letters(loaded: int, question: str, guide: str) -> None:
    assert guide in [one.split("#")[0] for one in found(question)]
    assert asked(question) == 2


@pytest.mark.parametrize(
    "question", ["football", "marmalade zeppelin", "שלום", "🙂", "", "the", "'", "& | !", "x" * 500]
)
def test_nothing_is_invented(loaded: int, question: str) -> None:
    assert found(question) == []


def test_a_question_asks_the_database_once(loaded: int) -> None:
    for question in ("certificate", "what happens if my ex will not come to the meeting about the children"):
        assert asked(question) == 1
    assert asked("🙂") == 0
    assert asked("ab cd ef") == 1  # too short to be compared by their letters


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_passages_found_changes_no_number_of_queries(count: int) -> None:
    for position in range(count):
        GuidePassage.objects.create(
            guide="first-meeting",
            position=position,
            heading="Marmalade",
            anchor=f"a{position}",
            text="x",
            words="x",
        )

    with CaptureQueriesContext(connection) as queries:
        passages = passages_about("marmalade")
        assert [(one.heading, one.anchor) for one in passages] == [
            ("Marmalade", f"a{position}") for position in range(count)
        ]
    assert len(queries) == 1


def test_only_the_best_few_are_shown(loaded: int) -> None:
    assert len(passages_about("mediator")) == SHOWN


def test_one_passage_of_a_section_is_enough(loaded: int) -> None:
    sections = found("domestic abuse")

    assert len(sections) == len(set(sections)) > 1


def test_every_guide_is_found_by_each_of_its_other_names(loaded: int) -> None:
    lost = [
        f"{guide.slug}: {words}"
        for guide in guides().values()
        for words in guide.synonyms
        if not passages_about(words)
    ]

    assert lost == []
