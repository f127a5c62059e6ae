"""Encryption of single fields and whole files: AES-256-GCM, keys from FIELD_KEYS, bound to table and column.

The first key of the ring encrypts and all decrypt, so keys rotate by putting a new one in front. The table
and column are authenticated with the text: a value copied into another column does not open. There is no
fallback: without the key, or after tampering, reading raises `Undecipherable`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from .errors import KeysMissing, Undecipherable

NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _ring(entries: tuple[str, ...]) -> dict[str, bytes]:
    ring: dict[str, bytes] = {}
    for entry in entries:
        name, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not name or len(key) != 32:
            raise KeysMissing("FIELD_KEYS must look like name:base64-of-32-bytes, separated by commas.")
        ring[name] = key
    if not ring:
        raise KeysMissing
    return ring


def key_ring() -> dict[str, bytes]:
    """Every key by its name, newest first. Raises KeysMissing."""
    return _ring(tuple(settings.FIELD_KEYS))


def encrypt(plain: str, *, where: str) -> str:
    """Return `key-name.base64(nonce + ciphertext)` of `plain`, bound to `where` (table.column)."""
    name, key = next(iter(key_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), where.encode())
    return f"{name}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, where: str) -> str:
    """Open what `encrypt` made. Raises Undecipherable for a missing key, another column, or tampering."""
    name, _, encoded = stored.partition(".")
    key = key_ring().get(name)
    if key is None:
        raise Undecipherable
    try:
        sealed = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def encrypt_bytes(plain: bytes, *, where: str) -> bytes:
    """Return `key-name.`, nonce and ciphertext of a whole file, bound to `where` (table.column:row)."""
    name, key = next(iter(key_ring().items()))
    nonce = os.urandom(NONCE_BYTES)
    return name.encode() + b"." + nonce + AESGCM(key).encrypt(nonce, plain, where.encode())


def decrypt_bytes(stored: bytes, *, where: str) -> bytes:
    """Open what `encrypt_bytes` made. Raises Undecipherable for a missing key, another row, or tampering."""
    name, _, sealed = stored.partition(b".")
    key = key_ring().get(name.decode(errors="replace"))
    if key is None:
        raise Undecipherable
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], where.encode())
    except (InvalidTag, ValueError) as error:
        raise Undecipherable from error


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed fingerprint for equality look-ups in encrypted columns; not reversible, differs by purpose.

    It is made with the oldest key of the ring, so that adding a key in front does not change it.
    """
    key = list(key_ring().values())[-1]
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that PostgreSQL only ever sees sealed. Empty text is sealed too; it cannot be searched."""

    @property
    def where(self) -> str:
        """Table and column; of a recorded change those of the row that it copies (see `tracking`)."""
        model = getattr(self.model, "pgh_tracked_model", None) or self.model
        return f"{model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else encrypt(self.to_plain(value), where=self.where)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return None if value is None else self.from_plain(decrypt(value, where=self.where))

    def to_plain(self, value: Any) -> str:
        return str(value)

    def from_plain(self, plain: str) -> Any:
        return plain

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.where} is encrypted: it cannot be searched.")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, sealed as text."""

    # django-stubs' names for what may be assigned and what is read: any JSON value, not only text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_plain(self, value: Any) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))

    def from_plain(self, plain: str) -> Any:
        return json.loads(plain)

    def to_python(self, value: Any) -> Any:
        return value
