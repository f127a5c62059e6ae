"""An authenticator app (RFC 6238), written apart from the product."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time


def code(secret: str, *, at: float | None = None) -> str:
    """The 6 numbers that the app shows now, or at this Unix time."""
    key = base64.b32decode(secret.replace(" ", ""))
    step = int(time.time() if at is None else at) // 30
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
