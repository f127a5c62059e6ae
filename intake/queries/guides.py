"""Finding the passages of guides that answer a question."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Greatest

from intake.guide_words import full_text_query, words_of
from intake.models import GuidePassage

CONFIG = "english"
SHOWN, LOOKED_AT = 3, 12
WORTH_SHOWING = 0.2  # of the best passage's rank
NEAR_ENOUGH = 0.5  # share of a word's trigrams: CAFFCASS finds Cafcass, cake does not
SHORTEST_NEAR_WORD, MOST_NEAR_WORDS = 4, 4


def passages_about(question: str) -> list[GuidePassage]:
    """The passages that fit the question best, best first; none where nothing fits.

    One query by words; a second one by spelling only where no word was found.
    """
    words = words_of(question)
    return (_by_words(question, words) or _by_spelling(words)) if words else []


def _by_words(question: str, words: tuple[str, ...]) -> list[GuidePassage]:
    """Any word counts; a passage with all of them, or with the question as a phrase, comes first."""
    any_word = SearchQuery(full_text_query(words), config=CONFIG, search_type="raw")
    all_words = SearchQuery(" ".join(words), config=CONFIG)
    phrase = SearchQuery(question, config=CONFIG, search_type="phrase")
    rank = SearchRank(F("search"), any_word) + _bonus(all_words, 0.5) + _bonus(phrase, 1.0)
    return _best(GuidePassage.objects.filter(search=any_word).annotate(rank=rank))


def _bonus(query: SearchQuery, worth: float) -> Case:
    return Case(When(search=query, then=Value(worth)), default=Value(0.0))


def _by_spelling(words: tuple[str, ...]) -> list[GuidePassage]:
    """The longest words only: they say most, and each is compared with every passage."""
    longest = sorted((word for word in words if len(word) >= SHORTEST_NEAR_WORD), key=len, reverse=True)
    near = [TrigramWordSimilarity(word, "words") for word in longest[:MOST_NEAR_WORDS]]
    if not near:
        return []
    rows = GuidePassage.objects.annotate(rank=Greatest(*near) if len(near) > 1 else near[0])
    return _best(rows.filter(rank__gte=NEAR_ENOUGH))


def _best(rows: QuerySet[GuidePassage]) -> list[GuidePassage]:
    """One passage of each section: the best, in order."""
    columns = ("guide", "position", "title", "heading", "anchor", "markdown")
    found = list(rows.only(*columns).order_by(F("rank").desc(), "guide", "position")[:LOOKED_AT])
    worthy = [one for one in found if one.rank >= found[0].rank * WORTH_SHOWING]  # type: ignore[attr-defined]
    by_section = {(one.guide, one.anchor): one for one in reversed(worthy)}
    return [one for one in worthy if by_section[one.guide, one.anchor] is one][:SHOWN]
