"""Reports of the e-mail provider, read by anymail, which speaks through a signal: the only one here.

See docs/decisions/reports-on-delivery.md. Loaded at the first report, because anymail brings requests along.
"""

from __future__ import annotations

from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure as WronglySigned
from anymail.signals import AnymailTrackingEvent, tracking
from anymail.webhooks import (
    brevo,
    mailersend,
    mailgun,
    mailjet,
    mailtrap,
    mandrill,
    postmark,
    resend,
    sparkpost,
)
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .delivery import note_delivery
from .enums import Channel, Delivery

__all__ = ["WronglySigned", "take_report"]
VIEWS: dict[str, Any] = {
    "brevo": brevo.BrevoTrackingWebhookView,
    "mailersend": mailersend.MailerSendTrackingWebhookView,
    "mailgun": mailgun.MailgunTrackingWebhookView,
    "mailjet": mailjet.MailjetTrackingWebhookView,
    "mailtrap": mailtrap.MailtrapTrackingWebhookView,
    "mandrill": mandrill.MandrillCombinedWebhookView,
    "postmark": postmark.PostmarkTrackingWebhookView,
    "resend": resend.ResendTrackingWebhookView,
    "sparkpost": sparkpost.SparkPostTrackingWebhookView,
}
MEANS = {
    "delivered": Delivery.DELIVERED,
    "bounced": Delivery.BOUNCED,
    "rejected": Delivery.BOUNCED,
    "failed": Delivery.BOUNCED,
    "complained": Delivery.COMPLAINED,
}


def take_report(request: HttpRequest) -> HttpResponse:
    """Check and read one report of our provider. Raises WronglySigned before anything has changed."""
    answer: HttpResponse = VIEWS[settings.MAIL_PROVIDER].as_view()(request)
    return answer


def _note(event: AnymailTrackingEvent, **kwargs: Any) -> None:
    delivery = MEANS.get(event.event_type)
    if delivery and event.message_id:
        note_delivery(Channel.EMAIL, event.message_id, delivery, at=timezone.now())


tracking.connect(_note, dispatch_uid="mediation.core.mail_reports")
