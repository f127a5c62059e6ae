"""Typed reading of the environment. A wrong value stops the start with a sentence that names it."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class SettingError(Exception):
    """An environment variable is missing or cannot be read; the text says which and what to do."""


def load_file(path: Path) -> None:
    """Put NAME=value lines of `path` into the environment; what is already set wins; no file, no effect."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise SettingError(f"{name} must be yes or no, not {value!r}.")
    return default


def number(name: str, default: int, *, minimum: int = 0) -> int:
    value = text(name)
    if not value:
        return default
    if not value.isdigit() or int(value) < minimum:
        raise SettingError(f"{name} must be a whole number of at least {minimum}, not {value!r}.")
    return int(value)


def names(name: str) -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def endpoints(name: str, *, may: bool) -> frozenset[tuple[str, int]]:
    """Entries `address:port`, the address in numbers. Raises SettingError for anything else, and for any at
    all where there may be none."""
    entries = names(name)
    if entries and not may:
        raise SettingError(f"{name} is for demos alone: leave it out.")
    found = [entry.rpartition(":") for entry in entries]
    if not all(address and port.isdigit() for address, _, port in found):
        raise SettingError(f"{name} must look like 127.0.0.1:5232, with a comma between several.")
    return frozenset((address.strip("[]"), int(port)) for address, _, port in found)


def field_keys(name: str) -> list[str]:
    """The entries `id:key` of the key ring, newest first; each key is 32 bytes in base64.

    Raises SettingError for anything else. None at all is allowed here: see `require`.
    """
    entries = names(name)
    for entry in entries:
        key_id, _, encoded = entry.partition(":")
        if not key_id or _length_of(encoded) != 32:
            raise SettingError(
                f"{name} must look like name:key, where the key is 32 random bytes in base64, "
                "with a comma between several."
            )
    return entries


def _length_of(encoded: str) -> int:
    try:
        return len(base64.b64decode(encoded, validate=True))
    except binascii.Error:
        return -1


def require(*needed: str) -> None:
    """Raises SettingError, in one sentence, where one of these is not set."""
    missing = [name for name in needed if not text(name)]
    if missing:
        *first, last = missing
        listed = f"{', '.join(first)} and {last} are" if first else f"{last} is"
        raise SettingError(
            f"{listed} not set: start the demo with script/server, or read docs/operations.md "
            "for a real practice."
        )


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry of a postgresql:// URL; connections come from a pool in each process.

    Raises SettingError for any other scheme: the product runs on PostgreSQL alone.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise SettingError(
            "DATABASE_URL must start with postgresql://, because this product runs on PostgreSQL alone."
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or options.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": options.pop("port", None) or parts.port or "",
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            **options,
            "pool": {
                "min_size": 1,
                "max_size": number("DATABASE_POOL", 10, minimum=1),
                "timeout": 3,  # seconds to wait for a connection while the database is away
            },
        },
    }


def celery_broker(url: str) -> str:
    """Celery wants redis+socket:// where Django's cache and redis-py want unix://."""
    if not url.startswith("unix://"):
        return url
    parts = urlsplit(url)
    database_number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database_number}"


@dataclass(frozen=True)
class Mail:
    """Where e-mail goes: Django's settings for one EMAIL_URL, and which provider's reports are believed."""

    backend: str
    settings: Mapping[str, Any]
    provider: str = ""


# The names that anymail gives to each provider's keys, in the order in which they stand in EMAIL_URL.
ANYMAIL_KEYS = {
    "brevo": ("API_KEY",),
    "mailersend": ("API_TOKEN",),
    "mailgun": ("API_KEY",),
    "mailjet": ("API_KEY", "SECRET_KEY"),
    "mailtrap": ("API_TOKEN",),
    "mandrill": ("API_KEY",),
    "postmark": ("SERVER_TOKEN",),
    "resend": ("API_KEY",),
    "sparkpost": ("API_KEY",),
}


def mail(url: str) -> Mail:
    """Read smtp://user:password@host:port?tls=1, anymail+provider://key@?setting=value, file:///folder or
    console: (the default).

    Raises SettingError for anything else.
    """
    parts = urlsplit(url or "console:")
    if parts.scheme == "console":
        return Mail("django.core.mail.backends.console.EmailBackend", {})
    if parts.scheme == "file":
        return Mail("django.core.mail.backends.filebased.EmailBackend", {"EMAIL_FILE_PATH": parts.path})
    if parts.scheme.startswith("anymail+"):
        return _provider_mail(parts)
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        secure = parse_qs(parts.query).get("tls", ["0"])[0] == "1"
        return Mail(
            "django.core.mail.backends.smtp.EmailBackend",
            {
                "EMAIL_HOST": parts.hostname,
                "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
                "EMAIL_HOST_USER": unquote(parts.username or ""),
                "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
                "EMAIL_USE_SSL": parts.scheme == "smtps",
                "EMAIL_USE_TLS": secure and parts.scheme == "smtp",
                "EMAIL_TIMEOUT": 20,
            },
        )
    raise SettingError(
        "EMAIL_URL must look like smtp://host:port, anymail+mailgun://key@, file:///folder or console:."
    )


