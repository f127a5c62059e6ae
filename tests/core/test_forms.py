"""The forms base: messages that say what to do, and error links that land on an input."""

import re
from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from mediation.core.forms import (
    Checkboxes,
    DatePartsField,
    ErrorLink,
    PlainWords,
    PracticeForm,
    Radios,
    error_summary,
)


class EveryKind(PracticeForm):
    name = forms.CharField(label="What should we call you?", help_text="A first name is enough", max_length=5)
    touch = forms.ChoiceField(
        label="Has Cafcass been in touch?",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure")],
        widget=Radios(hints={"yes": "By letter or phone"}, reveals={"yes": "officer"}, or_before="unsure"),
        error_messages={"required": "Choose whether Cafcass has been in touch, or “Not sure”"},
    )
    officer = forms.CharField(label="Who wrote to you?", required=False)
    needs = forms.MultipleChoiceField(
        label="What would help?",
        choices=[("bsl", "Sign language"), ("breaks", "Breaks"), ("none", "Nothing")],
        widget=Checkboxes(exclusive=["none"], or_before="none"),
    )
    born = DatePartsField(label="When were you born?", subject="Your date of birth")
    email = forms.EmailField(label="Your e-mail address")
    about = forms.CharField(label="Anything else?", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="I have read this")


GOOD = {
    "name": "Alex",
    "touch": "no",
    "needs": ["bsl"],
    "born_day": "29",
    "born_month": "2",
    "born_year": "1988",
    "email": "alex@example.org",
    "agree": "on",
}


def drawn(form: forms.Form) -> str:
    template = Template("{% load crispy_forms_tags %}{% include 'practice/errors.html' %}{% crispy form %}")
    return template.render(Context({"form": form}))


def test_a_complete_form_is_valid():
    form = EveryKind(GOOD)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(1988, 2, 29)
    assert form.error_summary == []


def test_an_unbound_form_has_no_summary():
    assert EveryKind().error_summary == []
    assert "govuk-error-summary" not in drawn(EveryKind())


def test_each_line_of_the_summary_says_what_to_do_and_lands_on_an_input():
    assert EveryKind({}).error_summary == [
        ErrorLink("Enter an answer", "#id_name"),
        ErrorLink("Choose whether Cafcass has been in touch, or “Not sure”", "#id_touch_0"),
        ErrorLink("Choose at least one answer", "#id_needs_0"),
        ErrorLink("Enter an answer", "#id_born_0"),
        ErrorLink("Enter an answer", "#id_email"),
        ErrorLink("Tick the box to go on", "#id_agree"),
    ]


def test_every_summary_link_meets_one_focusable_input_of_the_page():
    html = drawn(EveryKind({}))

    inputs = [tag for tag in html.split("<") if tag.startswith(("input", "textarea"))]
    for link in EveryKind({}).error_summary:
        assert len([tag for tag in inputs if f'id="{link.href[1:]}"' in tag]) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "Alexis"}, "Use 5 characters or fewer. You have used 6"),
        ({"email": "alex at home"}, "Enter an e-mail address like name@example.org"),
        ({"touch": "maybe"}, "Choose one of the answers on this page"),
        ({"needs": ["sleep"]}, "Choose one of the answers on this page"),
    ],
)
def test_messages_are_plain(change, message):
    assert [link.message for link in EveryKind(GOOD | change).error_summary] == [message]


@pytest.mark.parametrize("typed", ["Alexa", "Alex"])
def test_the_longest_name_fits(typed):
    assert EveryKind(GOOD | {"name": typed}).is_valid()


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "href"),
    [
        ("", "2", "1988", "Your date of birth must include a day", "#id_born_0"),
        ("29", "", "", "Your date of birth must include a month and a year", "#id_born_1"),
        ("29", "2", "", "Your date of birth must include a year", "#id_born_2"),
        ("29", "2", "1987", "Your date of birth must be a real date", "#id_born_0"),
        ("1", "13", "1987", "Your date of birth must be a real date", "#id_born_1"),
        ("0", "1", "1987", "Your date of birth must be a real date", "#id_born_0"),
        ("x", "1", "1987", "Your date of birth must be in numbers, like 27 3 1987", "#id_born_0"),
        ("1", "1", "87", "Your date of birth must have a year of 4 numbers, like 1987", "#id_born_2"),
        ("1", "1", "0000", "Your date of birth must be a real date", "#id_born_0"),
        ("²", "1", "1987", "Your date of birth must be in numbers, like 27 3 1987", "#id_born_0"),
    ],
)
def test_a_wrong_date_names_the_part_to_mend(day, month, year, message, href):
    form = EveryKind(GOOD | {"born_day": day, "born_month": month, "born_year": year})

    assert form.error_summary == [ErrorLink(message, href)]


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", " march "])
def test_a_month_may_be_typed_as_people_write_it(month):
    form = EveryKind(GOOD | {"born_month": month})

    assert form.is_valid()
    assert form.cleaned_data["born"] == date(1988, 3, 29)


