"""The one way in which people's records are deleted: by retention, or because somebody asked for it.

Each app says here what it forgets of a person (`forgets`) and what it keeps, with the reason (`keeps`); a
test finds every table that hangs on a person's file and is in neither. What triggers guard against deletion
is deleted inside `gate` alone. Call `delete` and `blank`, never the query set's own: they also forget what
the history tables recorded of these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from .enums import MessageState
from .history import forget_history
from .models import Alert, LegalHold, Message, SecretLink
from .retention import ClassKey

# What the triggers look for; each app's triggers have asked by their own name so far.
_SWITCHES = ("mediation.purging", "intake.purging", "legalaid.purging")
FORGOTTEN = "the file was deleted"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records go: these files of one case, and with `is_whole_case` the case itself.

    Files and cases that became part of these are among `party_ids` and `case_ids`: who makes a scope puts
    them there. `keep`: classes whose records law needs longer; whoever forgets must leave those of
    these classes.
    """

    case_ids: frozenset[int]
    party_ids: frozenset[int]
    is_whole_case: bool
    now: datetime
    keep: frozenset[ClassKey] = frozenset()


@dataclass(frozen=True, slots=True)
class _Forgetting:
    models: tuple[str, ...]
    order: int
    run: Callable[[Scope], None]


_forgettings: dict[str, _Forgetting] = {}
_file_removers: list[Callable[[Scope], None]] = []
_kept: dict[str, str] = {}


def forgets(*models: str, order: int = 50) -> Callable[[Callable[[Scope], None]], Callable[[Scope], None]]:
    """Register what forgets these models' rows, named `app.Model`. Lower orders run first.

    The function runs inside one transaction and the gate; running it twice does nothing more.
    """

    def decorate(run: Callable[[Scope], None]) -> Callable[[Scope], None]:
        _forgettings[f"{run.__module__}.{run.__qualname__}"] = _Forgetting(models, order, run)
        return run

    return decorate


def removes_files(run: Callable[[Scope], None]) -> Callable[[Scope], None]:
    """Register what deletes files outside the database, before their rows; twice is harmless. It raises
    `StorageAway` where the storage refuses, and then no row is touched."""
    if run not in _file_removers:
        _file_removers.append(run)
    return run


def keeps(model: str, because: str) -> None:
    """Say of a model that hangs on people's files why its rows stay: an anonymous skeleton, or a duty."""
    _kept[model] = because


def forgotten_models() -> frozenset[str]:
    return frozenset(model for one in _forgettings.values() for model in one.models)


def kept_models() -> Mapping[str, str]:
    return dict(_kept)


def remove_files(scope: Scope) -> None:
    """First the files, outside any transaction: a row whose file is gone is found again."""
    for run in _file_removers:
        run(scope)


def forget(scope: Scope) -> None:
    """Then the rows. Needs a transaction."""
    with gate():
        for one in sorted(_forgettings.values(), key=lambda one: one.order):
            one.run(scope)


@contextmanager
def gate() -> Iterator[None]:
    """Within it, and within this transaction, guarded rows may be deleted. Needs a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("Deleting guarded rows needs a transaction.")
    if _is_open():  # by whoever called us, who also closes it
        yield
        return
    _switch("on")
    yield  # after an error the transaction is rolled back, and the switches with it
    _switch("off")


def _is_open() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [_SWITCHES[0]])
        return bool((cursor.fetchone() or ("",))[0] == "on")


def _switch(to: str) -> None:
    with connection.cursor() as cursor:
        for name in _SWITCHES:
            cursor.execute("SELECT set_config(%s, %s, true)", [name, to])


def delete(rows: QuerySet[Any]) -> int:
    """Delete these rows and their history; returns how many rows."""
    ids = list(rows.values_list("pk", flat=True))
    model = rows.model
    count: int = model._default_manager.filter(pk__in=ids).delete()[1].get(model._meta.label, 0)
    forget_history_of(model, ids)
    return count


def blank(rows: QuerySet[Any], **values: Any) -> int:
    """Overwrite what is personal in these rows, and forget their history; returns how many rows."""
    ids = list(rows.values_list("pk", flat=True))
    count: int = rows.model._default_manager.filter(pk__in=ids).update(**values)
    forget_history_of(rows.model, ids)
    return count


def forget_history_of(model: type[Model], ids: Collection[int]) -> None:
    """Delete what was recorded of earlier states of these rows (tables filled by triggers), if any is."""
    if hasattr(model, "pgh_event_model"):
        forget_history(model, ids)


def forget_traces(kind: str, ids: Collection[int]) -> None:
    """Of the rows of this kind (as `audit.subject_type` says it): copies of messages, links, alerts, and why
    they were once held.

    The messages' own rows stay, for counting; what is still planned is not sent.
    """
    links = SecretLink.objects.filter(subject_type=kind, subject_id__in=ids)
    _forget_messages("secretlink", list(links.values_list("pk", flat=True)))
    _forget_messages(kind, ids)
    delete(links)
    delete(Alert.objects.filter(subject_type=kind, subject_id__in=ids))
    lifted = LegalHold.objects.filter(subject_type=kind, subject_id__in=ids, lifted_at__isnull=False)
    blank(lifted, reason="", lifted_because="")


def _forget_messages(kind: str, ids: Collection[int]) -> None:
    about = Message.objects.filter(subject_type=kind, subject_id__in=ids)
    about.filter(state=MessageState.PLANNED).update(state=MessageState.SKIPPED, reason=FORGOTTEN)
    blank(about, sent_copy=None, provider_id="")
