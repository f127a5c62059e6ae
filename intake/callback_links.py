"""The secret link to one's own request for a call."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from mediation.core import links, outbox
from mediation.core.clearance import Clearance
from mediation.core.models import SecretLink

from .contact_safety import Channel, Preferences, code_channel
from .models import CallbackRequest
from .queries import preferences_of

CALLBACK = "callback"
WORKS_FOR = timedelta(days=30)


def own_url(request: CallbackRequest) -> str:
    """The whole address of the page where this person sees when we ring, changes it or cancels."""
    token = links.issue(CALLBACK, request, expires_at=request.created_at + WORKS_FOR)
    return settings.SITE_URL + reverse("intake:own", args=[token])


def request_of(token: str, *, now: datetime) -> tuple[SecretLink, CallbackRequest] | None:
    """The link and its request; None for anything that is not a live link."""
    link = links.find(CALLBACK, token, now=now)
    if link is None:
        return None
    found = CallbackRequest.objects.select_related("contact", "window").filter(pk=link.subject_id).first()
    return (link, found) if found else None


def may_carry_link(clearance: Clearance) -> bool:
    """The link tells when we ring and can cancel: it goes only where they said that an e-mail is safe."""
    return clearance.allowed and clearance.channel is Channel.EMAIL and not clearance.neutral_only


def preferences_behind(link: SecretLink) -> Preferences:
    """Of whoever holds this link."""
    request = CallbackRequest.objects.select_related("contact").get(pk=link.subject_id)
    return preferences_of(request.contact)


def best_code_channel(link: SecretLink, *, now: datetime) -> Clearance:
    """Whether, and where, a one-time code for this link goes: the first channel that is known to be safe."""
    return code_channel(preferences_behind(link), now, has_sms=outbox.sms_is_available())
