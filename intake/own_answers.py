"""What somebody may see and change of their answers between booking and meeting. PURE.

Answers are read together with `today` (the day of the meeting, 2026-11-24) and, where a person has to speak
with them first, `needs_person_first`: pages hang on these, and nobody is asked for them.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from .answers import (
    Row,
    display,
    gates_of,
    in_words,
    is_answered,
    is_finished,
    items_of,
    row_of,
    telling,
    with_page,
)
from .conditions import Answers, Given, holds, is_filled, keys_of
from .enums import Stage
from .questionnaire import Group, Page, Question
from .questions import is_open, questionnaire, questions_open
from .questions_after_official import ADDRESS_IS_SAFE

# Answers about the moment, consents, and how they can be reached, which has a page of its own.
NOT_SHOWN = frozenset(
    {
        "danger_now",
        "device_private",
        "name",
        "email",
        "email_private",
        "phone",
        "phone_private",
        "calendar_safe",
        "recording_objection",
        "marketing",
    }
)
# What the booking hangs on: who may be the mediator, and how the meeting is paid.
NOT_CHANGED = frozenset({"other_name", "other_name_unknown", "funding"})
ADDRESS = frozenset({"address", "kept_private"})


class State(StrEnum):
    NOT_STARTED = "not_started"
    SOME = "some"
    DONE = "done"


@dataclass(frozen=True)
class Section:
    """What was said on one page, or of one item of a group."""

    page: str
    heading: str
    rows: tuple[Row, ...]

    @property
    def is_hidden(self) -> bool:
        """Nothing in it may be read, so that on paper it would only tell that something was asked."""
        return all(row.is_hidden for row in self.rows)


def later_pages(answers: Answers, version: str) -> tuple[Page, ...]:
    """The pages that follow the booking, and that these answers open."""
    pages = (page for page in questionnaire(version).pages if page.stage is Stage.AFTER)
    return tuple(page for page in pages if is_open(page, answers))


def earlier_pages(answers: Answers, version: str) -> tuple[Page, ...]:
    """The pages before the booking of which something may still be changed, with those questions alone."""
    pages = (page for page in questionnaire(version).pages if page.stage is Stage.BEFORE)
    left = (_without(page, NOT_SHOWN | NOT_CHANGED) for page in pages)
    return tuple(page for page in left if is_open(page, answers))


def _without(page: Page, keys: frozenset[str]) -> Page:
    kept = tuple(one for one in page.questions if one.key not in keys)
    rules = tuple(rule for rule in page.rules if not keys.intersection(rule.keys))
    return replace(page, questions=kept, rules=rules, notices=())


def state_of(page: Page, answers: Answers, version: str) -> State:
    """How far somebody is with a page. What another page asks as well tells nothing."""
    elsewhere = _asked_before_booking(version) if page.stage is Stage.AFTER else frozenset[str]()
    if not any(key in answers for key in page.keys - elsewhere):
        return State.NOT_STARTED
    return State.DONE if is_finished(page, answers) else State.SOME


@cache
def _asked_before_booking(version: str) -> frozenset[str]:
    pages = (one for one in questionnaire(version).pages if one.stage is Stage.BEFORE)
    return frozenset(key for one in pages for key in one.keys)


def told_before(answers: Answers, version: str) -> tuple[Section, ...]:
    """What the person said when they booked, as they may see it."""
    pages = (page for page in questionnaire(version).pages if page.stage is Stage.BEFORE)
    left = (_without(page, NOT_SHOWN | _telling(version) | _says_nothing(answers)) for page in pages)
    found = (_section(page, answers, version, for_staff=False) for page in left if is_open(page, answers))
    return tuple(one for one in found if one.rows)


@cache
def _telling(version: str) -> frozenset[str]:
    """As `answers.telling`, with the questions on pages that an answer on safety opens."""
    pages = questionnaire(version).pages
    safety = {one.key for page in pages for one in page.questions if one.safety}
    opened = (page for page in pages if keys_of(page.opened_by) & safety)
    return telling(version) | {one.key for page in opened for one in page.questions if one.safety}


def next_earlier(answers: Answers, page: Page, version: str, *, on_through: bool) -> Page | None:
    """Where to go on after a page of the booking was changed; None when that was all.

    To the next page that its answers opened and that is not finished. `on_through`: also to the pages that
    are not listed, since their being there would tell something: only on this way can they be changed.
    """
    pages = earlier_pages(answers, version)
    places = [index for index, one in enumerate(pages) if one.slug == page.slug]
    later = pages[places[0] + 1 :] if places else ()
    hidden = _telling(version)
    return next(
        (one for one in later if not is_finished(one, answers) or (on_through and one.keys <= hidden)), None
    )


def _says_nothing(answers: Answers) -> frozenset[str]:
    """Of the other person's name and the box beside it, the one that says nothing."""
    return frozenset({"other_name" if answers.get("other_name_unknown") is True else "other_name_unknown"})


