"""When one mediator works: weekly hours, single dates, time off; their own, or anybody's for the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages as flash
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import BookingError
from bookings.models import Appointment, DateOverride, Mediator, TimeOff, WeeklyHours
from bookings.queries import keys_outside_hours_of, mediators_visible_to
from bookings.services import change_hours, open_extra_hours, outside_after_change
from bookings.services.hours import Rule
from mediation.core import audit
from mediation.core.forms import PracticeForm
from mediation.desk import hours_words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.booking_times import day_of
from mediation.desk.hours_forms import DateForm, ExtraHoursForm, WeeklyForm, initial_of_date

from .frame import page, part_of

Row = WeeklyHours | DateOverride | TimeOff
KINDS: dict[str, type[Row]] = {"weekly": WeeklyHours, "date": DateOverride, "off": TimeOff}


def team_of(request: StaffRequest) -> list[Mediator]:
    """Whose hours this colleague keeps."""
    return list(mediators_visible_to(request.user))


def mediator_of(request: StaffRequest) -> Mediator:
    """Whose hours are asked for: by default their own, or the first. Raises Http404 for anybody else's."""
    given = request.POST if request.method == "POST" else request.GET
    rows = mediators_visible_to(request.user)
    asked = given.get("mediator", "")
    if not asked:
        first: Mediator | None = rows.first()
        if first is None:
            raise Http404
        return first
    if not (asked.isascii() and asked.isdigit()):
        raise Http404
    return get_object_or_404(rows, pk=int(asked))


def today_of(mediator: Mediator, now: datetime) -> date:
    return now.astimezone(ZoneInfo(mediator.zone)).date()


def row_of(mediator: Mediator, kind: type[Row], pk: str) -> Any:
    """One of the mediator's own rows; None where none is asked for. Raises Http404 for another's."""
    if not pk:
        return None
    if not (pk.isascii() and pk.isdigit()):
        raise Http404
    return get_object_or_404(kind, mediator=mediator, pk=int(pk))


@require_safe
@staff_only()
def hours(request: StaffRequest) -> HttpResponse:
    """Everything that decides when this mediator can be booked."""
    team, now = team_of(request), timezone.now()
    if not team:
        return page(request, "hours", {"mediator": None}, current="calendar")
    mediator = mediator_of(request)
    today = today_of(mediator, now)
    context = {
        "mediator": {"pk": mediator.pk, "name": mediator.name, "is_active": mediator.is_active},
        "people": people_links(team, mediator),
        "weekly": hours_words.weekly_rows(mediator, today),
        "dates": hours_words.override_rows(mediator, today, hours_words.closures_by_day(today)),
        "time_off": hours_words.time_off_rows(mediator, now),
        "outside": len(keys_outside_hours_of([mediator], now=now)),
        "zone": "" if mediator.zone == "Europe/London" else mediator.zone,
        "closures_url": reverse("desk:closures") if request.user.role in MANAGERS else "",
    }
    return page(request, "hours", context, current="calendar")


def people_links(team: list[Mediator], current: Mediator) -> list[dict[str, Any]]:
    """The ways to each mediator's page; none where there is one."""
    rows = [{"words": one.name, "url": f"?mediator={one.pk}", "is_current": one == current} for one in team]
    return rows if len(rows) > 1 else []


def form_page(
    request: StaffRequest, mediator: Mediator, form: PracticeForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A form about this mediator's hours. Context: heading, save_url, row (the key of what is changed)."""
    known = {"mediator": {"pk": mediator.pk, "name": mediator.name}, "form": form, "pairs": None}
    back = f"{reverse('desk:hours')}?mediator={mediator.pk}"
    response = page(request, "hours_form", {**known, "back_url": back, **context}, current="calendar")
    response.status_code = status
    return response


def save_or_ask(
    request: StaffRequest,
    mediator: Mediator,
    *,
    save: Iterable[Rule] = (),
    delete: Iterable[Rule] = (),
    back_url: str,
    done: str,
) -> HttpResponse:
    """Write the change; where it would leave meetings outside the hours, ask first and list them.

    What was sent comes back as hidden fields, so that "Save all the same" sends it again.
    """
    kept, gone, now = list(save), list(delete), timezone.now()
    if request.POST.get("confirm") != "yes":
        outside = outside_after_change(mediator=mediator, save=kept, delete=gone, now=now)
        if outside:
            return _ask(request, mediator, [one.pk for one in outside], back_url)
    actor = audit.Actor.of(request.user)
    before = set(keys_outside_hours_of([mediator], now=now))
    left = change_hours(mediator=mediator, save=kept, delete=gone, actor=actor, now=now)
    flash.success(request, done)
    fresh = any(one.pk not in before for one in left)
    name = "desk:outside_hours" if fresh else "desk:hours"
    return redirect(f"{reverse(name)}?mediator={mediator.pk}")


def _ask(request: StaffRequest, mediator: Mediator, keys: list[int], back_url: str) -> HttpResponse:
    rows = _listed(mediator, keys)
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "confirm"}
        for value in values
    ]
    context = {
        "mediator": {"name": mediator.name},
        "rows": rows,
        "sent": sent,
        "save_url": request.path,
        "back_url": back_url,
    }
    return page(request, "hours_ask", context, current="calendar")


