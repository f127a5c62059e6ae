"""The pages' forms: what they take, what they say is wrong, and that nothing typed is lost."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from intake.answers import rows, with_page
from intake.conditions import Has
from intake.enums import QuestionKind, Stage
from intake.forms import ALREADY_ANSWERED, form_for
from intake.questionnaire import Page, Question
from intake.questions import YES_NO_NOT_SURE, questionnaire

YOU = {
    "name": "Alex",
    "email": "alex@example.org",
    "email_private": "yes",
    "phone": "",
}
ABOUT = {"matter": ["children"], "child_country": "wales"}
THEM = {"shared_devices": "no", "other_name": "Robin", "contact_limits": "none"}
IN_MEETING = {"decides_with_help": False, "in_prison": False}
OTHER_WAYS_TO_ANSWER = {"email": "", "email_private": ""}


def sent(**fields):
    """What a browser posts: every value a string, lists as repeated names."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def form(slug, answers=None, **fields):
    return form_for(questionnaire().page(slug), data=sent(**fields), answers=answers)


def errors(bound):
    return {key: list(messages) for key, messages in bound.errors.items()}


def drawn(one):
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": one}))


@pytest.mark.parametrize(
    ("slug", "fields", "answers"),
    [
        (
            "safe",
            {"danger_now": "no", "device_private": "unsure"},
            {"danger_now": "no", "device_private": "unsure"},
        ),
        (
            "you",
            YOU,
            {
                "name": "Alex",
                "email": "alex@example.org",
                "email_private": "yes",
                "phone": "",
                "calendar_safe": False,
            },
        ),
        (
            "you",
            YOU | OTHER_WAYS_TO_ANSWER | {"phone": "07700 900123", "phone_private": "no"},
            {
                "name": "Alex",
                "email": "",
                "phone": "+447700900123",
                "phone_private": "no",
                "calendar_safe": False,
            },
        ),
        (
            "about",
            ABOUT,
            {"need": [], "matter": ["children"], "child_country": "wales", "under_18": False},
        ),
        (
            "about",
            {"matter": ["finance", "finance"], "child_country": "wales", "need": ["agreed", "invited"]},
            {"need": ["invited", "agreed"], "matter": ["finance"], "under_18": False},
        ),
        (
            "them",
            THEM | {"other_name": "", "other_name_unknown": "on"},
            THEM | {"other_name": "", "other_name_unknown": True},
        ),
        ("meeting", {"funding": "not_sure"}, IN_MEETING | {"adjustments": [], "funding": "not_sure"}),
        (
            "meeting",
            {"funding": "legal_aid", "adjustments": ["supporter", "bsl"]},
            IN_MEETING | {"adjustments": ["bsl", "supporter"], "funding": "legal_aid"},
        ),
        ("notices", {}, {"recording_objection": False, "marketing": False}),
        (
            "notices",
            {"recording_objection": "on", "marketing": "on"},
            {"recording_objection": True, "marketing": True},
        ),
    ],
)
def test_a_good_page_gives_its_answers(slug, fields, answers):
    assert form(slug, **fields).cleaned_answers() == answers


