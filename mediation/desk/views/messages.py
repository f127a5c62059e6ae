"""What went out, waits, or was held back; and each message as its reader sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from mediation.core import audit, outbox
from mediation.core.enums import Channel
from mediation.core.errors import CannotRetry, MayBeThere
from mediation.core.models import Message
from mediation.desk import message_facts, message_filters, previews, words
from mediation.desk.access import OFFICE, StaffRequest, staff_only
from mediation.desk.message_filters import Wanted
from mediation.desk.people import Subject, Subjects

from .frame import page, part_of

# An e-mail may style itself and nothing else: no script, no picture, no form, no address of its own.
PREVIEW_POLICY = {
    "default-src": [NONE],
    "img-src": [NONE],
    "frame-src": [NONE],
    "form-action": [NONE],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [SELF],
    "sandbox": True,
}


@require_safe
@staff_only(roles=OFFICE)
def messages(request: StaffRequest) -> HttpResponse:
    """Everything that went out, waits, or was held back and why. Addresses stay out of the list."""
    now = timezone.now()
    wanted, found = Wanted.read(request.GET), message_filters.counts()
    shown = part_of(wanted.rows(), request, count=found.get((wanted.sort, wanted.channel), 0))
    subjects = Subjects(shown.object_list)
    shown.object_list = [_row(one, subjects.of(one), now=now) for one in shown.object_list]
    filters = message_filters.links(wanted, found)
    context = {"page_obj": shown, **filters, "all_url": reverse("desk:messages"), "has_any": bool(found)}
    return page(request, "messages", context | {"samples_url": reverse("desk:samples")})


def _row(one: Message, about: Subject, *, now: datetime) -> dict[str, Any]:
    badges = [words.message_badge(one.state), words.delivery_badge(one.delivery)]
    return {
        "what": words.kind(one.kind),
        "reference": about.reference,
        "to": words.recipient(one.recipient),
        "channel": words.CHANNELS[Channel(one.channel)],
        "when": words.since(one.sent_at or one.due_at, now=now),
        "badges": [badge for badge in badges if badge],
        "note": words.reason(one.reason, one.channel),
        "url": reverse("desk:message", args=[one.pk]),
    }


@require_safe
@staff_only(roles=OFFICE)
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """One message as its reader sees it: as sent, or as it would read now. Secret links are masked."""
    now = timezone.now()
    one = get_object_or_404(Message, pk=pk)
    shown, about = previews.of(one, now=now), Subjects([one]).of(one)
    audit.record(audit.Actor.of(request.user), "message.read", one, at=now)
    context = {
        "message": _row(one, about, now=now) | shown,
        "facts": message_facts.facts(one, now=now),
        "retry_url": reverse("desk:retry_message", args=[pk]) if message_facts.may_try_again(one) else "",
        "may_be_there": one.handed_over_at is not None,
        "preview_url": reverse("desk:message_preview", args=[pk]) if shown.get("html") else "",
        "case_url": about.url,
        "list_url": reverse("desk:messages"),
    }
    return page(request, "message", context, current="messages")


@require_safe
@staff_only(roles=OFFICE)
@xframe_options_sameorigin
@csp_replace(PREVIEW_POLICY)  # type: ignore[arg-type]  # it knows views without arguments only
def message_preview(request: StaffRequest, pk: int) -> HttpResponse:
    """The HTML part alone, in a sandbox that runs and loads nothing."""
    now = timezone.now()
    one = get_object_or_404(Message, pk=pk)
    audit.record(audit.Actor.of(request.user), "message.read", one, at=now, part="html")
    return HttpResponse(previews.of(one, now=now).get("html", ""))


@require_POST
@staff_only(roles=OFFICE)
def retry_message(request: StaffRequest, pk: int) -> HttpResponse:
    """Try again what ended unsent; a text that may have gone only after the person was asked."""
    one = get_object_or_404(Message, pk=pk)
    asked = request.POST.get("asked") == "yes"
    try:
        outbox.retry(one, audit.Actor.of(request.user), timezone.now(), although_it_may_have_gone=asked)
    except (CannotRetry, MayBeThere) as refusal:
        flash.error(request, refusal.message)
    else:
        flash.success(request, "It is tried again now. This page says what became of it.")
    return redirect("desk:message", pk=pk)
