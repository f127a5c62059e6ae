"""Who changed anything: triggers in the database write each change of a row beside it, as it happens.

`@tracked()` on a model makes a table of its changes (`<Model>Change`) and the triggers that fill it, so that
`update()`, raw SQL and bulk writes are caught too. Sealed columns stay sealed there. Those tables are
append-only in the database: only `mediation.core.history.forget_history` gets rows out of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event

Tracked = TypeVar("Tracked", bound=type[models.Model])
ADDED, CHANGED, REMOVED = "insert", "update", "delete"
FORGETTING = "core.forgetting"  # the setting of one transaction in which changes may be deleted
EMPTYING = "core.may_empty"  # the tests' database empties whole tables between two tests
STAMPS = ("updated_at",)  # say only that something else changed, which has its own time here

KEEP_ROWS = f"""
    IF TG_OP = 'DELETE' AND current_setting('{FORGETTING}', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
"""
KEEP_TABLE = f"""
    IF current_setting('{EMPTYING}', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
"""


class Change(Event):
    """One row as one change left it (or, if it was removed, as it was), by whom and in which request."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def keep_rows() -> pgtrigger.Trigger:
    """Refuse UPDATE and DELETE. Made anew for each table: a trigger remembers its model."""
    return pgtrigger.Trigger(
        name="keep_rows",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=KEEP_ROWS,
    )


def keep_table() -> pgtrigger.Trigger:
    """Refuse TRUNCATE."""
    return pgtrigger.Trigger(
        name="keep_table",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=KEEP_TABLE,
    )


def tracked(*, exclude: tuple[str, ...] = (), only_with: str = "") -> Callable[[Tracked], Tracked]:
    """Keep every change of this model's rows.

    `exclude` names columns whose changes mean nothing to anybody (a lease, a counter), which are not kept.
    `only_with` names a foreign key without which a row is not tracked: a visitor's, who is forgotten soon.
    """

    def decorate(model: Tracked) -> Tracked:
        names = {field.name for field in model._meta.local_fields}
        left_out = [*exclude, *(names & set(STAMPS))]
        return pghistory.track(
            *_trackers(model, sorted(names - set(left_out)), only_with),
            exclude=left_out,
            base_model=Change,
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            append_only=False,  # in its place our own guards, which retention can pass
            meta={"triggers": [keep_rows(), keep_table()], "ordering": ["pgh_id"]},
        )(model)

    return decorate


def _trackers(model: Tracked, fields: list[str], only_with: str) -> list[pghistory.RowEvent]:
    """Conditions in SQL: pgtrigger's own are made of lookups, which a sealed column refuses."""
    column_of = {field.name: field.column for field in model._meta.local_fields}
    columns = [column_of[name] for name in fields]
    differs = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    owner = f'"{column_of[only_with]}" IS NOT NULL' if only_with else ""
    changed = f"NEW.{owner} AND ({differs})" if owner else differs
    inserted = pgtrigger.Condition(f"NEW.{owner}") if owner else None
    deleted = pgtrigger.Condition(f"OLD.{owner}") if owner else None
    return [
        pghistory.InsertEvent(ADDED, condition=inserted, trigger_name="history_added"),
        pghistory.UpdateEvent(
            CHANGED, condition=pgtrigger.Condition(changed), trigger_name="history_changed"
        ),
        pghistory.DeleteEvent(REMOVED, condition=deleted, trigger_name="history_removed"),
    ]
