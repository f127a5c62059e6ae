"""A mediator's own signature, for certificates."""

from __future__ import annotations

import base64

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import BookingError
from bookings.models import Mediator
from bookings.services.signatures import save_signature as keep
from intake import document_files
from mediation.core.uploads import takes_files
from mediation.desk.access import StaffRequest, staff_only

from .frame import page


def _own(request: StaffRequest) -> Mediator:
    found = Mediator.objects.filter(user=request.user).first()
    if found is None:
        raise PermissionDenied
    return found


@require_safe
@staff_only(recent=True)
def signature(request: StaffRequest) -> HttpResponse:
    """Their picture as it is now; without one their typed name stands there."""
    own = _own(request)
    picture = document_files.take(own.signature_place) if own.signature_place else b""
    context = {"name": own.name, "picture": base64.b64encode(picture).decode()}
    return page(request, "signature", context, current="today")


@takes_files
@require_POST
@staff_only(recent=True)
def save_signature(request: StaffRequest) -> HttpResponse:
    own, sent = _own(request), request.FILES.get("picture")
    if sent is None and "remove" not in request.POST:
        flash.error(request, "Choose a picture first.")
        return redirect("desk:signature")
    content = b"" if sent is None else sent.read()
    try:
        keep(mediator=own, content=content, user=request.user, now=timezone.now())
    except BookingError as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, "Saved. It stands on the next certificate that you issue.")
    return redirect("desk:signature")
