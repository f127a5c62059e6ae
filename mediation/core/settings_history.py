"""Changing settings so that nobody overwrites anybody, and keeping what they were before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Model, QuerySet

from . import remembered
from .errors import ChangedMeanwhile
from .models import PracticeSettings, SettingsChange, User

Values = Mapping[str, Any]


def plain(value: Any) -> Any:
    """A value as JSON can hold it: days and times in ISO, money as text, rows by their number."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value.pk if isinstance(value, Model) else value


def values_of(row: Model, fields: Collection[str]) -> dict[str, Any]:
    """These fields of a row, plain."""
    return {name: plain(getattr(row, row._meta.get_field(name).attname)) for name in fields}  # type: ignore[union-attr]


def put_into(row: Model, values: Values) -> None:
    """The way back: plain values into the fields of a row, which is not saved."""
    for name, value in values.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, field.to_python(value))  # type: ignore[union-attr]


def fingerprint(values: Values) -> str:
    """What a page looked at, so that it can tell whether that is still so."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


@transaction.atomic
def change_settings(
    *,
    page: Callable[[], str],
    read: Callable[[], Values],
    write: Callable[[Values], None],
    wanted: Values,
    seen: str,
    private: Collection[str] = (),
    actor: User,
    now: datetime,
) -> SettingsChange | None:
    """Write what differs and keep what it was; None where nothing differs.

    One change at a time, whatever it is about: the practice's own row is the lock. `seen` is the fingerprint
    of what the person looked at. Of `private` fields no values are kept. Raises ChangedMeanwhile where what
    they looked at is no longer so; then nothing is written.
    """
    list(PracticeSettings.objects.select_for_update().filter(pk=1).values_list("pk"))
    before = read()
    if fingerprint(before) != seen:
        raise ChangedMeanwhile
    fresh = {name: value for name, value in wanted.items() if before.get(name) != value}
    if not fresh:
        return None
    write(fresh)
    transaction.on_commit(remembered.forget_everything)
    return keep(page=page(), before=before, after=fresh, private=private, actor=actor, now=now)


def keep(
    *,
    page: str,
    before: Values,
    after: Values,
    actor: User,
    now: datetime,
    private: Collection[str] = (),
) -> SettingsChange:
    """Append one change; `after` names the fields that changed."""

    def told(values: Values) -> dict[str, Any]:
        return {name: None if name in private else values.get(name) for name in after}

    return SettingsChange.objects.create(
        at=now, actor=actor, page=page, before=told(before), after=told(after)
    )


def keep_from_admin(
    row: Model,
    form: Any,
    *,
    user: AbstractBaseUser | AnonymousUser,
    now: datetime,
    private: Collection[str] = (),
) -> None:
    """What was changed on Django's admin site, by the fields of its form, before the row is saved."""
    if not isinstance(user, User):
        raise TypeError("Nobody is signed in.")
    old = type(row)._default_manager.filter(pk=row.pk).first()
    if old is not None and form.changed_data:
        fields = [name for name in form.changed_data if name in form.cleaned_data]
        before, after = values_of(old, fields), values_of(row, fields)
        keep(page=admin_page(row), before=before, after=after, private=private, actor=user, now=now)


def admin_page(row: Model) -> str:
    """The page of what is changed on the admin site: `admin:appointmenttype:3`."""
    return f"admin:{row._meta.model_name}:{row.pk}"


def changes_of(*pages: str) -> QuerySet[SettingsChange]:
    """Every change of these pages, the newest first, with whoever made it."""
    return SettingsChange.objects.filter(page__in=pages).select_related("actor").order_by("-pk")


def latest_changes() -> dict[str, SettingsChange]:
    """The last change of each page. One query."""
    rows = SettingsChange.objects.select_related("actor").order_by("page", "-pk").distinct("page")
    return {row.page: row for row in rows}
