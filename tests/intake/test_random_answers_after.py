"""Whatever is sent or was kept: pages after a booking come, are kept whole, and never read safety back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.answers import ANSWERED, NOT_ANSWERED, is_finished, missing
from intake.conditions import keys_of
from intake.enums import QuestionKind
from intake.group_form import any_form_for, without_item
from intake.own_answers import (
    after_page,
    changed_keys,
    earlier_pages,
    later_pages,
    only_filled,
    state_of,
    told_before,
    told_later,
    told_to_staff,
)
from intake.questions import VERSION, questions_open
from intake.questions_after import AFTER_PAGES

unhurried = settings(deadline=None, max_examples=60)
NOVEL = (
    "n\u00f8vel \u202e\u0000\U0001f46a\u05d0 " * 16_000
)  # 200 kB and more: emoji, right to left, nothing to see
GROUPS = [page for page in AFTER_PAGES if page.group]
QUESTIONS = [
    one for page in AFTER_PAGES for one in (*page.questions, *(page.group.questions if page.group else ()))
]
SAFETY = {one.key for one in QUESTIONS if one.safety}
KEYS = sorted(
    {one.key for one in QUESTIONS}
    | {key for page in AFTER_PAGES for key in (page.keys | keys_of(page.opened_by))}
    | {"refuge", "funding", "child_country", "hearing_on"}
)
VALUES = sorted({choice.value for one in QUESTIONS for choice in one.choices} | {"yes", "legal_aid", "wales"})
OPEN = {
    "court": "mine",
    "social_services": "now",
    "funding": "legal_aid",
    "afraid": "yes",
    "contact_limits": "order",
    "abduction": "worried",
    "matter": ["children"],
}
words = st.one_of(st.text(max_size=20), st.sampled_from(["", " ", "2016-11-24", "9999-12-31", "0001-01-01"]))
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(VALUES),
    words,
    st.lists(st.one_of(st.sampled_from(VALUES), words), max_size=3),
)
items = st.lists(st.dictionaries(st.sampled_from(KEYS), plain, max_size=4), max_size=3)
some_answers = st.dictionaries(
    st.one_of(st.sampled_from([*KEYS, "today", "matter"]), words), st.one_of(plain, items), max_size=14
)
NAMES = [one.key for one in QUESTIONS if one.kind is not QuestionKind.DATE]
NAMES += [
    f"{one.key}_{part}" for one in QUESTIONS if one.kind is QuestionKind.DATE for part in ("day", "year")
]
IN_GROUPS = [
    f"{page.group.key}-{n}-{name}" for page in GROUPS if page.group for n in (0, 1, 7) for name in NAMES
]
COUNTS = [f"{page.group.key}-count" for page in GROUPS if page.group]
posted = st.dictionaries(
    st.sampled_from([*NAMES, *IN_GROUPS, *COUNTS]),
    st.lists(
        st.one_of(st.sampled_from([*VALUES, "on", "1", "30", "31", "999999", "-1", "\u0663"]), words),
        max_size=3,
    ),
    max_size=20,
)


def as_posted(fields: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


@unhurried
@given(some_answers)
def test_reading_any_answers_works(answers: dict[str, Any]) -> None:
    for page in (*later_pages(answers, VERSION), *earlier_pages(answers, VERSION)):
        missing(page, answers)
        state_of(page, answers, VERSION)
        form = any_form_for(page, data=None, answers=answers, extra=1)
        assert form.errors == {}
        for one in getattr(form, "items", ()):
            str(one.form)
    for section in (*told_later(answers, VERSION), *told_before(answers, VERSION)):
        for row in section.rows:
            assert row.lines
            assert row.key not in SAFETY or row.answer in {ANSWERED, NOT_ANSWERED}
    for section in told_to_staff(answers, VERSION):
        assert section.rows


@unhurried
@given(st.sampled_from(AFTER_PAGES), posted, some_answers)
def test_any_page_sent_is_kept_whole_or_comes_back_with_words(
    page: Any, fields: dict[str, list[str]], earlier: dict[str, Any]
) -> None:
    bound = any_form_for(page, data=as_posted(fields), answers=earlier)

    so_far = only_filled(bound.answers_so_far())
    assert json.loads(json.dumps(so_far)) == so_far
    if not bound.is_valid():
        assert bound.error_summary
        assert all(one.message and one.href for one in bound.error_summary)
        return
    given_answers = bound.cleaned_answers()
    kept = after_page(earlier, page, given_answers)
    assert json.loads(json.dumps(given_answers)) == given_answers
    assert set(given_answers) <= page.keys
    assert set(changed_keys(earlier, kept)) <= set(page.keys) | {"address", "kept_private"}
    if page.opened_by is None:
        assert is_finished(page, kept)


@unhurried
@given(st.sampled_from(GROUPS), posted, st.integers(min_value=0, max_value=40))
def test_taking_one_away_leaves_the_others_as_they_were(
    page: Any, fields: dict[str, list[str]], number: int
) -> None:
    data = as_posted(fields)
    before = {name: values for name, values in data.lists() if name.startswith(f"{page.group.key}-0-")}

    left = without_item(data, page.group, number)

    if number > 1:
        assert all(left.getlist(name) == values for name, values in before.items())
    any_form_for(page, data=left, answers={}, may_be_empty=True).answers_so_far()


@pytest.mark.parametrize("page", AFTER_PAGES, ids=lambda page: page.slug)
def test_a_novel_in_every_box_gets_one_message_each(page: Any) -> None:
    asked = page.group.questions if page.group else questions_open(page, OPEN)
    boxes = [one for one in asked if one.max_length]
    before = f"{page.group.key}-0-" if page.group else ""
    data = as_posted({before + one.key: [NOVEL] for one in boxes})

    bound = any_form_for(page, data=data, answers=OPEN, may_be_empty=True)

    for one in boxes:
        assert list(bound.errors[before + one.key]) == [one.too_long]


def test_thirty_children_with_everything_filled_in_are_kept() -> None:
    [page] = [one for one in AFTER_PAGES if one.slug == "names"]
    assert page.group
    fields = {"children-count": ["30"]}
    for number in range(30):
        for one in page.group.questions:
            name = f"children-{number}-{one.key}"
            match one.kind:
                case QuestionKind.DATE:
                    fields |= {f"{name}_day": ["1"], f"{name}_month": ["2"], f"{name}_year": ["2016"]}
                case QuestionKind.CHOICE:
                    fields[name] = [one.choices[-1].value]
                case _:
                    fields[name] = [f"\U0001f466 {number}"]
    assert len(fields) < 1000  # DATA_UPLOAD_MAX_NUMBER_FIELDS

    kept = any_form_for(page, data=as_posted(fields), answers={}).cleaned_answers()

    children = kept["children"]
    assert isinstance(children, list)
    assert len(children) == 30
    assert all(len(one) == len(page.group.questions) for one in children)
