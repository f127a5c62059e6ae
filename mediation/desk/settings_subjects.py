"""What a page of settings is about: how to read it, what stands against a change, and how to write it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from bookings.enums import Accreditation, Mode
from bookings.models import AppointmentType, Mediator, TimeLabel
from bookings.models.calendars import COME_FIRST
from bookings.services.hours import save_mediator
from intake.models import CallbackHours
from intake.services.callbacks import make_windows
from mediation.core import audit
from mediation.core.models import PracticeSettings, SettingsChange, User
from mediation.core.reminder_rules import problem_with
from mediation.core.settings_history import Values, admin_page, change_settings, plain, put_into, values_of
from mediation.core.times import local_day

from .settings_groups import CALL_HOURS, LABEL, MEDIATOR, MEETING, PRACTICE, PRIVATE, Group
from .settings_words import day_words

Problems = dict[str, list[str]]
NEW = "new"
CAP_FIELDS = ("remote_cap_percent", "remote_cap_from", "remote_cap_months")


class Subject(ABC):
    """`key` is its name in addresses and in the history; `model` whose fields it shows."""

    model: type[Model]
    is_new = False

    def __init__(self, key: str, group: Group, title: str = "") -> None:
        self.key, self.group, self.title = key, group, title or group.title

    @property
    def pages(self) -> tuple[str, ...]:
        """Under which names its changes are kept."""
        return (self.key,)

    @property
    def private(self) -> frozenset[str]:
        return PRIVATE.get(str(self.model._meta.model_name), frozenset())

    @abstractmethod
    def read(self) -> dict[str, Any]:
        """The values as they are now, plain."""

    @abstractmethod
    def problems(self, values: Values) -> Problems:
        """What stands against these values together, by field; "" for the whole."""

    @abstractmethod
    def write(self, values: Values, *, actor: audit.Actor, now: datetime) -> None:
        """Write these values and no others."""

    def change(self, wanted: Values, *, seen: str, user: User, now: datetime) -> SettingsChange | None:
        """The change as one transaction. Raises ChangedMeanwhile."""
        actor = audit.Actor.of(user)
        return change_settings(
            page=lambda: self.key,
            read=self.read,
            write=lambda values: self.write(values, actor=actor, now=now),
            wanted=wanted,
            seen=seen,
            private=self.private,
            actor=user,
            now=now,
        )


class RowSubject(Subject):
    """Fields of one row. A new one gets its key once it is written."""

    def __init__(self, group: Group, row: Model, *, key: str = "", title: str = "") -> None:
        self.model, self.row, self.is_new = type(row), row, row.pk is None
        super().__init__(key or f"{group.slug}-{row.pk or NEW}", group, title)

    @property
    def pages(self) -> tuple[str, ...]:
        return (self.key, admin_page(self.row))

    def _fresh(self) -> Model:
        return self.model() if self.is_new else self.model._default_manager.get(pk=self.row.pk)

    def read(self) -> dict[str, Any]:
        return values_of(self._fresh(), self.group.fields)

    def problems(self, values: Values) -> Problems:
        row = self._fresh()
        put_into(row, values)
        others = [one.name for one in self.model._meta.fields if one.name not in self.group.fields]
        found: Problems = {}
        try:
            row.clean_fields(exclude=others)
            row.validate_unique(exclude=others)
        except ValidationError as error:
            found = dict(error.message_dict)
        for name, words in own_problems(row, self.group).items():
            found.setdefault(name, []).append(words)
        return found

    def write(self, values: Values, *, actor: audit.Actor, now: datetime) -> None:
        row = self._fresh()
        before = values_of(row, self.group.fields)
        put_into(row, values)
        if self.is_new and hasattr(row, "slug"):
            row.slug = _free_slug(self.model, str(values["name"]))
        SAVE[self.model](row, before, sorted(values), actor, now)
        if self.is_new:
            self.row, self.is_new = row, False
            self.key = f"{self.group.slug}-{row.pk}"


class CallHours(Subject):
    """Every line of the weekly hours for calls, written anew as one."""

    model = CallbackHours
    columns = ("weekday", "opens", "closes", "capacity", "valid_from", "valid_to")

    def read(self) -> dict[str, Any]:
        rows = CallbackHours.objects.order_by("weekday", "opens", "pk")
        return {"hours": [{name: plain(getattr(row, name)) for name in self.columns} for row in rows]}

    def problems(self, values: Values) -> Problems:
        found = []
        for number, line in enumerate(values["hours"], 1):
            row = CallbackHours()
            put_into(row, line)
            if line["closes"] != "00:00" and line["closes"] <= line["opens"]:
                found.append(f"Line {number} ends before it begins. (00:00 is the next midnight.)")
            if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
                found.append(f"Line {number}: its last day is before its first.")
        return {"": found} if found else {}

    def write(self, values: Values, *, actor: audit.Actor, now: datetime) -> None:
        CallbackHours.objects.all().delete()
        for line in values["hours"]:
            row = CallbackHours()
            put_into(row, line)
            row.save()
        make_windows(today=local_day(now))
        audit.record(
            actor, "callbackhours.saved", PracticeSettings.objects.get(pk=1), at=now, fields=["hours"]
        )


def own_problems(row: Model, group: Group) -> dict[str, str]:
    """What the database would refuse, or nobody could use, in words."""
    match row:
        case PracticeSettings() if group.slug == "reminders":
            return {"reminders": words} if (words := problem_with(row.reminders)) else {}
        case PracticeSettings() if group.slug == "legal-aid":
            lacks = row.remote_cap_percent is not None and not row.remote_cap_from
            return (
                {"remote_cap_from": "Enter the first day of a contract year: a cap needs one"}
                if lacks
                else {}
            )
        case PracticeSettings() if group.slug == "invitations":
            short = row.invitation_close_days <= row.invitation_reminder_days
            return (
                {"invitation_close_days": "We stop waiting for an answer only after the reminder"}
                if short
                else {}
            )
        case PracticeSettings() if group.slug == "booking":
            return _booking_problems(row)
        case PracticeSettings() if group.slug == "calls":
            late = row.callback_sla_warn_minutes >= min(
                row.callback_sla_minutes, row.callback_sla_urgent_minutes
            )
            return (
                {"callback_sla_warn_minutes": "Enter less than the minutes within which we ring"}
                if late
                else {}
            )
        case Mediator():
            return _accreditation_problems(row)
        case AppointmentType() if row.mode != Mode.ONLINE and not row.place:
            return {"place": "Enter the address: this meeting is in person"}
        case AppointmentType() if not (row.duration_min and row.step_min and row.horizon_hours):
            return {"horizon_hours": "Enter 1 or more"} if not row.horizon_hours else {}
    return {}


def _accreditation_problems(row: Mediator) -> dict[str, str]:
    """Periods of FMCA that would make a day look covered, or not, that was otherwise."""
    today = local_day(timezone.now())
    first, last = row.accreditation_from, row.accreditation_expires_on
    if first and first > last:
        return {"accreditation_from": "Enter a day before the last one"}
    if first and first > today:
        return {"accreditation_from": COME_FIRST}
    before = Mediator.objects.filter(pk=row.pk).first()
    if before is None or row.accreditation == Accreditation.NONE:
        return {}
    ended, had_none = before.accreditation_expires_on, before.accreditation == Accreditation.NONE
    is_renewed = had_none or (ended < today and last > ended)
    if is_renewed and first == before.accreditation_from:
        words = "They had none" if had_none else f"It ended on {day_words(ended)}"
        return {"accreditation_from": f"{words}. Enter the first day of the new one"}
    return {}


def _booking_problems(row: PracticeSettings) -> dict[str, str]:
    found = {}
    hours = [tier["hours_before"] for tier in row.cancellation_tiers]
    if len(set(hours)) < len(hours):
        found["cancellation_tiers"] = "Two lines have the same hours"
    if row.hold_limit_minutes < row.hold_minutes:
        found["hold_limit_minutes"] = "Enter as many as the minutes above, or more"
    return found


def _free_slug(model: type[Model], name: str) -> str:
    base = slugify(name)[:40] or "one"
    taken = set(model._default_manager.values_list("slug", flat=True))
    return next(one for one in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if one not in taken)


def _save_practice(row: Any, before: Values, names: list[str], actor: audit.Actor, now: datetime) -> None:
    row.save(update_fields=names)
    audit.record(actor, "practice.saved", row, at=now, fields=names)
    if set(CAP_FIELDS) & set(names):
        # Kept with its values, so that a count under an earlier contract can be understood.
        cap = {
            "before": {name: str(before[name]) for name in CAP_FIELDS},
            "after": {name: str(getattr(row, name)) for name in CAP_FIELDS},
        }
        audit.record(actor, "practice.remote_cap", row, at=now, **cap)


def _save_offer(row: Any, before: Values, names: list[str], actor: audit.Actor, now: datetime) -> None:
    row.save()
    audit.record(actor, f"{audit.subject_type(row)}.saved", row, at=now, fields=names)


def _save_mediator(row: Any, before: Values, names: list[str], actor: audit.Actor, now: datetime) -> None:
    save_mediator(row, actor=actor, now=now)


SAVE: dict[type[Model], Callable[[Any, Values, list[str], audit.Actor, datetime], None]] = {
    PracticeSettings: _save_practice,
    AppointmentType: _save_offer,
    TimeLabel: _save_offer,
    Mediator: _save_mediator,
}
ROWS: dict[str, tuple[Group, type[Model]]] = {
    one.slug: (one, model)
    for one, model in ((MEETING, AppointmentType), (MEDIATOR, Mediator), (LABEL, TimeLabel))
}


def practice_subjects() -> list[RowSubject]:
    row = PracticeSettings.objects.get(pk=1)
    return [RowSubject(group, row, key=group.slug) for group in PRACTICE]


def subject_of(key: str) -> Subject | None:
    """The page of this name: `look`, `call-hours`, `meeting-3`, `mediator-new`; None where there is none."""
    if key == CALL_HOURS.slug:
        return CallHours(key, CALL_HOURS)
    if key in {group.slug for group in PRACTICE}:
        return next(one for one in practice_subjects() if one.key == key)
    slug, _, number = key.rpartition("-")
    if slug not in ROWS:
        return None
    group, model = ROWS[slug]
    if number == NEW:
        return RowSubject(group, model(), title=f"New: {group.title.lower()}")
    row = (
        model._default_manager.filter(pk=int(number)).first()
        if number.isdecimal() and len(number) < 10
        else None
    )
    return RowSubject(group, row, title=str(row)) if row else None
