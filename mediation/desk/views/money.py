"""Who pays for one party: a state, never a figure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bookings.models import Appointment
from bookings.queries import appointments_visible_to
from legalaid.enums import FundingSource
from legalaid.queries import latest_assessment
from legalaid.services import cover_by_other_party, uncover
from mediation.core import audit
from mediation.core.models import User
from mediation.desk import words
from mediation.desk.access import OFFICE, StaffRequest, staff_only


def who_pays_panel(one: Appointment, user: User) -> dict[str, Any]:
    """What the appointment's page says of who pays: a state, never a figure."""
    found = latest_assessment(one.party)
    return {
        "who_pays": {
            "is_covered": one.party.funding.source == FundingSource.OTHER_PARTY,
            "url": reverse("desk:who_pays", args=[one.reference]) if user.role in OFFICE else "",
            "screening": words.screening_state(found) if found else "Not begun",
            "screening_url": reverse("desk:means", args=[one.reference]),
        }
    }


@require_POST
@staff_only(roles=OFFICE)
def who_pays(request: StaffRequest, reference: str) -> HttpResponse:
    """The other party was found eligible: this one has nothing to pay; or that is taken back."""
    one = get_object_or_404(appointments_visible_to(request.user), reference=reference)
    change = uncover if request.POST.get("covered") == "no" else cover_by_other_party
    change(funding=one.party.funding, actor=audit.Actor.of(request.user), now=timezone.now())
    flash.success(request, "Who pays is recorded. The client only reads if there is something to pay.")
    return redirect("desk:appointment", reference=reference)
