"""The invited person's own page: its secret link, and the code that opens it when typed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from mediation.core import links

from .models import Invitation
from .queries.invitations import open_invitation

INVITED = "invited"  # the scope of the link, and the key in the session
WORKS_FOR = timedelta(days=180)


def invited_url(invitation: Invitation) -> str:
    """The whole address of their page. Raises ValueError for one that was never sent."""
    if invitation.sent_at is None:
        raise ValueError("An invitation that is not sent has no link.")
    token = links.issue(INVITED, invitation, expires_at=invitation.sent_at + WORKS_FOR)
    return settings.SITE_URL + reverse("intake:invited", args=[token])


def code_url() -> str:
    """Where the code of a letter is typed."""
    return settings.SITE_URL + reverse("intake:invited_code")


def code_in_words(invitation: Invitation) -> str:
    """The code as people read it: K7QX-4MAH-9RTW."""
    return "-".join(invitation.code[at : at + 4] for at in range(0, len(invitation.code), 4))


def invitation_of(token: str, *, now: datetime) -> Invitation | None:
    """None for a link that is unknown, too old, stopped or used: they all look alike."""
    link = links.find(INVITED, token, now=now)
    return open_invitation(link.subject_id) if link else None
