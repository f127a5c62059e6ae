"""Where providers report what became of a message. Unsigned or wrongly signed is refused, nothing changes.

An id that we do not know is a quiet yes: asking again would not help. Nothing here logs what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from .delivery import note_delivery
from .enums import Channel, Delivery
from .signatures import is_from_twilio, is_signed

TWILIO = {
    "delivered": Delivery.DELIVERED,
    "undelivered": Delivery.BOUNCED,
    "failed": Delivery.BOUNCED,
}
GENERIC = {"delivered": Delivery.DELIVERED, "failed": Delivery.BOUNCED}


@csrf_exempt
@require_http_methods(["POST", "HEAD"])  # some ask once whether anybody is there
def mail(request: HttpRequest) -> HttpResponse:
    """A report of the e-mail provider that EMAIL_URL names; believed with EMAIL_WEBHOOK_SECRET alone."""
    if request.method == "HEAD":
        return HttpResponse()
    if not (settings.MAIL_PROVIDER and settings.ANYMAIL.get("WEBHOOK_SECRET")):
        return HttpResponseForbidden()
    from . import mail_reports  # it loads what only providers' APIs need

    try:
        return mail_reports.take_report(request)
    except mail_reports.WronglySigned:
        return HttpResponseForbidden()


@csrf_exempt
@require_POST
def twilio(request: HttpRequest) -> HttpResponse:
    """Twilio's status callback. It signs the address that we gave: the public one, whatever proxies do."""
    signed = settings.TEXTS.provider == "twilio" and is_from_twilio(
        request.headers.get("X-Twilio-Signature", ""),
        url=settings.SITE_URL + request.get_full_path(),
        form=[(name, value) for name, values in request.POST.lists() for value in values],
        token=settings.TEXTS.secret,
    )
    if not signed:
        return HttpResponseForbidden()
    return _noted(request.POST.get("MessageSid"), TWILIO.get(request.POST.get("MessageStatus", "")))


@csrf_exempt
@require_POST
def generic(request: HttpRequest) -> HttpResponse:
    """Any other provider's: {"id": ..., "status": "delivered" or "failed"} with X-Signature over the body."""
    signed = settings.TEXTS.provider == "generic" and is_signed(
        request.headers.get("X-Signature", ""), body=request.body, key=settings.TEXTS.secret
    )
    if not signed:
        return HttpResponseForbidden()
    said = _read(request.body)
    return _noted(said.get("id"), GENERIC.get(str(said.get("status"))))


def _read(body: bytes) -> Mapping[str, object]:
    """The JSON object; an empty one where it is none."""
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _noted(provider_id: object, delivery: Delivery | None) -> HttpResponse:
    """What a provider of texts said."""
    if delivery and isinstance(provider_id, str | int):
        note_delivery(Channel.SMS, str(provider_id), delivery, at=timezone.now())
    return HttpResponse()
