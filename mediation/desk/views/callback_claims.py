"""Taking one request, keeping it, and giving it back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages as flash
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from intake.errors import CallbackError, ClaimedByOther
from intake.models import CallbackRequest
from intake.queries.callbacks import request_visible_to
from intake.services import callback_queue
from mediation.core import times
from mediation.desk.access import OFFICE, StaffRequest, staff_only

Service = Callable[..., CallbackRequest]


@require_POST
@staff_only(roles=OFFICE)
def claim_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Work on this one."""
    _try(request, reference, callback_queue.claim)
    return redirect("desk:callback", reference=reference)


@require_POST
@staff_only(roles=OFFICE)
def take_over_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """A manager takes it from whoever has it."""
    _try(request, reference, callback_queue.take_over)
    return redirect("desk:callback", reference=reference)


@require_POST
@staff_only(roles=OFFICE)
def put_back_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Somebody else may take it."""
    if _try(request, reference, callback_queue.put_back) is None:
        return redirect("desk:callback", reference=reference)
    flash.success(request, "It is back in the queue.")
    return redirect("desk:callbacks")


@require_POST
@staff_only(roles=OFFICE)
def renew_callback(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep it while the page is open: asked by the page's script every few minutes."""
    one = get_object_or_404(request_visible_to(request.user), reference=reference)
    if "application/json" not in request.headers.get("Accept", ""):
        _try(request, reference, callback_queue.renew)
        return redirect("desk:callback", reference=reference)
    try:
        kept = callback_queue.renew(request=one, user=request.user, now=timezone.now())
    except CallbackError as refusal:
        return JsonResponse({"until": None, "words": _in_words(refusal)}, status=409)
    return JsonResponse({"until": times.clock(kept.lease_until) if kept.lease_until else None})


def _try(request: StaffRequest, reference: str, service: Service) -> CallbackRequest | None:
    """Do it, or say why not."""
    one = get_object_or_404(request_visible_to(request.user), reference=reference)
    try:
        return service(request=one, user=request.user, now=timezone.now())
    except CallbackError as refusal:
        flash.error(request, _in_words(refusal))
        return None


def _in_words(refusal: CallbackError) -> str:
    if isinstance(refusal, ClaimedByOther):
        return f"{refusal.name} has this request until {times.clock(refusal.until)}."
    return refusal.message
