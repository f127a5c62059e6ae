"""The environment that the demo runs in, kept in var/demo.env so that manage.py finds the same."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

KEPT = ("SECRET_KEY", "FIELD_KEYS")  # made once; data encrypted with a lost key would be lost


def demo_environment(
    *, var: Path, servers: Mapping[str, str], site_url: str, allowed_hosts: str
) -> dict[str, str]:
    """Every variable the demo needs. What the caller's environment already says wins."""
    kept = read(var / "demo.env")
    own = {
        "DEMO": "1",
        "SECRET_KEY": kept.get("SECRET_KEY") or secrets.token_urlsafe(50),
        "FIELD_KEYS": kept.get("FIELD_KEYS") or "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "EMAIL_URL": f"file://{var / 'mail'}",
        "SMS_URL": f"file://{var / 'texts'}",
        "SITE_URL": site_url,
        "ALLOWED_HOSTS": allowed_hosts,
        **servers,
    }
    return {name: os.environ.get(name) or value for name, value in own.items()}


def read(path: Path) -> dict[str, str]:
    """The NAME=value lines of a file; none if there is no such file."""
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        name: value
        for name, equals, value in (line.partition("=") for line in lines)
        if equals and name[0] != "#"
    }


def write(path: Path, values: Mapping[str, str]) -> None:
    """Write the file for its owner's eyes only, wholly or not at all."""
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write("# The demo's environment, written by script/server. It holds keys: do not pass it on.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    half.replace(path)
