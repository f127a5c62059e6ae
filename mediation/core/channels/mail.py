"""E-mail through one of Django's backends; a batch shares one conversation with the mail server."""

from __future__ import annotations

import smtplib
from email.mime.application import MIMEApplication

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from mediation.core import outbox
from mediation.core.enums import Channel
from mediation.core.outbox import CalendarPart

from .carrier import Letter, NotSent, Permanent, Temporary, address_of
from .wire import is_plain, wire


class MailCarrier:
    """An e-mail may be said twice: it carries the same Message-ID on every try."""

    may_repeat = True
    expected: tuple[type[Exception], ...] = (smtplib.SMTPException, OSError, ValueError, ValidationError)

    def __init__(self) -> None:
        self._line: BaseEmailBackend | None = None

    def send(self, letter: Letter) -> str:
        """Raises Temporary or Permanent; after either the next message gets a conversation of its own."""
        address = address_of(letter.clearance, Channel.EMAIL)
        try:
            validate_email(address)
            if self._line is None:
                self._line = get_connection()
                self._line.open()
            return self.pass_on(letter, address, self._line)
        except self.expected as error:
            self._hang_up()
            raise self.told(error) from None

    def pass_on(self, letter: Letter, address: str, line: BaseEmailBackend) -> str:
        """Hand it to whoever carries it on, and return the name that they will know it by."""
        mail = mail_of(letter)
        line.send_messages([mail])
        return self.provider_id(mail)

    def provider_id(self, mail: EmailMultiAlternatives) -> str:
        return str(mail.extra_headers["Message-ID"])

    def told(self, error: Exception) -> NotSent:
        """What went wrong, as a fact without the server's own words: they often repeat the address."""
        return (Permanent if _is_permanent(error) else Temporary)(_in_words(error))

    def close(self) -> None:
        """End the conversation politely; it does not matter any more whether the server still listens."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.close()
            except (smtplib.SMTPException, OSError):
                return

    def _hang_up(self) -> None:
        """Without a goodbye, which a server that has stopped answering would make us wait for."""
        conversation = getattr(self._line, "connection", None)
        if isinstance(conversation, smtplib.SMTP):
            conversation.close()
            self._line = None
        else:
            self.close()


class SmtpCarrier(MailCarrier):
    """Over SMTP a letter goes as `wire` writes it; one that has too long a line, as Django does."""

    def pass_on(self, letter: Letter, address: str, line: BaseEmailBackend) -> str:
        line.connection.sendmail(  # type: ignore[attr-defined]  # an open smtplib.SMTP
            outbox.sender_address(), [ascii_address(address)], as_sent(letter, address)
        )
        return message_id(letter.key)


def as_sent(letter: Letter, address: str) -> bytes:
    """The octets that a mail server is given. Raises BadHeaderError."""
    if is_plain(letter):
        return wire(letter, address=ascii_address(address), message_id=message_id(letter.key))
    return mail_of(letter).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own


def ascii_address(address: str) -> str:
    return address if address.isascii() else sanitize_address(address, "utf-8")


def mail_of(letter: Letter) -> EmailMultiAlternatives:
    """Django's e-mail of it. Raises NoClearance unless the letter has leave to go to this address."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[address_of(letter.clearance, Channel.EMAIL)],
        headers={"Message-ID": message_id(letter.key), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        _attach_calendar(mail, letter.calendar)
    return mail


def message_id(key: str) -> str:
    return f"<{key}@{outbox.sender_address().rpartition('@')[2]}>"


def _attach_calendar(mail: EmailMultiAlternatives, calendar: CalendarPart) -> None:
    """As an alternative (which calendars read) and as a file (which people can open)."""
    mail.attach_alternative(calendar.content.decode(), f"text/calendar; method={calendar.method}")
    part = MIMEApplication(calendar.content, "ics", name="invite.ics")
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(part)


def _is_permanent(error: Exception) -> bool:
    """Did the server refuse this recipient or these words for good?

    Everything else may pass: also a refused password or sender, which is our own setting and no reason to
    lose a message while somebody mends it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | ValidationError)


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"recipient refused ({', '.join(str(code) for code, _ in error.recipients.values())})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"mail server said {error.smtp_code}"
    if isinstance(error, ValidationError):
        return "not an e-mail address"
    if isinstance(error, ValueError):
        return f"cannot be made into an e-mail ({type(error).__name__})"
    return f"mail server not reached ({type(error).__name__})"
