"""A member of staff who books for somebody else: the ordinary pages, in the staff's browser.

Such a draft names the request for a call that it began with, or has a `StandIn`; and whoever goes on with it
is signed in. A client who comes back to the same draft by their own link is nobody's stand-in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from bookings.models import Appointment, StandIn
from bookings.queries.stand_ins import stand_in_of
from intake.answers import is_finished
from intake.models import Draft, Party
from intake.questionnaire import Page
from mediation.core import audit
from mediation.core.models import User

DESK_CALLBACK, DESK_CASE, DESK_CALENDAR = "desk:callback", "desk:case", "desk:calendar"
DESK_APPOINTMENT = "desk:appointment"


def colleague(request: HttpRequest, draft: Draft | None) -> User | None:
    """Who books here for somebody else; None for a client."""
    if draft is None or not isinstance(request.user, User):
        return None
    return request.user if draft.callback_id is not None or stand_in_of(draft) else None


def file_of(request: HttpRequest, draft: Draft) -> Party | None:
    """The file that this booking goes to, where a colleague books for somebody who has one."""
    found = _stand_in(request, draft)
    return found.party if found else None


def is_kept_in_file(request: HttpRequest, draft: Draft, page: Page) -> bool:
    """What somebody with a file said of reaching them is kept there, and changed on its own page at the
    desk."""
    is_said = is_about_contact(page) and is_finished(page, draft.answers)
    return is_said and file_of(request, draft) is not None


def is_about_contact(page: Page) -> bool:
    return not page.keys.isdisjoint({"email", "phone"})


def _stand_in(request: HttpRequest, draft: Draft) -> StandIn | None:
    return stand_in_of(draft) if isinstance(request.user, User) else None


def actor_of(request: HttpRequest, draft: Draft) -> audit.Actor:
    """In whose name this draft becomes a booking."""
    user = colleague(request, draft)
    return audit.Actor.of(user) if user else audit.CLIENT


def banner(request: HttpRequest, draft: Draft | None) -> dict[str, str] | None:
    """What the pages say to staff, so that nobody takes somebody else's booking for their own."""
    if draft is None or not isinstance(request.user, User):
        return None
    if draft.callback is not None:
        reference = draft.callback.reference
        return {
            "words": f"Back to their request, {reference}",
            "url": reverse(DESK_CALLBACK, args=[reference]),
        }
    found = stand_in_of(draft)
    if found is None:
        return None
    if found.party is None:
        return {"words": "Back to the calendar", "url": reverse(DESK_CALENDAR)}
    case = found.party.case.reference
    return {
        "words": f"Back to case {case}",
        "url": reverse(DESK_CASE, args=[case]),
        "more": "How we may reach them stays as it stands in their file.",
    }


def back_to_desk(
    request: HttpRequest, draft: Draft | None, appointment: Appointment | None = None
) -> HttpResponseRedirect | None:
    """After confirming, staff go on at the desk: the client's own link is not theirs. None for a client."""
    shown = banner(request, draft)
    if shown is None or draft is None:
        return None
    if draft.callback_id is None:
        booked = appointment or Appointment.objects.filter(pk=draft.appointment_id or 0).first()
        return redirect(DESK_APPOINTMENT, reference=booked.reference) if booked else redirect(shown["url"])
    return redirect(shown["url"])
