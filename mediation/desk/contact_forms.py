"""The client's own form of safe contact, with what the office has to add."""

from __future__ import annotations

from django import forms

from intake.contact_form import ContactForm
from mediation.core.forms import Radios

from .words import HOW_WE_KNEW


class DeskContactForm(ContactForm):
    field_order = ["how_we_knew"]
    how_we_knew = forms.ChoiceField(
        label="How did you know that it is them?",
        help_text="Anybody can ring and say that they are the client. The number on your screen is no proof.",
        choices=list(HOW_WE_KNEW.items()),
        widget=Radios(),
        error_messages={"required": "Say how you knew that it is them"},
    )
