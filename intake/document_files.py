"""The sealed files of papers, in the practice's own storage: a folder outside what is served, or S3."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from mediation.core.encryption import decrypt_bytes, encrypt_bytes

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
    """Twice is harmless."""
    _storage().delete(place)


def _where(place: str) -> str:
    return f"{SEALED_AS}:{place}"
