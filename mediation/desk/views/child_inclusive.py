"""Hearing a case's children: a mediator's page, beside the appointment of a parent whom they meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from bookings.queries.child_inclusive import Conditions, conditions_of
from bookings.services import child_inclusive as services
from intake.child_inclusive import AGE_WORDS, NOT_OLD_ENOUGH
from intake.enums import Matter
from intake.errors import ChildInclusiveError, SignedTooEarly
from intake.models import ChildInclusive, ParentConsent
from mediation.core import audit, times
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.desk import words
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.child_inclusive_forms import ChildMediatorForm, OpenForm, ParentForm

from .frame import page

MEDIATORS = frozenset({Role.MEDIATOR})
REFUSED = 422


def children_link(one: Appointment, user: User) -> dict[str, Any]:
    """For the appointment's page: the way here, for mediators, where it is about children."""
    about = one.party.answers.get("matter") or []
    if user.role != Role.MEDIATOR or not {Matter.CHILDREN, Matter.GRANDPARENT}.intersection(about):
        return {}
    return {"children_url": reverse("desk:children", args=[one.reference])}


@require_safe
@staff_only(roles=MEDIATORS)
def children(request: StaffRequest, reference: str) -> HttpResponse:
    """What is there and what is missing. Reading it is recorded."""
    return _show(request, _own(request, reference))


def _own(request: StaffRequest, reference: str) -> Appointment:
    rows = appointments_visible_to(request.user).select_related("party__case")
    return get_object_or_404(rows, reference=reference)


def _show(request: StaffRequest, one: Appointment, *, status: int = 200, **bound: Any) -> HttpResponse:
    now = timezone.now()
    case = one.party.case
    audit.record(audit.Actor.of(request.user), "child_inclusive.read", case, at=now)
    known = conditions_of(case, today=times.local_day(now), reader=request.user)
    begun = ChildInclusive.objects.filter(case=case).select_related("mediator", "opened_by").first()
    context = {
        "party": {"name": one.party.name, "words": f"Case {case.reference}"},
        "age_words": "" if NOT_OLD_ENOUGH in known.unmet else AGE_WORDS[known.age],
        "unmet": known.unmet,
        "opened": _opened(begun, now),
        "mediator_name": begun.mediator.get_full_name() if begun and begun.mediator else "",
        "error_form": next(iter(bound.values()), None),
        **_forms(one, known, bound),
        "back_url": reverse("desk:appointment", args=[one.reference]),
        "parent_url": reverse("desk:children_parent", args=[one.reference]),
        "mediator_url": reverse("desk:children_mediator", args=[one.reference]),
        "open_url": reverse("desk:children_open", args=[one.reference]),
    }
    response = page(request, "children", context, current="today")
    response.status_code = status
    return response


def _forms(one: Appointment, known: Conditions, bound: dict[str, Any]) -> dict[str, Any]:
    said = ParentConsent.objects.filter(party=one.party_id).values(*ParentForm.base_fields).first()
    return {
        "parent_form": ParentForm(initial=said),
        "mediator_form": ChildMediatorForm(),
        "open_form": OpenForm(children=known.children, day=known.day),
    } | bound


def _opened(begun: ChildInclusive | None, now: datetime) -> dict[str, Any] | None:
    if begun is None or begun.opened_at is None:
        return None
    return {
        "when": words.since(begun.opened_at, now=now),
        "by": str(begun.opened_by),
        "children": [f"{child.name or 'A child'}, {child.age}" for child in begun.children.order_by("pk")],
    }


@require_POST
@staff_only(roles=MEDIATORS)
def record_parent(request: StaffRequest, reference: str) -> HttpResponse:
    """What this parent said, alone with their mediator."""
    one = _own(request, reference)
    form = ParentForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=REFUSED, parent_form=form)
    told = services.Told(
        agrees=form.answer_to("agrees"),
        suitable=form.answer_to("suitable"),
        explained_on=form.cleaned_data["explained_on"],
        signed_on=form.cleaned_data["signed_on"],
    )
    return _do(
        request,
        one,
        form,
        lambda: services.record_parent(party=one.party, told=told, user=request.user, now=timezone.now()),
        "Recorded. The other parent never sees it.",
    )


@require_POST
@staff_only(roles=MEDIATORS)
def name_mediator(request: StaffRequest, reference: str) -> HttpResponse:
    one = _own(request, reference)
    form = ChildMediatorForm(request.POST)
    if not form.is_valid():
        return _show(request, one, status=REFUSED, mediator_form=form)
    named = form.cleaned_data["mediator"]
    return _do(
        request,
        one,
        form,
        lambda: services.name_mediator(
            case=one.party.case, mediator=named, user=request.user, now=timezone.now()
        ),
        f"{named.name} is to meet the children.",
    )


@require_POST
@staff_only(roles=MEDIATORS)
def open_it(request: StaffRequest, reference: str) -> HttpResponse:
    one = _own(request, reference)
    known = conditions_of(one.party.case, today=times.local_day(timezone.now()), reader=request.user)
    form = OpenForm(request.POST, children=known.children, day=known.day)
    if not form.is_valid():
        return _show(request, one, status=REFUSED, open_form=form)
    return _do(
        request,
        one,
        form,
        lambda: services.open_child_inclusive(
            case=one.party.case, born_on=form.days, user=request.user, now=timezone.now()
        ),
        "It is open. Each child has a record of their own.",
    )


def _do(
    request: StaffRequest, one: Appointment, form: Any, step: Callable[[], object], done: str
) -> HttpResponse:
    try:
        step()
    except SignedTooEarly as refusal:
        form.add_error("signed_on", str(refusal))
        return _show(request, one, status=REFUSED, parent_form=form)
    except ChildInclusiveError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, done)
    return redirect("desk:children", reference=one.reference)
