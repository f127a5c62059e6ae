"""Answers that do not fit together: where to ask again, and with which words. PURE.

Each contradiction has one page on which the helper question stands. It is asked once, right away; if the
answers still do not fit, the person goes on, and staff see the flag.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .answers import is_finished, pages_within_reach
from .conditions import Answers, Given
from .enums import ChildCountry, Stage
from .flags import Assessment, Flag, evaluate
from .form_facts import facts_from
from .questionnaire import Page

END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")
ASKED_AGAIN = "asked_again"  # beside the answers: the codes that were asked about
PAGE_OF = {
    "X-CAF-NOCOURT": "letter",
    "X-SS-IS-CAF": "involved",
    "X-PLAN-NO-SS": "involved",
    "X-CLOSED-PLAN": "plan",
    "X-S37-CAF": "paper",
    "X-HEAR-NOCOURT": "involved",
    "X-PAST-FUTURE": "court",
    "X-COUNTRY": "about",  # or the letter, where that and the country differ
    "X-MONEY-ONLY": "about",
    "X-REMOVED-BY-CAF": "orders",
}


@dataclass(frozen=True)
class SecondLook:
    """A page that is asked again, and the plain words that say why."""

    page: Page
    codes: tuple[str, ...]
    words: tuple[str, ...]


def second_look(answers: Answers, *, version: str, today: date) -> SecondLook | None:
    """What to ask again at once; None when all fits, or was asked about already. `today` is a local date.

    A page that is still to come is left to its turn: its words stand there then.
    """
    doubts = _doubts(answers, version, today)
    for page in pages_within_reach(answers, Stage.BEFORE, version=version):
        new = [one for one in doubts.get(page.slug, ()) if one.code not in asked_about(answers)]
        if new and is_finished(page, answers):
            return _look(page, new)
    return None


def doubts_on(page: Page, answers: Answers, *, version: str, today: date) -> SecondLook | None:
    """What does not fit and is asked about on this page, whether it was asked before or not."""
    found = _doubts(answers, version, today).get(page.slug, ())
    return _look(page, found) if found else None


def words_after_booking(assessment: Assessment) -> tuple[str, ...]:
    """What the client may read once they have booked: without the questions that were asked on the way."""
    asked = {flag.client for flag in assessment.flags if flag.code in PAGE_OF}
    return each_sentence_once(words for words in assessment.client_words if words not in asked)


def each_sentence_once(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Several flags end in the same advice. Said once it is read; said five times it hides the rest."""
    said: set[str] = set()
    found: list[str] = []
    for paragraph in paragraphs:
        new = [one for one in END_OF_SENTENCE.split(paragraph) if one not in said]
        said.update(new)
        found.append(" ".join(new))
    return tuple(one for one in found if one)


def asked_about(answers: Answers) -> list[str]:
    """The codes of the contradictions that this person was asked about."""
    given = answers.get(ASKED_AGAIN)
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def remembered(answers: Answers, look: SecondLook | None) -> dict[str, Given]:
    """The answers, with a note of what this page asked about, so that nothing is asked a third time."""
    if look is None:
        return dict(answers)
    return {**answers, ASKED_AGAIN: sorted({*asked_about(answers), *look.codes})}


def _look(page: Page, flags: Iterable[Flag]) -> SecondLook:
    flags = tuple(flags)
    return SecondLook(page, tuple(one.code for one in flags), tuple(one.client for one in flags))


def _doubts(answers: Answers, version: str, today: date) -> Mapping[str, list[Flag]]:
    facts = facts_from(answers, stages=frozenset({Stage.BEFORE}), version=version)
    found: dict[str, list[Flag]] = {}
    for flag in evaluate(facts, today=today).flags:
        if flag.code in PAGE_OF:
            found.setdefault(_slug_for(flag), []).append(flag)
    return found


def _slug_for(flag: Flag) -> str:
    is_here = flag.answers.get("child_country") in {ChildCountry.ENGLAND, ChildCountry.WALES}
    return "letter" if flag.code == "X-COUNTRY" and is_here else PAGE_OF[flag.code]
