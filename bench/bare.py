"""The floor: one view with one indexed query, through Django's ORM and its connection pool, and nothing else.

Served with the project's own settings but for the addresses and, unless BENCH_MIDDLEWARE is set, the
middleware (and the one application that refuses to start without its own); see `bench.bare_settings`.
"""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare_settings"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from bookings.models import AppointmentType  # noqa: E402


def bare(request: HttpRequest) -> HttpResponse:
    name = AppointmentType.objects.values_list("name", flat=True).get(slug="online")
    body = name.encode()
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


urlpatterns = [path("", bare)]
