"""Pages that belong to no booking."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .enums import NoticeKind
from .models import Notice
from .practice import first_words, notice_in_force, practice


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in force."""
    try:
        notice = notice_in_force(NoticeKind.PRIVACY, at=timezone.now())
    except Notice.DoesNotExist as error:
        raise Http404 from error
    return render(request, "notice_page.html", {"notice": notice})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@require_safe
def put_right(request: HttpRequest) -> HttpResponse:
    """How to complain: in the practice's own words, or in ours."""
    try:
        text = notice_in_force(NoticeKind.COMPLAINTS, at=timezone.now()).text
    except Notice.DoesNotExist:
        text = first_words(NoticeKind.COMPLAINTS)
    return render(request, "put_right.html", {"text": text})


@require_safe
def practice_css(request: HttpRequest) -> HttpResponse:
    """The practice's own colour, as a stylesheet: the content policy allows no style in the page."""
    response = HttpResponse(f":root{{--brand:{practice().brand_colour}}}\n", content_type="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: the web process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
