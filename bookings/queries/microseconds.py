"""Instants as whole microseconds, for queries of thousands: Django reads each timestamp in Python, which for
fifty half-full calendars was two thirds of the work of listing the free times.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Microseconds(Func):
    """A timestamp as whole microseconds since 1970; NULL stays NULL."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        """None: PostgreSQL's numbers are whole already, and asking each again costs a fifth of the query."""
        return []


def instant(microseconds: int) -> datetime:
    """The same in UTC."""
    return EPOCH + microseconds * MICROSECOND
