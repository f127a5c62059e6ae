"""A message as its reader sees it, for staff."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from typing import Any

from mediation.core import outbox, sending
from mediation.core.clearance import Clearance
from mediation.core.models import Message
from mediation.core.outbox import Skip

logger = logging.getLogger(__name__)
# A secret link or a one-time code would open the client's own pages to whoever reads over a shoulder.
SECRETS = re.compile(
    r"(/(?:b|call|resume|new|invited)/)[A-Za-z0-9_=-]{8,}|\b\d{6}\b(?=\s*(?:<|$))|\b[3-9A-Y]{4}(?:-[3-9A-Y]{4}){2}\b",
    re.MULTILINE,
)


def of(message: Message, *, now: datetime) -> dict[str, Any]:
    """Subject, text and HTML as they left, or as they would be now, with links and codes masked.

    `says_now` is contact safety's own sentence at this instant, or why there is nothing to say any more.
    """
    shown: dict[str, Any] = {"sender": sending.sender()}
    if message.sent_copy:
        shown |= _shown(message.sent_copy, has_calendar=bool(message.sent_copy.get("calendar")))
    try:
        content = outbox.content_of(message, now=now)
        if isinstance(content, Skip):
            says_now = f"It would not go out now: {content.reason}."
            return {"text": "", "note": content.reason, "says_now": says_now} | shown
        shown["says_now"] = _leave(content.clearance)
        if not message.sent_copy:
            shown |= _shown(sending.render(content), has_calendar=content.calendar is not None)
        return shown
    except Exception as error:
        logger.exception("Message %s (%s) cannot be shown", message.pk, message.kind)
        if message.sent_copy:
            return shown
        return shown | {"text": "", "note": f"It cannot be written ({type(error).__name__})."}


def _leave(clearance: Clearance) -> str:
    neutral = " In neutral words only." if clearance.allowed and clearance.neutral_only else ""
    return f"{'Yes' if clearance.allowed else 'No'}. {clearance.sentence}{neutral}"


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
