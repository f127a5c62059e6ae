"""A message as its reader sees it, for staff."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

from mediation.core import outbox, sending
from mediation.core.models import Message
from mediation.core.outbox import Skip

logger = logging.getLogger(__name__)
# A secret link or a one-time code would open the client's own pages to whoever reads over a shoulder.
SECRETS = re.compile(r"(/(?:b|call|resume|new)/)[A-Za-z0-9_=-]{8,}|\b\d{6}\b(?=\s*(?:<|$))", re.MULTILINE)


def of(message: Message, *, now: datetime) -> dict[str, Any]:
    """Subject, text and HTML as they left, or as they would be now, with links and codes masked."""
    sender = {"sender": sending.sender()}
    if message.sent_copy:
        return sender | _shown(message.sent_copy, has_calendar=bool(message.sent_copy.get("calendar")))
    try:
        content = outbox.content_of(message, now=now)
        if isinstance(content, Skip):
            return sender | {"text": "", "note": content.reason}
        return sender | _shown(sending.render(content), has_calendar=content.calendar is not None)
    except Exception as error:
        logger.exception("Message %s (%s) cannot be shown", message.pk, message.kind)
        return sender | {"text": "", "note": f"It cannot be written ({type(error).__name__})."}


def _shown(rendered: dict[str, str], *, has_calendar: bool) -> dict[str, Any]:
    return {
        "subject": rendered["subject"],
        "text": mask(rendered["text"]),
        "html": mask(rendered["html"]),
        "attachments": [{"name": "invite.ics"}] if has_calendar else [],
    }


def mask(text: str) -> str:
    """The text without what only its reader may hold."""
    return SECRETS.sub(lambda found: f"{found.group(1) or ''}••••••", text)
