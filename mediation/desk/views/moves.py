"""Another time for a meeting, or another mediator: choose, see old and new side by side, confirm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from bookings import queries
from bookings.errors import BookingError, NoRoom, SlotTaken
from bookings.models import Appointment, Mediator
from bookings.queries import appointments_visible_to, mediators_offered
from bookings.services import move_appointment
from bookings.services.moves import CONFLICT
from mediation.core import audit, times
from mediation.desk import move_words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.booking_times import as_value, day_of, start_of

from .frame import page

SHOWN = timedelta(days=14)
ALTERNATIVES = 3
ANYBODY = "anybody"


def changeable(request: StaffRequest, reference: str) -> Appointment:
    """The meeting that this colleague may see, with what these pages say of it. Reading it is recorded."""
    rows = appointments_visible_to(request.user).select_related("party__contact", "party__case")
    one = get_object_or_404(rows, reference=reference)
    audit.record(audit.Actor.of(request.user), "appointment.read", one, at=timezone.now())
    return one


def may_change(one: Appointment, *, now: datetime) -> bool:
    return one.is_confirmed and now < one.starts_at


def too_late(request: StaffRequest, one: Appointment) -> HttpResponse:
    flash.error(request, "This meeting has begun, is over or was cancelled, so it cannot be changed here.")
    return redirect("desk:appointment", reference=one.reference)


@require_safe
@staff_only()
def move(request: StaffRequest, reference: str) -> HttpResponse:
    """Choose a time; with one in the address, what moving to it means."""
    one, now = changeable(request, reference), timezone.now()
    if not may_change(one, now=now):
        return too_late(request, one)
    starts_at = start_of(request.GET.get("start", ""))
    if starts_at is None:
        return _choose(request, one, now)
    return check(request, one, starts_at, _mediator_in(request.GET.get("with", ""), one), now)


@require_POST
@staff_only()
def move_now(request: StaffRequest, reference: str) -> HttpResponse:
    """Move, or hand over at the same time; what is not free comes back with why, and the nearest times."""
    one, now = changeable(request, reference), timezone.now()
    starts_at = start_of(request.POST.get("start", ""))
    mediator = _mediator_in(request.POST.get("with", ""), one)
    if starts_at is None or mediator is None:
        return redirect("desk:move", reference=reference)
    is_same_time, actor = starts_at == one.starts_at, audit.Actor.of(request.user)
    try:
        move_appointment(appointment=one, starts_at=starts_at, actor=actor, now=now, mediator_id=mediator.pk)
    except SlotTaken as refusal:
        return check(request, one, starts_at, mediator, now, refusal=refusal)
    except BookingError:
        return too_late(request, one)
    flash.success(request, _done_words(one, starts_at, mediator, is_same_time, now))
    return redirect(_next(request) or _after(request, one))


def _done_words(
    one: Appointment, starts_at: datetime, mediator: Mediator, is_same_time: bool, now: datetime
) -> str:
    write = move_words.we_write(one, now=now)
    if is_same_time:
        return f"{mediator.name} meets {one.party.name} now, at the same time. {write}"
    when = times.full_when(starts_at, starts_at + one.appointment_type.duration)
    return f"{one.party.name} is moved to {when}, with {mediator.name}. {write}"


def _after(request: StaffRequest, one: Appointment) -> str:
    """The meeting's page, or the calendar where it is not theirs any more."""
    if appointments_visible_to(request.user).filter(pk=one.pk).exists():
        return reverse("desk:appointment", args=[one.reference])
    return reverse("desk:calendar")


