"""How allauth behaves here: accounts are made by the practice, and its mails go through the outbox."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from mediation.core import audit, outbox
from mediation.core.clearance import Clearance
from mediation.core.enums import Purpose
from mediation.core.models import Message, User
from mediation.core.outbox import Outgoing, Plan, Skip, message_handler
from mediation.core.samples import Sample, register

from . import account_notices, staff_sessions
from .lockouts import SIGNED_IN, account_index, network_index

logger = logging.getLogger(__name__)
PASSWORD_RESET = "account.password_reset"  # noqa: S105  (a kind of message)
WELCOME = "account.welcome"
NO_MESSAGE = "allauth wanted to send %s, which has no message of ours."
LINK_LIFE = timedelta(hours=1)
WELCOME_LIFE = timedelta(days=2)
register(
    Sample(
        "password_reset",
        "New password (staff)",
        {"reset_url": f"https://book.example.org/staff/account/password/new/MQ-{'k' * 39}/"},
    )
)
register(
    Sample(
        "account_welcome",
        "Your account (staff)",
        {"reset_url": f"https://book.example.org/staff/account/password/new/MQ-{'k' * 39}/"},
    )
)


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth would count here what axes counts: see lockouts."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in counts as well as showing who they are once more, for a while."""
        return not staff_sessions.is_recent(context.request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """allauth looks for an address in a table of its own, which we do not fill."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        staff_sessions.begin(request)
        record_sign_in(request, user)

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
            logger.error(NO_MESSAGE, template_prefix)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth tells of each change of a factor or a password; we do, in our words, by the outbox."""
        what = template_prefix.rpartition("/")[2]
        if what in account_notices.WORDS:
            account_notices.plan_notice(user, what=what, now=timezone.now())
        else:
            logger.error(NO_MESSAGE, template_prefix)


def record_sign_in(request: HttpRequest, user: User) -> None:
    """Who signed in, from which place: by fingerprints, which `lockouts` compares."""
    index = account_index(request, {"email": user.email})
    place = network_index(request)
    audit.record(audit.Actor.of(user), SIGNED_IN, user, at=timezone.now(), account=index, network=place)


def plan_password_reset(user: User, *, now: datetime) -> None:
    _plan(PASSWORD_RESET, user, lives=LINK_LIFE, now=now)


def plan_welcome(user: User, *, now: datetime) -> None:
    """A colleague has an account and chooses their first password."""
    _plan(WELCOME, user, lives=WELCOME_LIFE, now=now)


def _plan(kind: str, user: User, *, lives: timedelta, now: datetime) -> None:
    plan = Plan(
        kind=kind,
        subject=user,
        version=outbox.minute_of(now),
        recipient=f"user:{user.pk}",
        purpose=Purpose.STAFF,
        due_at=now,
        not_after=now + lives,
    )
    outbox.plan([plan], now=now)


@message_handler(PASSWORD_RESET)
def password_reset(message: Message, now: datetime) -> Outgoing | Skip:
    """A link to choose a new password; it works once."""
    return _link("password_reset", message)


@message_handler(WELCOME)
def welcome(message: Message, now: datetime) -> Outgoing | Skip:
    """The same for somebody who never had one."""
    return _link("account_welcome", message)


def _link(template: str, message: Message) -> Outgoing | Skip:
    user = User.objects.filter(pk=message.subject_id, is_active=True).first()
    if user is None:
        return Skip("the account is closed")
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return Outgoing(template, Clearance.for_staff(user.email), {"reset_url": settings.SITE_URL + path})