def _provider_mail(parts: SplitResult) -> Mail:
    """Anymail's settings of one provider; behind the question mark stand further ones of its own."""
    provider = parts.scheme.removeprefix("anymail+")
    given = [unquote(one) for one in (parts.username, parts.password) if one]
    names = ANYMAIL_KEYS.get(provider, ())
    if not names or len(given) != len(names):
        known = ", ".join(ANYMAIL_KEYS)
        raise SettingError(f"EMAIL_URL must look like anymail+provider://key@, the provider one of {known}.")
    more = {name.upper(): values[-1] for name, values in parse_qs(parts.query).items()}
    chosen = {f"{provider.upper()}_{name}": value for name, value in zip(names, given, strict=True)}
    chosen |= {f"{provider.upper()}_{name}": value for name, value in more.items()}
    anymail = chosen | {"REQUESTS_TIMEOUT": (5, 20), "WEBHOOK_SECRET": text("EMAIL_WEBHOOK_SECRET")}
    return Mail(f"anymail.backends.{provider}.EmailBackend", {"ANYMAIL": anymail}, provider)


@dataclass(frozen=True)
class Texts:
    """Where text messages go. `provider`: twilio, generic, file, console, or "" for nowhere.

    `url` is the provider's address or the folder, `seconds` the wait for an answer.
    """

    provider: str = ""
    url: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    sender: str = ""
    seconds: float = 15.0


def texts(url: str) -> Texts:
    """Read SMS_URL: twilio://SID:TOKEN@host?from=..., sms+https://key@host/path?from=..., file:///folder,
    console:, or nothing at all.

    Raises SettingError for anything else, and for plain http to anywhere but this machine.
    """
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if not url:
        return Texts()
    if parts.scheme in {"console", "file"}:
        return Texts(parts.scheme, parts.path)
    plain = parts.scheme == "sms+http" or (parts.scheme == "twilio" and options.get("tls") == "0")
    known = parts.scheme in {"twilio", "sms+https", "sms+http"}
    complete = parts.username and parts.hostname and options.get("from")
    if not known or not complete or (parts.scheme == "twilio" and not parts.password):
        raise SettingError(
            "SMS_URL must look like twilio://SID:TOKEN@api.twilio.com?from=..., "
            "sms+https://key@host/path?from=..., file:///folder or console:, or be empty."
        )
    if plain and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise SettingError("SMS_URL may only speak plain http to this machine itself.")
    is_twilio = parts.scheme == "twilio"
    host = parts.netloc.rpartition("@")[2]
    return Texts(
        provider="twilio" if is_twilio else "generic",
        url=f"{'http' if plain else 'https'}://{host}{'' if is_twilio else parts.path or '/'}",
        user=unquote(parts.username or "") if is_twilio else "",
        secret=unquote((parts.password if is_twilio else parts.username) or ""),
        sender=options["from"],
        seconds=_seconds(options.get("timeout", "15")),
    )


def _seconds(value: str, *, name: str = "SMS_URL") -> float:
    try:
        return float(value)
    except ValueError:
        raise SettingError(f"The timeout in {name} must be a number of seconds.") from None


@dataclass(frozen=True)
class Documents:
    """Where people's papers are kept, sealed: Django's name of the storage, and its options."""

    backend: str
    options: Mapping[str, Any]


def documents(url: str, *, default_folder: Path) -> Documents:
    """Read file:///folder, or s3://key:secret@bucket/folder?region=...&endpoint=https://...; a folder of this
    machine where nothing is set.

    Without key and secret the S3 client looks for its own (a role of the machine). Raises SettingError for
    anything else, and for plain http to anywhere but this machine.
    """
    parts = urlsplit(url or f"file://{default_folder}")
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        options = {
            "location": parts.path,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        }
        return Documents("django.core.files.storage.FileSystemStorage", options)
    if parts.scheme != "s3" or not parts.hostname:
        raise SettingError(
            "DOCUMENTS_STORAGE_URL must look like file:///folder or s3://key:secret@bucket?region=..."
        )
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    endpoint = given.get("endpoint", "")
    if endpoint and not _is_safe_endpoint(endpoint):
        raise SettingError("The endpoint in DOCUMENTS_STORAGE_URL must begin with https://.")
    return Documents(
        "mediation.core.s3.HastyS3Storage",
        {
            "bucket_name": parts.netloc.rpartition("@")[2],
            "location": parts.path.strip("/"),
            "access_key": unquote(parts.username or "") or None,
            "secret_key": unquote(parts.password or "") or None,
            "region_name": given.get("region"),
            "endpoint_url": endpoint or None,
            "addressing_style": "path" if endpoint else "auto",
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": True,  # names are random: a second writing of one is the same file again
        },
    )


def _is_safe_endpoint(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Clamd:
    """Where ClamAV listens; `host` or `path` is empty. Without either nothing is checked for viruses."""

    host: str = ""
    port: int = 3310
    path: str = ""
    seconds: float = 20.0

    def __bool__(self) -> bool:
        return bool(self.host or self.path)


def clamd(url: str) -> Clamd:
    """Read tcp://host:3310?timeout=20 or unix:///run/clamav/clamd.ctl, or nothing at all.

    Raises SettingError for anything else.
    """
    if not url:
        return Clamd()
    parts = urlsplit(url)
    seconds = _seconds(parse_qs(parts.query).get("timeout", ["20"])[0], name="CLAMD_URL")
    if parts.scheme == "tcp" and parts.hostname:
        return Clamd(host=parts.hostname, port=parts.port or 3310, seconds=seconds)
    if parts.scheme == "unix" and parts.path.startswith("/"):
        return Clamd(path=parts.path, seconds=seconds)
    raise SettingError("CLAMD_URL must look like tcp://host:3310 or unix:///run/clamav/clamd.ctl.")
