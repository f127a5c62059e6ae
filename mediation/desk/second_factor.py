"""The second step of signing in: an app's code or a passkey, recovery codes, and how they are kept.

Secrets are sealed with the keys of FIELD_KEYS wherever they lie, in the session as well. No code counts
twice, and wrong codes are counted in PostgreSQL.
"""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mediation.core import encryption, rate_limits
from mediation.core.errors import TooManyAttempts
from mediation.core.models import PracticeSettings, User
from mediation.core.practice import practice

WHERE = "mfa_authenticator.data"
SETTING_UP = "totp_being_set_up"  # in the session, sealed
TRIES, TRIES_IN = 10, timedelta(minutes=15)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
TOO_MANY = "That were too many codes. Wait 15 minutes, or use your passkey."
WRONG = "That code is not right, or it was used before. Wait for the next one and enter it."
NOT_A_CODE = "Enter the code"
NO_PASSKEY = "Your browser made no passkey that we can use. Try again, or go on another way."


class StaffMFAAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG}

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text, where=WHERE)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text, where=WHERE)

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls it: the neutral name under which we write."""
        try:
            return practice().sender_name
        except PracticeSettings.DoesNotExist:
            return "Appointments"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one, where one is needed: they add another first, or a manager resets it."""
        if not settings.SECOND_FACTOR_REQUIRED or authenticator.type not in FACTORS:
            return True
        rows = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return rows.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "My passkey" if number == 1 else f"My passkey {number}"


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def count_try(user: User) -> None:
    """One more code for this colleague. Raises ValidationError past the limit, in every process alike."""
    try:
        rate_limits.spend("second-factor", str(user.pk), limit=TRIES, window=TRIES_IN, now=timezone.now())
    except TooManyAttempts:
        raise ValidationError(TOO_MANY, code="too_many") from None


def use_once(authenticator: Authenticator, code: str) -> None:
    """A code counts once for as long as it could be right. Raises ValidationError the second time."""
    lasts = settings.MFA_TOTP_TOLERANCE * 2 * 30 + 30
    mark, now = encryption.blind_index(re.sub(r"\D", "", code), purpose="code used"), time.time()
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        used = {one: until for one, until in row.data.get("used", {}).items() if until > now}
        if mark in used:
            raise ValidationError(WRONG, code="incorrect_code")
        row.data["used"] = {**used, mark: now + lasts}
        row.save(update_fields=["data"])
    authenticator.data = row.data


class _CodeField:
    """One field for a code, in our words."""

    user: User
    authenticator: Authenticator
    fields: dict[str, forms.Field]

    def in_our_words(self, label: str) -> None:
        field = self.fields["code"]
        field.label = label
        field.error_messages["required"] = NOT_A_CODE
        field.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "spellcheck": "false",
            "class": "govuk-input--width-10",
        }

    def clean_code(self) -> str:
        count_try(self.user)
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            use_once(self.authenticator, code)
        return code


class CodeForm(_CodeField, AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_our_words("Code")
        self.fields["code"].help_text = "The 6 numbers in your app, or one of your recovery codes"


class CodeAgainForm(_CodeField, ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_our_words("Code")
        self.fields["code"].help_text = "The 6 numbers in your app, or one of your recovery codes"


class AppForm(_CodeField, ActivateTOTPForm):
    """The first code proves that the app has the secret, which waits sealed in the session."""

    def __init__(self, *args: Any, session: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session.pop(SECRET_SESSION_KEY, None)  # allauth keeps it there in the clear
        sealed = session.get(SETTING_UP) if self.is_bound else None
        if sealed:
            self.secret = encryption.decrypt(sealed, where=SETTING_UP)
        else:
            self.secret = generate_totp_secret()
            session[SETTING_UP] = encryption.encrypt(self.secret, where=SETTING_UP)
        self.in_our_words("Code from the app")
        self.fields["code"].help_text = "6 numbers. They change every 30 seconds."

    def clean_code(self) -> str:
        count_try(self.user)
        code: str = ActivateTOTPForm.clean_code(self)
        return code


# What allauth and fido2 raise for a credential that is none: they expect a browser's.
NO_CREDENTIAL = (AttributeError, KeyError, TypeError, ValueError)


class _Credential:
    """A passkey's answer, which may be anything at all."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_CREDENTIAL:
            raise ValidationError(NO_PASSKEY, code="incorrect_code") from None


class PasskeySignInForm(_Credential, LoginWebAuthnForm):
    """In place of the password."""


class PasskeyStepForm(_Credential, AuthenticateWebAuthnForm):
    """As the second step."""


class PasskeyAgainForm(_Credential, ReauthenticateWebAuthnForm):
    """Once more, before something that matters."""


class PasskeyForm(AddWebAuthnForm):
    """Always one that signs in by itself: the device asks for a finger, a face or its PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
        self.fields["name"] = forms.CharField(
            label="A name for it",
            help_text="So that you know it again, such as “Office laptop”",
            max_length=60,
            required=False,
            initial=self.initial["name"],
        )
        self.fields["credential"].error_messages["required"] = NO_PASSKEY
        self.fields["credential"].error_messages["invalid"] = NO_PASSKEY
        self.order_fields(["name", "passwordless", "credential"])

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except NO_CREDENTIAL:
            raise ValidationError(NO_PASSKEY, code="incorrect_code") from None
        return cleaned