@pytest.mark.parametrize(
    ("slug", "fields", "expected"),
    [
        (
            "safe",
            {},
            {
                "danger_now": ["Tell us if you or a child are in danger now. Choose yes, no or not sure"],
                "device_private": ["Tell us if it is safe to use this device. Choose yes, no or not sure"],
            },
        ),
        ("you", YOU | {"name": ""}, {"name": ["Enter your name"]}),
        ("you", YOU | {"name": " \u200b\u00a0\x00 "}, {"name": ["Enter your name"]}),
        ("you", YOU | {"name": "x" * 100}, {}),
        ("you", YOU | {"name": "x" * 101}, {"name": ["Use 100 letters or fewer for your name"]}),
        (
            "you",
            YOU | OTHER_WAYS_TO_ANSWER,
            {"email": ["Enter an e-mail address or a phone number"]},
        ),
        (
            "you",
            YOU | {"email_private": ""},
            {"email_private": ["Tell us if anyone else reads your e-mail, or choose “Not sure”"]},
        ),
        (
            "you",
            YOU | {"phone": "0113 496 0123"},
            {"phone_private": ["Tell us if it is safe to call you, or choose “Not sure”"]},
        ),
        (
            "them",
            THEM | {"other_name": " "},
            {"other_name": ["Enter the other person’s name, or tick the box below it"]},
        ),
        ("about", {}, {"matter": ["Choose what you need to talk about"]}),
        ("about", {"matter": ["grandparent"]}, {"child_country": ["Choose where the child lives"]}),
        ("meeting", {}, {"funding": ["Choose how you will pay, or choose “Not sure”"]}),
    ],
)
def test_what_is_wrong_is_said_beside_its_question(slug, fields, expected):
    assert errors(form(slug, **fields)) == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" alex@example.org ", "alex@example.org"),
        ("Alex@EXAMPLE.org", "Alex@example.org"),
        ("alex@example.org\u200b", "alex@example.org"),
        ("alex\u00a0@ example.org", "alex@example.org"),
        ("alex\uff20example.org", "alex@example.org"),
        ("o'brien+mail@example.org", "o'brien+mail@example.org"),
    ],
)
def test_email_addresses_are_tidied(typed, kept):
    assert form("you", **YOU | {"email": typed}).cleaned_answers()["email"] == kept


@pytest.mark.parametrize(
    "typed",
    [
        "alex",
        "alex@",
        "@example.org",
        "alex@example",
        "alex@@example.org",
        "alex@example.org, robin@example.org",
        "alex@example.org\r\nBcc: robin@example.org",
        "<alex@example.org>",
    ],
)
def test_what_is_no_email_address_is_refused_with_an_example(typed):
    assert errors(form("you", **YOU | {"email": typed})) == {
        "email": ["Enter an e-mail address like name@example.org"]
    }


@pytest.mark.parametrize(("length", "is_taken"), [(253, True), (254, True), (255, False)])
def test_an_email_address_has_at_most_254_characters(length, is_taken):
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * (length - 195)}.example.org"
    assert len(address) == length

    assert form("you", **YOU | {"email": address}).is_valid() is is_taken


@pytest.mark.parametrize("key", ["name", "email", "phone"])
def test_a_novel_in_one_line_gets_one_message(key):
    bound = form("you", **YOU | {"phone_private": "no", key: "novel@" * 40_000})

    assert len(errors(bound)[key]) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("07700900999", "+447700900999"),
        ("07700-900-000", "+447700900000"),
        ("+44 7700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("(0113) 496 0123", "+441134960123"),
        ("\u202d07700 900123\u202c", "+447700900123"),
    ],
)
def test_phone_numbers_are_taken_as_people_write_them(typed, kept):
    bound = form("you", **YOU | {"phone": typed, "phone_private": "yes"})

    assert bound.cleaned_answers()["phone"] == kept


@pytest.mark.parametrize(
    "typed",
    [
        "07700 90012",
        "07700 9001234",
        "07700900",
        "call me",
        "999",
        "0909 879 0000",  # costs more to ring
        "070 1234 5678",
        "+33 6 12 34 56 78",
        "07700 900123 ext 5",
        "07700 900123 or 07700 900124",
        "0" * 1000,
    ],
)
def test_what_is_no_uk_number_is_refused_with_an_example(typed):
    bound = form("you", **YOU | {"phone": typed, "phone_private": "yes"})

    assert errors(bound) == {"phone": ["Enter a UK phone number, like 07700 900123"]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Alex \t Smith\r\n", "Alex Smith"),
        ("Al\x00e\x1bx", "Alex"),
        ("Alex\u202e", "Alex"),
        ("\ufeffZoe\u0308", "Zo\u00eb"),
        ("Nguyễn Thị Minh", "Nguyễn Thị Minh"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647"),
        ("O’Neill-Smith", "O’Neill-Smith"),
        ("<b>Alex</b>", "<b>Alex</b>"),
    ],
)
def test_names_lose_what_cannot_be_seen_and_nothing_else(typed, kept):
    assert form("you", **YOU | {"name": typed}).cleaned_answers()["name"] == kept


def test_an_address_that_cannot_be_read_counts_as_given():
    bound = form("you", **YOU | {"email": "alex", "email_private": ""})

    assert errors(bound) == {
        "email": ["Enter an e-mail address like name@example.org"],
        "email_private": ["Tell us if anyone else reads your e-mail, or choose “Not sure”"],
    }


