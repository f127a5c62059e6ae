"""Who read and who changed what belongs to one case, for managers: names of fields, never their values.

Reads and decisions come from the audit trail; changes from what the database's triggers wrote. Every tracked
table that leads to a case is found by its foreign keys, so a new one needs nothing here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, UUIDField, Value

from bookings.models import Appointment
from intake.models import Case, ChildInclusive, Complaint, Document, Invitation, Party
from mediation.core.models import AuditEntry, Message, User
from mediation.core.tracking import ADDED, REMOVED, Change

from .history_words import FIELDS, RECORDS, SILENT, decision_words, who_words

# Besides keys to the case or to a person of it, a table may lead there by one of these: the key's name, what
# it leads to, and how that leads on.
WAYS: dict[str, tuple[type[Model], str]] = {
    "inclusive": (ChildInclusive, "case"),
    "appointment": (Appointment, "party"),
    "invitation": (Invitation, "case"),
    "document": (Document, "party"),
}
Leads: TypeAlias = dict[str, list[int]]
Places: TypeAlias = QuerySet[Any, tuple[datetime, UUID | None, int, int]]
ENTRIES = 0  # the number of the audit trail among the tables
OWN = "pgh_obj"  # of the table of the case itself
ALSO_READS = ("document.seen", "case.history")
READS = Q(verb__endswith=".read") | Q(verb__in=ALSO_READS)


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
    who: str
    words: str
    is_read: bool
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the audit trail, or what one transaction changed: where its rows are, by table and key."""

    at: datetime
    rows: list[tuple[int, int]]

    @property
    def is_entry(self) -> bool:
        return self.rows[0][0] == ENTRIES

    def order(self) -> tuple[datetime, int]:
        """A decision stands above what it changed at the same moment."""
        return self.at, self.rows[0][1] if self.is_entry else 0


@cache
def tables() -> tuple[tuple[type[Change], str], ...]:
    """Every tracked table that belongs to a case, with the way to it; but for complaints, since a manager may
    be whom one is about. Whoever may see one reads its history on its own page."""
    found = []
    for model in apps.get_models():
        if issubclass(model, Change) and tracked_by(model) is not Complaint:
            keys = {one.name for one in model._meta.fields if one.is_relation}
            ways = ("case", "party", *WAYS)
            way = OWN if tracked_by(model) is Case else next((name for name in ways if name in keys), "")
            if way:
                found.append((model, way))
    return tuple(found)


def tracked_by(table: Any) -> type[Model]:
    """The model whose changes this table keeps."""
    model: type[Model] = table.pgh_tracked_model
    return model


class CaseHistory:
    """All of it, newest first, also of cases that became part of this one; `kind` "read" or "change" leaves
    the others out.

    One query finds every moment; only the rows of those that are told are then read, with two queries for
    each table among them. A moment that changed nothing that can be told is counted, and not told.
    """

    def __init__(self, case: Case, *, kind: str = "") -> None:
        cases = [case.pk, *Case.objects.filter(merged_into=case).values_list("pk", flat=True)]
        self._names = dict(Party.objects.filter(case__in=cases).values_list("pk", "name"))
        leads = _leads(cases, list(self._names))
        places = [] if kind == "read" else _places_of_changes(leads)
        places += [] if kind == "change" else _places_of_entries(leads, reads_only=kind == "read")
        moments: dict[Hashable, Moment] = {}
        for at, context, table, pk in places[0].union(*places[1:], all=True):
            key = (at, context) if table else pk
            moments.setdefault(key, Moment(at, [])).rows.append((table, pk))
        self.moments = sorted(moments.values(), key=Moment.order, reverse=True)

    def told(self, shown: Sequence[Moment]) -> list[Entry]:
        """Some of the moments in words."""
        entries = AuditEntry.objects.select_related("actor").in_bulk(_keys(shown, ENTRIES))
        changes = {
            table: _with_before(model, _keys(shown, table))
            for table, (model, _) in enumerate(tables(), start=1)
        }
        people = _people(row for rows in changes.values() for row, _ in rows.values())
        found = []
        for moment in shown:
            if moment.is_entry:
                found.append(_entry(entries[moment.rows[0][1]]))
            else:
                rows = [changes[table][pk] for table, pk in sorted(moment.rows)]
                found += _changed(moment.at, rows, self._names, people)
        return found


