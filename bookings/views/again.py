"""The way back after the video or phone failed: the next time is free."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings import manage_links, visitor
from bookings.services.free_again import failed_meeting
from mediation.core import links


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows; POST remembers in this session that the next booking costs nothing. It names nobody."""
    link = links.find(manage_links.AGAIN, token, now=timezone.now())
    failed = failed_meeting(link.subject_id) if link else None
    if failed is None:
        return render(request, "bookings/link_gone.html", status=404)
    if request.method != "POST":
        return render(request, "bookings/again.html")
    visitor.remember_free(request, failed)
    return redirect("bookings:times")
