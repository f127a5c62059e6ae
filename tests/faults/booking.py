"""python -m tests.faults.booking: book nine meetings in turn and print how long each confirming took.

Run by test_queue_away as a process of its own, because a process talks to one queue for life. The numbers are
seconds, as a JSON list; the database must be empty.
"""

import json
import sys
import time
from datetime import UTC, datetime

from mediation import startup

startup.start()

import django  # noqa: E402

django.setup()

from bookings.services import confirm_appointment  # noqa: E402
from mediation.core import audit  # noqa: E402
from tests import factories  # noqa: E402

TIMES = [(23, 10, 30), (23, 12, 0), (23, 13, 30), (23, 15, 0)]
TIMES += [(24, 9, 0), (24, 10, 30), (24, 12, 0), (24, 13, 30), (24, 15, 0)]


def main() -> None:
    factories.notices()
    factories.practice()
    kind = factories.appointment_type()
    factories.works(factories.mediator("Morgan Ellis"))
    starts = [datetime(2026, 11, day, hour, minute, tzinfo=UTC) for day, hour, minute in TIMES]
    took = []
    for starts_at in starts:
        draft = factories.ready_draft(kind, starts_at)
        began = time.perf_counter()
        confirm_appointment(draft=draft, actor=audit.CLIENT, now=factories.NOW)
        took.append(time.perf_counter() - began)
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main()
