"""Legal holds, and the page of a case about keeping."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages as flash
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.queries import cases_visible_to
from bookings.services import keeping
from intake.models import CallbackRequest, Case, Party
from intake.retention import BLOCKS, Block
from mediation.core import audit, times
from mediation.core.errors import RetentionError
from mediation.core.holds import standing_holds
from mediation.core.models import LegalHold
from mediation.desk import record_words as words
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.record_finder import standing_seen_by
from mediation.desk.record_forms import HoldForm, LiftForm, MediationForm, ReviewForm

from .frame import page


@require_safe
@staff_only(roles=MANAGERS)
def case_keeping(request: StaffRequest, reference: str) -> HttpResponse:
    """How long a case is kept and why, its holds, and when mediation began. Reading it is recorded."""
    now, user = timezone.now(), request.user
    case = get_object_or_404(cases_visible_to(user), reference=reference)
    audit.record(audit.Actor.of(user), "case.read", case, at=now)
    standing = standing_seen_by(user, case, now=now)
    context = {
        "case": {"reference": case.reference, "url": reverse("desk:case", args=[case.reference])},
        "retention": {
            "name": words.class_name(standing.key),
            "because": standing.because,
            "goes_on": words.day(standing.goes_on),
            "is_due": standing.is_due(times.local_day(now)),
            "blocks": [BLOCKS[one] for one in standing.blocks],
            "holds": hold_rows(keeping.holds_of_case(case)),
            "hold_form": HoldForm(prefix="hold"),
            "hold_url": reverse("desk:hold_case", args=[case.reference]),
            "mediation_form": MediationForm(initial={"on": case.mediation_began_on}),
            "asks_mediation": Block.MEDIATION in standing.blocks,
            "mediation_url": reverse("desk:record_mediation", args=[case.reference]),
        },
    }
    return page(request, "case_keeping", context, current="people")


def hold_rows(holds: Iterable[LegalHold]) -> list[dict[str, Any]]:
    """Holds as a list shows them. Three queries, however many."""
    found = list(holds)
    references = _references(found)
    return [
        {
            "reference": references.get((one.subject_type, one.subject_id), ""),
            "placed": f"{words.day(times.local_day(one.placed_at))} by {one.placed_by}",
            "review": words.day(one.review_on),
            "is_overdue": one.review_on <= times.local_day(timezone.now()),
            "reason": one.reason,
            "url": reverse("desk:hold", args=[one.pk]),
        }
        for one in found
    ]


def _references(found: list[LegalHold]) -> dict[tuple[str, int], str]:
    def of(kind: str) -> list[int]:
        return [one.subject_id for one in found if one.subject_type == kind]

    cases = Case.objects.filter(pk__in=of("case")).values_list("pk", "reference")
    people = Party.objects.filter(pk__in=of("party")).values_list("pk", "case__reference")
    calls = CallbackRequest.objects.filter(pk__in=of("callbackrequest")).values_list("pk", "reference")
    return {
        **{("case", pk): f"Case {reference}" for pk, reference in cases},
        **{("party", pk): f"One person in case {reference}" for pk, reference in people},
        **{("callbackrequest", pk): f"Call {reference}" for pk, reference in calls},
    }


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def hold_case(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep everything of this case until somebody lifts it."""
    case = get_object_or_404(cases_visible_to(request.user), reference=reference)
    form = HoldForm(request.POST, prefix="hold")
    return _do(
        request,
        form,
        lambda: keeping.hold_case(
            case=case, **form.cleaned_data, actor=audit.Actor.of(request.user), now=timezone.now()
        ),
        "Held. Nothing of this case is deleted until somebody lifts it.",
        reverse("desk:case_keeping", args=[reference]),
        {"heading": f"Hold case {reference}", "button": "Hold it"},
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def record_mediation(request: StaffRequest, reference: str) -> HttpResponse:
    """Mediation began, or did not: it decides how long the case is kept."""
    case = get_object_or_404(cases_visible_to(request.user), reference=reference)
    form = MediationForm(request.POST)
    return _do(
        request,
        form,
        lambda: keeping.record_mediation(
            case=case, on=form.cleaned_data["on"], actor=audit.Actor.of(request.user), now=timezone.now()
        ),
        "Recorded.",
        reverse("desk:case_keeping", args=[reference]),
        {"heading": f"Case {reference}", "button": "Record"},
    )


@require_safe
@staff_only(roles=MANAGERS)
def hold(request: StaffRequest, pk: int) -> HttpResponse:
    """One hold: why it stands, and what can be done with it. Reading it is recorded."""
    one = _one(pk)
    audit.record(audit.Actor.of(request.user), "hold.read", one, at=timezone.now())
    return _hold_page(request, one)


def _one(pk: int) -> LegalHold:
    return get_object_or_404(standing_holds(), pk=pk)


def _hold_page(request: StaffRequest, one: LegalHold, status: int = 200, **bound: Form) -> HttpResponse:
    context = {
        "hold": hold_rows([one])[0],
        "review_form": ReviewForm(),
        "lift_form": LiftForm(),
        "error_form": next(iter(bound.values()), None),
        **bound,
        "review_url": reverse("desk:review_hold", args=[one.pk]),
        "lift_url": reverse("desk:lift_hold", args=[one.pk]),
        "back_url": reverse("desk:records") + "#holds",
    }
    response = page(request, "hold", context, current="records")
    response.status_code = status
    return response


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def review_hold(request: StaffRequest, pk: int) -> HttpResponse:
    one, form = _one(pk), ReviewForm(request.POST)
    if form.is_valid():
        try:
            keeping.review_hold(
                hold=one, **form.cleaned_data, actor=audit.Actor.of(request.user), now=timezone.now()
            )
        except RetentionError as refusal:
            form.add_error("review_on", str(refusal))
        else:
            flash.success(request, "It stays.")
            return redirect("desk:records")
    return _hold_page(request, one, 422, review_form=form)


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def lift_hold(request: StaffRequest, pk: int) -> HttpResponse:
    one, form = _one(pk), LiftForm(request.POST)
    if form.is_valid():
        keeping.lift_hold(
            hold=one, **form.cleaned_data, actor=audit.Actor.of(request.user), now=timezone.now()
        )
        flash.success(request, "Lifted. What it kept goes on its day again.")
        return redirect("desk:records")
    return _hold_page(request, one, 422, lift_form=form)


def _do(
    request: StaffRequest,
    form: Form,
    step: Callable[[], object],
    done: str,
    back: str,
    words_of: dict[str, str],
) -> HttpResponse:
    """Do it and go back; a form with mistakes is shown again on a page of its own, with what was typed."""
    if form.is_valid():
        try:
            step()
        except RetentionError as refusal:
            form.add_error(list(form.fields)[-1], str(refusal))
        else:
            flash.success(request, done)
            return redirect(back)
    context = {"form": form, "post_url": request.path, "back_url": back, **words_of}
    response = page(request, "record_form", context, current="people")
    response.status_code = 422
    return response
