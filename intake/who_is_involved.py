"""Cafcass, social services, or somebody else? What a few answers tell, and which to ask next. PURE.

Questions are asked in order and stop as soon as the service is known. Cafcass works only for the family
court: it is named only where somebody asked the court, or where a Cafcass body stands on the letter. Where
two answers do not go together the flags' rules say what to ask and in which words (`flags`), so that this
page and a booking never tell two stories.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from . import flags
from . import who_questions as ask
from .enums import (
    Answer,
    ChildCountry,
    Contacted,
    CourtCase,
    InvolvedService,
    Letter,
    LetterAuthor,
    Sender,
    SocialServices,
    SocialServicesAbout,
    WhenInvolved,
    Worker,
)
from .questionnaire import Page

Answered: TypeAlias = Mapping[str, str]
Condition: TypeAlias = Callable[[Answered], bool]

# Only a council writes these. (A section 7 or Child Impact Report may come from either.)
COUNCIL_LETTERS = frozenset(
    {
        Letter.SECTION_37,
        Letter.ASSESSMENT,
        Letter.PLAN_LETTER,
        Letter.CHILD_PROTECTION_CONFERENCE,
        Letter.PRE_PROCEEDINGS,
        Letter.CLOSING_LETTER,
    }
)
WRITTEN_FOR_A_COURT = frozenset(
    {Letter.SAFEGUARDING_LETTER, Letter.CHILD_IMPACT_REPORT, Letter.SECTION_7, Letter.SECTION_37}
)
CAFCASS_BODIES = frozenset({InvolvedService.CAFCASS, InvolvedService.CAFCASS_CYMRU})


@dataclass(frozen=True)
class Rule:
    """These answers name this service; with `by_country` the country decides between the two Cafcass
    bodies."""

    service: InvolvedService
    keys: tuple[str, ...]
    when: Condition
    by_country: bool = False


@dataclass(frozen=True)
class Finding:
    """The service, and the answers that settled it (key and value); none where we are still not sure."""

    service: InvolvedService
    because: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Walk:
    """How far the answers lead: what was asked on the way, and the next question or what was found."""

    asked: dict[str, str]
    next_page: Page | None
    finding: Finding | None

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that were answered, in order."""
        return tuple(page for page in ask.PAGES if ask.key_of(page) in self.asked)


def _is(key: str, *values: str) -> Condition:
    return lambda asked: asked.get(key) in values


def _all(*conditions: Condition) -> Condition:
    return lambda asked: all(holds(asked) for holds in conditions)


AT_COURT = _is("court", Answer.YES)
# The first that fits wins: a letter counts for more than what somebody took the caller for.
RULES = (
    Rule(InvolvedService.CAFCASS, ("sender",), _is("sender", Sender.CAFCASS)),
    Rule(InvolvedService.CAFCASS_CYMRU, ("sender",), _is("sender", Sender.CAFCASS_CYMRU)),
    Rule(InvolvedService.COUNCIL, ("sender",), _is("sender", Sender.COUNCIL)),
    Rule(InvolvedService.POLICE, ("sender",), _is("sender", Sender.POLICE)),
    Rule(InvolvedService.SCHOOL_OR_HEALTH, ("sender",), _is("sender", Sender.SCHOOL_OR_HEALTH)),
    Rule(InvolvedService.ADULT_CARE, ("contacted",), _is("contacted", Contacted.COUNCIL_ABOUT_ADULT)),
    Rule(InvolvedService.POLICE, ("contacted",), _is("contacted", Contacted.POLICE)),
    Rule(InvolvedService.SCHOOL_OR_HEALTH, ("contacted",), _is("contacted", Contacted.SCHOOL_OR_HEALTH)),
    Rule(
        InvolvedService.COUNCIL,
        ("court", "contacted"),
        _all(_is("court", Answer.NO), _is("contacted", Contacted.COUNCIL)),
    ),
    Rule(
        InvolvedService.CAFCASS,
        ("court", "contacted"),
        _all(AT_COURT, _is("contacted", Contacted.CAFCASS)),
        by_country=True,
    ),
    Rule(InvolvedService.COUNCIL, ("document",), _is("document", *COUNCIL_LETTERS)),
    Rule(
        InvolvedService.CAFCASS,
        ("court", "document"),
        _all(AT_COURT, _is("document", Letter.SAFEGUARDING_LETTER)),
        by_country=True,
    ),
    Rule(InvolvedService.COUNCIL, ("worker",), _is("worker", Worker.SOCIAL_WORKER)),
    Rule(
        InvolvedService.CAFCASS,
        ("court", "worker"),
        _all(AT_COURT, _is("worker", Worker.COURT_ADVISER)),
        by_country=True,
    ),
    Rule(
        InvolvedService.COUNCIL,
        ("contacted", "before_court"),
        _all(_is("contacted", Contacted.COUNCIL), _is("before_court", Answer.YES)),
    ),
)

