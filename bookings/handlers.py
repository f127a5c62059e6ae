"""What each message says, worked out when it is sent. A handler re-reads the world and cannot send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from intake.contact_safety import Channel, Purpose, may_contact, preferences_from_answers
from intake.models import Case
from intake.queries import live_draft_by_id
from intake.queries.flags import unreached_since
from mediation.core import links, times
from mediation.core.clearance import Clearance
from mediation.core.models import Message, SecretLink, User
from mediation.core.outbox import CalendarPart, Outgoing, Skip, message_handler, message_teller
from mediation.core.practice import practice
from mediation.core.samples import Sample, register

from . import queries
from .calendar_files import calendar_file
from .enums import AppointmentState
from .manage_links import code_clearance, resume_url
from .meeting_facts import Facts, facts_of
from .models import Appointment
from .services import messages

DESK_ALERTS, DESK_FLAGS = "desk:alerts", "desk:flags"
SITE = "https://book.example.org"
BOOKED = {
    "when": "Tuesday 24 November, 1:00pm to 2:00pm",
    "place": "2 Mill Lane, Leeds",
    "manage_url": f"{SITE}/b/{'k' * 32}/",
    "book_url": f"{SITE}/book/",
}
register(Sample("appointment_confirmed", "Booking confirmed", BOOKED))
register(Sample("appointment_moved", "Booking moved", BOOKED))
register(Sample("appointment_handed_over", "Another mediator", BOOKED))
register(Sample("appointment_cancelled", "Booking cancelled", BOOKED))
register(Sample("code", "One-time code", {"code": "123456"}, (Channel.EMAIL, Channel.SMS)))
register(
    Sample(
        "resume",
        "Link to go on later",
        {"resume_url": f"{SITE}/book/resume/{'k' * 32}/"},
        (Channel.EMAIL, Channel.SMS),
    )
)
register(Sample("desk_urgent", "Please look at the desk (office)", {"desk_url": f"{SITE}/staff/alerts/"}))
register(
    Sample(
        "desk_notes_opened",
        "Your notes were opened (mediators)",
        {"reference": "K7QX-4MAH", "desk_url": f"{SITE}/staff/"},
    )
)
register(
    Sample(
        "desk_call_first",
        "Talk with a client first (office)",
        {"reference": "K7QX-4MAH", "desk_url": f"{SITE}/staff/flags/"},
    )
)


@message_teller(messages.CONFIRMATION, reads=facts_of)
def confirmation(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _about_standing(message, facts, now, "appointment_confirmed")


@message_teller(messages.MOVED, reads=facts_of)
def moved(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _about_standing(message, facts, now, "appointment_moved")


@message_teller(messages.HANDED_OVER, reads=facts_of)
def handed_over(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    return _about_standing(message, facts, now, "appointment_handed_over")


@message_teller(messages.CANCELLED, reads=facts_of)
def cancelled(message: Message, facts: Facts, now: datetime) -> Outgoing | Skip:
    if facts.appointment.state != AppointmentState.CANCELLED:
        return Skip("not cancelled")
    return _outgoing("appointment_cancelled", facts, now)


@message_handler(messages.CODE)
def code(message: Message, now: datetime) -> Outgoing | Skip:
    """A one-time code for the page that a secret link opened."""
    link = SecretLink.objects.filter(pk=message.subject_id).first()
    digits = links.code_for(link, message.subject_version) if link else None
    if link is None:
        return Skip("the link is gone")
    if digits is None:
        return Skip("a newer code was asked for")
    clearance = code_clearance(link, Channel(message.channel), now=now)
    return Outgoing("code", clearance, {"code": digits})


@message_handler(messages.RESUME)
def resume(message: Message, now: datetime) -> Outgoing | Skip:
    """The link back to an unfinished booking."""
    draft = live_draft_by_id(message.subject_id, now=now)
    if draft is None or draft.appointment_id is not None:
        return Skip("the draft is finished or forgotten")
    preferences = preferences_from_answers(draft.answers)
    clearance = may_contact(preferences, Channel(message.channel), Purpose.RESUME_LINK, now)
    return Outgoing("resume", clearance, {"resume_url": resume_url(draft)})


@message_handler(messages.URGENT)
def urgent(message: Message, now: datetime) -> Outgoing | Skip:
    """To the practice's own address: something urgent waits on the desk. It names nobody."""
    clearance = Clearance.for_staff(practice().email)
    return Outgoing("desk_urgent", clearance, {"desk_url": settings.SITE_URL + reverse(DESK_ALERTS)})


@message_handler(messages.CALL_FIRST)
def call_first(message: Message, now: datetime) -> Outgoing | Skip:
    """To the practice's own address; it names nobody."""
    appointment = Appointment.objects.get(pk=message.subject_id)
    if not appointment.is_confirmed:
        return Skip(f"the appointment is {appointment.state}")
    if not unreached_since(appointment.party_id).exists():
        return Skip("somebody has reached them, or their flags are cleared")
    context = {"reference": appointment.reference, "desk_url": settings.SITE_URL + reverse(DESK_FLAGS)}
    return Outgoing("desk_call_first", Clearance.for_staff(practice().email), context)


@message_handler(messages.NOTES_OPENED)
def notes_opened(message: Message, now: datetime) -> Outgoing | Skip:
    """To a mediator of the case; it names nobody."""
    user = User.objects.filter(pk=message.recipient.partition(":")[2], is_active=True).first()
    if user is None:
        return Skip("the account is closed")
    reference = Case.objects.values_list("reference", flat=True).get(pk=message.subject_id)
    context = {"reference": reference, "desk_url": settings.SITE_URL + reverse("desk:today")}
    return Outgoing("desk_notes_opened", Clearance.for_staff(user.email), context)


def _about_standing(message: Message, facts: Facts, now: datetime, template: str) -> Outgoing | Skip:
    appointment = facts.appointment
    if not appointment.is_confirmed:
        return Skip(f"the appointment is {appointment.state}")
    if appointment.version != message.subject_version:
        return Skip("the appointment was changed since")
    return _outgoing(template, facts, now)


def _outgoing(template: str, facts: Facts, now: datetime) -> Outgoing:
    appointment = facts.appointment
    clearance = queries.may_write(
        appointment, Channel.EMAIL, Purpose.BOOKING, now=now, near_danger=facts.near_danger
    )
    calendar = None
    if clearance.allowed and clearance.calendar_entry:
        content = calendar_file(appointment, attendee=clearance.address, sender_name=practice().sender_name)
        calendar = CalendarPart(appointment.invite.method, content)
    return Outgoing(template, clearance, _context(facts, neutral=clearance.neutral_only), calendar)


def _context(facts: Facts, *, neutral: bool) -> dict[str, Any]:
    appointment = facts.appointment
    return {
        "when": times.full_when(appointment.starts_at, appointment.ends_at),
        "place": "" if neutral else appointment.place,
        "manage_url": facts.manage_url,
        "book_url": settings.SITE_URL + reverse("bookings:times"),
    }
