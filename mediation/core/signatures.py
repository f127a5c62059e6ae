"""How providers sign what they tell us. Only comparing and hashing: no settings, no requests."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare


def is_from_twilio(signature: str, *, url: str, form: Iterable[tuple[str, str]], token: str) -> bool:
    """X-Twilio-Signature: HMAC-SHA1 over the whole public URL and the sorted fields, in base64.

    https://www.twilio.com/docs/usage/security#validating-requests
    """
    said = url + "".join(f"{name}{value}" for name, value in sorted(set(form)))
    made = hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()
    return constant_time_compare(base64.b64encode(made).decode(), signature)


def is_signed(signature: str, *, body: bytes, key: str) -> bool:
    """`sha256=` and the hexadecimal HMAC-SHA256 over the body."""
    made = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return constant_time_compare(f"sha256={made}", signature)
