"""Having a file opened by a process that cannot do harm: no keys, no database, little memory, little time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .document_enums import FileProblem, FileType

PROGRAM = Path(__file__).with_name("document_reader.py")
LOOK_SECONDS, READ_SECONDS = 10, 90


@dataclass(frozen=True)
class Look:
    """What a first look at a file found."""

    problem: FileProblem | None = None
    pages: int | None = None


def look_at(content: bytes, file_type: FileType) -> Look:
    """Whether the file can be opened, and how many pages it has. One that ends the process is broken."""
    answer = _answer("look", content, file_type, seconds=LOOK_SECONDS)
    if answer is None:
        return Look(FileProblem.BROKEN)
    problem = answer.get("problem")
    return Look(FileProblem(problem) if problem else None, answer.get("pages"))


def words_of(content: bytes, file_type: FileType) -> str | None:
    """The words of a file, empty where none were found; None where it could not be read."""
    answer = _answer("read", content, file_type, seconds=READ_SECONDS)
    return None if answer is None else str(answer["text"])


def _answer(what: str, content: bytes, file_type: FileType, *, seconds: int) -> dict[str, Any] | None:
    """None where the process failed, was ended by the system, or took too long."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), what, str(file_type)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it would say may quote the file
            timeout=seconds,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout)) if done.returncode == 0 else None
