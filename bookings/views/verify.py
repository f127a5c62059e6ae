"""Anybody who holds a certificate can ask if it is valid. They learn that, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.queries.certificates import is_valid
from mediation.core import rate_limits
from mediation.core.error_pages import too_many
from mediation.core.errors import TooManyAttempts
from mediation.core.forms import DatePartsField, PracticeForm
from mediation.core.times import local_day

TRIES, WINDOW = 30, timedelta(hours=1)


class VerifyForm(PracticeForm):
    serial = forms.CharField(
        label="Serial number",
        help_text="Like K7QX-4MAH",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"required": "Enter the serial number"},
    )
    code = forms.CharField(
        label="Code",
        help_text="The 16 letters and numbers at the foot of the certificate",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off"}),
        error_messages={"required": "Enter the code"},
    )
    applied_on = DatePartsField(
        label="When was the application made?",
        subject="The day of the application",
        required=False,
        help_text="Leave it empty for today",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Valid or not valid: the same words for what was never issued, was replaced or is too old."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        status = 422 if form.is_bound else 200
        return render(request, "bookings/verify.html", {"form": form}, status=status)
    now = timezone.now()
    try:
        network = rate_limits.network_of(request.META["REMOTE_ADDR"])
        rate_limits.spend("verify", network, limit=TRIES, window=WINDOW, now=now)
    except TooManyAttempts:
        return too_many(request)
    typed = form.cleaned_data
    answer = is_valid(typed["serial"], typed["code"], applied_on=typed["applied_on"] or local_day(now))
    return render(
        request, "bookings/verify.html", {"form": form, "answer": "valid" if answer else "not valid"}
    )
