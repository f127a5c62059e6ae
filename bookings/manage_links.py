"""The client's secret link to their booking; it dies when the meeting ends."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from intake.contact_safety import Channel, Purpose, may_contact, preferences_from_answers
from intake.models import Draft
from intake.queries import preferences_of
from intake.services import RESUME_SCOPE
from legalaid.services import BACK_SCOPE
from legalaid.services import code_clearance as costs_clearance
from mediation.core import links
from mediation.core.clearance import Clearance
from mediation.core.models import SecretLink

from .models import Appointment

MANAGE = "manage"
RESUME = RESUME_SCOPE


def manage_url(appointment: Appointment) -> str:
    """The whole address of the page where this client sees, changes, joins or cancels."""
    token = links.issue(MANAGE, appointment, expires_at=appointment.ends_at)
    return settings.SITE_URL + reverse("bookings:manage", args=[token])


def resume_url(draft: Draft) -> str:
    """The whole address that leads back to an unfinished booking, with a code on top."""
    return settings.SITE_URL + reverse(
        "bookings:resume", args=[links.issue(RESUME, draft, expires_at=draft.forget_at)]
    )


def appointment_of(token: str, *, now: datetime) -> tuple[SecretLink, Appointment] | None:
    """The link and its appointment; None for anything that is not a live link."""
    link = links.find(MANAGE, token, now=now)
    if link is None:
        return None
    rows = Appointment.objects.select_related(
        "party__contact", "party__funding", "mediator", "appointment_type", "invite"
    )
    return link, rows.get(pk=link.subject_id)


def code_clearance(link: SecretLink, *, now: datetime) -> Clearance:
    """Whether, and where, a one-time code for this link may be sent: only to a channel known to be safe."""
    if link.scope == BACK_SCOPE:  # to a screening for legal aid, which knows its own visitor
        return costs_clearance(link, now=now)
    if link.scope == RESUME:
        preferences = preferences_from_answers(Draft.objects.get(pk=link.subject_id).answers)
    else:
        appointment = Appointment.objects.select_related("party__contact").get(pk=link.subject_id)
        preferences = preferences_of(appointment.party.contact)
    return may_contact(preferences, Channel.EMAIL, Purpose.CODE, now)
