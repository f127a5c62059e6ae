"""Cases: the list, and one case with the files of its people and what belongs to neither alone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.queries import cases_visible_to
from intake.models import Case
from mediation.core import audit, times
from mediation.desk import case_list, case_panels, flag_card, words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.people_search import standing_case

from .case_history import history_panel
from .case_links import case_links
from .frame import page


@require_safe
@staff_only()
def cases(request: StaffRequest) -> HttpResponse:
    """All that this colleague may see, the newest first, or those of one sort."""
    wanted, now = case_list.Wanted.read(request.GET), timezone.now()
    found = case_list.page_of_cases(request.user, wanted, now=now)
    latest = case_list.latest_meetings(found.cases)
    context = {
        "rows": [_row(one, latest.get(one.pk)) for one in found.cases],
        "newer_url": found.newer_url,
        "older_url": found.older_url,
        "filters": [
            {"words": label, "url": wanted.url(show=show), "is_current": show == wanted.show}
            for show, label in case_list.SHOWN.items()
        ],
        "mediators": _mediators(request, wanted),
        "show": wanted.show,
        "people_url": reverse("desk:people"),
    }
    return page(request, "cases", context, current="people")


def _mediators(request: StaffRequest, wanted: case_list.Wanted) -> list[dict[str, Any]]:
    """A mediator sees their own cases only, and has nothing to choose."""
    if request.user.role not in OFFICE:
        return []
    choices = [(0, "Any mediator"), *case_list.mediators_to_choose(request.user)]
    return [{"value": pk or "", "words": name, "is_chosen": pk == wanted.mediator} for pk, name in choices]


def _row(one: Any, latest: Appointment | None) -> dict[str, Any]:
    flags = [flag for party in one.shown_parties for flag in party.flags_to_read]
    badges = [words.appointment_badge(latest.state)] if latest else []
    return {
        "reference": one.reference,
        "opened": times.day_name(times.local_day(one.opened_at)),
        "names": [party.name for party in one.shown_parties],
        "meeting": _meeting(latest) if latest else "",
        "badges": badges + flag_card.count_badges(flags),
        "url": reverse("desk:case", args=[one.reference]),
    }


def _meeting(one: Appointment) -> str:
    return f"{times.full_when(one.starts_at, one.ends_at)}, with {one.mediator.name}"


@require_safe
@staff_only()
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Both people of a case, as far as this colleague may see them. Reading it is recorded.

    The reference of a case that became part of another leads there.
    """
    now = timezone.now()
    one = cases_visible_to(request.user).filter(reference=reference).first()
    if one is None:
        return _moved(request, reference)
    audit.record(audit.Actor.of(request.user), "case.read", one, at=now)
    asked = case_panels.Asked(one, request.user, now)
    context = {
        "case": {"reference": one.reference, "opened": times.day_name(times.local_day(one.opened_at))},
        "main": case_panels.shown(asked, case_panels.MAIN),
        "side": case_panels.shown(asked, case_panels.SIDE),
        "back_url": reverse("desk:cases"),
        **history_panel(one, request.user, now=now),
        **case_links(one, request.user),
    }
    return page(request, "case", context, current="people")


def _moved(request: StaffRequest, reference: str) -> HttpResponse:
    kept: Case | None = standing_case(reference)
    if kept is None or not cases_visible_to(request.user).filter(pk=kept.pk).exists():
        raise Http404
    return redirect("desk:case", reference=kept.reference)
