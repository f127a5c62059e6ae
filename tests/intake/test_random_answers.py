"""Whatever people, browsers and old drafts give: nothing crashes, and silence is never taken for safety."""

import json

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.answers import (
    ANSWERED,
    NOT_ANSWERED,
    first_unfinished,
    is_finished,
    missing,
    pages_within_reach,
    rows,
    with_page,
)
from intake.contact_safety import Channel, Purpose, may_contact, preferences_from_answers
from intake.enums import QuestionKind, Stage
from intake.forms import form_for
from intake.questions import questionnaire
from intake.typed import one_line, paragraphs
from tests.intake.test_contact_safety import TUESDAY_NOON

PAGES = [page for page in questionnaire().pages if page.stage is Stage.BEFORE]
QUESTIONS = {one.key: one for page in PAGES for one in page.questions}
SAFETY = sorted(key for key, one in QUESTIONS.items() if one.safety)
PART_OF_DATE = ("day", "month", "year")
DATES = [f"{key}_{part}" for key, one in QUESTIONS.items() if one.kind == "date" for part in PART_OF_DATE]
VALUES = sorted({choice.value for one in QUESTIONS.values() for choice in one.choices})

unhurried = settings(deadline=None, max_examples=200)  # the first example loads the phone numbers' tables

words = st.one_of(
    st.text(max_size=20), st.sampled_from(["alex@example.org", "07700 900123", "+447700900123", "", " "])
)
kept = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(VALUES),
    words,
    st.lists(st.one_of(st.sampled_from(VALUES), words), max_size=4),
)
some_answers = st.dictionaries(st.one_of(st.sampled_from(sorted(QUESTIONS)), words), kept, max_size=16)
tri_state = st.one_of(st.sampled_from(["yes", "no", "unsure"]), kept)
on_contact = st.fixed_dictionaries(
    {},
    optional={
        "email": words,
        "email_private": tri_state,
        "phone": words,
        "phone_private": tri_state,
        "calendar_safe": st.booleans() | kept,
    },
)
posted = st.dictionaries(
    st.sampled_from([*QUESTIONS, *DATES, "csrfmiddlewaretoken"]),
    st.lists(st.one_of(st.sampled_from([*VALUES, "on", "1", "2026"]), words), max_size=4),
)


def as_posted(fields):
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return data


def cleared(answers, purpose=Purpose.BOOKING):
    preferences = preferences_from_answers(answers)
    return {channel: may_contact(preferences, channel, purpose, TUESDAY_NOON) for channel in Channel}


@unhurried
@given(some_answers)
def test_reading_any_answers_works(answers):
    for page in PAGES:
        assert {one.key for one in missing(page, answers)} <= page.keys
    assert len(pages_within_reach(answers, Stage.BEFORE)) >= 1
    unfinished = first_unfinished(answers, Stage.BEFORE)
    assert unfinished is None or not is_finished(unfinished, answers)
    for row in rows(answers, Stage.BEFORE):
        assert row.answer
        assert row.key not in SAFETY or row.answer in {ANSWERED, NOT_ANSWERED}


@unhurried
@given(some_answers, st.sampled_from(SAFETY))
def test_a_safety_answer_that_is_none_of_the_three_leaves_its_page_unfinished(answers, key):
    page = next(page for page in PAGES if key in page.keys)
    asked = answers | {
        "email": "alex@example.org",
        "phone": "+447700900123",
        "matter": ["children"],
        **{gate: "yes" for gate in ("afraid", "child_worry") if gate != key},
        **({} if key == "contact_limits" else {"contact_limits": "both"}),
    }

    if QUESTIONS[key].required and asked.get(key) not in [one.value for one in QUESTIONS[key].choices]:
        assert not is_finished(page, asked)


@unhurried
@given(on_contact)
def test_contact_needs_a_channel_and_never_goes_against_a_no(answers):
    decided = cleared(answers)

    if decided[Channel.EMAIL].allowed:
        assert answers["email_private"] != "no" if "email_private" in answers else True
        assert decided[Channel.EMAIL].neutral_only is (answers.get("email_private") != "yes")
        assert decided[Channel.EMAIL].address == answers["email"].strip()
    if decided[Channel.CALL].allowed:
        assert answers["phone_private"] == "yes"
    if decided[Channel.EMAIL].calendar_entry:
        assert (answers["email_private"], answers["calendar_safe"]) == ("yes", True)
    assert not decided[Channel.SMS].allowed
    assert not decided[Channel.POST].allowed


@unhurried
@given(on_contact, st.sampled_from([None, "absent", "", "YES", True, ["yes"]]))
def test_without_an_answer_on_safety_there_is_only_a_neutral_email_and_no_code(answers, nothing):
    silent = answers | {"email_private": nothing, "phone_private": nothing}
    if nothing == "absent":
        silent = {key: value for key, value in silent.items() if not key.endswith("_private")}

    decided = cleared(silent)

    assert {channel for channel, one in decided.items() if one.allowed} <= {Channel.EMAIL}
    assert all(one.neutral_only and not one.calendar_entry for one in decided.values())
    assert not any(one.allowed for one in cleared(silent, Purpose.CODE).values())


@unhurried
@given(st.sampled_from(PAGES), posted, some_answers)
def test_any_page_sent_is_kept_whole_or_comes_back_with_words(page, fields, earlier):
    bound = form_for(page, data=as_posted(fields), answers=earlier)

    if not bound.is_valid():
        assert all(message for message in bound.error_summary)
        return
    kept_answers = bound.cleaned_answers()
    assert json.loads(json.dumps(kept_answers)) == kept_answers
    assert is_finished(page, with_page(earlier, page, kept_answers))
    assert set(kept_answers) <= page.keys


@unhurried
@given(st.sampled_from([page for page in PAGES if page.keys & set(SAFETY)]), posted, some_answers)
def test_a_safety_answer_comes_from_the_person_only(page, fields, earlier):
    bound = form_for(page, data=as_posted(fields), answers=earlier)

    if bound.is_valid():
        for key in set(SAFETY) & set(bound.cleaned_answers()):
            said = {earlier.get(key) if isinstance(earlier.get(key), str) else None, *fields.get(key, [])}
            its_own = {choice.value for choice in QUESTIONS[key].choices}
            given = bound.cleaned_answers()[key]
            assert given in said & its_own or (given is None and not QUESTIONS[key].required)


@unhurried
@given(st.text(max_size=60))
def test_tidying_twice_changes_no_more_than_tidying_once(text):
    assert one_line(one_line(text)) == one_line(text)
    assert paragraphs(paragraphs(text)) == paragraphs(text)


@unhurried
@given(
    st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "M"]))
)
def test_tidying_loses_nothing_that_can_be_seen(text):
    assert len(one_line(text)) > 0 or not text


def test_every_kind_of_question_is_asked_or_tested():
    elsewhere = {QuestionKind.LONG_TEXT, QuestionKind.PHONE_ANYWHERE}

    assert {one.kind for one in QUESTIONS.values()} | elsewhere == set(QuestionKind)
