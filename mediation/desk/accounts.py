"""How allauth behaves here: accounts are made by the practice, and its mails go through the outbox."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mediation.core import outbox
from mediation.core.clearance import Clearance
from mediation.core.enums import Purpose
from mediation.core.models import Message, User
from mediation.core.outbox import Outgoing, Plan, Skip, message_handler
from mediation.core.samples import Sample, register

logger = logging.getLogger(__name__)
PASSWORD_RESET = "account.password_reset"  # noqa: S105  (a kind of message)
LINK_LIFE = timedelta(hours=1)
register(
    Sample(
        "password_reset",
        "New password (staff)",
        {"reset_url": f"https://book.example.org/staff/account/password/new/MQ-{'k' * 39}/"},
    )
)


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Already the client's own address: see ClientAddressMiddleware."""
        return str(request.META["REMOTE_ADDR"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Plan the message; its words and link are made when it is sent.

        An address that nobody has an account under gets none: there is nothing to tell a stranger.
        """
        if template_prefix == "account/email/password_reset_key":
            plan_password_reset(context["user"], now=timezone.now())
        elif template_prefix != "account/email/unknown_account":
            logger.error("allauth wanted to send %s, which has no message of ours.", template_prefix)


def plan_password_reset(user: User, *, now: datetime) -> None:
    plan = Plan(
        kind=PASSWORD_RESET,
        subject=user,
        version=outbox.minute_of(now),
        recipient=f"user:{user.pk}",
        purpose=Purpose.STAFF,
        due_at=now,
        not_after=now + LINK_LIFE,
    )
    outbox.plan([plan], now=now)


@message_handler(PASSWORD_RESET)
def password_reset(message: Message, now: datetime) -> Outgoing | Skip:
    """A link to choose a new password; it works once."""
    user = User.objects.filter(pk=message.subject_id, is_active=True).first()
    if user is None:
        return Skip("the account is closed")
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return Outgoing(
        "password_reset", Clearance.for_staff(user.email), {"reset_url": settings.SITE_URL + path}
    )