def test_the_error_summary_follows_the_page_and_lands_on_the_fields():
    bound = form("you", name="", email="alex", phone="12", phone_private="")

    assert [(one.href, one.message) for one in bound.error_summary] == [
        ("#id_name", "Enter your name"),
        ("#id_email", "Enter an e-mail address like name@example.org"),
        ("#id_email_private_0", "Tell us if anyone else reads your e-mail, or choose “Not sure”"),
        ("#id_phone", "Enter a UK phone number, like 07700 900123"),
        ("#id_phone_private_0", "Tell us if it is safe to call you, or choose “Not sure”"),
    ]


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("safe", {"danger_now": "perhaps", "device_private": "yes"}),
        ("about", ABOUT | {"matter": ["children", "pets"]}),
        ("meeting", {"funding": "pay", "adjustments": ["gold"]}),
    ],
)
def test_an_answer_that_was_not_on_the_page_is_refused(slug, fields):
    assert list(errors(form(slug, **fields)).values()) == [["Choose one of the answers on this page"]]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"danger_now": "yes"}, "yes"),
        ({"danger_now": "yes", "device_private": "junk"}, "yes"),
        ({"danger_now": "junk", "device_private": "yes"}, None),
        ({}, None),
    ],
)
def test_danger_counts_even_when_the_rest_of_the_page_is_left_out(fields, answer):
    bound = form("safe", **fields)

    assert not bound.is_valid()
    assert bound.answer_to("danger_now") == answer


def test_change_leads_to_the_first_input_of_each_question():
    for row in rows({"email": "alex@example.org", "phone": "+447700900123"}, Stage.BEFORE):
        assert f'id="{row.anchor}"' in drawn(form_for(questionnaire().page(row.page)))


def test_a_page_with_errors_has_no_answers_to_keep():
    with pytest.raises(ValueError, match="errors"):
        form("you").cleaned_answers()


def test_what_was_typed_stands_on_the_page_that_comes_back():
    html = drawn(form("you", name="Alex <Smith>", email="alex at home", email_private="unsure", phone="077"))

    assert 'value="Alex &lt;Smith&gt;"' in html
    assert 'value="alex at home"' in html
    assert 'value="077"' in html
    assert 'value="unsure" checked' in html


def test_ids_stay_the_same_whatever_was_answered():
    empty, full = drawn(form_for(questionnaire().page("you"))), drawn(form("you", **YOU))

    for one in ("id_name", "id_email", "id_email_private_0", "id_phone", "id_phone_private_2"):
        assert f'id="{one}"' in empty
        assert f'id="{one}"' in full


def test_browsers_are_told_what_to_fill_in_and_cut_nothing_off():
    html = drawn(form_for(questionnaire().page("you")))

    assert 'autocomplete="email"' in html
    assert 'inputmode="tel"' in html
    assert "maxlength" not in html
    assert "required" not in html


def test_each_safety_question_says_why_it_is_asked():
    html = drawn(form_for(questionnaire().page("safe")))

    assert ALREADY_ANSWERED not in html
    assert html.count("Why we ask") == 2
    assert "We want to know that you are safe" in html


def test_nothing_is_chosen_or_ticked_before_the_person_does_so():
    for page in questionnaire().pages:
        assert "checked" not in drawn(form_for(page))


def answered(slug, **fields):
    page = questionnaire().page(slug)
    return with_page({}, page, form(slug, **fields).cleaned_answers())


def test_one_answer_has_radio_buttons_and_several_have_boxes():
    html = drawn(form("about", **ABOUT | {"matter": ["children", "grandparent"]}))

    assert html.count('type="checkbox" id="id_matter_') == 3
    assert html.count("checked") == 3  # and the country
    assert drawn(form_for(questionnaire().page("meeting"))).count('type="radio"') == 3


def test_earlier_answers_are_filled_in():
    answers = answered("you", **YOU | {"phone": "07700 900123", "phone_private": "yes"})

    html = drawn(form_for(questionnaire().page("you"), answers=answers | {"calendar_safe": True}))

    assert 'value="Alex"' in html
    assert 'value="alex@example.org"' in html
    assert 'value="07700 900123"' in html
    assert html.count("checked") == 1  # the calendar, and no answer on safety


