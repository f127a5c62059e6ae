"""The form "How we may reach you": what it asks, what it refuses, what it understands."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from intake.contact_answers import Use
from intake.contact_form import ContactForm
from intake.contact_safety import Preferences
from intake.enums import Answer
from mediation.core.working_time import WeeklyHours

ALEX = Preferences(email="alex@example.org", phone="+447700900123", post="1 Example Street\nLeeds")
LEFT = {"email": "alex@example.org", "phone": "07700 900123", "post": "1 Example Street\r\nLeeds"}
TEN_TO_NOON = {"days_1": ["2", "4"], "from_1": "600", "until_1": "720"}


def sent(preferences: Preferences = ALEX, **answers: Any) -> ContactForm:
    data = QueryDict(mutable=True)
    for name, value in {**LEFT, **answers}.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return ContactForm(data, preferences=preferences)


def test_a_page_sent_as_it_was_says_nothing_new() -> None:
    told = sent().told()

    assert (told.email, told.phone, told.post) == (ALEX.email, ALEX.phone, ALEX.post)
    assert told.windows is None
    assert told.site_only is None
    answers = (told.email_use, told.may_call, told.may_text, told.say_who, told.voicemail, told.post_use)
    assert set(answers) == {None}


def test_everything_that_can_be_said_is_understood() -> None:
    told = sent(
        email="Alex @Example.ORG",
        email_use="neutral",
        phone="07700 900999",
        may_call="yes",
        may_text="no",
        say_who="unsure",
        voicemail="yes",
        when="some",
        calendar_entry="no",
        post_use="neutral",
        phrase="  Plum   tree ",
        site_only="no",
        **TEN_TO_NOON,
        days_3=["7"],
        from_3="0",
        until_3="1440",
    ).told()

    assert (told.email, told.email_use, told.phone) == ("Alex@example.org", Use.NEUTRAL, "+447700900999")
    assert (told.may_call, told.may_text, told.say_who) == (Answer.YES, Answer.NO, Answer.UNSURE)
    assert (told.voicemail, told.calendar_entry, told.post_use) == (Answer.YES, Answer.NO, Use.NEUTRAL)
    assert (told.phrase, told.site_only) == ("Plum tree", False)
    assert told.windows == (
        WeeklyHours(2, 600, 720),
        WeeklyHours(4, 600, 720),
        WeeklyHours(7, 0, 1440),
    )


def test_any_time_is_said_by_no_times_at_all() -> None:
    assert sent(when="any").told().windows == ()


def test_times_without_the_answer_above_them_count() -> None:
    assert sent(**TEN_TO_NOON).told().windows == (WeeklyHours(2, 600, 720), WeeklyHours(4, 600, 720))


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"email": "alex"}, "email", "Enter an e-mail address like name@example.org"),
        ({"email": "a@b@example.org"}, "email", "Enter an e-mail address like name@example.org"),
        ({"email": "a" * 250 + "@example.org"}, "email", "Enter an e-mail address like name@example.org"),
        ({"phone": "12"}, "phone", "Enter a UK phone number, like 07700 900123"),
        ({"phone": "+33 1 23 45 67 89"}, "phone", "Enter a UK phone number, like 07700 900123"),
        ({"phone": "1" * 31}, "phone", "Enter a UK phone number, like 07700 900123"),
        ({"phrase": "x" * 41}, "phrase", "Use 40 characters or fewer"),
        ({"post": "x" * 501}, "post", "Use 500 characters or fewer"),
        (
            {"email": "new@example.org"},
            "email_use",
            "Tell us if this e-mail is safe to use, or choose “Not sure”",
        ),
        ({"phone": "07700 900999"}, "may_call", "Tell us if we may call this number, or choose “Not sure”"),
        (
            {"post": "2 Example Street"},
            "post_use",
            "Tell us if we may write to this address, or choose “Not sure”",
        ),
        (
            {"email": "", "phone": "", "post": ""},
            "email",
            "Give us one way to reach you, or choose below that we only use this site",
        ),
        ({"when": "some"}, "days_1", "Choose the days that are safe"),
        ({"when": "any", **TEN_TO_NOON}, "when", "Choose “Any time”, or say which times. Not both"),
        ({"days_2": ["1"]}, "from_2", "Choose when it starts to be safe"),
        ({"days_2": ["1"], "from_2": "600"}, "until_2", "Choose when it stops being safe"),
        ({"from_2": "600", "until_2": "660"}, "days_2", "Choose the days for these times"),
        ({**TEN_TO_NOON, "until_1": "600"}, "until_1", "Choose a time that is later than the first one"),
        ({**TEN_TO_NOON, "until_1": "570"}, "until_1", "Choose a time that is later than the first one"),
        ({"may_call": "perhaps"}, "may_call", "Choose one of the answers on this page"),
        ({"from_1": "601"}, "from_1", "Choose one of the answers on this page"),
        ({"days_1": ["8"]}, "days_1", "Choose one of the answers on this page"),
    ],
)
def test_each_mistake_stands_beside_what_has_to_be_mended(
    answers: dict[str, Any], field: str, message: str
) -> None:
    form = sent(**answers)

    assert not form.is_valid()
    assert form.errors[field] == [message]


@pytest.mark.parametrize("field", ["email", "phone", "post"])
def test_an_address_is_taken_away_without_a_question(field: str) -> None:
    assert sent(**{field: ""}).is_valid()


def test_whoever_wants_only_the_site_needs_no_address() -> None:
    form = sent(email="", phone="", post="", site_only="yes")

    assert form.is_valid()
    assert form.told().site_only is True


def test_the_number_is_asked_about_only_where_somebody_else_answered() -> None:
    unsafe = Preferences(email=ALEX.email, phone=ALEX.phone, post=ALEX.post, number_is_unsafe=True)
    confirmed, left = sent(unsafe, number_confirmed="on"), sent(unsafe)

    assert not sent().asks_about_number
    assert confirmed.asks_about_number
    assert confirmed.is_valid()
    assert left.is_valid()
    assert (confirmed.confirms_number, left.confirms_number) == (True, False)


def test_nothing_is_told_while_there_are_mistakes() -> None:
    with pytest.raises(ValueError, match="errors"):
        sent(email="alex").told()
