"""The questions of "How we may reach you", as fields."""

from __future__ import annotations

from typing import Any

from django import forms

from mediation.core.forms import Checkboxes, PracticeForm, Radios
from mediation.core.working_time import MIDNIGHT_MIN

from .contact_answers import Use
from .enums import Answer

YES_NO_NOT_SURE = [(Answer.YES.value, "Yes"), (Answer.NO.value, "No"), (Answer.UNSURE.value, "Not sure")]
ANY_TIME, SOME_TIMES = "any", "some"
ROWS = (1, 2, 3)
DAYS = [
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
]
HALF_HOURS = range(0, MIDNIGHT_MIN, 30)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % MIDNIGHT_MIN, 60)
    return f"{hour % 12 or 12}:{rest:02d}{'am' if hour < 12 else 'pm'}"


FROM = [("", "Choose"), *((str(minute), _clock(minute)) for minute in HALF_HOURS)]
UNTIL = [("", "Choose"), *((str(minute), _clock(minute)) for minute in HALF_HOURS if minute)]
UNTIL.append((str(MIDNIGHT_MIN), "Midnight"))


def _choice(label: str, choices: list[tuple[str, str]], help_text: str = "", **hints: str) -> Any:
    widget = Radios(hints=hints, inline=choices is YES_NO_NOT_SURE)
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, required=False, widget=widget)


def _days() -> Any:
    return forms.MultipleChoiceField(label="Days", choices=DAYS, required=False, widget=Checkboxes())


def _time(label: str, choices: list[tuple[str, str]]) -> Any:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class ContactFields(PracticeForm):
    """Nothing is required here: what is missing depends on what was said before."""

    email = forms.CharField(
        label="E-mail address",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    email_use = _choice(
        "Is this e-mail safe for us to use?",
        [
            (Use.YES.value, "Yes, only I read it"),
            (Use.NEUTRAL.value, "Yes, but do not say who you are"),
            (Use.NO.value, "No, someone else may see it"),
            (Use.UNSURE.value, "Not sure"),
        ],
        unsure="Then our e-mail does not say who we are, and we do not send codes there.",
    )
    phone = forms.CharField(
        label="UK phone number",
        required=False,
        widget=forms.TelInput(
            attrs={
                "autocomplete": "tel",
                "inputmode": "tel",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )
    number_confirmed = forms.BooleanField(
        label="This is still my number, and I am the one who answers it",
        help_text="Someone else answered when we rang. We do not use the number until you tick this.",
        required=False,
    )
    may_call = _choice("May we call you on this number?", YES_NO_NOT_SURE, "We only call if you say yes.")
    may_text = _choice("May we text you on this number?", YES_NO_NOT_SURE, "We only text if you say yes.")
    say_who = _choice(
        "If we call or text, may we say who we are?",
        YES_NO_NOT_SURE,
        "If you do not say yes, we only say that it is about your appointment.",
    )
    voicemail = _choice(
        "If you do not pick up, may we leave a message?",
        YES_NO_NOT_SURE,
        "It only says your first name and our number.",
    )
    when = _choice(
        "When is it safe to call or text you?",
        [(ANY_TIME, "Any time"), (SOME_TIMES, "Only at these times")],
        "Even then, we do not text late in the evening or at night.",
    )
    days_1, from_1, until_1 = _days(), _time("From", FROM), _time("To", UNTIL)
    days_2, from_2, until_2 = _days(), _time("From", FROM), _time("To", UNTIL)
    days_3, from_3, until_3 = _days(), _time("From", FROM), _time("To", UNTIL)
    post = forms.CharField(
        label="Post address",
        help_text="You can leave this empty.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    post_use = _choice(
        "May we write to you at this address?",
        [
            (Use.YES.value, "Yes"),
            (Use.NEUTRAL.value, "Yes, in a plain envelope"),
            (Use.NO.value, "No"),
            (Use.UNSURE.value, "Not sure"),
        ],
    )
    calendar_entry = _choice(
        "May our e-mail have an entry for your calendar?",
        YES_NO_NOT_SURE,
        "It only says “Appointment”. Say no if someone else can see your calendar.",
    )
    phrase = forms.CharField(
        label="Your code word",
        help_text="A word that only you and we know. It shows us that it is you who calls.",
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )
    site_only = _choice(
        "May we contact you at all?",
        [
            (Answer.NO.value, "Yes, in the ways that I said are safe"),
            (Answer.YES.value, "No. Never contact me except through this site"),
        ],
        yes="Then we cannot send you a code either. Keep your link. To change this, call us.",
    )
