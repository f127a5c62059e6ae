"""Delivering one claimed message. The only module that hands anything to a mail server."""

from __future__ import annotations

import logging
import random
import smtplib
from datetime import datetime, timedelta
from email.mime.application import MIMEApplication
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from . import outbox
from .clearance import Clearance
from .enums import MessageState
from .errors import NoClearance
from .models import Message
from .outbox import CalendarPart, Outgoing, Skip
from .practice import practice

logger = logging.getLogger(__name__)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def deliver(message_id: int, attempt: int, *, now: datetime) -> None:
    """Render and send one message that `outbox.claim_due` gave us. `now` is aware.

    Every end is recorded on the row; a temporary failure plans the next try.
    """
    message = outbox.claimed(message_id, attempt)
    if message is None:
        return
    if message.not_after and now > message.not_after:
        outbox.give_up(message, MessageState.MISSED, "too late to be useful", now=now)
        return
    if message.attempts > outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, "tried too often without an answer", now=now)
        return
    content = outbox.content_of(message, now=now)
    if isinstance(content, Skip):
        outbox.finish(message, MessageState.SKIPPED, reason=content.reason[:300])
        return
    if not content.clearance.allowed:
        _refused(message, content.clearance)
        return
    _send(message, content, now=now)


def _refused(message: Message, clearance: Clearance) -> None:
    if clearance.retry_at:
        outbox.finish(message, MessageState.PLANNED, due_at=clearance.retry_at, reason=clearance.reason[:300])
    else:
        outbox.finish(message, MessageState.SKIPPED, reason=clearance.reason[:300])


def _send(message: Message, content: Outgoing, *, now: datetime) -> None:
    rendered = render(content)
    mail = email_of(message, content, rendered)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _failed(message, f"recipient refused ({codes[0]})", permanent=min(codes) >= 500, now=now)
    except smtplib.SMTPResponseException as error:
        _failed(message, f"mail server said {error.smtp_code}", permanent=error.smtp_code >= 500, now=now)
    except (smtplib.SMTPException, OSError) as error:
        _failed(message, f"mail server not reached ({type(error).__name__})", permanent=False, now=now)
    else:
        with transaction.atomic():
            outbox.finish(
                message,
                MessageState.SENT,
                sent_at=timezone.now(),
                provider_id=mail.extra_headers["Message-ID"],
                sent_copy=rendered | {"calendar": content.calendar.method if content.calendar else ""},
                reason="",
            )
        logger.info("Message %s (%s) sent on attempt %s", message.pk, message.kind, message.attempts)


def _failed(message: Message, reason: str, *, permanent: bool, now: datetime) -> None:
    if permanent or message.attempts >= outbox.MAX_ATTEMPTS:
        outbox.give_up(message, MessageState.FAILED, reason, now=now)
        return
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
    outbox.finish(message, MessageState.PLANNED, due_at=now + wait, reason=reason)


def render(content: Outgoing) -> dict[str, str]:
    """Subject, text and HTML of a template triplet; the subject is one line."""
    context = {"practice": practice(), "site_url": settings.SITE_URL, **content.context}
    base = f"emails/{content.template}"
    return {
        "subject": " ".join(render_to_string(f"{base}.subject.txt", context).split()),
        "text": render_to_string(f"{base}.body.txt", context).strip() + "\n",
        "html": render_to_string(f"{base}.body.html", context).strip() + "\n",
    }


def email_of(message: Message, content: Outgoing, rendered: dict[str, str]) -> EmailMultiAlternatives:
    """The e-mail itself. Raises NoClearance unless the handler brought leave to send to this address."""
    if not isinstance(content.clearance, Clearance) or not content.clearance.allowed:
        raise NoClearance
    domain = urlsplit(f"//{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2]}").hostname or "localhost"
    mail = EmailMultiAlternatives(
        subject=rendered["subject"],
        body=rendered["text"],
        from_email=f"{practice().sender_name} <{settings.DEFAULT_FROM_EMAIL}>",
        to=[content.clearance.address],
        # The same on every try, so that a repeated e-mail can be recognised as one.
        headers={"Message-ID": f"<message-{message.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    mail.attach_alternative(rendered["html"], "text/html")
    if content.calendar:
        _attach_calendar(mail, content.calendar)
    return mail


def _attach_calendar(mail: EmailMultiAlternatives, calendar: CalendarPart) -> None:
    """As an alternative (which calendars read) and as a file (which people can open)."""
    text = calendar.content.decode()
    mail.attach_alternative(text, f"text/calendar; method={calendar.method}; charset=utf-8")
    part = MIMEApplication(calendar.content, "ics", name="invite.ics")
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    mail.attach(part)