def _listed(mediator: Mediator, keys: list[int]) -> list[dict[str, Any]]:
    rows = mediator.appointments.filter(pk__in=keys).select_related("party", "appointment_type", "mediator")
    return [hours_words.outside_row(one) for one in rows.order_by("starts_at", "pk")]


@require_safe
@staff_only()
def weekly(request: StaffRequest) -> HttpResponse:
    """One stretch of a weekday: a new one, or one that is there."""
    mediator = mediator_of(request)
    row = row_of(mediator, WeeklyHours, request.GET.get("row", ""))
    today = today_of(mediator, timezone.now())
    known = {name: getattr(row, name) for name in WeeklyForm.base_fields} if row else {"valid_from": today}
    return _weekly_page(request, mediator, WeeklyForm(initial=known), row)


@require_POST
@staff_only()
def save_weekly(request: StaffRequest) -> HttpResponse:
    mediator = mediator_of(request)
    row = row_of(mediator, WeeklyHours, request.POST.get("row", ""))
    form = WeeklyForm(request.POST)
    if not form.is_valid():
        return _weekly_page(request, mediator, form, row, status=422)
    back = f"{reverse('desk:weekly_hours')}?mediator={mediator.pk}" + (f"&row={row.pk}" if row else "")
    return save_or_ask(
        request, mediator, save=[form.row(row)], back_url=back, done="The weekly hours are saved."
    )


def _weekly_page(
    request: StaffRequest, mediator: Mediator, form: WeeklyForm, row: WeeklyHours | None, **more: Any
) -> HttpResponse:
    return form_page(
        request,
        mediator,
        form,
        heading="Change weekly hours" if row else "Add weekly hours",
        save_url=reverse("desk:save_weekly_hours"),
        row=row.pk if row else "",
        delete_kind="weekly" if row else "",
        hint="To change hours from a day on, end these and add others that begin then."
        if row
        else "Hours over midnight are two stretches: until midnight, and from midnight on the day after.",
        **more,
    )


@require_safe
@staff_only()
def one_date(request: StaffRequest) -> HttpResponse:
    """The hours of one date, in place of the weekly ones; also to open a bank holiday."""
    mediator = mediator_of(request)
    day, today = day_of(request.GET.get("day", "")), today_of(mediator, timezone.now())
    row = mediator.overrides.filter(on=day).first() if day else None
    known: dict[str, Any] = initial_of_date(row) if row else {"on": day, "what": "hours"}
    pairs = max(3, len(row.ranges) + 1) if row else 3
    return _date_page(request, mediator, DateForm(initial=known, today=today, pairs=pairs), row)


@require_POST
@staff_only()
def save_date(request: StaffRequest) -> HttpResponse:
    """Saved for a date that has its own hours already, it replaces them."""
    mediator = mediator_of(request)
    form = DateForm(request.POST, today=today_of(mediator, timezone.now()), pairs=_pairs_in(request.POST))
    row = row_of(mediator, DateOverride, request.POST.get("row", ""))
    if not form.is_valid():
        return _date_page(request, mediator, form, row, status=422)
    on = form.cleaned_data["on"]
    there = mediator.overrides.filter(on=on).first()
    replaced = [row] if row and there and there.pk != row.pk else []
    back = f"{reverse('desk:date_hours')}?mediator={mediator.pk}&day={on}"
    done = f"The hours of {hours_words.day_words(on)} are saved."
    changed = form.row(there or row)
    return save_or_ask(request, mediator, save=[changed], delete=replaced, back_url=back, done=done)