def told_later(answers: Answers, version: str) -> tuple[Section, ...]:
    """What the person said after booking, as they may see it: the pages that they sent."""
    pages = (page for page in later_pages(answers, version) if _is_begun(page, answers, version))
    return _sections(pages_of=tuple(pages), answers=answers, version=version, for_staff=False)


def told_to_staff(answers: Answers, version: str) -> tuple[Section, ...]:
    """All that was said after booking, in words, also what is not asked any more."""
    pages = (page for page in questionnaire(version).pages if page.stage is Stage.AFTER)
    begun = tuple(replace(page, opened_by=None) for page in pages if _is_begun(page, answers, version))
    return _sections(pages_of=begun, answers=answers, version=version, for_staff=True)


def _is_begun(page: Page, answers: Answers, version: str) -> bool:
    return state_of(page, answers, version) is not State.NOT_STARTED


def _sections(
    *, pages_of: tuple[Page, ...], answers: Answers, version: str, for_staff: bool
) -> tuple[Section, ...]:
    found: list[Section] = []
    hidden = _asked_before_booking(version) if for_staff else _telling(version)
    for page in pages_of:
        if page.group is not None:
            found += _items(page, page.group, answers, for_staff=for_staff)
        else:
            found.append(_section(_without(page, hidden), answers, version, for_staff=for_staff))
    return tuple(one for one in found if one.rows)


def _section(page: Page, answers: Answers, version: str, *, for_staff: bool) -> Section:
    """Staff also read what is no longer asked, where it was answered."""
    asked = questions_open(page, answers)
    if for_staff:
        keys = {one.key for one in asked}
        asked = tuple(one for one in page.questions if one.key in keys or is_answered(one, answers))
    leads_on = page.stage is Stage.BEFORE and not gates_of(version).isdisjoint(page.keys)
    rows = tuple(_row(one, answers, page, for_staff=for_staff, leads_on=leads_on) for one in asked)
    return Section(page.slug, page.name or page.heading, rows)


def _items(page: Page, group: Group, answers: Answers, *, for_staff: bool) -> list[Section]:
    items = items_of(group, answers)
    if not items:
        nothing = Row(group.key, page.heading, ("None",), page.slug, f"id_{group.key}-0")
        return [Section(page.slug, page.name, (nothing,))]
    return [
        Section(
            page.slug,
            f"{page.name}: {group.title_of(index).lower()}",
            tuple(
                _row(one, item, page, for_staff=for_staff, prefix=f"{group.key}-{index}-")
                for one in group.questions
                if holds(one.opened_by, {**answers, **item})
            ),
        )
        for index, item in enumerate(items)
    ]


def _row(
    question: Question,
    answers: Answers,
    page: Page,
    *,
    for_staff: bool,
    prefix: str = "",
    leads_on: bool = False,
) -> Row:
    words = in_words(question, answers) if for_staff else display(question, answers)
    row = row_of(question, words, page, prefix=prefix, leads_on=leads_on)
    return replace(row, is_hidden=question.safety and not for_staff)


def after_page(answers: Answers, page: Page, given: Answers) -> dict[str, Given]:
    """The answers after a page was sent. No address is kept of somebody whose address is a secret."""
    kept = with_page(answers, page, given)
    if not holds(ADDRESS_IS_SAFE, kept):
        kept = {key: value for key, value in kept.items() if key not in ADDRESS}
    return kept


def only_filled(given: Answers) -> dict[str, Given]:
    """What somebody who stops in the middle of a page has said: what is empty was not yet answered."""
    return {key: value for key, value in given.items() if is_filled(value)}


def changed_keys(before: Answers, after: Answers) -> tuple[str, ...]:
    """The questions whose answers differ, in order of the alphabet."""
    keys = before.keys() | after.keys()
    return tuple(sorted(key for key in keys if _kept(before, key) != _kept(after, key)))


def _kept(answers: Answers, key: str) -> tuple[bool, Given]:
    return key in answers, answers.get(key)
