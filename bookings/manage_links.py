"""The client's secret links: to their booking, which dies when the meeting ends, and to their document."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from intake import callback_links
from intake.contact_safety import (
    Channel,
    Preferences,
    Purpose,
    code_channel,
    may_contact,
    preferences_from_answers,
)
from intake.models import Draft
from intake.queries import preferences_of
from intake.services import RESUME_SCOPE
from legalaid import services as costs
from mediation.core import code_pages, links, outbox
from mediation.core.clearance import Clearance
from mediation.core.models import SecretLink
from mediation.core.times import UK

from .models import Appointment

MANAGE = "manage"
DOCUMENT = "document"
AGAIN = "again"
RESUME = RESUME_SCOPE


def manage_url(appointment: Appointment) -> str:
    """The whole address of the page where this client sees, changes, joins or cancels."""
    return manage_urls([appointment])[appointment]


def manage_urls(appointments: Iterable[Appointment]) -> dict[Appointment, str]:
    """The same for several, in one query where all of them have their link already."""
    tokens = links.issue_all(MANAGE, {one: one.ends_at for one in appointments})
    return {one: address_of(token) for one, token in tokens.items()}


def address_of(token: str) -> str:
    """The whole address that a token stands in."""
    return settings.SITE_URL + reverse("bookings:manage", args=[token])


def manage_token(appointment: Appointment) -> str:
    """What stands in that address."""
    return links.issue(MANAGE, appointment, expires_at=appointment.ends_at)


def document_url(appointment: Appointment, *, until: date) -> str:
    """The whole address of the page with this client's document, to the end of this day in the UK."""
    ends_at = datetime.combine(until + timedelta(days=1), time(), UK)
    token = links.issue(DOCUMENT, appointment, expires_at=ends_at)
    return settings.SITE_URL + reverse("bookings:document", args=[token])


def again_url(appointment: Appointment, *, until: datetime) -> str:
    """The whole address from which the next booking costs nothing."""
    token = links.issue(AGAIN, appointment, expires_at=until)
    return settings.SITE_URL + reverse("bookings:again", args=[token])


def resume_url(draft: Draft) -> str:
    """The whole address that leads back to an unfinished booking, with a code on top."""
    return settings.SITE_URL + reverse(
        "bookings:resume", args=[links.issue(RESUME, draft, expires_at=draft.forget_at)]
    )


def appointment_of(
    token: str, *, now: datetime, scope: str = MANAGE
) -> tuple[SecretLink, Appointment] | None:
    """The link and its appointment; None for anything that is not a live link of this scope."""
    link = links.find(scope, token, now=now)
    if link is None:
        return None
    rows = Appointment.objects.select_related(
        "party__contact", "party__funding", "earlier_fee", "mediator", "appointment_type", "invite"
    )
    return link, rows.get(pk=link.subject_id)


def opened_appointment(session: Mapping[str, Any], *, now: datetime) -> Appointment | None:
    """The appointment whose details a code opened in this session, while that lasts."""
    opened = code_pages.opened_link(session, now=now)
    link = SecretLink.objects.filter(pk=opened, scope=MANAGE, expires_at__gt=now).first() if opened else None
    return Appointment.objects.get(pk=link.subject_id) if link else None


def best_code_channel(link: SecretLink, *, now: datetime) -> Clearance:
    """Whether, and where, a one-time code for this link goes: the first channel that is known to be safe."""
    return code_channel(_preferences_behind(link), now, has_sms=outbox.sms_is_available())


def code_clearance(link: SecretLink, channel: Channel, *, now: datetime) -> Clearance:
    """May a one-time code for this link still take this channel?"""
    return may_contact(_preferences_behind(link), channel, Purpose.CODE, now)


def best_resume_channel(draft: Draft, *, now: datetime) -> Clearance:
    """Whether, and where, the way back to an unfinished booking goes."""
    preferences = preferences_from_answers(draft.answers)
    return code_channel(preferences, now, purpose=Purpose.RESUME_LINK, has_sms=outbox.sms_is_available())


def _preferences_behind(link: SecretLink) -> Preferences:
    if link.scope == callback_links.CALLBACK:
        return callback_links.preferences_behind(link)
    if link.scope == costs.BACK_SCOPE:
        return costs.preferences_behind(link)
    if link.scope == RESUME:
        return preferences_from_answers(Draft.objects.get(pk=link.subject_id).answers)
    appointment = Appointment.objects.select_related("party__contact").get(pk=link.subject_id)
    return preferences_of(appointment.party.contact)
