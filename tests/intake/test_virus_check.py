"""The conversation with ClamAV, over real sockets. Only its clear word lets a file out."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from intake import virus_check
from intake.virus_check import Verdict
from mediation import env
from mediation.env import Clamd

from . import made_up_files as files
from .clamav import EICAR, speaking


def test_a_clean_file_is_sent_whole_and_found_clean(settings: Any) -> None:
    content = os.urandom(3 * 1024 * 1024 + 7)
    with speaking() as clamav:
        settings.CLAMD = clamav.where

        assert virus_check.check(content) is Verdict.CLEAN
    assert clamav.files == [content]


def test_eicar_is_found(settings: Any) -> None:
    with speaking() as clamav:
        settings.CLAMD = clamav.where

        assert virus_check.check(files.pdf() + EICAR) is Verdict.INFECTED


def test_it_speaks_over_a_unix_socket_too(settings: Any, tmp_path: Path) -> None:
    with speaking(path=tmp_path / "c") as clamav:
        settings.CLAMD = clamav.where

        assert virus_check.check(b"words") is Verdict.CLEAN


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't open file ERROR\0",
        b"OK\0",
        b"\xff\xfe\0",
    ],
)
def test_any_other_answer_is_none(settings: Any, answer: bytes) -> None:
    with speaking(answer=answer) as clamav:
        settings.CLAMD = clamav.where

        assert virus_check.check(b"words") is Verdict.UNKNOWN


def test_one_that_cannot_be_reached_says_nothing(settings: Any, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for where in (Clamd(host="127.0.0.1", port=port), Clamd(path=str(tmp_path / "nothing")), Clamd()):
        settings.CLAMD = where

        assert virus_check.check(b"words") is Verdict.UNKNOWN


def test_one_that_never_answers_is_not_waited_for_long(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD = Clamd(host="127.0.0.1", port=silent.getsockname()[1], seconds=0.2)

        assert virus_check.check(b"words") is Verdict.UNKNOWN


@pytest.mark.clamav
def test_a_real_clamav_finds_eicar_and_nothing_in_a_letter(settings: Any) -> None:
    settings.CLAMD = env.clamd(os.environ["CLAMD_URL"])

    assert virus_check.check(EICAR) is Verdict.INFECTED
    assert virus_check.check(files.pdf()) is Verdict.CLEAN