# A question that the answers before it make pointless is passed over.
POINTLESS: Mapping[str, Condition] = {
    "document": _is("sender", Sender.NOTHING_IN_WRITING),
    "before_court": _is("court", Answer.NO),
}


def walk(answers: Mapping[str, object]) -> Walk:
    """Follow the questions as far as these answers go. It always ends; there are eight questions at most.

    Answers to what is not asked on this way, and values that are no answers, count for nothing.
    """
    asked: dict[str, str] = {}
    while (page := _next_page(asked)) is not None:
        given = answers.get(ask.key_of(page))
        if not isinstance(given, str) or not ask.is_an_answer(page, given):
            return Walk(asked, page, None)
        asked[ask.key_of(page)] = given
    return Walk(asked, None, _finding(asked))


def _next_page(asked: Answered) -> Page | None:
    rule = _rule(asked)
    if rule is not None:
        is_open = rule.by_country and "child_country" not in asked
        return ask.CHILD_COUNTRY if is_open else None
    return next((page for page in ask.PAGES if _is_worth_asking(ask.key_of(page), asked)), None)


def _is_worth_asking(key: str, asked: Answered) -> bool:
    return key not in asked and not (key in POINTLESS and POINTLESS[key](asked))


def _rule(asked: Answered) -> Rule | None:
    return next((rule for rule in RULES if rule.when(asked)), None)


def _finding(asked: Answered) -> Finding:
    rule = _rule(asked)
    if rule is None:
        return Finding(InvolvedService.UNSURE)
    keys, service = rule.keys, rule.service
    if rule.by_country and asked.get("child_country") == ChildCountry.WALES:
        keys, service = (*keys, "child_country"), InvolvedService.CAFCASS_CYMRU
    return Finding(service, tuple((key, asked[key]) for key in keys))


def flag_answers(asked: Answered) -> dict[str, object]:
    """The same answers under the keys that the flags' rules know. What was not said is left out."""
    courts = {Answer.YES: CourtCase.THEIRS, Answer.NO: CourtCase.NONE, Answer.UNSURE: CourtCase.UNSURE}
    given: dict[str, object] = {"matter": ["children"]}
    if "court" in asked:
        given["court"] = courts[Answer(asked["court"])]
    given |= _CONTACTED.get(asked.get("contacted", ""), {})
    if asked.get("when") == WhenInvolved.PAST and given.get("social_services") == SocialServices.NOW:
        given["social_services"] = SocialServices.PAST
    given |= {key: asked[key] for key in ("sender", "document") if key in asked}
    if asked.get("child_country", "unsure") != "unsure":
        given["child_country"] = asked["child_country"]
    author = _AUTHORS.get(asked.get("worker", ""))
    return given | ({"document_author": author} if author and "document" in asked else {})


_CONTACTED: Mapping[str, Mapping[str, object]] = {
    Contacted.CAFCASS: {"cafcass": Answer.YES},
    Contacted.COUNCIL: {"social_services": SocialServices.NOW},
    Contacted.COUNCIL_ABOUT_ADULT: {
        "social_services": SocialServices.NOW,
        "social_services_about": SocialServicesAbout.ADULT,
    },
    Contacted.UNSURE: {"cafcass": Answer.UNSURE, "social_services": SocialServices.UNSURE},
}
_AUTHORS: Mapping[str, str] = {
    Worker.COURT_ADVISER: LetterAuthor.CAFCASS,
    Worker.SOCIAL_WORKER: LetterAuthor.COUNCIL,
}

# What the flags say to a client about these is true here as well; the rest speaks of a booking.
SAID_HERE = frozenset({"X-UNSERVED", "X-SS-IS-CAF", "X-COUNTRY", "CAF-CIR", "SS-PRE", "CT-S37"})


def flag_words(walked: Walk, *, today: date) -> tuple[str, ...]:
    """What the flags' rules say to somebody with these answers, where it helps here. `today` is a local
    date."""
    raised = flags.evaluate(flag_answers(walked.asked), today=today).flags
    is_open = walked.finding is not None and walked.finding.service is InvolvedService.UNSURE
    codes = SAID_HERE | {"X-CAF-NOCOURT"} if is_open else SAID_HERE
    return tuple(flag.client for flag in raised if flag.code in codes)