def _leads(cases: list[int], parties: list[int]) -> Leads:
    """The keys of the case's rows to which other tables lead."""
    found: Leads = {OWN: cases, "case": cases, "party": parties, **{name: [] for name in WAYS}}
    first, *others = (
        model._base_manager.filter(**{f"{way}__in": found[way]}).order_by().values_list(Value(name), "pk")
        for name, (model, way) in WAYS.items()
    )
    for name, pk in first.union(*others, all=True):
        found[name].append(pk)
    return found


def _places_of_changes(leads: Leads) -> list[Places]:
    """When each change of these rows was made, in which request, and where it is kept."""
    return [
        model.objects.filter(**{f"{way}__in": leads[way]})
        .order_by()
        .values_list("pgh_created_at", "pgh_context_id", Value(table), "pgh_id")
        for table, (model, way) in enumerate(tables(), start=1)
        if leads[way]
    ]


def _places_of_entries(leads: Leads, *, reads_only: bool) -> list[Places]:
    """The same of what the audit trail says of the case, of every row that leads to it, and of the messages
    about its meetings. Each kind of row is looked up by itself: one OR of them all would read the whole
    trail."""
    sent = Message.objects.filter(subject_type="appointment", subject_id__in=leads["appointment"])
    about: list[tuple[str, Any]] = [("case", leads["case"]), ("message", sent.values("pk"))]
    for model, way in tables():
        if way != OWN and leads[way]:
            tracked = tracked_by(model)
            own = tracked._base_manager.filter(**{f"{way}__in": leads[way]})
            about.append((str(tracked._meta.model_name), own.values("pk")))
    no_request = Value(None, output_field=UUIDField())
    places = []
    for kind, keys in about:
        rows = AuditEntry.objects.filter(subject_type=kind, subject_id__in=keys)
        rows = rows.filter(READS) if reads_only else rows
        places.append(rows.values_list("at", no_request, Value(ENTRIES), "pk"))
    return places


def _keys(moments: Iterable[Moment], table: int) -> list[int]:
    return [pk for moment in moments for where, pk in moment.rows if where == table]


def _with_before(model: Any, keys: list[int]) -> dict[int, tuple[Any, Any]]:
    """Each of these changes with the row as it was before it, or None."""
    if not keys:
        return {}
    same = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    latest = same.order_by("-pgh_id").values("pgh_id")[:1]
    before = dict(model.objects.filter(pgh_id__in=keys).values_list("pgh_id", Subquery(latest)))
    rows = model.objects.in_bulk({*keys, *(pk for pk in before.values() if pk)})
    return {pk: (rows[pk], rows.get(before[pk])) for pk in keys}


def _people(rows: Iterable[Any]) -> dict[int, str]:
    ids = {int(user) for row in rows if (user := (row.pgh_context or {}).get("user"))}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _changed(
    at: datetime, rows: list[tuple[Any, Any]], names: dict[int, str], people: dict[int, str]
) -> list[Entry]:
    """What one transaction of one request changed, as one entry; none where that was nothing."""
    items = []
    for row, before in rows:
        fields = changed_fields(row, before)
        if fields or row.pgh_label in {ADDED, REMOVED}:  # a sealed column that was sealed anew says the same
            items.append(_item(row, fields, names))
    if not items:
        return []
    named = list(dict.fromkeys(f"{one.did} {one.what}" for one in items))
    words = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    who = who_words(rows[0][0].pgh_context, people)
    return [Entry(at, who, words[:1].upper() + words[1:], is_read=False, items=items)]


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


def _entry(entry: AuditEntry) -> Entry:
    is_read = entry.verb.endswith(".read") or entry.verb in ALSO_READS
    who = str(entry.actor) if entry.actor else who_words({"by": entry.actor_kind}, {})
    return Entry(entry.at, who, decision_words(entry.verb), is_read)
