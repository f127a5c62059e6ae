"""Windows are rows made ahead, and a unit of one is taken by one conditional update: never counted first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from intake.errors import WindowFull
from intake.models import CallbackWindow
from intake.queries.callback_hours import ZONE, wanted_windows
from intake.queries.callbacks import earliest_start, next_windows_with_room
from mediation.core import audit
from mediation.core.alerts import raise_alert
from mediation.core.enums import Severity
from mediation.core.models import AuditEntry
from mediation.core.practice import practice
from mediation.core.working_time import opening_at

MAKING_WINDOWS = (0x4357, 1)  # the advisory lock of whoever lays out the windows
EDITED = "callbackwindow.saved"


@dataclass(frozen=True, slots=True)
class Made:
    """What changed: windows that are new, closed because the template has them no more, and open again."""

    created: int
    closed: int
    reopened: int


@transaction.atomic
def make_windows(*, today: date) -> Made:
    """Lay out the windows from the beginning of `today` (UK) to the last day ahead. Twice changes nothing.

    What the template has no more is closed to new requests; requests that have a unit there keep it, and
    staff are told. Capacity never falls below what is used. A window that staff edited by hand stays as they
    left it while the template has its time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", MAKING_WINDOWS)
    settings = practice()
    length = timedelta(minutes=settings.callback_window_minutes)
    wanted = wanted_windows(settings, today=today)
    rows = _rows_ahead(today)
    known = {row.starts_at for row in rows}
    fresh = [
        CallbackWindow(starts_at=at, ends_at=at + length, capacity=capacity)
        for at, capacity in wanted.items()
        if at not in known
    ]
    CallbackWindow.objects.bulk_create(fresh, ignore_conflicts=True)
    by_hand = _edited_by_hand(rows)
    closed = [row for row in rows if row.is_open and row.starts_at not in wanted]
    reopened = [row for row in rows if not row.is_open and row.starts_at in wanted and row.pk not in by_hand]
    _set_open(closed, is_open=False)
    _set_open(reopened, is_open=True)
    _follow_template(
        [row for row in rows if row.starts_at in wanted and row.pk not in by_hand], wanted, length
    )
    _tell_of_promises(closed, today)
    return Made(len(fresh), len(closed), len(reopened))


def _rows_ahead(today: date) -> list[CallbackWindow]:
    rows = CallbackWindow.objects.select_for_update().filter(starts_at__gte=opening_at(ZONE, today, 0))
    return list(rows.order_by("pk"))


def _edited_by_hand(rows: list[CallbackWindow]) -> frozenset[int]:
    entries = AuditEntry.objects.filter(
        subject_type=audit.subject_type(CallbackWindow()),
        subject_id__in=[row.pk for row in rows],
        verb=EDITED,
    )
    return frozenset(entries.values_list("subject_id", flat=True))


def _set_open(rows: list[CallbackWindow], *, is_open: bool) -> None:
    CallbackWindow.objects.filter(pk__in=[row.pk for row in rows]).update(is_open=is_open)


def _follow_template(rows: list[CallbackWindow], wanted: dict[datetime, int], length: timedelta) -> None:
    """Capacity as the template says, but never below what is used; another length only where nobody waits."""
    changed = []
    for row in rows:
        capacity = max(wanted[row.starts_at], row.used)
        ends_at = row.ends_at if row.used else row.starts_at + length
        if (capacity, ends_at) != (row.capacity, row.ends_at):
            row.capacity, row.ends_at = capacity, ends_at
            changed.append(row)
    CallbackWindow.objects.bulk_update(changed, ["capacity", "ends_at"])


def _tell_of_promises(closed: list[CallbackWindow], today: date) -> None:
    """People were promised a call at a time that we do not work any more: a person decides what to do."""
    for row in closed:
        if row.used:
            raise_alert(
                "callback.window_closed",
                f"{row.used} calls are promised at a time when we do not work now. Keep it, or agree others.",
                severity=Severity.TODO,
                at=opening_at(ZONE, today, 0),
                about=row,
            )


@transaction.atomic
def edit_window(
    window: CallbackWindow,
    *,
    capacity: int,
    is_open: bool,
    actor: audit.Actor,
    fields: Iterable[str],
    now: datetime,
) -> None:
    """Staff change one window by hand; from then on it is theirs. `used` is never written from a page.

    Where more calls were promised meanwhile than `capacity`, it becomes as many as were promised.
    """
    row = CallbackWindow.objects.select_for_update().get(pk=window.pk)
    row.capacity, row.is_open = max(capacity, row.used), is_open
    row.save(update_fields=["capacity", "is_open"])
    audit.record(actor, EDITED, row, at=now, fields=sorted(fields))


def take_unit(window_id: int, *, now: datetime) -> CallbackWindow:
    """Take one call of this window for whoever asks now. Raises WindowFull, with the next three.

    The notice is judged here, when the window is taken, and never again.
    """
    open_enough = Q(pk=window_id, is_open=True, used__lt=F("capacity"), starts_at__gte=earliest_start(now))
    if not CallbackWindow.objects.filter(open_enough).update(used=F("used") + 1):
        after = CallbackWindow.objects.filter(pk=window_id).values_list("starts_at", flat=True).first()
        raise WindowFull(next_windows_with_room(now=now, after=after))
    return CallbackWindow.objects.get(pk=window_id)


def take_unit_for_staff(window: CallbackWindow, *, now: datetime) -> CallbackWindow:
    """The same without notice, for another attempt or a time that staff choose. Raises WindowFull."""
    room = Q(pk=window.pk, is_open=True, used__lt=F("capacity"), ends_at__gt=now)
    if not CallbackWindow.objects.filter(room).update(used=F("used") + 1):
        raise WindowFull(next_windows_with_room(now=now, after=window.starts_at))
    return CallbackWindow.objects.get(pk=window.pk)


def take_beyond_capacity(window: CallbackWindow) -> CallbackWindow:
    """One more call than the window takes, by a manager's decision; it takes as many from then on."""
    CallbackWindow.objects.filter(pk=window.pk).update(capacity=F("capacity") + 1, used=F("used") + 1)
    return CallbackWindow.objects.get(pk=window.pk)


def take_next_unit(*, now: datetime) -> CallbackWindow | None:
    """A unit of the window that is running or comes next and has room; None where none has.

    Whoever takes from it at this moment is waited for, and one that filled meanwhile is passed over.
    """
    with transaction.atomic():
        window = (
            CallbackWindow.objects.select_for_update()
            .filter(is_open=True, used__lt=F("capacity"), ends_at__gt=now)
            .order_by("starts_at")
            .first()
        )
        if window is not None:
            window.used += 1
            window.save(update_fields=["used"])
    return window


def give_back_unit(window_id: int | None, *, now: datetime) -> None:
    """Nobody will be rung in this window after all. One that has begun keeps its unit: an attempt counts."""
    if window_id is not None:
        CallbackWindow.objects.filter(pk=window_id, used__gt=0, starts_at__gt=now).update(used=F("used") - 1)


def lock_windows(*window_ids: int | None) -> None:
    """Lock several in one order, so that two people who swap times do not wait for each other."""
    ids = sorted({one for one in window_ids if one is not None})
    list(CallbackWindow.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def forget_old_windows(*, before: datetime) -> int:
    """Delete windows that ended before then and that no request names any more."""
    old = CallbackWindow.objects.filter(ends_at__lt=before, requests__isnull=True)
    return old.delete()[0]
