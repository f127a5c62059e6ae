"""Secret links: hashed, scoped, expiring; a one-time code to the safe channel opens the details.

The token is HMAC-SHA256 of a stored random nonce under SECRET_KEY (192 bits are used), so the same link can
be shown again and put into a message without being stored. It is looked up by the token's hash alone.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Model
from django.utils.crypto import constant_time_compare, salted_hmac

from .audit import subject_type
from .errors import TooManyAttempts
from .models import SecretLink

TOKEN_BYTES = 24
CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
ModelT = TypeVar("ModelT", bound=Model)


def issue(scope: str, subject: Model, *, expires_at: datetime) -> str:
    """The token of the subject's link of this scope, made at first use; a later call moves the expiry.

    `expires_at` is UTC. The same subject and scope always give the same token while SECRET_KEY stands.
    """
    return issue_all(scope, {subject: expires_at})[subject]


def issue_all(scope: str, subjects: Mapping[ModelT, datetime]) -> dict[ModelT, str]:
    """The same for several subjects of one model, each with its own expiry; one query if all have links."""
    if not subjects:
        return {}
    of_type = {"scope": scope, "subject_type": subject_type(next(iter(subjects)))}
    own = SecretLink.objects.filter(**of_type, subject_id__in=[subject.pk for subject in subjects])
    kept = {row[0]: row[1:] for row in own.values_list("subject_id", "nonce", "expires_at", "token_hash")}
    tokens = {}
    for subject, expires_at in subjects.items():
        found = kept.get(subject.pk)
        if found is None:
            which = {**of_type, "subject_id": subject.pk}
            link, _ = SecretLink.objects.get_or_create(**which, defaults=_fresh(scope, subject, expires_at))
            found = (link.nonce, link.expires_at, link.token_hash)
        token = tokens[subject] = _token(found[0], scope, subject)
        if found[1:] != (expires_at, _hash(token)):
            mine = SecretLink.objects.filter(**of_type, subject_id=subject.pk)
            mine.update(expires_at=expires_at, token_hash=_hash(token))
    return tokens


def revoke(scope: str, subject: Model) -> None:
    """Make every link of this scope to the subject useless."""
    SecretLink.objects.filter(scope=scope, subject_type=subject_type(subject), subject_id=subject.pk).delete()


def exists(scope: str, subject: Model) -> bool:
    """Whether somebody may hold a link of this scope to the subject."""
    return SecretLink.objects.filter(
        scope=scope, subject_type=subject_type(subject), subject_id=subject.pk
    ).exists()


def find(scope: str, token: str, *, now: datetime) -> SecretLink | None:
    """The link that this token opens, or None: unknown, of another scope and expired look alike."""
    return SecretLink.objects.filter(scope=scope, token_hash=_hash(token), expires_at__gt=now).first()


@transaction.atomic
def new_code(link: SecretLink, *, now: datetime) -> int:
    """Start a new one-time code for this link and return its version; `code_for` tells the digits."""
    link = SecretLink.objects.select_for_update().get(pk=link.pk)
    link.code_version += 1
    link.code_hash = _hash(_code(link, link.code_version))
    link.code_expires_at = now + CODE_LIFE
    link.code_attempts = 0
    link.save()
    return link.code_version


def code_for(link: SecretLink, version: int) -> str | None:
    """The six digits of this version, or None when a newer one has replaced it."""
    return _code(link, version) if version == link.code_version else None


def check_code(link: SecretLink, typed: str, *, now: datetime) -> bool:
    """Whether the digits are right; a code works once, for 15 minutes. Raises TooManyAttempts after five."""
    counted = SecretLink.objects.filter(
        pk=link.pk, code_attempts__lt=CODE_TRIES, code_expires_at__gt=now
    ).update(code_attempts=F("code_attempts") + 1)
    link.refresh_from_db()
    if not counted and link.code_attempts >= CODE_TRIES:
        raise TooManyAttempts
    right = bool(link.code_hash) and constant_time_compare(_hash("".join(typed.split())), link.code_hash)
    if not (counted and right):
        return False
    return bool(
        SecretLink.objects.filter(pk=link.pk, code_hash=link.code_hash).update(
            code_hash="", code_expires_at=None
        )
    )


def _fresh(scope: str, subject: Model, expires_at: datetime) -> dict[str, object]:
    nonce = secrets.token_hex(16)
    return {"nonce": nonce, "token_hash": _hash(_token(nonce, scope, subject)), "expires_at": expires_at}


def _token(nonce: str, scope: str, subject: Model) -> str:
    message = f"{nonce}:{scope}:{subject_type(subject)}:{subject.pk}"
    digest = salted_hmac("mediation.core.links", message, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def _code(link: SecretLink, version: int) -> str:
    digest = salted_hmac("mediation.core.codes", f"{link.nonce}:{version}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
