"""Staying signed in, and going on after having been signed out."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from mediation.desk import kept_forms, staff_sessions
from mediation.desk.access import StaffRequest, staff_only


@require_POST
@staff_only()
def stay(request: StaffRequest) -> HttpResponse:
    """Somebody is there: the middleware has noted it."""
    return JsonResponse({"seconds": request.session[staff_sessions.IDLE]})


@require_http_methods(["GET", "POST"])
@staff_only()
def kept(request: StaffRequest) -> HttpResponseBase:
    """What they were sending when they were signed out: it is sent on only when they say so.

    It leads into the desk, so what the middleware asks there of the second step is asked here as well.
    """
    if staff_sessions.lacks_second_factor(request):
        return redirect("mfa_index")
    if not kept_forms.has_kept(request):
        return redirect("desk:today")
    if request.method == "GET":
        return render(request, "account/kept.html")
    if "send" in request.POST:
        return kept_forms.send_kept(request)
    kept_forms.forget(request)
    return redirect("desk:today")
