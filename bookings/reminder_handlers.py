"""What reminders say, and what follows a meeting, worked out when it is sent. A handler cannot send.

Each re-reads the appointment and everything that may have changed since it was planned, and says why it keeps
silent. Whether a text or an e-mail may go to this person now is contact safety's answer alone; where somebody
near them may be a danger, whatever goes is in neutral words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from intake.queries import is_intake_unfinished
from intake.queries.measures import is_stopped
from intake.rights import Use
from legalaid.services import has_every_paper
from mediation.core import times
from mediation.core.clearance import Clearance
from mediation.core.enums import Channel, Purpose
from mediation.core.models import Message
from mediation.core.outbox import Outgoing, Skip, message_teller
from mediation.core.samples import Sample, register

from . import queries
from .enums import AppointmentState, Mode
from .manage_links import again_url, document_url
from .meeting_facts import Facts, facts_of
from .models import Appointment
from .queries.certificates import standing_certificate
from .queries.missed import should_ring_first
from .queries.paper_requests import asked_for_papers
from .reminders import KINDS, What
from .services.free_again import OFFER_LASTS, TRY_AGAIN, failed_meeting

NOT_USED = "they asked us not to use their data for this"
Why = Callable[[Appointment], str]


@message_teller(KINDS[What.REMINDER], reads=facts_of)
def reminder(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _before_meeting(message, facts, now, "appointment_reminder")


@message_teller(KINDS[What.STARTING], reads=facts_of)
def starting(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _before_meeting(message, facts, now, "appointment_starting")


@message_teller(KINDS[What.INTAKE], reads=facts_of)
def intake_unfinished(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _before_meeting(message, facts, now, "intake_unfinished", why_not=_nothing_to_answer)


@message_teller(KINDS[What.LEGAL_AID], reads=facts_of)
def evidence_missing(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    """That papers are needed, while nobody has decided how the meeting is paid. Which, stands only behind the
    link and its code: what somebody says about their money is in no message."""
    return _before_meeting(
        message, facts, now, "legalaid_evidence", why_not=lambda one: _nothing_to_bring(one, now)
    )


@message_teller(KINDS[What.CERTIFICATE], reads=facts_of)
def certificate_ready(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    """The document itself never travels by message: a link and a code lead to it, while it is of use."""
    found = standing_certificate(facts.appointment)
    if facts.appointment.certificate_ready_at is None or found is None or found.made_at is None:
        return Skip("the document is not ready")
    url = document_url(facts.appointment, until=found.valid_until)
    return _outgoing("certificate_ready", facts, message, now, document_url=url)


@message_teller(KINDS[What.MISSED], reads=facts_of)
def missed(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    if facts.appointment.state != AppointmentState.NOT_ATTENDED:
        return Skip("they did attend after all")
    if is_stopped(facts.appointment.party_id, Use.NUDGES):
        return Skip(NOT_USED)
    ring = should_ring_first(facts.appointment)
    return _outgoing("appointment_missed", facts, message, now, ring_first=ring)


@message_teller(TRY_AGAIN, reads=facts_of)
def try_again(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    """The video or phone failed: the way to a free meeting."""
    if failed_meeting(facts.appointment.pk) is None:
        return Skip("it did not fail after all, or they have booked again")
    url = again_url(facts.appointment, until=facts.appointment.ends_at + OFFER_LASTS)
    return _outgoing("appointment_try_again", facts, message, now, again_url=url)


def _before_meeting(
    message: Message, facts: Facts, now: datetime, template: str, *, why_not: Why = lambda _: ""
) -> Outgoing | Skip:
    appointment = facts.appointment
    if not appointment.is_confirmed:
        return Skip(f"the appointment is {appointment.state}")
    if appointment.version != message.subject_version:
        return Skip("the appointment was changed since")
    if now >= appointment.starts_at:
        return Skip("the meeting has begun")
    reason = why_not(appointment)
    return Skip(reason) if reason else _outgoing(template, facts, message, now)


def _nothing_to_answer(appointment: Appointment) -> str:
    if is_stopped(appointment.party_id, Use.NUDGES):
        return NOT_USED
    return "" if is_intake_unfinished(appointment.party) else "every question is answered"


def _nothing_to_bring(appointment: Appointment, now: datetime) -> str:
    if is_stopped(appointment.party_id, Use.NUDGES):
        return NOT_USED
    if not queries.is_evidence_missing(appointment.party.funding):
        return "it is settled how the meeting is paid"
    if asked_for_papers(appointment, on=times.local_day(now)):
        return "they were asked for papers today already"
    return "every paper is here" if has_every_paper(appointment.party, now=now) else ""


def _outgoing(template: str, facts: Facts, message: Message, now: datetime, **more: Any) -> Outgoing:
    clearance = queries.may_write(
        facts.appointment,
        Channel(message.channel),
        Purpose(message.purpose),
        now=now,
        near_danger=facts.near_danger,
    )
    return Outgoing(template, clearance, _context(facts, clearance, now) | more)


def _context(facts: Facts, clearance: Clearance, now: datetime) -> dict[str, Any]:
    """What the templates may say. The private link dies with the meeting, so it is given only before."""
    appointment = facts.appointment
    return {
        "when": times.full_when(appointment.starts_at, appointment.ends_at),
        "day_and_clock": day_and_clock(appointment.starts_at, now=now),
        "is_online": appointment.mode == Mode.ONLINE,
        "place": "" if clearance.neutral_only else appointment.place,
        "manage_url": facts.manage_url if now < appointment.ends_at else "",
        "book_url": settings.SITE_URL + reverse("bookings:times"),
        "home_url": settings.SITE_URL + reverse("bookings:home"),
    }


def day_and_clock(at: datetime, *, now: datetime) -> str:
    """As a text message says it: today at 1:00pm; tomorrow at 1:00pm; on Tuesday 24 November at 1:00pm."""
    days = (times.local_day(at) - times.local_day(now)).days
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {times.day_name(times.local_day(at))}")
    return f"{day} at {times.clock(at)}"


BOTH = (Channel.EMAIL, Channel.SMS)
SITE = "https://book.example.org"
EXAMPLE = {
    "when": "Tuesday 24 November, 1:00pm to 2:00pm",
    "day_and_clock": "tomorrow at 1:00pm",
    "is_online": True,
    "place": "",
    "manage_url": f"{SITE}/b/{'k' * 32}/",
    "book_url": f"{SITE}/book/",
    "home_url": f"{SITE}/",
    "document_url": f"{SITE}/d/{'k' * 32}/",
    "again_url": f"{SITE}/again/{'k' * 32}/",
    "ring_first": False,
}
TITLES = {
    "appointment_reminder": "Reminder",
    "appointment_starting": "Starts soon",
    "intake_unfinished": "Questions not finished",
    "legalaid_evidence": "What to bring for legal aid",
    "certificate_ready": "Document is ready",
    "appointment_missed": "We missed you",
}
register(Sample("appointment_try_again", "The next time is free", EXAMPLE))
for _template, _title in TITLES.items():
    register(Sample(_template, _title, EXAMPLE, BOTH))
