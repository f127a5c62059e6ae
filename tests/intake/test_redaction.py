"""Finding the other person in what somebody wrote. What is proposed is still read by a person."""

from __future__ import annotations

import pytest

from intake.access_review import (
    NOT_TOLD,
    Decisions,
    gathered_from,
    names_of_notes_without_reason,
    passages,
    told,
)
from intake.redaction import OTHER_PERSON, OtherPerson, pieces_of, without_other
from mediation.core.telling import Item, Section, Treatment

ROBIN = OtherPerson(
    names=("Robin Field", "Robin O’Brien-Ware"),
    emails=("robin@example.org",),
    phones=("+447700900456",),
    own=("Alex Winter",),
)
WHO = OTHER_PERSON


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Robin was late", f"{WHO} was late"),
        ("ROBIN'S car, robin’s dog", f"{WHO}'S car, {WHO}’s dog"),
        ("Mr Field said so", f"Mr {WHO} said so"),
        ("Robin Field", WHO),
        ("Rob in the field", f"Rob in the {WHO}"),
        ("Róbin came", f"{WHO} came"),
        ("Robinson came", "Robinson came"),
        ("Ask Robin O'Brien-Ware.", f"Ask {WHO}."),
        ("Write to Robin@Example.org now", f"Write to {WHO} now"),
        ("Ring 07700 900456 or 07700 900123", f"Ring {WHO} or 07700 900123"),
        ("Alex Winter", "Alex Winter"),
        ("", ""),
    ],
)
def test_names_addresses_and_numbers_are_found_as_people_write_them(text: str, left: str) -> None:
    assert without_other(text, ROBIN) == left


def test_a_surname_that_both_share_is_left_and_shown_as_doubtful() -> None:
    other = OtherPerson(names=("Robin Winter",), own=("Alex Winter",))
    found = pieces_of("Robin and I. Mr Winter shouted.\nNothing else", other)

    assert [(one.text, bool(one.spans), one.is_doubtful) for one in found] == [
        ("Robin and I.", True, False),
        ("Mr Winter shouted.", False, True),
        ("Nothing else", False, False),
    ]


SECTIONS = [
    Section(
        "answers",
        "Answers",
        (
            Item("other", "The other person", "Robin Field", Treatment.TOLD),
            Item("words", "In your words", "Robin left. I stayed. My sister knows.", Treatment.READ),
            Item("note", "Our note", "Spoke of Robin.", Treatment.NOTE),
        ),
    )
]


def text_of(decisions: Decisions) -> list[str]:
    return [item["text"] for item in told(gathered_from(SECTIONS, ROBIN), decisions)[0]["items"]]


def test_without_a_decision_the_other_person_is_out_and_notes_are_not_told() -> None:
    assert text_of(Decisions()) == [WHO, f"{WHO} left.\nI stayed.\nMy sister knows.", NOT_TOLD]


def test_a_person_decides_line_by_line() -> None:
    found = passages(gathered_from(SECTIONS, ROBIN), Decisions())
    assert [one.name for one in found] == ["p1", "p2"]
    assert found[0].lines[0].parts == (("Robin", True), (" left.", False))

    given = Decisions(
        blacked_out=frozenset({"p1-2", "p1-3"}), left_in=frozenset({"p1-1"}), told=frozenset({"p2"})
    )
    assert text_of(given) == [WHO, "Robin left.\n[left out: about somebody else]", f"Spoke of {WHO}."]


def test_a_note_is_told_only_with_a_reason() -> None:
    gathered = gathered_from(SECTIONS, ROBIN)

    assert names_of_notes_without_reason(gathered, Decisions(told=frozenset({"p2"}))) == ["p2"]
    reasoned = Decisions(told=frozenset({"p2"}), why={"p2": "They know of it"})
    assert names_of_notes_without_reason(gathered, reasoned) == []
    assert Decisions.of(reasoned.to_keep()) == reasoned
