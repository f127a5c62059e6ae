"""The site's addresses with two more that fail, as a bug and as an outage would."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mediation.urls import handler400, handler500
from mediation.urls import urlpatterns as real

__all__ = ["handler400", "handler500", "urlpatterns"]


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused: secret detail")


urlpatterns = [*real, path("broken/", broken), path("away/", away)]
