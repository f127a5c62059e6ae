"""Writing the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def subject_type(subject: Model) -> str:
    """How rows name another row's kind: its model's name in lower case, e.g. `appointment`."""
    return str(subject._meta.model_name)