def _next(request: StaffRequest) -> str:
    """Where they came from, e.g. the week of the calendar; only an address of ours."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = asked.startswith("/staff/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else ""


def _mediator_in(given: str, one: Appointment) -> Mediator | None:
    """Who is asked for: by default whoever has the meeting; None for anybody, or for nobody that we know."""
    if not given:
        return one.mediator
    return Mediator.objects.filter(pk=int(given)).first() if given.isascii() and given.isdigit() else None


def check(
    request: StaffRequest,
    one: Appointment,
    starts_at: datetime,
    mediator: Mediator | None,
    now: datetime,
    *,
    refusal: SlotTaken | None = None,
) -> HttpResponse:
    """Old and new side by side, and what it means; or why it cannot be, with the nearest times.

    Anybody's time becomes somebody's here, so that what is confirmed is what was read.
    """
    mediator = mediator or _whoever_is_free(one, starts_at, now)
    codes = _codes(one, starts_at, mediator, now, refusal)
    next_url = _next(request)
    context = {
        **_change(one, starts_at, mediator),
        "refusal": move_words.refusal(codes, mediator) if codes else "",
        "alternatives": _nearest(one, starts_at, mediator, now) if codes else [],
        "write_words": move_words.we_write(one, now=now),
        "wish_words": move_words.wish_words(one),
        "other_url": _list_url(one, mediator),
        "next": next_url,
        "back_url": next_url or reverse("desk:appointment", args=[one.reference]),
    }
    if request.GET.get("part") == "1":  # for the dialog beside the calendar
        return render(request, "desk/_move_check.html", context)
    response = page(request, "move_check", context, current="calendar")
    response.status_code = 409 if refusal else 200
    return response


def _whoever_is_free(one: Appointment, starts_at: datetime, now: datetime) -> Mediator:
    """The same mediator where free, else whose turn it is; the same one where nobody is."""
    found = queries.with_room(
        one.appointment_type,
        starts_at,
        now=now,
        wants_gender=one.wants_gender,
        ignoring_claim=one.claim_id,
    )
    barred = _barred(one)
    keys = [each.mediator_id for each in found if each.mediator_id not in barred]
    if not keys or one.mediator_id in keys:
        return one.mediator
    return Mediator.objects.get(pk=keys[0])


def _change(one: Appointment, starts_at: datetime, mediator: Mediator) -> dict[str, Any]:
    """The meeting as it is and as it would be."""
    is_same_time = starts_at == one.starts_at
    return {
        "meeting": move_words.facts_of(one),
        "is_hand_over": is_same_time,
        "is_same": is_same_time and mediator.pk == one.mediator_id,
        "new_when": times.full_when(starts_at, starts_at + one.appointment_type.duration),
        "new_mediator": mediator.name,
        "changes_mediator": mediator.pk != one.mediator_id,
        "start": as_value(starts_at),
        "with": mediator.pk,
        "do_url": reverse("desk:move_now", args=[one.reference]),
    }


def _codes(
    one: Appointment, starts_at: datetime, mediator: Mediator, now: datetime, refusal: SlotTaken | None
) -> list[str]:
    if isinstance(refusal, NoRoom):
        return list(refusal.codes)
    if refusal is not None:
        return ["taken"]
    if starts_at == one.starts_at and mediator.pk == one.mediator_id:
        return []
    if mediator.pk in _barred(one):
        return [CONFLICT]
    return queries.reasons_against(
        mediator.pk, one.appointment_type, starts_at, now=now, ignoring_claim=one.claim_id
    )


def _list_url(one: Appointment, mediator: Mediator) -> str:
    return f"{reverse('desk:move', args=[one.reference])}?{urlencode({'with': mediator.pk})}"


def _nearest(
    one: Appointment, starts_at: datetime, mediator: Mediator, now: datetime
) -> list[dict[str, str]]:
    """The three free times of this mediator that are nearest; in order."""
    start, end = max(now, starts_at - SHOWN), starts_at + SHOWN
    free = queries.free_for_staff(
        one.appointment_type, now=now, start=start, end=end, among=[mediator], ignoring_claim=one.claim_id
    )
    near = sorted(
        (at for at in free if at not in (starts_at, one.starts_at)), key=lambda at: abs(at - starts_at)
    )
    return [_time_link(one, at, str(mediator.pk)) for at in sorted(near[:ALTERNATIVES])]


def _time_link(one: Appointment, at: datetime, who: str, *, label: str = "") -> dict[str, str]:
    query = urlencode({"start": as_value(at), "with": who})
    return {
        "url": f"{reverse('desk:move', args=[one.reference])}?{query}",
        "label": label or f"{times.day_name(times.local_day(at))}, {times.clock(at)}",
        "sentence": f"Move to {times.full_when(at, at + one.appointment_type.duration)}",
    }


def _choose(request: StaffRequest, one: Appointment, now: datetime) -> HttpResponse:
    """Two weeks of free times: of the mediator, of another one, or of anybody."""
    asked = request.GET.get("with", "")
    mediator = None if asked == ANYBODY else _mediator_in(asked, one) or one.mediator
    team = list(mediators_offered(wants_gender=one.wants_gender).exclude(pk__in=_barred(one)))
    day = day_of(request.GET.get("from", ""))
    start = max(now, datetime(day.year, day.month, day.day, tzinfo=times.UK)) if day else now
    free = queries.free_for_staff(
        one.appointment_type,
        now=now,
        start=start,
        end=start + SHOWN,
        among=[mediator] if mediator else team,
        ignoring_claim=one.claim_id,
    )
    who = str(mediator.pk) if mediator else ANYBODY
    context: dict[str, Any] = {
        "meeting": move_words.facts_of(one),
        "people": _people(one, mediator, team),
        "days": _days(one, (at for at in free if at != one.starts_at), who, now),
        "until": times.day_name(times.local_day(start + SHOWN)),
        "wish_words": move_words.wish_words(one),
        **_other_weeks(start, who, now),
        "hand_over_url": reverse("desk:hand_over", args=[one.reference]),
        "back_url": reverse("desk:appointment", args=[one.reference]),
    }
    return page(request, "move", context, current="calendar")


def _days(one: Appointment, free: Any, who: str, now: datetime) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, str]]] = {}
    today = times.local_day(now)
    for at in free:
        heading = times.day_heading(times.local_day(at), today=today)
        found.setdefault(heading, []).append(_time_link(one, at, who, label=times.clock(at)))
    return [{"heading": heading, "times": rows} for heading, rows in found.items()]


def _other_weeks(start: datetime, who: str, now: datetime) -> dict[str, str]:
    def url(at: datetime) -> str:
        return "?" + urlencode({"with": who, "from": f"{times.local_day(at)}"})

    is_first = times.local_day(start) <= times.local_day(now)
    return {"later_url": url(start + SHOWN), "earlier_url": "" if is_first else url(start - SHOWN)}


def _people(one: Appointment, mediator: Mediator | None, team: list[Mediator]) -> list[dict[str, Any]]:
    """Whose times: the mediator's, anybody's, and each colleague's."""
    known = {one.mediator_id: one.mediator} | {each.pk: each for each in team}
    rows = [
        {"words": each.name, "url": f"?with={pk}", "is_current": bool(mediator and mediator.pk == pk)}
        for pk, each in known.items()
    ]
    return [*rows, {"words": "Anybody", "url": f"?with={ANYBODY}", "is_current": mediator is None}]


