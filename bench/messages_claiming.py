"""The claiming statement by itself, on a table that keeps everything that was ever sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from django.db import connection, transaction

from mediation.core import outbox
from mediation.core.models import Message

ROWS, DUE, LATER = 1_000_000, 1_000, 20_000
FILL = """
INSERT INTO core_message (kind, purpose, channel, subject_type, subject_id, subject_version, recipient,
  due_at, state, attempts, provider_id, delivery, reason, created_at, sent_at)
SELECT 'appointment.reminder:1440', 'reminder', 'email', 'bench', turn, 1, 'party:' || turn,
  %(now)s::timestamptz + CASE WHEN turn <= %(due)s THEN interval '-1 minute' * (turn %% 60)
    WHEN waits THEN interval '1 minute' * turn ELSE interval '-1 day' * (turn %% 700) END,
  CASE WHEN waits THEN 'planned' ELSE 'sent' END,
  1, CASE WHEN waits THEN '' ELSE '<' || md5(turn::text) || '@example.org>' END,
  '', '', %(now)s, %(now)s
FROM (SELECT turn, turn <= %(due)s + %(later)s AS waits FROM generate_series(1, %(rows)s) AS turn) AS turns
"""


def seconds_of_claiming(*, now: datetime, rounds: int) -> float:
    """The median of one statement that claims all that is due; each round takes its claims back."""
    Message.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"now": now, "due": DUE, "later": LATER, "rows": ROWS})
        cursor.execute("VACUUM ANALYZE core_message")
    return median(_claimed(now) for _ in range(rounds))


def _claimed(now: datetime) -> float:
    with transaction.atomic():
        began = perf_counter()
        claims = outbox.claim_due(now=now + timedelta(seconds=1), limit=2 * DUE)
        took = perf_counter() - began
        transaction.set_rollback(True)
    if len(claims) != DUE:
        raise AssertionError(f"{len(claims)} were claimed, not {DUE}.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM core_message")
    return took
