"""Who read and who changed what belongs to one case, for managers: names of fields, never their values.

Reads and decisions come from the audit trail; changes from what the database's triggers wrote. Every tracked
table that leads to a case is found by its foreign keys, so a new one needs nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from bookings.models import Appointment
from intake.models import Case, Complaint, Party
from mediation.core.models import AuditEntry, Message, User
from mediation.core.tracking import ADDED, REMOVED, Change

from .history_words import FIELDS, RECORDS, SILENT, decision_words, who_words

# How a table leads to its case, the first that fits: a foreign key's name, and the way from there.
WAYS = {
    "case": "case",
    "party": "party__case",
    "inclusive": "inclusive__case",
    "appointment": "appointment__party__case",
    "invitation": "invitation__case",
    "document": "document__party__case",
}


@dataclass
class Item:
    """One row that changed: what it is, whose, what happened to it and which of its fields."""

    what: str
    whose: str
    did: str
    fields: list[str]


@dataclass
class Entry:
    """One thing that somebody did, at one moment (UTC)."""

    at: datetime
    order: tuple[datetime, int]
    who: str
    words: str
    is_read: bool
    items: list[Item] = field(default_factory=list)


def case_history(case: Case, *, kind: str = "") -> list[Entry]:
    """Everything, newest first, also of cases that became part of this one; `kind` "read" or "change" leaves
    the others out."""
    cases = [case.pk, *Case.objects.filter(merged_into=case).values_list("pk", flat=True)]
    names = {party.pk: party.name for party in Party.objects.filter(case__in=cases)}
    changes = [] if kind == "read" else _changes(cases)
    entries = [] if kind == "change" else list(_audit_entries(cases, is_read=kind == "read"))
    people = _people(changes)
    found = [_told(one) for one in entries] + list(_grouped(changes, names, people))
    return sorted(found, key=lambda one: one.order, reverse=True)


@cache
def tables() -> tuple[tuple[type[Change], str], ...]:
    """Every tracked table that belongs to a case, with the way to it; but for complaints, since a manager may
    be whom one is about. Whoever may see one reads its history on its own page."""
    found = []
    for model in apps.get_models():
        if issubclass(model, Change) and tracked_by(model) is not Complaint:
            keys = {one.name for one in model._meta.fields if one.is_relation}
            way = next((path for name, path in WAYS.items() if name in keys), "")
            if tracked_by(model) is Case:
                way = "pgh_obj"
            if way:
                found.append((model, way))
    return tuple(found)


def tracked_by(table: Any) -> type[Model]:
    """The model whose changes this table keeps."""
    model: type[Model] = table.pgh_tracked_model
    return model


def _changes(cases: list[int]) -> list[tuple[Any, Any]]:
    """Each change with the row as it was before it, or None; one query for each table."""
    found = []
    for model, way in tables():
        before: dict[int, Any] = {}
        for row in model.objects.filter(Q(**{f"{way}__in": cases})).order_by("pgh_id"):
            one: Any = row
            found.append((one, before.get(one.pgh_obj_id)))
            before[one.pgh_obj_id] = one
    return found


def _people(changes: Iterable[tuple[Any, Any]]) -> dict[int, str]:
    ids = {int(user) for row, _ in changes if (user := (row.pgh_context or {}).get("user"))}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _grouped(
    changes: list[tuple[Any, Any]], names: dict[int, str], people: dict[int, str]
) -> Iterator[Entry]:
    """What one transaction of one request changed is one entry; what changed nothing is none."""
    groups: dict[Any, Entry] = {}
    for row, before in changes:
        fields = changed_fields(row, before)
        if row.pgh_label not in {ADDED, REMOVED} and not fields:
            continue  # a sealed column that was sealed anew says the same
        key = (row.pgh_created_at, row.pgh_context_id)
        if key not in groups:
            who = who_words(row.pgh_context, people)
            groups[key] = Entry(row.pgh_created_at, (row.pgh_created_at, 0), who, "", is_read=False)
        groups[key].items.append(_item(row, fields, names))
    for entry in groups.values():
        named = list(dict.fromkeys(f"{one.did} {one.what}" for one in entry.items))
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        entry.words = ", ".join(named[:3]) + more
        entry.words = entry.words[:1].upper() + entry.words[1:]
        yield entry


def _item(row: Any, fields: list[str], names: dict[int, str]) -> Item:
    model = tracked_by(row)
    owner = row.pgh_obj_id if model is Party else getattr(row, "party_id", 0)
    did = {ADDED: "added", REMOVED: "removed"}.get(row.pgh_label, "changed")
    said = [] if row.pgh_label in {ADDED, REMOVED} else [_field_words(model, name) for name in fields]
    return Item(record_words(model), names.get(owner or 0, ""), did, said)


def changed_fields(row: Any, before: Any) -> list[str]:
    """The names of the fields in which a row differs from what it was, sealed ones by what they say."""
    if before is None:
        return []
    tracked = {one.name for one in row.pgh_tracked_model._meta.local_fields}
    return [
        one.name
        for one in row._meta.fields
        if one.name in tracked
        and one.name not in SILENT
        and getattr(row, one.attname) != getattr(before, one.attname)
    ]


def record_words(model: type[Model]) -> str:
    name = str(model._meta.model_name)
    return RECORDS.get(name, str(model._meta.verbose_name))


def _field_words(model: type[Model], name: str) -> str:
    said = FIELDS.get(name)
    return said if said else str(model._meta.get_field(name).verbose_name).lower()  # type: ignore[union-attr]


def _audit_entries(cases: list[int], *, is_read: bool) -> QuerySet[AuditEntry]:
    """What the audit trail says of the case, of every row that leads to it, and of the messages about its
    meetings, in one query."""
    about = Q(subject_type="case", subject_id__in=cases)
    for model, way in tables():
        tracked = tracked_by(model)
        if tracked is Case:
            continue
        name = str(tracked._meta.model_name)
        own = tracked._base_manager.filter(**{f"{way}__in": cases})
        about |= Q(subject_type=name, subject_id__in=own.values("pk"))
    meetings = Appointment.objects.filter(party__case__in=cases)
    sent = Message.objects.filter(subject_type="appointment", subject_id__in=meetings.values("pk"))
    about |= Q(subject_type="message", subject_id__in=sent.values("pk"))
    rows = AuditEntry.objects.filter(about).select_related("actor")
    return rows.filter(READS) if is_read else rows


ALSO_READS = ("document.seen", "case.history")
READS = Q(verb__endswith=".read") | Q(verb__in=ALSO_READS)


def _told(entry: AuditEntry) -> Entry:
    is_read = entry.verb.endswith(".read") or entry.verb in ALSO_READS
    who = str(entry.actor) if entry.actor else who_words({"by": entry.actor_kind}, {})
    return Entry(entry.at, (entry.at, entry.pk), who, decision_words(entry.verb), is_read)
