"""Forms about colleagues' accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from mediation.core.enums import Role
from mediation.core.forms import PracticeForm, Radios

ROLES = {
    Role.MEDIATOR: ("Mediator", "Sees their own clients."),
    Role.ADMIN: (
        "Office",
        "Sees all bookings, calls, messages and papers. Not the mediator’s notes.",
    ),
    Role.MANAGER: ("Manager", "The same, and settings, reports, deletions and colleagues."),
    Role.OWNER: ("Owner", "The same, and other owners."),
}


class RoleForm(PracticeForm):
    role = forms.ChoiceField(label="Role", widget=Radios(), error_messages={"required": "Choose a role"})

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = list(roles)
        field: Any = self.fields["role"]
        field.choices = [(role.value, ROLES[role][0]) for role in given]
        field.widget.hints = {role.value: ROLES[role][1] for role in given}


class ColleagueForm(RoleForm):
    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter their name"})
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in with it. We send a link to choose a password there.",
        max_length=254,
        error_messages={"required": "Enter their e-mail address"},
    )
    field_order = ["name", "email", "role"]
