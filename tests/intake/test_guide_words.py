"""Which words of a question are looked for."""

from __future__ import annotations

import pytest

from intake.guide_words import LONGEST_WORD, MOST_WORDS, SAY_LITTLE, SYNONYMS, full_text_query, words_of


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", ()),
        ("   ", ()),
        ("?!… 🙂", ()),
        ("CAFCAS", ("cafcas",)),
        ("When will Cafcass call me?", ("cafcass", "call")),
        ("my ex’s solicitor", ("ex's", "solicitor")),
        ("custody custody CUSTODY", ("custody",)),
        ("How much?", ("how", "much")),  # nothing else was said
        ("ﬁle s47", ("file", "s47")),
        ("a_b|c&d!e:*(f)'g'", ("b", "c", "d", "e", "f", "g")),
        ("שלום עליכם", ("שלום", "עליכם")),
        ("x" * (LONGEST_WORD + 1), ()),
    ],
)
def test_the_words_of_a_question(question: str, words: tuple[str, ...]) -> None:
    assert words_of(question) == words


def test_only_so_many_words_count() -> None:
    assert len(words_of(" ".join(f"word{number}" for number in range(5_000)))) == MOST_WORDS


def test_lay_words_are_looked_for_with_ours() -> None:
    assert full_text_query(("cafcas", "letter")) == "('cafcas') | ('cafcass') | ('letter')"
    assert full_text_query(("ex",)) == "('ex') | ('other' <-> 'person') | ('other' <-> 'parent')"


def test_nothing_in_a_word_is_an_operator() -> None:
    assert full_text_query(("ex's",)) == "('ex''s') | ('other' <-> 'person') | ('other' <-> 'parent')"


def test_a_lay_word_is_never_one_that_says_little() -> None:
    assert not SAY_LITTLE & set(SYNONYMS)
    assert all(word == word.casefold() for word in (*SYNONYMS, *SAY_LITTLE))
