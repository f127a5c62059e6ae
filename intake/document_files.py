"""The sealed files of papers, in the practice's own storage: a folder outside what is served, or S3."""

from __future__ import annotations

import secrets
import sys

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from mediation.core.encryption import decrypt_bytes, encrypt_bytes
from mediation.core.errors import StorageAway

from .errors import FileGone

SEALED_AS = "intake_document.file"


def _storage() -> Storage:
    return storages["documents"]


def new_place() -> str:
    """A random name that says nothing, spread over folders."""
    name = secrets.token_hex(24)
    return f"{name[:2]}/{name}"


def put(place: str, content: bytes) -> None:
    """Seal the file and keep it. What is sealed for one place opens at no other."""
    kept = _storage().save(place, ContentFile(encrypt_bytes(content, where=_where(place))))
    if kept != place:  # 192 random bits were taken: somebody copied rows
        _storage().delete(kept)
        raise FileExistsError(place)


def take(place: str) -> bytes:
    """The file as it was sent. Raises FileGone, or Undecipherable where it was changed from outside."""
    try:
        with _storage().open(place) as sealed:
            return decrypt_bytes(sealed.read(), where=_where(place))
    except FileNotFoundError:
        raise FileGone from None


def delete(place: str) -> None:
    """Twice is harmless. Raises StorageAway where the storage refuses, or does not answer."""
    try:
        _storage().delete(place)
    except _refusals() as error:
        raise StorageAway from error


def _refusals() -> tuple[type[Exception], ...]:
    """What a folder raises and, where one is in use, S3: its library is loaded by nobody else."""
    if "botocore.exceptions" not in sys.modules:
        return (OSError,)
    from botocore.exceptions import BotoCoreError, ClientError

    return (OSError, BotoCoreError, ClientError)


def _where(place: str) -> str:
    return f"{SEALED_AS}:{place}"
