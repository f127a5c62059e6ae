"""What each message about a request for a call says, worked out when it is sent."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mediation.core import times
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, Purpose
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_handler
from mediation.core.practice import practice
from mediation.core.samples import Sample, register

from .callback_links import may_carry_link, own_url
from .contact_safety import may_contact
from .enums import Answer, CallbackState
from .models import CallbackRequest
from .queries import preferences_of
from .services import callback_messages as messages

DESK_QUEUE = "desk:callbacks"
WITHHELD = "withheld"
SITE = "https://book.example.org"
BOTH = (Channel.EMAIL, Channel.SMS)
STANDING = {CallbackState.WAITING, CallbackState.CLAIMED}
GONE = "the request is gone"

_WHEN = "Tuesday 24 November, 1:00pm to 1:30pm, UK time"
_PROMISED = {
    "reference": "K7QX-4MAH",
    "promised": "Tuesday 24 November 1:30pm",
    "desk_url": f"{SITE}/staff/callbacks/",
}
register(
    Sample(
        "callback_confirmed",
        "When we ring",
        {
            "when": _WHEN,
            "from_number": "0113 496 0000",
            "says_who": True,
            "manage_url": f"{SITE}/call/{'k' * 32}/",
        },
        BOTH,
    )
)
register(
    Sample(
        "callback_could_not_reach",
        "We could not reach you",
        {"call_url": f"{SITE}/call/", "site_url": SITE},
        BOTH,
    )
)
register(Sample("desk_callback_due", "A call is due (office)", _PROMISED))
register(Sample("desk_callback_late", "A call is late (office)", _PROMISED))


@message_handler(messages.CONFIRMED)
def confirmed(message: Message, now: datetime) -> Outgoing | Skip:
    request = _request(message)
    if request is None:
        return Skip(GONE)
    if request.state not in STANDING and not _was_unsafe_from_the_start(request):
        return Skip(f"the request is {request.state}")
    clearance = _may_write(request, message, now)
    context = {
        "when": when_words(request),
        "from_number": calls_from(),
        "says_who": request.contact.say_who == Answer.YES,
        "manage_url": own_url(request) if may_carry_link(clearance) else "",
    }
    return Outgoing("callback_confirmed", clearance, context)


@message_handler(messages.COULD_NOT_REACH)
def could_not_reach(message: Message, now: datetime) -> Outgoing | Skip:
    request = _request(message)
    if request is None:
        return Skip(GONE)
    if request.state != CallbackState.CLOSED:
        return Skip(f"the request is {request.state}")
    context = {"call_url": settings.SITE_URL + reverse("intake:call")}
    return Outgoing("callback_could_not_reach", _may_write(request, message, now), context)


@message_handler(messages.DUE)
def due(message: Message, now: datetime) -> Outgoing | Skip:
    return _to_office("desk_callback_due", message)


@message_handler(messages.LATE)
def late(message: Message, now: datetime) -> Outgoing | Skip:
    return _to_office("desk_callback_late", message)


def _was_unsafe_from_the_start(request: CallbackRequest) -> bool:
    """Somebody else had answered this number before. The reader must not find that out by our silence: the
    message says what the page said, and staff see the request under "Do not ring"."""
    since = request.contact.number_unsafe_since
    return request.state == CallbackState.UNSAFE and since is not None and since <= request.created_at


def _to_office(template: str, message: Message) -> Outgoing | Skip:
    """To the practice's own address; it names nobody."""
    request = _request(message)
    if request is None:
        return Skip(GONE)
    if request.first_attempt_at or request.closed_at:
        return Skip("somebody has rung meanwhile")
    today = times.local_day(request.sla_due_at)
    context = {
        "reference": request.reference,
        "promised": f"{times.day_name(today)} {times.clock(request.sla_due_at)}",
        "desk_url": settings.SITE_URL + reverse(DESK_QUEUE),
    }
    return Outgoing(template, Clearance.for_staff(practice().email), context)


def when_words(request: CallbackRequest) -> str:
    if request.open_from and request.open_until:
        return f"{times.full_when(request.open_from, request.open_until)}, UK time"
    return "as soon as we can"


def calls_from() -> str:
    """The number that our calls show; empty where it is withheld."""
    number = (practice().calls_from or practice().phone).strip()
    return "" if number.casefold() == WITHHELD else number


def _request(message: Message) -> CallbackRequest | None:
    rows = CallbackRequest.objects.select_related("contact", "window")
    return rows.filter(pk=message.subject_id).first()


def _may_write(request: CallbackRequest, message: Message, now: datetime) -> Clearance:
    channel = Channel(message.channel)
    return may_contact(preferences_of(request.contact), channel, Purpose.CALLBACK, now)
