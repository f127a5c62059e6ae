"""The accounts of colleagues: who may sign in, as what, and how they get in again.

Only an owner touches owners, and nobody their own account: so one owner always remains. Each change is in the
audit trail; what ends somebody's right ends their open sessions at once.
"""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import User

from . import account_notices, staff_sessions
from .errors import AddressTaken, NotYourOwn, OnlyOwners

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def colleagues() -> QuerySet[User]:
    """Everybody with an account, those who can sign in first; with what they have as a second step."""
    return User.objects.annotate(
        has_app=_has(Authenticator.Type.TOTP), has_passkey=_has(Authenticator.Type.WEBAUTHN)
    ).order_by("-is_active", "name", "pk")


def _has(kind: Authenticator.Type) -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=kind))


def may_be_given(actor: User) -> list[Role]:
    """The roles that this colleague may give to others."""
    return [role for role in Role if role != Role.OWNER or actor.role == Role.OWNER]


@transaction.atomic
def add_colleague(*, name: str, email: str, role: Role, actor: User, now: datetime) -> User:
    """An account without a password: its owner chooses one. Raises OnlyOwners, AddressTaken."""
    if role not in may_be_given(actor):
        raise OnlyOwners
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name, role=role)
    except IntegrityError:
        raise AddressTaken from None
    audit.record(audit.Actor.of(actor), "user.added", user, at=now, role=str(role))
    return user


@transaction.atomic
def change_role(*, user: User, role: Role, actor: User, now: datetime) -> None:
    """Raises OnlyOwners, NotYourOwn. What they may see changes with their next page."""
    user = _locked(user, actor)
    if role not in may_be_given(actor):
        raise OnlyOwners
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    audit.record(audit.Actor.of(actor), "user.role", user, at=now, before=before, after=str(role))


@transaction.atomic
def close_account(*, user: User, actor: User, now: datetime) -> None:
    """They are out at once, everywhere. Raises OnlyOwners, NotYourOwn."""
    user = _locked(user, actor)
    user.is_active = False
    user.save(update_fields=["is_active"])
    staff_sessions.end_all(user)
    audit.record(audit.Actor.of(actor), "user.closed", user, at=now)


@transaction.atomic
def open_account(*, user: User, actor: User, now: datetime) -> None:
    """They may sign in again, with what they had. Raises OnlyOwners, NotYourOwn."""
    user = _locked(user, actor)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(audit.Actor.of(actor), "user.opened", user, at=now)


@transaction.atomic
def reset_second_step(*, user: User, actor: User, now: datetime) -> None:
    """Phone and codes are lost: they set up anew with their next sign-in. Raises OnlyOwners, NotYourOwn."""
    user = _locked(user, actor)
    forget_second_step(user, actor=audit.Actor.of(actor), now=now)


@transaction.atomic
def forget_second_step(user: User, *, actor: audit.Actor, now: datetime) -> int:
    """Delete app, passkeys and recovery codes, and end every session; returns how many there were."""
    gone = Authenticator.objects.filter(user=user).delete()[0]
    staff_sessions.end_all(user)
    audit.record(actor, "user.second_step_reset", user, at=now)
    account_notices.plan_notice(user, what=account_notices.RESET, now=now)
    return gone


def _locked(user: User, actor: User) -> User:
    """The colleague's row, for whoever may change it at this moment.

    All owners are locked too, in one order: two of them cannot close each other at once.
    """
    if user.pk == actor.pk:
        raise NotYourOwn
    owners = User.objects.select_for_update().filter(role=Role.OWNER).order_by("pk")
    active = {one.pk for one in owners if one.is_active}
    row = User.objects.select_for_update().get(pk=user.pk)
    if row.role == Role.OWNER and actor.pk not in active:
        raise OnlyOwners
    return row
