"""E-mail through a provider's API, by django-anymail. Loaded by workers only: it brings requests along."""

from __future__ import annotations

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.mail import EmailMultiAlternatives

from .carrier import NotSent, Permanent, Temporary, id_of
from .mail import MailCarrier

REFUSED = frozenset({400, 413, 422})  # this message; 401, 403 and 404 speak of our own settings


class ProviderMailCarrier(MailCarrier):
    expected = (*MailCarrier.expected, AnymailError)

    def provider_id(self, mail: EmailMultiAlternatives) -> str:
        """The provider's own id, by which its reports name the message."""
        status = getattr(mail, "anymail_status", None)
        return id_of(getattr(status, "message_id", None)) or super().provider_id(mail)

    def told(self, error: Exception) -> NotSent:
        if isinstance(error, AnymailRecipientsRefused):
            return Permanent("recipient refused by the provider")
        if isinstance(error, AnymailAPIError) and error.status_code:
            kind = Permanent if error.status_code in REFUSED else Temporary
            return kind(f"mail provider said {error.status_code}")
        if isinstance(error, AnymailAPIError):
            return Temporary(f"mail provider not reached ({type(error.__cause__ or error).__name__})")
        return super().told(error)
