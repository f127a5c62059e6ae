"""A step whose inputs have not changed is not done again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(*values: str, files: Iterable[Path] = ()) -> str:
    """A fingerprint of some words and of the names and contents of some files (missing ones count too)."""
    whole = hashlib.sha256()
    for value in values:
        whole.update(f"{value}\0".encode())
    for file in sorted(files):
        whole.update(f"{file}\0".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"missing")
    return whole.hexdigest()


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def is_current(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest


def write(stamp: Path, digest: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest + "\n", encoding="ascii")
