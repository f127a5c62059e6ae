"""Having somebody else's calendar read by a process that cannot do harm: no keys, little memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from mediation.core.enums import OutsideFault
from mediation.core.errors import OutsideFailed
from mediation.core.periods import Period

PROGRAM = Path(__file__).with_name("busy_reader.py")
SECONDS = 15


def busy_times_in(
    content: bytes, *, zone: str, start: datetime, end: datetime, ours: str, seconds: float = SECONDS
) -> list[Period]:
    """Busy times inside `[start, end)`, merged, UTC. `zone` is the mediator's; entries whose UID ends with
    `ours` are our own. Raises OutsideFailed: no calendar, or more than anybody has (or than time allows)."""
    asked = {
        "zone": zone,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "ours": ours,
        "seconds": max(1, round(seconds)),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), json.dumps(asked)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what it would say may quote the file
            timeout=seconds,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutsideFailed(OutsideFault.TOO_MUCH) from None
    if done.returncode < 0:  # ended by the system, past its limits
        raise OutsideFailed(OutsideFault.TOO_MUCH)
    if done.returncode:
        raise OutsideFailed(OutsideFault.NOT_A_CALENDAR)
    answer = json.loads(done.stdout)
    if isinstance(answer, dict):
        raise OutsideFailed(OutsideFault(answer["fault"]))
    return [Period(datetime.fromisoformat(first), datetime.fromisoformat(last)) for first, last in answer]
