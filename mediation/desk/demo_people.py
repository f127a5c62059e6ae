"""Invented clients of the demo practice, so that whoever starts it finds something on the desk's pages.

They are booked by the same services as real ones, and only once: where a case or a call is known, nobody is
added.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bookings.errors import BookingError
from bookings.models import Appointment, AppointmentType, Mediator
from bookings.queries import free_times
from bookings.services import claims, confirm_appointment, earlier
from intake import services as intake
from intake.callbacks import Asked
from intake.enums import Answer, CallbackTopic, CallbackWhen
from intake.models import CallbackRequest, Case
from intake.services import invitations
from intake.services.callbacks import request_callback
from intake.services.complaints import record_complaint
from mediation.core import audit
from mediation.core.enums import Channel, NoticeKind
from mediation.core.models import User
from mediation.core.times import local_day

# Everything before a booking answered, and nothing to worry about; the tests and the benchmark begin with it.
CALM: Mapping[str, Any] = {
    "danger_now": "no",
    "device_private": "yes",
    "need": [],
    "matter": ["children"],
    "child_country": "england",
    "under_18": False,
    "email_private": "yes",
    "phone_private": "yes",
    "calendar_safe": True,
    "shared_devices": "no",
    "other_name_unknown": False,
    "contact_limits": "none",
    "afraid": "no",
    "child_worry": "no",
    "involved": "no",
    "adjustments": [],
    "decides_with_help": False,
    "in_prison": False,
    "funding": "pay",
    "recording_objection": False,
    "marketing": False,
}
PROTECTED = {"contact_limits": "order", "limits_protect": "me", "limits_ended": "no", "refuge": "no"}
# Who, whom they named, their number, and what they answer otherwise than most.
CLIENTS: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("Priya Shah", "Daniel Shah", "07700900101", {"matter": ["children", "finances"]}),
    ("Nadia Kowalska", "Piotr Kowalski", "07700900102", {"afraid": "yes", **PROTECTED}),
    (
        "Tunde Adeyemi",
        "Sade Adeyemi",
        "07700900103",
        {"funding": "legal_aid", "adjustments": ["interpreter"]},
    ),
    ("Helen Marsh", "Tom Marsh", "07700900104", {}),
)


def add_people(*, now: datetime) -> None:
    """Meetings in the next days, calls that wait, an invitation that is begun, and a complaint."""
    if Case.objects.exists() or CallbackRequest.objects.exists():
        return
    kind, dana = (
        AppointmentType.objects.get(slug="online"),
        Mediator.objects.get(user__email="dana@example.org"),
    )
    booked = [_book(kind, dana, *client, now=now) for client in CLIENTS]
    _calls(now)
    if last := booked[-1]:
        _after(last, now)


def _book(
    kind: AppointmentType,
    who: Mediator,
    name: str,
    other: str,
    phone: str,
    more: Mapping[str, Any],
    *,
    now: datetime,
) -> Appointment | None:
    """Nothing where this mediator has no time left: a demo that is started late has fewer people."""
    free = free_times(kind, now=now, start=now, end=now + timedelta(days=kind.bookable_days), among=[who])
    key = secrets.token_urlsafe(32)
    try:
        claim = claims.hold(
            holder_key=key, appointment_type=kind, starts_at=free[2], now=now, mediator_id=who.pk
        )
    except (BookingError, IndexError):
        return None
    wish = {
        "type": kind.pk, "mediator": who.pk, "starts_at": claim.starts_at.isoformat(), "wants_gender": "",
    }  # fmt: skip
    draft = intake.start_draft(wish=wish, hold_key=key, now=now)
    intake.note_notices_shown(draft=draft, kinds=list(NoticeKind), now=now)
    email = f"{name.split()[0].lower()}@example.org"
    own = {"name": name, "email": email, "phone": phone, "other_name": other}
    draft = intake.save_answers(draft=draft, answers={**CALM, **own, **more}, now=now)
    return confirm_appointment(draft=draft, actor=audit.CLIENT, now=now)


def _calls(now: datetime) -> None:
    common: dict[str, Any] = {
        "topic": CallbackTopic.BOOK,
        "email_private": Answer.UNSURE,
        "voicemail": Answer.NO,
    }
    soon = Asked(name="Joanna", phone="+447700900105", say_who=Answer.YES, when=CallbackWhen.ASAP, **common)
    words = Asked(
        name="Asif", phone="+447700900106", when=CallbackWhen.OWN_WORDS,
        own_time="While the children are at school, not on Tuesdays", **common,
    )  # fmt: skip
    for asked in (soon, words):
        request_callback(asked=asked, now=now)


def _after(meeting: Appointment, now: datetime) -> None:
    earlier.join_list(
        appointment=meeting, windows=["evening"], warning_minutes=240, channel=Channel.EMAIL,
        actor=audit.CLIENT, now=now,
    )  # fmt: skip
    invitations.start_invitation(party=meeting.party, actor=audit.SYSTEM, now=now)
    told = {
        "received_on": local_day(now),
        "came_from": "client",
        "name": meeting.party.name,
        "words": "I waited two days for an answer to my e-mail.",
        "about": "office",
    }
    manager = User.objects.get(email="manager@example.org")
    record_complaint(told=told, case=meeting.party.case, party=meeting.party, actor=manager, now=now)
