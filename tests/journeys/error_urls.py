"""Addresses at which each designed error page can be seen, beside the real ones."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mediation.core.error_pages import csrf_failure, too_many
from mediation.urls import handler400, handler500
from mediation.urls import urlpatterns as real

__all__ = ["handler400", "handler500", "urlpatterns"]


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def garbled(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError


urlpatterns = [
    path("error/400", garbled),
    path("error/403", refused),
    path("error/403-form", csrf_failure),
    path("error/429", too_many),
    path("error/503", away),
    *real,
]
