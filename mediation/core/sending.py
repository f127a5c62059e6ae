"""Delivering one claimed message. The only module that hands anything to a mail server."""

from __future__ import annotations

import logging
import random
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.application import MIMEApplication
from email.utils import formataddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import outbox
from .clearance import Clearance
from .enums import Channel, MessageState
from .errors import NoClearance
from .models import Message
from .outbox import CalendarPart, Outgoing, Skip
from .practice import practice

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail ready to go, and what is kept of it."""

    mail: EmailMultiAlternatives
    copy: dict[str, str]


def deliver(message_id: int, attempts: int, *, now: datetime) -> None:
    """Render and send one message that `outbox.claim_due` gave us. `now` is aware.

    Every end is recorded on the row; a temporary failure plans the next try. A handler that fails is logged
    and counts as a temporary failure: somebody may mend it within the hour.
    """
    message = outbox.begin(message_id, attempts, now=now)
    if message is None:
        return
    if message.not_after and now > message.not_after:
        outbox.give_up(message, MessageState.MISSED, "too late to be useful", now=now)
        return
    if message.attempts > outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, "tried too often without an answer", now=now)
        return
    try:
        with transaction.atomic():
            content = outbox.content_of(message, now=now)
            letter = _letter(message, content)
    except Exception as error:
        logger.exception("Message %s (%s) cannot be written", message.pk, message.kind)
        _failed(message, f"cannot be written ({type(error).__name__})", permanent=False, now=now)
        return
    if isinstance(content, Skip):
        outbox.finish(message, MessageState.SKIPPED, reason=content.reason)
    elif letter is None:
        _refused(message, content.clearance, now=now)
    else:
        _send(message, letter, now=now)


def _letter(message: Message, content: Outgoing | Skip) -> Letter | None:
    """The e-mail to send; None where there is nothing to say or contact safety says no."""
    if isinstance(content, Skip) or not content.clearance.allowed:
        return None
    rendered = render(content)
    calendar = content.calendar.method if content.calendar else ""
    return Letter(email_of(message, content, rendered), rendered | {"calendar": calendar})


def _refused(message: Message, clearance: Clearance, *, now: datetime) -> None:
    """Record the reason; a no for now is asked again at the next safe time, while that is of any use."""
    if clearance.retry_at is None:
        outbox.finish(message, MessageState.SKIPPED, reason=clearance.reason)
    elif message.not_after and clearance.retry_at > message.not_after:
        outbox.give_up(message, MessageState.MISSED, "no safe time before it is too late", now=now)
    else:
        outbox.finish(message, MessageState.PLANNED, due_at=clearance.retry_at, reason=clearance.reason)


def _send(message: Message, letter: Letter, *, now: datetime) -> None:
    try:
        for address in letter.mail.to:
            validate_email(address)
        letter.mail.send()
    except (smtplib.SMTPException, OSError, ValueError, ValidationError) as error:
        _failed(message, _in_words(error), permanent=_is_permanent(error), now=now)
        return
    recorded = outbox.finish(
        message,
        MessageState.SENT,
        sent_at=timezone.now(),
        provider_id=letter.mail.extra_headers["Message-ID"],
        sent_copy=letter.copy,
    )
    if recorded:
        logger.info("Message %s (%s) sent on attempt %s", message.pk, message.kind, message.attempts)
    else:
        logger.warning("Message %s (%s) was sent after its lease had run out", message.pk, message.kind)


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
    """What went wrong, without the server's own words: they often repeat the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"recipient refused ({', '.join(str(code) for code, _ in error.recipients.values())})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"mail server said {error.smtp_code}"
    if isinstance(error, ValidationError):
        return "not an e-mail address"
    if isinstance(error, ValueError):
        return f"cannot be made into an e-mail ({type(error).__name__})"
    return f"mail server not reached ({type(error).__name__})"


def _failed(message: Message, reason: str, *, permanent: bool, now: datetime) -> None:
    if permanent or message.attempts >= outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, reason, now=now)
        return
    wait = min(settings.OUTBOX_FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    due_at = now + wait * random.uniform(0.8, 1.2)  # noqa: S311  (so that a mended server is not stormed)
    outbox.finish(message, MessageState.PLANNED, due_at=due_at, reason=reason)


def render(content: Outgoing) -> dict[str, str]:
    """Subject, text and HTML of a template triplet; the subject is one line."""
    context = {"practice": practice(), "site_url": settings.SITE_URL, **content.context}
    base = f"emails/{content.template}"
    return {
        "subject": " ".join(render_to_string(f"{base}.subject.txt", context).split()),
        "text": render_to_string(f"{base}.body.txt", context).strip() + "\n",
        "html": render_to_string(f"{base}.body.html", context).strip() + "\n",
    }


def sender() -> str:
    """The From line: a name that tells nothing, and the address that is also the organiser's."""
    return formataddr((" ".join(practice().sender_name.split()), outbox.sender_address()))


def email_of(message: Message, content: Outgoing, rendered: dict[str, str]) -> EmailMultiAlternatives:
    """The e-mail itself. Raises NoClearance unless the handler brought leave to write to this address."""
    clearance: object = content.clearance  # whatever a handler claims: only the real thing counts
    if not isinstance(clearance, Clearance) or clearance.channel is not Channel.EMAIL:
        raise NoClearance
    mail = EmailMultiAlternatives(
        subject=rendered["subject"],
        body=rendered["text"],
        from_email=sender(),
        to=[clearance.address],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    mail.attach_alternative(rendered["html"], "text/html")
    if content.calendar:
        _attach_calendar(mail, content.calendar)
    return mail


def message_id(message: Message) -> str:
    """The same on every try, so that a repeated e-mail can be recognised as one; never that of another
    message, even after the database was made anew (mailboxes throw away a second mail with a known id)."""
    made = salted_hmac("mediation.core.message", f"{message.pk}:{message.created_at.isoformat()}")
    return f"<{made.hexdigest()[:32]}@{outbox.sender_address().rpartition('@')[2]}>"


def _attach_calendar(mail: EmailMultiAlternatives, calendar: CalendarPart) -> None:
    """As an alternative (which calendars read) and as a file (which people can open)."""
    mail.attach_alternative(calendar.content.decode(), f"text/calendar; method={calendar.method}")
    part = MIMEApplication(calendar.content, "ics", name="invite.ics")
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(part)
