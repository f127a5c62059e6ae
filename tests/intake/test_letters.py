"""What a paper looks like, and what it must not be taken for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.document_enums import DocumentKind as Kind
from intake.document_enums import LetterFrom as From
from intake.document_words import KINDS, explained
from intake.letter_rules import KINDS as RULES
from intake.letters import Suggestion, recognise
from tests.architecture import modules

from . import invented_papers as papers

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "kind", "sender"),
    [
        (papers.SAFEGUARDING, Kind.SAFEGUARDING_LETTER, From.CAFCASS),
        (papers.CHILD_IMPACT, Kind.CHILD_IMPACT_REPORT, From.CAFCASS_CYMRU),
        (papers.SECTION_7_CAFCASS, Kind.SECTION_7, From.CAFCASS),
        (papers.SECTION_7_COUNCIL, Kind.SECTION_7, From.COUNCIL),
        (papers.SECTION_37, Kind.SECTION_37, From.COURT),
        (papers.C100, Kind.COURT_APPLICATION, From.COURT),
        (papers.HEARING, Kind.NOTICE_OF_HEARING, From.COURT),
        (papers.NON_MOLESTATION, Kind.NON_MOLESTATION_ORDER, From.COURT),
        (papers.CONFERENCE, Kind.CHILD_PROTECTION_CONFERENCE, From.COUNCIL),
        (papers.ASSESSMENT, Kind.ASSESSMENT, From.COUNCIL),
        (papers.PRE_PROCEEDINGS, Kind.PRE_PROCEEDINGS, From.COUNCIL),
        (papers.WAGES, Kind.WAGE_SLIP, None),
        (papers.BENEFIT, Kind.BENEFIT_LETTER, None),
        (papers.BANK, Kind.BANK_STATEMENT, None),
    ],
    ids=lambda one: getattr(one, "value", None) if not isinstance(one, str) or isinstance(one, Kind) else "",
)
def test_each_paper_is_told_by_what_stands_on_it(text: str, kind: Kind, sender: From | None) -> None:
    found = recognise(text, today=TODAY)

    assert found is not None
    assert found.kind is kind
    assert sender is None or found.sender is sender
    assert found.told_by in " ".join(text.split())


@pytest.mark.parametrize("expected", papers.OTHERS)
def test_other_hands_write_the_same_kinds_otherwise(expected: str) -> None:
    """A row is named by its kind, its sender, and what is special about it."""
    found = recognise(papers.OTHERS[expected], today=TODAY)

    assert found is not None
    assert [found.kind.value, found.sender.value] == expected.split()[:2]


@pytest.mark.parametrize("writer", papers.ABOUT_PAPERS)
def test_who_writes_about_a_paper_is_not_taken_for_who_writes_it(writer: str) -> None:
    assert recognise(papers.ABOUT_PAPERS[writer], today=TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        papers.COUNCIL_NAMES_CAFCASS,
        papers.SCHOOL_NAMES_ALL,
        papers.ESTATE_AGENT,
        papers.LOVE_LETTER,
        "",
        "   \n\n ",
        "Cafcass",
        "Safeguarding letter from Cafcass: how to answer it. A page from a website.",
        "section 7",
        "We may send you a safeguarding letter",
        "\x00\x01\u202e\ufeff",
    ],
)
def test_a_mention_is_not_the_thing(text: str) -> None:
    assert recognise(text, today=TODAY) is None


def test_every_kind_has_a_rule_and_words() -> None:
    assert {rule.kind for rule in RULES} == set(Kind) - {Kind.OTHER}
    assert set(KINDS) == set(Kind)


@pytest.mark.parametrize("kind", [Kind.SAFEGUARDING_LETTER, Kind.NON_MOLESTATION_ORDER])
def test_a_council_writes_neither_of_these(kind: Kind) -> None:
    """A council's letterhead above the title of a paper that only others write suggests nothing."""
    title = {
        Kind.SAFEGUARDING_LETTER: "SAFEGUARDING LETTER",
        Kind.NON_MOLESTATION_ORDER: "Non-molestation order",
    }
    text = f"Northtown City Council\n{title[kind]}\nsafeguarding checks\nPolice National Computer\nFHDRA"

    assert recognise(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        (papers.SAFEGUARDING, [date(2027, 1, 12)]),
        (papers.CHILD_IMPACT, [date(2027, 2, 3)]),
        (papers.HEARING, [date(2027, 3, 9)]),
        (papers.NON_MOLESTATION, []),  # the day on which it ends is no hearing
        (papers.HEARING.replace("9 March 2027", "09/03/2027"), [date(2027, 3, 9)]),
        (papers.HEARING.replace("9 March 2027", "9th Mar 2027"), [date(2027, 3, 9)]),
        (papers.HEARING.replace("9 March 2027", "31 February 2027"), []),
        (papers.HEARING.replace("9 March 2027", "22 November 2026"), []),  # yesterday
        (papers.HEARING.replace("9 March 2027", "23 November 2026"), [TODAY]),
    ],
)
def test_only_coming_dates_that_stand_with_a_hearing_are_suggested(text: str, dates: list[date]) -> None:
    found = recognise(text, today=TODAY)

    assert found is not None
    assert list(found.hearings) == dates


def test_a_suggestion_is_stored_and_read_back_as_it_was() -> None:
    found = recognise(papers.SAFEGUARDING, today=TODAY)

    assert found is not None
    assert Suggestion.from_kept(found.kept()) == found


def test_what_a_person_reads_says_what_it_looks_like_by_what_and_when() -> None:
    found = recognise(papers.SAFEGUARDING, today=TODAY)
    words = explained(found, None)

    assert words is not None
    assert words.looks_like == "This looks like a safeguarding letter from Cafcass."
    assert words.told_by == "SAFEGUARDING LETTER"
    assert "12 January 2027" in words.hearings
    assert not words.is_checked


def test_what_staff_say_wins_and_nothing_of_a_wrong_guess_is_shown() -> None:
    found = recognise(papers.SAFEGUARDING, today=TODAY)
    words = explained(found, Kind.ASSESSMENT)

    assert words is not None
    assert words.looks_like == "This is an assessment by children’s services."
    assert (words.told_by, words.hearings, words.is_checked) == ("", "", True)
    assert explained(None, None) is None


LINES = [line for paper in papers.OTHERS.values() for line in paper.splitlines()]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=40), max_size=20))
def test_no_text_stops_it(lines: list[str]) -> None:
    found = recognise("\n".join(lines), today=TODAY)

    assert found is None or isinstance(found.kind, Kind)


def test_a_very_long_text_is_read_in_a_moment() -> None:
    long = (papers.SAFEGUARDING + "word " * 200 + "\n" + "a" * 5000 + "\n") * 40

    assert recognise(long[:200_000], today=TODAY) is not None


def test_no_rule_of_a_flag_knows_of_papers() -> None:
    """A suggestion neither raises nor clears a flag: what judges flags cannot even ask for one."""
    judges = [one for one in modules("intake") if one.name.startswith("intake.flag")]
    known = {target for one in judges for _, target in one.imports()}

    assert len(judges) > 5
    assert not [one for one in known if "letter_" in one or "letters" in one or "document" in one]
