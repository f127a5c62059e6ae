"""Booking is as quick without the queue as with it, however the queue is away."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from mediation.core.models import Message

from .processes import PATIENCE, ROOT, environment

pytestmark = pytest.mark.faults

A_BLOCKED_PUBLISH = 0.5  # seconds: what one costs at least when the queue refuses, five when it is silent


@pytest.fixture
def silent() -> Iterator[str]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as never_read:
        yield f"redis://127.0.0.1:{never_read.getsockname()[1]}/0"


@pytest.fixture
def redis(request: pytest.FixtureRequest, tmp_path: Path, silent: str) -> str:
    with socket.create_server(("127.0.0.1", 0)) as briefly:
        refused = f"redis://127.0.0.1:{briefly.getsockname()[1]}/0"
    return {
        "there": os.environ["REDIS_URL"],
        "no socket": f"unix://{tmp_path}/none.sock?db=0",
        "refused": refused,
        "silent": silent,
    }[request.param]


@pytest.mark.parametrize("redis", ["there", "no socket", "refused", "silent"], indirect=True)
def test_confirming_never_waits_for_the_queue(redis):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.booking"],
        env=environment(redis=redis, mail="console:"),
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE * 2,
        check=True,
    )
    took = json.loads(done.stdout)
    print(f"confirming: median {median(took) * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms")  # noqa: T201

    assert len(took) == Message.objects.count() == 9
    assert median(took) < A_BLOCKED_PUBLISH  # the slowest shares the processor with the thread's imports
