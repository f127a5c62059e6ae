"""What the registers of complaints and of data protection requests do alike: write down what came in, and go
on by one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages as flash
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from intake.errors import DayIsWrong, IntakeError
from mediation.core.errors import StorageAway
from mediation.desk.access import StaffRequest
from mediation.desk.record_finder import Found, found_by

UNKNOWN = "There is nothing with this reference. Check it, or leave it empty"


class HasReference(Protocol):
    reference: Any


def record(
    request: StaffRequest,
    form: Form,
    save: Callable[[Found], HasReference],
    *,
    page: str,
    refuse: Callable[[Found], str] = lambda _: "",
) -> HttpResponse | None:
    """To the page of what was written down; None where the form says what is wrong. `refuse` says why what
    the reference leads to will not do."""
    found = found_by(form.data.get("reference", ""), request.user)
    if not form.is_valid():
        return None
    wrong = UNKNOWN if found is None else refuse(found)
    if wrong:
        form.add_error("reference", wrong)
    if found is None or wrong:
        return None
    try:
        row = save(found)
    except DayIsWrong as refusal:
        form.add_error("received_on", refusal.message)
        return None
    flash.success(request, f"Recorded as {row.reference}.")
    return redirect(page, reference=row.reference)


def take_step(
    request: StaffRequest,
    form: Form,
    step: Callable[[], object],
    done: str,
    *,
    again: Callable[[], HttpResponse],
    back: HttpResponse,
) -> HttpResponse:
    """Do it and go `back`, with a word on what was done or why not; `again` shows the form with what is
    wrong in it."""
    if not form.is_valid():
        return again()
    try:
        step()
    except DayIsWrong as refusal:
        form.add_error("on", refusal.message)
        return again()
    except (IntakeError, StorageAway) as refusal:
        flash.error(request, str(refusal))
    else:
        flash.success(request, done)
    return back