def test_only_the_wrong_part_of_a_date_is_marked_and_what_was_typed_stays():
    html = drawn(EveryKind(GOOD | {"born_year": ""}))

    assert html.count('aria-invalid="true"') == 1
    assert 'name="born_day" value="29"' in html


def test_a_date_that_is_known_fills_its_three_boxes():
    html = drawn(EveryKind(initial={"born": date(1988, 2, 29)}))

    assert 'name="born_day" value="29"' in html
    assert 'name="born_month" value="2"' in html
    assert 'name="born_year" value="1988"' in html


def test_errors_of_the_whole_form_come_first_and_land_on_its_first_field():
    form = EveryKind(GOOD)
    form.add_error(None, "That time has just been taken.")

    assert error_summary(form)[0] == ErrorLink("That time has just been taken.", "#id_name")


def test_a_hidden_field_with_an_error_is_not_silent():
    class Keyed(PracticeForm):
        key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open the page again"})
        name = forms.CharField(required=False)

    assert Keyed({}).error_summary == [ErrorLink("Open the page again", "#id_name")]


def test_a_revealed_field_is_drawn_once_inside_its_answer():
    html = drawn(EveryKind())

    assert html.count('name="officer"') == 1
    reveal = html.index('id="conditional-id_touch_0"')
    assert reveal < html.index('name="officer"') < html.index('name="needs"')
    assert 'data-reveals="conditional-id_touch_0"' in html
    assert "govuk-radios__conditional--hidden" in html


def test_a_chosen_answer_shows_what_it_reveals():
    assert "govuk-radios__conditional--hidden" not in drawn(EveryKind(GOOD | {"touch": "yes"}))


def test_hint_and_error_describe_the_input():
    html = drawn(EveryKind({}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_touch_error"' in html


def test_nothing_inline_and_no_second_form_is_drawn():
    html = drawn(EveryKind({}))

    for forbidden in (" style=", "<script", "<form", "csrfmiddlewaretoken", " required", "onclick"):
        assert forbidden not in html


def test_each_kind_of_field_is_drawn_as_what_it_is():
    html = drawn(EveryKind())

    assert html.count('type="radio"') == 3
    assert html.count('type="checkbox"') == 4
    assert html.count('data-behaviour="exclusive"') == 1
    assert html.count(">or</div>") == 2
    assert 'type="email"' in html
    assert "<textarea" in html


def test_every_input_has_a_label_of_its_own():
    html = drawn(EveryKind())
    inputs = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', html)

    assert len(inputs) == 14
    assert sorted(re.findall(r'<label[^>]* for="([^"]+)"', html)) == sorted(inputs)


def test_why_we_ask_stands_with_its_question():
    form = EveryKind()
    form.fields["needs"].why = "So that <you> can take part."

    html = drawn(form)

    assert html.count("Why we ask") == 1
    assert "So that &lt;you&gt; can take part." in html


def test_a_label_can_be_the_heading_of_the_page():
    form = EveryKind()
    form.heading_field = "touch"

    assert '<h1 class="govuk-fieldset__heading">Has Cafcass been in touch?</h1>' in drawn(form)


def test_labels_hints_and_answers_are_escaped():
    hinted = Radios(hints={"a": "<s>h</s>"})

    class Sharp(PracticeForm):
        name = forms.CharField(label="<b>Name</b>", help_text="<i>x</i>", initial='"><script>')
        pick = forms.ChoiceField(label="Pick", choices=[("a", "<u>a</u>")], widget=hinted)

    html = drawn(Sharp())

    for raw in ("<b>", "<i>", "<u>", "<s>", "<script>"):
        assert raw not in html


def test_forms_of_other_libraries_can_speak_plainly():
    class Foreign(forms.Form):
        login = forms.EmailField(error_messages={"required": "Enter your e-mail address"})
        password = forms.CharField()

    class SignIn(PlainWords, Foreign):
        pass

    messages = [link.message for link in error_summary(SignIn({}))]

    assert messages == ["Enter your e-mail address", "Enter an answer"]


def test_forms_of_other_libraries_wear_the_same_clothes():
    class Foreign(forms.Form):
        login = forms.EmailField(label="E-mail")
        remember = forms.BooleanField(label="Remember me", required=False)

    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": Foreign({})}))

    assert 'class="govuk-input govuk-input--error"' in html
    assert 'class="govuk-checkboxes__input"' in html