@require_safe
@staff_only()
def hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Who could take it at that very time; everybody else at other times."""
    one, now = changeable(request, reference), timezone.now()
    if not may_change(one, now=now):
        return too_late(request, one)
    chosen = request.GET.get("with", "")
    if chosen and (mediator := _mediator_in(chosen, one)) is not None:
        return check(request, one, one.starts_at, mediator, now)
    rows = _colleagues(one, now)
    context = {
        "meeting": move_words.facts_of(one),
        "free": [row for row in rows if not row["why_not"]],
        "others": [row for row in rows if row["why_not"]],
        "wish_words": move_words.wish_words(one),
        "anybody_url": f"{reverse('desk:move', args=[one.reference])}?with={ANYBODY}",
        "back_url": reverse("desk:appointment", args=[one.reference]),
    }
    return page(request, "hand_over", context, current="calendar")


def _barred(one: Appointment) -> frozenset[int]:
    """Who acts, or acted, for the other person in another matter: never offered, without a word."""
    found = queries.mediators_in_conflict(
        client_index=one.party.name_index,
        other_index=one.party.other_name_index,
        same_case=one.party.case_id,
    )
    return found - {one.mediator_id}


def _colleagues(one: Appointment, now: datetime) -> list[dict[str, Any]]:
    """Every other mediator who may meet this client, the fairest first, and why not at this time."""
    team = mediators_offered(wants_gender=one.wants_gender).exclude(pk__in=[one.mediator_id, *_barred(one)])
    against = queries.reasons_against_each(team, one.appointment_type, one.starts_at, now=now)
    base = reverse("desk:hand_over", args=[one.reference])
    return [
        {
            "name": each.name,
            "why_not": move_words.refusal(codes, each) if codes else "",
            "note": "Authorised for legal aid" if each.legal_aid_authorised else "",
            "url": f"{base}?{urlencode({'with': each.pk})}",
            "times_url": _list_url(one, each),
        }
        for each, codes in against
    ]
