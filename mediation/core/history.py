"""Who makes the changes that the database records, and the one way to forget them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Q

from .tracking import FORGETTING, Change


class LazyEncoder(DjangoJSONEncoder):
    """Asks who it is only when something is written, so that a page that writes nothing asks nothing."""

    def default(self, value: Any) -> Any:
        return value() if callable(value) else super().default(value)


def changes_by(kind: str, **details: Any) -> AbstractContextManager[Any]:
    """Everything written within is recorded as done by this: `staff`, `client`, `task` or `command`.

    `details` are ids and names of code, never of people; each may be a function, asked at each write.
    """
    context: AbstractContextManager[Any] = pghistory.context(by=kind, **details)
    return context


def changes_in_request(user_id: Callable[[], int | None]) -> AbstractContextManager[Any]:
    """Within one request: by the member of staff who is signed in at that moment, else by a client."""
    return changes_by("request", user=user_id)


def change_model(model: type[models.Model]) -> type[Change]:
    """The table of this model's changes. Raises LookupError where it is not tracked."""
    found: type[Change] | None = getattr(model, "pgh_event_model", None)
    if found is None:
        raise LookupError(f"{model.__name__} is not tracked.")
    return found


@transaction.atomic
def forget_history(model: type[models.Model], ids: Iterable[int]) -> int:
    """Delete what is recorded of the changes of these rows; returns how many records that were.

    For retention and erasure alone, and the only way: the database refuses any other DELETE. Call it after
    the rows themselves are deleted, in the same transaction, since their deletion is recorded as well.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [FORGETTING])
    rows: models.QuerySet[Any] = change_model(model)._base_manager.all()
    gone = rows.filter(Q(pgh_obj_id__in=list(ids))).delete()[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'off', true)", [FORGETTING])
    return gone
