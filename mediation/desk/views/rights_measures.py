"""Carrying out a request: data put right, uses that stop, and what is taken up again."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from intake.models import Measure
from intake.queries.joined import standing_file
from intake.rights import RightsKind, Use
from intake.services import measures as services
from intake.services.corrections import correct_names
from mediation.core import audit
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.record_forms import CorrectedForm, NamesForm, ObjectionForm, RestrictForm, ResumeForm

from .register_steps import take_step
from .rights import step, the_request


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_names(request: StaffRequest, reference: str) -> HttpResponse:
    """Their name, or that of the person whom they named, put right on their file."""
    row, form = the_request(request, reference), NamesForm(request.POST, auto_id="id_names_%s")
    party = row.party
    if party is None or not row.is_open or not row.identity or row.kind != RightsKind.RECTIFICATION:
        raise Http404
    return step(
        request,
        row,
        form,
        "names_form",
        lambda: correct_names(
            party=standing_file(party),
            name=form.cleaned_data["own"],
            other_name=form.cleaned_data["other"],
            actor=audit.Actor.of(request.user),
            now=timezone.now(),
        ),
        "The name is put right. Now write down what you did.",
    )


@require_POST
@staff_only(roles=MANAGERS)
def request_correct(request: StaffRequest, reference: str) -> HttpResponse:
    """What was put right, in words."""
    row, form = the_request(request, reference), CorrectedForm(request.POST, auto_id="id_correct_%s")
    return step(
        request,
        row,
        form,
        "correct_form",
        lambda: services.record_correction(
            request=row, words=form.cleaned_data["words"], user=request.user, now=timezone.now()
        ),
        "Recorded.",
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_stop(request: StaffRequest, reference: str) -> HttpResponse:
    """From now on their data are not used for this."""
    row = the_request(request, reference)
    kind = RestrictForm if row.kind == RightsKind.RESTRICTION else ObjectionForm
    form = kind(request.POST, auto_id="id_stop_%s")
    return step(
        request,
        row,
        form,
        "stop_form",
        lambda: services.stop_uses(
            request=row,
            uses=[Use(one) for one in form.cleaned_data.get("uses", ())],
            words=form.cleaned_data["words"],
            user=request.user,
            now=timezone.now(),
        ),
        "It has stopped. Tell them, then close the request.",
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def request_resume(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What had stopped goes on, also long after the request was closed."""
    row = the_request(request, reference)
    measure = get_object_or_404(Measure, request=row, pk=pk)
    form = ResumeForm(request.POST, auto_id=f"id_resume_{pk}_%s")
    back = redirect("desk:request", reference=reference)
    return take_step(
        request,
        form,
        lambda: services.lift_measure(
            measure=measure, words=form.cleaned_data["words"], user=request.user, now=timezone.now()
        ),
        "It goes on from now.",
        again=lambda: _say_why(request, back),
        back=back,
    )


def _say_why(request: StaffRequest, back: HttpResponse) -> HttpResponse:
    flash.error(request, "Nothing has changed. Write down why it may be used again.")
    return back
