"""The form "How we may reach you": the client's own, the desk's, and that of a request for a call.

Addresses are filled in; answers on safety are never shown again, and stay where they are left empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from mediation.core.working_time import WeeklyHours

from .contact_answers import Told, Use
from .contact_fields import ANY_TIME, ROWS, SOME_TIMES, ContactFields
from .contact_preferences import Preferences
from .enums import Answer, ContactSafety
from .questionnaire import EMAIL_LENGTH, PHONE_LENGTH
from .typed import email_address, is_same_number, number_in_words, one_line, paragraphs, uk_number

ALREADY_ANSWERED = "Answered. Choose again only if you want to change it."
ALREADY_GIVEN = "We have a code word from you. Type a new one only if you want to change it."
OF_POST_AND_CALENDAR = ("post", "post_use", "calendar_entry")
POST_LENGTH, PHRASE_LENGTH = 500, 40
EMAIL_INVALID = "Enter an e-mail address like name@example.org"
EMAIL_USE_MISSING = "Tell us if this e-mail is safe to use, or choose “Not sure”"
MAY_CALL_MISSING = "Tell us if we may call this number, or choose “Not sure”"
POST_USE_MISSING = "Tell us if we may write to this address, or choose “Not sure”"
PHONE_INVALID = "Enter a UK phone number, like 07700 900123"


class ContactForm(ContactFields):
    """Bound to `data`, or filled with the addresses in `preferences`; `told()` is what was said.

    Whoever's address must stay secret (`all_private`) is not asked about post and calendar.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        preferences: Preferences,
        all_private: bool = False,
    ) -> None:
        self.before = preferences
        super().__init__(
            data,
            initial={
                "email": preferences.email,
                "phone": number_in_words(preferences.phone),
                "post": preferences.post,
            },
        )
        if not preferences.number_is_unsafe:
            del self.fields["number_confirmed"]
        if all_private:
            for name in OF_POST_AND_CALENDAR:
                del self.fields[name]
        for name in _answered(preferences):
            if name not in self.fields:
                continue
            field = self.fields[name]
            said = ALREADY_GIVEN if name == "phrase" else ALREADY_ANSWERED
            field.help_text = f"{field.help_text} {said}".strip()

    @property
    def rows(self) -> list[dict[str, BoundField]]:
        """Their safe times as rows of days, from and to, for the template."""
        return [{part: self[f"{part}_{row}"] for part in ("days", "from", "until")} for row in ROWS]

    @property
    def asks_for_post(self) -> bool:
        return "post" in self.fields

    @property
    def asks_about_number(self) -> bool:
        """Somebody else answered the number: is it still theirs?"""
        return "number_confirmed" in self.fields

    @property
    def shows_rows(self) -> bool:
        """Are the lines of safe times open? Without JavaScript they always are."""
        return self.is_bound and (self["when"].value() == SOME_TIMES or bool(self._filled_rows()))

    @property
    def has_more_rows(self) -> bool:
        """Was anything typed beyond the first row?"""
        return any(row > 1 for row in self._filled_rows())

    def _filled_rows(self) -> list[int]:
        """The lines in which anything was chosen."""
        parts = ("days", "from", "until")
        return [row for row in ROWS if any(self[f"{part}_{row}"].data for part in parts)]

    def clean_email(self) -> str:
        typed = email_address(self.cleaned_data["email"])
        if typed and len(typed) > EMAIL_LENGTH:
            raise ValidationError(EMAIL_INVALID, code="too_long")
        try:
            return str(forms.EmailField(required=False).clean(typed))
        except ValidationError:
            raise ValidationError(EMAIL_INVALID, code="invalid") from None

    def clean_phone(self) -> str:
        typed = one_line(self.cleaned_data["phone"])
        number = uk_number(typed) if len(typed) <= PHONE_LENGTH else None
        if typed and number is None:
            raise ValidationError(PHONE_INVALID, code="invalid")
        return number or ""

    def clean_post(self) -> str:
        return self._short(paragraphs(self.cleaned_data["post"]), POST_LENGTH)

    def clean_phrase(self) -> str:
        return self._short(one_line(self.cleaned_data["phrase"]), PHRASE_LENGTH)

    def _short(self, text: str, length: int) -> str:
        if len(text) > length:
            raise ValidationError(f"Use {length} characters or fewer", code="too_long")
        return text

    def clean(self) -> dict[str, Any]:
        """What depends on more than one answer; each message stands beside what has to be mended."""
        given = self.cleaned_data
        if given.get("site_only") != Answer.YES:
            self._check_addresses(given)
        self._check_times(given)
        return given

    def _check_addresses(self, given: Mapping[str, Any]) -> None:
        if given.get("email") == "" and given.get("phone") == "" and not given.get("post"):
            self.add_error(
                "email", "Give us one way to reach you, or choose below that we only use this site"
            )
        is_same_phone = is_same_number(given.get("phone", ""), self.before.phone)
        for name, question, is_same, missing in (
            ("email", "email_use", given.get("email") == self.before.email, EMAIL_USE_MISSING),
            ("phone", "may_call", is_same_phone, MAY_CALL_MISSING),
            ("post", "post_use", given.get("post") == self.before.post, POST_USE_MISSING),
        ):
            if given.get(name) and not is_same and not given.get(question) and question not in self.errors:
                self.add_error(question, missing)

    def _check_times(self, given: Mapping[str, Any]) -> None:
        filled = self._filled_rows()
        if given.get("when") == ANY_TIME and filled:
            self.add_error("when", "Choose “Any time”, or say which times. Not both")
            return
        if given.get("when") == SOME_TIMES and not filled:
            self.add_error("days_1", "Choose the days that are safe")
        for row in filled:
            self._check_row(given, row)

    def _check_row(self, given: Mapping[str, Any], row: int) -> None:
        first, last = given.get(f"from_{row}"), given.get(f"until_{row}")
        for name, is_missing, missing in (
            (f"days_{row}", not given.get(f"days_{row}"), "Choose the days for these times"),
            (f"from_{row}", not first, "Choose when it starts to be safe"),
            (f"until_{row}", not last, "Choose when it stops being safe"),
        ):
            if is_missing and name not in self.errors:
                self.add_error(name, missing)
        if first and last and int(last) <= int(first):
            self.add_error(f"until_{row}", "Choose a time that is later than the first one")

    def told(self) -> Told:
        """What was said. Raises ValueError while the form has errors."""
        if not self.is_valid():
            raise ValueError("The form has errors.")
        given = self.cleaned_data
        answers = {
            name: Answer(given[name]) if given.get(name) else None
            for name in ("may_call", "may_text", "say_who", "voicemail", "calendar_entry")
        }
        return Told(
            email=given["email"],
            email_use=Use(given["email_use"]) if given["email_use"] else None,
            phone=given["phone"],
            post=given.get("post", ""),
            post_use=Use(given["post_use"]) if given.get("post_use") else None,
            phrase=given["phrase"],
            site_only=given["site_only"] == Answer.YES if given["site_only"] else None,
            windows=self._windows(given),
            **answers,
        )

    @property
    def confirms_number(self) -> bool:
        """They say that the number that somebody else answered is theirs. Only after `is_valid`."""
        return bool(self.cleaned_data.get("number_confirmed"))

    def _windows(self, given: Mapping[str, Any]) -> tuple[WeeklyHours, ...] | None:
        if given["when"] == ANY_TIME:
            return ()
        windows = tuple(
            WeeklyHours(int(day), int(given[f"from_{row}"]), int(given[f"until_{row}"]))
            for row in ROWS
            for day in given[f"days_{row}"]
        )
        return windows or None


def _answered(preferences: Preferences) -> list[str]:
    """The questions that an earlier answer stands for."""
    known = {
        "email_use": preferences.email_safety is not ContactSafety.UNKNOWN,
        "may_call": preferences.call_safety is not ContactSafety.UNKNOWN,
        "may_text": preferences.sms_safety is not ContactSafety.UNKNOWN,
        "say_who": preferences.say_who is not Answer.UNSURE,
        "voicemail": preferences.voicemail is not Answer.UNSURE,
        "when": bool(preferences.safe_windows),
        "post_use": preferences.post_safety is not ContactSafety.UNKNOWN,
        "calendar_entry": preferences.calendar_entry is not Answer.UNSURE,
        "phrase": bool(preferences.phrase),
        "site_only": preferences.site_only,
    }
    return [name for name, is_known in known.items() if is_known]
