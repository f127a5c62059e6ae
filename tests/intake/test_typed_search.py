"""What was typed into the one box decides what is looked for."""

import pytest

from intake.typed_search import Typed, read_search


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("K7QX-4MAH", Typed(reference="K7QX-4MAH")),
        (" k7qx 4mah ", Typed(reference="K7QX-4MAH")),
        ("Margaret", Typed(reference="MARG-ARET", name="Margaret")),  # the letters of a reference
        ("K7QX-4MA", Typed()),  # one character short
        ("K7QX-4MA0", Typed()),  # no reference has a zero
        ("07700 900123", Typed(phone="+447700900123")),
        ("(07700) 900-123", Typed(phone="+447700900123")),
        ("+44 7700 900123", Typed(phone="+447700900123")),
        ("+353 1 234 5678", Typed(phone="+35312345678")),
        ("0113 4", Typed()),  # part of a number finds nobody
        (" Alex@Example.ORG ", Typed(email="alex@example.org")),
        ("alex@", Typed(email="alex@")),
        ("O’Brien", Typed(name="O’Brien")),
        ("Robin Field", Typed(name="Robin Field")),
        ("Robin 7", Typed()),
        ("", Typed()),
        ("%", Typed()),
    ],
)
def test_the_text_says_what_it_is(text, expected):
    assert read_search(text) == expected


def test_only_the_kind_may_be_told():
    typed = read_search("Margaret")

    assert typed.kind == "reference"
    assert "Margaret" not in repr(typed)
