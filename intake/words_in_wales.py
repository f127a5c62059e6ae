"""What things are called in Wales, for a child who lives there. PURE.

Cafcass Cymru is part of the Welsh Government; councils make care and support plans and keep a child
protection register. Source: sections 2.1 and 2.3 of the project's notes on the field.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from .conditions import Answers
from .enums import ChildCountry
from .questionnaire import Choice, Group, Page, Question

IN_ENGLAND_AND_IN_WALES = (
    (re.compile(r"Cafcass(?! Cymru)"), "Cafcass Cymru"),
    (re.compile(r"child in need plan"), "care and support plan"),
    (re.compile(r"child protection plan"), "child protection plan (the register)"),
    (
        re.compile(r"the National Domestic Abuse Helpline on 0808 2000 247"),
        "Live Fear Free on 0808 80 10 800",
    ),
)
SHOWN: Mapping[type, frozenset[str]] = {
    Page: frozenset({"heading", "name", "lead", "questions", "group"}),
    Group: frozenset({"questions"}),
    Question: frozenset({"text", "help", "why", "choices"}),
    Choice: frozenset({"text", "help"}),
}


def in_their_words(page: Page, answers: Answers) -> Page:
    """The page as somebody reads it whose child lives where these answers say."""
    if answers.get("child_country") != ChildCountry.WALES:
        return page
    found: Page = _in_wales(page)
    return found


def _in_wales(shown: Any) -> Any:
    if isinstance(shown, str):
        for english, welsh in IN_ENGLAND_AND_IN_WALES:
            shown = english.sub(welsh, shown)
        return shown
    if isinstance(shown, tuple):
        return tuple(_in_wales(one) for one in shown)
    names = SHOWN.get(type(shown), frozenset())
    if not names:
        return shown
    return replace(
        shown,
        **{one.name: _in_wales(getattr(shown, one.name)) for one in fields(shown) if one.name in names},
    )