@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_safety_answers_are_never_shown_again(answer):
    answers = {"danger_now": answer, "device_private": answer}

    html = drawn(form_for(questionnaire().page("safe"), answers=answers))

    assert "checked" not in html
    assert html.count(ALREADY_ANSWERED) == 2


def test_a_safety_answer_that_is_left_alone_stays():
    answers = {"danger_now": "no", "device_private": "unsure"}

    bound = form("safe", answers, device_private="no")

    assert bound.cleaned_answers() == {"danger_now": "no", "device_private": "no"}


@pytest.mark.parametrize("earlier", [None, "", "perhaps", "YES"])
def test_a_safety_answer_that_was_never_given_does_not_come_out_of_nowhere(earlier):
    bound = form("safe", {"danger_now": earlier}, device_private="no")

    assert list(errors(bound)) == ["danger_now"]


def test_whether_an_email_is_private_stays_while_the_address_does():
    answers = answered("you", **YOU)

    bound = form("you", answers, **YOU | {"email_private": "", "name": "Alexandra"})

    assert bound.cleaned_answers()["email_private"] == "yes"


def test_whether_an_email_is_private_is_asked_again_for_another_address():
    answers = answered("you", **YOU)

    bound = form("you", answers, **YOU | {"email_private": "", "email": "a.smith@example.org"})

    assert list(errors(bound)) == ["email_private"]


def test_what_was_said_of_a_channel_goes_with_it():
    answers = answered("you", **YOU)
    page = questionnaire().page("you")

    again = form("you", answers, name="Alex", email="", phone="07700 900123", phone_private="yes")

    assert "email_private" not in with_page(answers, page, again.cleaned_answers())


COURT = Page(
    slug="court",
    title="Appointment",
    heading="Has anyone asked a court to decide?",
    stage=Stage.BEFORE,
    questions=(
        Question(
            key="court",
            kind=QuestionKind.CHOICE,
            text="Has anyone asked a court to decide?",
            choices=YES_NO_NOT_SURE,
            required=True,
            missing="Choose yes, no or not sure",
        ),
        Question(
            key="hearing_on",
            kind=QuestionKind.DATE,
            text="When is the hearing?",
            opened_by=Has("court", ("yes",)),
            missing="Enter the day of the hearing",
        ),
        Question(
            key="story",
            kind=QuestionKind.LONG_TEXT,
            text="What else should we know?",
            max_length=20,
            too_long="Use 20 letters or fewer",
        ),
    ),
)


def court(**fields):
    return form_for(COURT, data=sent(**fields))


def test_a_day_is_kept_as_a_date():
    bound = court(court="yes", hearing_on_day="1", hearing_on_month="12", hearing_on_year="2026")

    assert bound.cleaned_answers() == {"court": "yes", "hearing_on": "2026-12-01", "story": ""}


def test_a_kept_day_is_filled_in_again():
    html = drawn(form_for(COURT, answers={"court": "yes", "hearing_on": "2026-12-01"}))

    assert 'value="12"' in html
    assert 'value="2026"' in html


def test_a_day_may_be_left_out_where_it_is_not_needed():
    assert court(court="yes").cleaned_answers() == {"court": "yes", "hearing_on": None, "story": ""}


def test_nonsense_in_a_question_that_is_not_asked_is_no_error():
    bound = court(court="no", hearing_on_day="x", hearing_on_month="13", hearing_on_year="1")

    assert bound.cleaned_answers() == {"court": "no", "story": ""}


def test_nonsense_in_a_question_that_is_asked_is_an_error():
    assert list(errors(court(court="yes", hearing_on_day="x"))) == ["hearing_on"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("one\r\n\r\n\r\n two ", "one\n\ntwo"), ("\n\none", "one"), ("x" * 20, "x" * 20)]
)
def test_long_words_keep_their_lines(typed, kept):
    assert court(court="no", story=typed).cleaned_answers()["story"] == kept


def test_long_words_have_an_end():
    assert errors(court(court="no", story="x" * 21)) == {"story": ["Use 20 letters or fewer"]}


def test_a_question_that_is_the_heading_of_its_page_stands_there_once():
    assert form_for(COURT).heading_field == "court"
    assert form_for(questionnaire().page("you")).heading_field == ""
