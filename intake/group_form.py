"""The form of a page that asks about each of several, all on one page: "Child 1", "Child 2".

An item of which nothing is filled in is none: it is left out, whatever it would have needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from mediation.core.forms import ErrorLink

from .answers import items_of
from .conditions import Answers, Given, Item, is_filled
from .forms import PageForm, form_for
from .questionnaire import Group, Page

COUNT = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class ItemForm:
    """One of several. `number` counts from 1."""

    number: int
    title: str
    form: PageForm

    @property
    def is_blank(self) -> bool:
        return not any(_is_given(self.form[name]) for name in self.form.fields)

    @property
    def is_empty(self) -> bool:
        """Nothing is shown in it: neither what was sent, nor what was said before."""
        return self.is_blank if self.form.is_bound else not self.form.initial


def _is_given(field: BoundField) -> bool:
    given = field.data
    return any(is_filled(part) for part in given) if isinstance(given, list) else is_filled(given)


class GroupForm:
    """All items of a group, bound to what was sent, or filled with what was said so far.

    `extra`: so many empty ones more. `may_be_empty`: that the group needs an item is not asked for now.
    """

    heading_field = ""

    def __init__(
        self,
        page: Page,
        group: Group,
        *,
        data: Mapping[str, Any] | None,
        answers: Answers,
        extra: int = 0,
        may_be_empty: bool = False,
    ) -> None:
        self.group, self.is_bound, self.may_be_empty = group, data is not None, may_be_empty
        kept = items_of(group, answers)
        asked_for = len(kept) + extra if data is None else _count(data, group)
        count = max(1, min(asked_for, group.most))
        one = Page(slug=page.slug, title=page.title, heading="", stage=page.stage, questions=group.questions)
        self.items = [
            ItemForm(
                number + 1,
                group.title_of(number),
                PageForm(
                    one,
                    data=data,
                    answers={**answers, **(kept[number] if number < len(kept) else {})},
                    prefix=f"{group.key}-{number}",
                ),
            )
            for number in range(count)
        ]

    @property
    def filled(self) -> list[ItemForm]:
        return [one for one in self.items if not one.is_blank]

    @property
    def may_add(self) -> bool:
        return len(self.items) < self.group.most

    @property
    def errors(self) -> dict[str, Any]:
        """By the name of the field in the browser; empty where nothing has to be mended."""
        if not self.is_bound:
            return {}
        self._ask_for_one()
        return {
            one.form.add_prefix(name): messages
            for one in self._judged
            for name, messages in one.form.errors.items()
        }

    @property
    def error_summary(self) -> list[ErrorLink]:
        if not self.errors:
            return []
        several = len(self.items) > 1
        return [
            ErrorLink(f"{one.title}: {line.message}" if several else line.message, line.href)
            for one in self._judged
            for line in one.form.error_summary
        ]

    @property
    def _judged(self) -> list[ItemForm]:
        """Blank ones need nothing, but where one item is needed the first of them says so."""
        return self.filled or ([] if self._is_enough else self.items[:1])

    @property
    def _is_enough(self) -> bool:
        return bool(self.filled) or self.may_be_empty or not self.group.required

    def _ask_for_one(self) -> None:
        if self._is_enough:
            return
        first = self.items[0].form
        for name in list(first.errors):
            del first.errors[name]
        first.add_error(next(iter(first.fields)), self.group.missing)

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    def cleaned_answers(self) -> dict[str, Given]:
        """Every item in order, ready to be kept. Raises ValueError while there is something to mend."""
        if not self.is_valid():
            raise ValueError("The page has errors.")
        return {self.group.key: [_plain(one.form.cleaned_answers()) for one in self.filled]}

    def answers_so_far(self) -> dict[str, Given]:
        """What is without a mistake, of somebody who stops in the middle of the page."""
        found = [_plain(one.form.answers_so_far()) for one in self.filled]
        return {self.group.key: [one for one in found if any(map(is_filled, one.values()))]}


def _plain(answers: Answers) -> Item:
    """A group's own questions never ask for a group."""
    return {
        key: [one for one in given if isinstance(one, str)] if isinstance(given, list) else given
        for key, given in answers.items()
    }


def _count(data: Mapping[str, Any], group: Group) -> int:
    given = str(data.get(f"{group.key}-count", ""))
    return int(given) if COUNT.fullmatch(given) else 1


def without_item(data: QueryDict, group: Group, number: int) -> QueryDict:
    """What was sent, without one item (counted from 1): those after it move up."""
    name_of = re.compile(rf"{re.escape(group.key)}-([0-9]{{1,3}})-(.+)", re.DOTALL)
    left = QueryDict(mutable=True)
    for name, values in data.lists():
        found = name_of.fullmatch(name)
        if found is None:
            left.setlist(name, values)
        elif (at := int(found[1])) != number - 1:
            left.setlist(f"{group.key}-{at - (at >= number)}-{found[2]}", values)
    left[f"{group.key}-count"] = str(max(1, _count(data, group) - 1))
    return left


def any_form_for(
    page: Page,
    *,
    data: Mapping[str, Any] | None,
    answers: Answers,
    extra: int = 0,
    may_be_empty: bool = False,
) -> PageForm | GroupForm:
    """The form of a page, whichever shape it has."""
    if page.group is None:
        return form_for(page, data=data, answers=answers)
    return GroupForm(page, page.group, data=data, answers=answers, extra=extra, may_be_empty=may_be_empty)