def _pairs_in(given: QueryDict) -> int:
    """How many stretches the form that was sent had; a dozen are enough for any day."""
    numbers = [int(name[6:]) for name in given if name.startswith("start_") and name[6:].isdecimal()]
    return min(max([3, *numbers]), 12)


def _date_page(
    request: StaffRequest, mediator: Mediator, form: DateForm, row: DateOverride | None, **more: Any
) -> HttpResponse:
    closed = hours_words.closures_by_day(today_of(mediator, timezone.now()))
    day = row.on if row else form.initial.get("on")
    hint = (
        f"{closed[day]}: the practice is closed. With hours here, {mediator.name} works all the same."
        if day in closed
        else "These hours take the place of the weekly ones on that day. On a bank holiday they open it."
    )
    return form_page(
        request,
        mediator,
        form,
        heading="Hours of one day",
        save_url=reverse("desk:save_date_hours"),
        row=row.pk if row else "",
        delete_kind="date" if row else "",
        pairs=form.pairs,
        hint=hint,
        **more,
    )


@require_safe
@staff_only()
def extra(request: StaffRequest) -> HttpResponse:
    """Open more hours on one day, besides those that are there; filled in from the address."""
    mediator = mediator_of(request)
    given = request.GET
    known = {"on": given.get("day", ""), "start": given.get("from", ""), "end": given.get("until", "")}
    return _extra_page(request, mediator, ExtraHoursForm(initial=known))


@require_POST
@staff_only()
def save_extra(request: StaffRequest) -> HttpResponse:
    mediator, form = mediator_of(request), ExtraHoursForm(request.POST)
    if not form.is_valid():
        return _extra_page(request, mediator, form, status=422)
    try:
        row = open_extra_hours(
            mediator=mediator, actor=audit.Actor.of(request.user), now=timezone.now(), **form.cleaned_data
        )
    except BookingError as refusal:
        form.add_error(None, str(refusal))
        return _extra_page(request, mediator, form, status=422)
    day = hours_words.day_words(row.on)
    flash.success(request, f"{mediator.name} works on {day}: {hours_words.override_words(row)}.")
    return redirect(f"{reverse('desk:hours')}?mediator={mediator.pk}")


def _extra_page(request: StaffRequest, mediator: Mediator, form: ExtraHoursForm, **more: Any) -> HttpResponse:
    return form_page(
        request,
        mediator,
        form,
        heading="Open extra hours",
        save_url=reverse("desk:save_extra_hours"),
        row="",
        hint="They are added to the hours of that day. On a bank holiday only these hours are opened.",
        people=people_links(team_of(request), mediator),
        **more,
    )


@require_POST
@staff_only(recent=True)
def delete(request: StaffRequest) -> HttpResponse:
    """Delete one rule; asks first where meetings would then lie outside the hours."""
    mediator, kind = mediator_of(request), KINDS.get(request.POST.get("kind", ""))
    pk = request.POST.get("row", "")
    back = f"{reverse('desk:hours')}?mediator={mediator.pk}"
    if kind is None or not pk:
        return redirect(back)
    row = row_of(mediator, kind, pk)
    return save_or_ask(request, mediator, delete=[row], back_url=back, done="It is deleted.")


@require_safe
@staff_only()
def outside(request: StaffRequest) -> HttpResponse:
    """The meetings that lie outside their mediator's hours, with what can be done, and what was settled."""
    team, now = team_of(request), timezone.now()
    one = mediator_of(request) if request.GET.get("mediator") else None
    shown = [one] if one else team
    part = part_of(keys_outside_hours_of(shown, now=now), request)
    context = {
        "who": one.name if one else "",
        "page_obj": part,
        "rows": _outside_rows(list(part)),
        "settled": hours_words.settled_rows(shown, request.user, now=now),
        "all_url": reverse("desk:outside_hours") if one and len(team) > 1 else "",
        "back_url": f"{reverse('desk:hours')}?mediator={one.pk}" if one else reverse("desk:calendar"),
    }
    return page(request, "outside_hours", context, current="calendar")


def _outside_rows(keys: list[int]) -> list[dict[str, Any]]:
    rows = Appointment.objects.filter(pk__in=keys).select_related("party", "appointment_type", "mediator")
    return [hours_words.outside_row(one) for one in rows.order_by("starts_at", "pk")]
