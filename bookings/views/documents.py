"""The client's own document, behind a secret link and a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from bookings import manage_links, visitor
from bookings.certificates import file_name
from bookings.models import Appointment
from bookings.queries.certificates import standing_certificate
from bookings.services.certificates import read_certificate
from mediation.core import audit
from mediation.core.models import SecretLink

from .codes import ask_for_code

View = Callable[[HttpRequest, str, SecretLink, Appointment, datetime], HttpResponse]


def with_document(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Give the view whose document this link opens; unknown and expired links look alike."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        found = manage_links.appointment_of(token, now=now, scope=manage_links.DOCUMENT)
        if found is None:
            return render(request, "bookings/link_gone.html", status=404)
        return view(request, token, *found, now)

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@with_document
def document(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """The page with the file; before the code it says only that there is something."""
    if not visitor.has_opened(request, link.pk, now=now):
        asked = ask_for_code(request, link, heading="Get your document", back_url="", now=now)
        return asked or redirect("bookings:document", token=token)
    found = standing_certificate(appointment)
    is_made = found is not None and found.made_at is not None
    context = {
        "until": _day(found.valid_until) if found else "",
        "serial": found.serial if found else "",
        "kilobytes": max((found.size or 0) // 1024, 1) if found and is_made else 0,
        "file_url": reverse("bookings:document_file", args=[token]) if is_made else "",
    }
    return render(request, "bookings/document.html", context)


@require_safe
@with_document
def document_file(
    request: HttpRequest, token: str, link: SecretLink, appointment: Appointment, now: datetime
) -> HttpResponse:
    """The file, to be saved under a name that says nothing. That it was taken is recorded."""
    found = standing_certificate(appointment)
    is_open = visitor.has_opened(request, link.pk, now=now)
    if found is None or found.made_at is None or not is_open:
        return redirect("bookings:document", token=token)
    content = read_certificate(certificate=found, actor=audit.CLIENT, now=now)
    name = file_name(found.serial)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
