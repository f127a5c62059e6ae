"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from .models import AuditEntry, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a client (no account), a member of staff, or the system itself."""

    kind: str
    user: User | None = None

    @classmethod
    def of(cls, user: User) -> Actor:
        return cls("staff", user)

    @classmethod
    def signed_in(cls, user: AbstractBaseUser | AnonymousUser) -> Actor:
        """The member of staff behind a request. Raises TypeError for a request that nobody signed in to."""
        if not isinstance(user, User):
            raise TypeError("Nobody is signed in.")
        return cls.of(user)


CLIENT = Actor("client")
SYSTEM = Actor("system")


def record(actor: Actor, verb: str, subject: Model, *, at: datetime, **details: Any) -> AuditEntry:
    """Append one entry. `details` takes references and codes only, never names or addresses."""
    return AuditEntry.objects.create(
        at=at,
        actor_kind=actor.kind,
        actor=actor.user,
        verb=verb,
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        details=details,
    )


def record_by_staff(
    user: AbstractBaseUser | AnonymousUser, verb: str, subject: Model, *, at: datetime, fields: Iterable[str]
) -> AuditEntry:
    """Append what somebody changed by hand on the admin site: the names of the fields, not their values."""
    return record(Actor.signed_in(user), verb, subject, at=at, fields=sorted(fields))


def subject_type(subject: Model) -> str:
    """How rows name another row's kind: its model's name in lower case, e.g. `appointment`."""
    return str(subject._meta.model_name)
