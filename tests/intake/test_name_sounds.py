"""The words of names, and which of them sound alike in Britain."""

import pytest

from intake.name_sounds import Likeness, likeness, name_tokens, sound_of

SAME, SOUNDS, NONE = Likeness.SAME, Likeness.SOUNDS, Likeness.NONE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Robin Field", "FIELD, Robin", SAME),
        ("Mr Robin Field", "Robin Field", SAME),
        ("Siân O’Neill", "Sian O'Neill", SAME),
        ("Łukasz Nowak", "Lukasz Nowak", SAME),
        ("Robin Smith-Jones", "Robin Smith Jones", SAME),
        ("Catherine Smith", "Kathryn Smyth", SOUNDS),
        ("Stephen O’Brien", "Steven O Brien", SOUNDS),
        ("Rhys Thomson", "Reece Thompson", SOUNDS),
        ("Huw Hughes", "Hugh Huws", SOUNDS),
        ("Siân Llewellyn", "Sian Llewelyn", SOUNDS),
        ("Sean Lee", "Shaun Leigh", SOUNDS),
        ("Geoffrey Davies", "Jeffrey Davis", SOUNDS),
        ("Louis Clarke", "Lewis Clark", SOUNDS),
        ("Mohammed Ali", "Muhammad Aly", SOUNDS),
        ("Philip Macdonald", "Phillip Mc Donald", SOUNDS),
        ("Tracey Wynne", "Tracy Winn", SOUNDS),
        ("Alex J Winter", "Alex Winter", SOUNDS),
        ("Robin Smith-Jones", "Robin Smith", SOUNDS),
        ("John Smith", "Jane Smith", NONE),  # few consonants: the vowel counts
        ("Robin Field", "Robin Lake", NONE),
        ("Robin Field", "Robyn Fielding", NONE),
        ("Robin", "Robyn", NONE),  # a first name alone says nothing
        ("William Field", "Bill Field", NONE),  # nicknames are not guessed
        ("Робин Филд", "Робин Филт", NONE),  # other letters: as written, or not at all
        ("", "", NONE),
    ],
)
def test_names_are_the_same_or_sound_alike(one, other, expected):
    assert likeness(one, other) is likeness(other, one) is expected


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Ms Anne-Marie Field", {"anne", "marie", "annemarie", "field"}),
        ("Stephen O Brien", {"stephen", "obrien"}),
        ("Mac Miller", {"mac", "miller"}),
        ("Dr", {"dr"}),
        ("…", set()),
    ],
)
def test_a_name_is_found_by_each_of_its_words(name, tokens):
    assert name_tokens(name) == tokens


@pytest.mark.parametrize("word", ["j", "李", "робин", "r2"])
def test_what_is_no_latin_word_has_no_sound(word):
    assert sound_of(word) == ""
