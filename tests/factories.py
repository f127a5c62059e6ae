"""Rows for tests, as plain functions, and the fixed cast.

Alex and Robin are the parties (each with answers of their own), Morgan is the mediator, Drew an outsider who
also mediates but has no hours unless a test gives some. Nothing here reads the clock: `NOW` is the Monday on
which most stories begin.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings import meeting_checklist
from bookings.certificates import Matters
from bookings.enums import Accreditation, AppointmentState
from bookings.models import (
    Appointment,
    AppointmentType,
    Certificate,
    DateOverride,
    ExternalBusy,
    ExternalCalendar,
    Mediator,
    SlotClaim,
    TimeLabel,
    TimeOff,
    WeeklyHours,
)
from bookings.services import (
    claims,
    confirm_appointment,
    issue_certificate,
    record_outcome,
    save_checklist,
)
from intake import services as intake_services
from intake.callbacks import Asked
from intake.document_enums import DocumentFor, FileType, Retention
from intake.enums import Answer, CallbackTopic, CallbackWhen
from intake.invitation_states import InvitationChannel, OtherContact
from intake.models import (
    CallbackHours,
    CallbackRequest,
    CallbackWindow,
    Complaint,
    Document,
    Draft,
    Invitation,
    Party,
    RightsRequest,
)
from intake.services import invitations
from intake.services.callbacks import request_callback
from intake.services.complaints import record_complaint
from mediation.core import audit
from mediation.core.enums import NoticeKind, Role
from mediation.core.models import Closure, Notice, PracticeSettings, User
from mediation.core.references import new_reference
from mediation.desk.demo_people import CALM

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday in winter: UK time is UTC
TOMORROW_1PM = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "a long password for the tests"
ONLINE_ABOUT_CHILDREN = meeting_checklist.Meeting(is_online=True, about_children=True)
EVERY_DAY = range(1, 8)
WEEKDAYS = range(1, 6)

ALEX: Mapping[str, Any] = {
    **CALM,
    "name": "Alex Winter",
    "email": "alex@example.org",
    "phone": "07700900123",
    "other_name": "Robin Field",
}
# What is asked after a booking and needed, also for legal aid: answered, so that nobody is reminded of it.
NOTHING_LEFT: Mapping[str, Any] = {
    "miam_last_4_months": "no",
    "wants_exemption": "unsure",
    "children": [{"child_name": "Sam"}],
    "born_on": "1987-03-27",
    "ni_number_later": True,
    "address": "1 Example Street, Leeds",
}
ROBIN: Mapping[str, Any] = {
    **ALEX,
    "name": "Robin Field",
    "email": "robin@example.org",
    "phone": "07700900456",
    "other_name": "Alex Winter",
}


def at(day: str, clock: str = "00:00") -> datetime:
    """`at("2026-11-24", "13:00")`: an instant in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def practice(**fields: Any) -> PracticeSettings:
    """Without reminders unless a test wants some, so that what a booking itself causes can be counted."""
    return PracticeSettings.objects.create(
        **{
            "id": 1,
            "name": "Northgate Family Mediation",
            "phone": "0113 496 0000",
            "phone_hours": "8am to 7pm, Monday to Saturday",
            "email": "hello@example.org",
            "reminders": [],
            **fields,
        }
    )


def notices(*, in_force_from: datetime = NOW - timedelta(days=30)) -> dict[str, Notice]:
    """The first version of everything that clients are shown."""
    kinds = (NoticeKind.PRIVACY, NoticeKind.CONFIDENTIALITY, NoticeKind.RECORDING)
    return {kind: notice(kind, in_force_from=in_force_from) for kind in kinds}


def notice(kind: NoticeKind, *, version: int = 1, in_force_from: datetime, text: str = "") -> Notice:
    text = text or f"The {kind} notice, version {version}."
    return Notice.objects.create(kind=kind, version=version, text=text, in_force_from=in_force_from)


def appointment_type(**fields: Any) -> AppointmentType:
    """The online MIAM: 60 minutes, 30-minute step, 15 minutes after, 60 minutes' notice, 48 hours, £110."""
    return AppointmentType.objects.create(
        **{"slug": "online", "name": "MIAM, online", "fee": Decimal("110.00"), **fields}
    )


def labels() -> list[TimeLabel]:
    rows = (
        ("lunch-break", "Lunch break", EVERY_DAY, time(12), time(14)),
        ("before-school-pick-up", "Before school pick-up", WEEKDAYS, time(9, 15), time(14, 45)),
        ("evening", "Evening", EVERY_DAY, time(17, 30), None),
        ("saturday", "Saturday", (6,), None, None),
    )
    return [
        TimeLabel.objects.create(
            slug=slug,
            name=name,
            weekdays=list(days),
            start_not_before=opens,
            end_not_after=closes,
            position=position,
        )
        for position, (slug, name, days, opens, closes) in enumerate(rows)
    ]


def user(name: str, role: Role, *, password: str | None = None, **fields: Any) -> User:
    """A member of staff; without a password they are signed in with `client.force_login`."""
    email = f"{name.split()[0].lower()}@example.org"
    return User.objects.create_user(email, password, **{"name": name, "role": role, **fields})


def mediator(name: str, **fields: Any) -> Mediator:
    """Somebody accredited for long, without any hours; `works` gives some."""
    if "user" not in fields:
        fields["user"] = user(name, Role.MEDIATOR)
    return Mediator.objects.create(
        **{
            "name": name,
            "accreditation": Accreditation.FULL,
            "accreditation_expires_on": date(2030, 12, 31),
            "started_on": LONG_AGO,
            **fields,
        }
    )


def works(
    who: Mediator,
    *,
    weekdays: Iterable[int] = EVERY_DAY,
    start: time = time(9),
    end: time = time(17),
    valid_from: date = LONG_AGO,
    valid_to: date | None = None,
) -> None:
    """Weekly hours on each of these ISO weekdays."""
    WeeklyHours.objects.bulk_create(
        WeeklyHours(mediator=who, weekday=day, start=start, end=end, valid_from=valid_from, valid_to=valid_to)
        for day in weekdays
    )


def override(who: Mediator, on: date, *ranges: tuple[str, str]) -> DateOverride:
    """The hours of one date; none closes it."""
    return DateOverride.objects.create(mediator=who, on=on, ranges=[list(pair) for pair in ranges])


def time_off(who: Mediator, start: datetime, end: datetime) -> TimeOff:
    return TimeOff.objects.create(mediator=who, span=DateTimeTZRange(start, end, "[)"))


def external_calendar(
    who: Mediator, *spans: tuple[datetime, datetime], url: str = "https://10.0.0.1/basic.ics", **fields: Any
) -> ExternalCalendar:
    """Another calendar of this mediator, as it was read at NOW. Its address can be read by nobody."""
    known = {"name": "Private", "added_at": NOW, "read_at": NOW, "tried_at": NOW, "next_read_at": NOW}
    row = ExternalCalendar.objects.create(mediator=who, url=url, **{**known, **fields})
    for start, end in spans:
        ExternalBusy.objects.create(calendar=row, mediator=who, span=DateTimeTZRange(start, end, "[)"))
    return row


def closure(on: date, *, kind: str = "practice", **fields: Any) -> Closure:
    return Closure.objects.create(on=on, kind=kind, **{"reason": "closed", **fields})


def holder() -> str:
    """A visitor's key, as the session makes it."""
    return secrets.token_urlsafe(32)


def ready_draft(
    kind: AppointmentType,
    starts_at: datetime = TOMORROW_1PM,
    *,
    now: datetime = NOW,
    answers: Mapping[str, Any] = ALEX,
    mediator: Mediator | None = None,
    wants_gender: str = "",
    holder_key: str = "",
) -> Draft:
    """A visitor who holds this time, has answered everything, and only needs to confirm."""
    claim = claims.hold(
        holder_key=holder_key or holder(),
        appointment_type=kind,
        starts_at=starts_at,
        now=now,
        mediator_id=mediator.pk if mediator else None,
        wants_gender=wants_gender,
    )
    return draft_for(claim, now=now, answers=answers, wants_gender=wants_gender)


def draft_for(
    claim: SlotClaim, *, now: datetime = NOW, answers: Mapping[str, Any] = ALEX, wants_gender: str = ""
) -> Draft:
    """The answered draft of whoever holds this claim."""
    wish = {
        "type": claim.appointment_type_id,
        "mediator": claim.mediator_id,
        "starts_at": claim.starts_at.isoformat(),
        "wants_gender": wants_gender,
    }
    draft = intake_services.start_draft(wish=wish, hold_key=claim.holder_key, now=now)
    intake_services.note_notices_shown(draft=draft, kinds=list(NoticeKind), now=now)
    return intake_services.save_answers(draft=draft, answers=answers, now=now)


def booked(
    kind: AppointmentType,
    starts_at: datetime = TOMORROW_1PM,
    *,
    now: datetime = NOW,
    answers: Mapping[str, Any] = ALEX,
    mediator: Mediator | None = None,
    wants_gender: str = "",
) -> Appointment:
    """A confirmed appointment, made as a client makes one."""
    draft = ready_draft(
        kind, starts_at, now=now, answers=answers, mediator=mediator, wants_gender=wants_gender
    )
    return confirm_appointment(draft=draft, actor=audit.CLIENT, now=now)


def callback_hours(
    *,
    weekdays: Iterable[int] = WEEKDAYS,
    opens: time = time(9),
    closes: time = time(17),
    capacity: int = 2,
    **fields: Any,
) -> list[CallbackHours]:
    """We ring people back on these ISO weekdays; windows are made by `make_windows`."""
    return [
        CallbackHours.objects.create(weekday=day, opens=opens, closes=closes, capacity=capacity, **fields)
        for day in weekdays
    ]


def callback_window(
    starts_at: datetime, *, minutes: int = 30, capacity: int = 2, **fields: Any
) -> CallbackWindow:
    ends_at = starts_at + timedelta(minutes=minutes)
    return CallbackWindow.objects.create(starts_at=starts_at, ends_at=ends_at, capacity=capacity, **fields)


def asked(window: CallbackWindow | None = None, **answers: Any) -> Asked:
    """Robin wants a call in this window, or as soon as we can: all is safe, unless a test says more."""
    return Asked(
        **{
            "name": "Robin",
            "phone": "+447700900456",
            "email": "robin@example.org",
            "email_private": Answer.YES,
            "may_text": Answer.NO,
            "say_who": Answer.YES,
            "voicemail": Answer.NO,
            "when": CallbackWhen.WINDOW if window else CallbackWhen.ASAP,
            "window_id": window.pk if window else None,
            "topic": CallbackTopic.BOOK,
            **answers,
        }
    )


def callback(window: CallbackWindow | None = None, *, now: datetime = NOW, **answers: Any) -> CallbackRequest:
    """Robin's request for a call, made as the page makes one."""
    return request_callback(asked=asked(window, **answers), now=now)


def nothing_stands_against(party: Party) -> None:
    """All that must be known before the other person is written to was answered, and raised nothing."""
    Party.objects.filter(pk=party.pk).update(
        flags_reviewed_at=NOW, compared_at=NOW, answered_before_contact=True
    )


def drafted(party: Party, *, now: datetime = NOW, by_answers: bool = False, **details: str) -> Invitation:
    """The invitation of Robin that this party said yes to, ready to be sent by e-mail.

    `by_answers`: what the party answered decides whether anything stands against it; otherwise nothing does.
    """
    if not by_answers:
        nothing_stands_against(party)
    begun = invitations.start_invitation(party=party, actor=audit.SYSTEM, now=now)
    known = {
        "name": "Robin Field",
        "email": "robin@example.org",
        "post": "",
        "channel": InvitationChannel.EMAIL,
        "named_as": "Alex Winter",
    }
    invitations.record_client_word(
        invitation=begun, said=OtherContact.YES, how="in_the_meeting", actor=audit.SYSTEM, now=now
    )
    return invitations.change_details(invitation=begun, details=known | details, actor=audit.SYSTEM, now=now)


def invited(party: Party, *, now: datetime = NOW, **details: str) -> Invitation:
    """The same, sent."""
    draft = drafted(party, now=now, by_answers=False, **details)
    return invitations.send_invitation(invitation=draft, actor=audit.SYSTEM, now=now)


def document(party: Party | None, **fields: Any) -> Document:
    """A letter of this party, in quarantine and not looked at; its file is nowhere. Made the long way by
    `intake.services.documents.receive`."""
    return Document.objects.create(
        **{
            "key": secrets.token_urlsafe(16),
            "party": party,
            "sent_for": DocumentFor.LETTER,
            "name": "letter.pdf",
            "file_type": FileType.PDF,
            "size": 40_000,
            "pages": 2,
            "sha256": secrets.token_hex(32),
            "stored_as": secrets.token_hex(24),
            "retention": Retention.COURT_PAPER,
            "delete_at": NOW + timedelta(days=180),
            "uploaded_at": NOW,
            **fields,
        }
    )


# What a mediator says of every item of the list at an online meeting about children.
WHOLE_LIST: Mapping[str, Any] = {
    **{item.key: True for item in meeting_checklist.all_items(ONLINE_ABOUT_CHILDREN) if item.kind == "tick"},
    "alone": "yes",
    "safe": "yes",
    "code_word": "none_agreed",
    "ways": ["mediation", "solicitors"],
    "ways_because": "They still talk about the children.",
    "children_open": "not_yet",
    "suitable": "yes",
    "suitable_because": "No risk found, both can speak for themselves.",
    "invite": "no",
    "invite_because": "They want to think about it first.",
    "next_steps": "Alex rings next week.",
}


def held(appointment: Appointment, *, at: datetime = TOMORROW_1PM + timedelta(hours=1)) -> Appointment:
    """The client attended, and the mediator went through the whole list."""
    mediator = appointment.mediator
    if not mediator.urn:
        mediator.urn = "0123A"
        mediator.save(update_fields=["urn"])
    assert mediator.user
    save_checklist(appointment=appointment, given=WHOLE_LIST, version=0, user=mediator.user, now=at)
    actor = audit.Actor.of(mediator.user)
    record_outcome(appointment=appointment, state=AppointmentState.ATTENDED, actor=actor, now=at)
    return Appointment.objects.select_related("party__case", "mediator").get(pk=appointment.pk)


def certificate(
    appointment: Appointment,
    *,
    at: datetime = TOMORROW_1PM + timedelta(hours=1),
    name: str = "Alexandra Winter",
) -> Certificate:
    """The certificate of a meeting that was `held`; its file is not made yet."""
    one = held(appointment, at=at)
    user = one.mediator.user
    assert user
    return issue_certificate(
        appointment=one,
        legal_name=name,
        matters=Matters.CHILDREN,
        signed_as=one.mediator.name,
        user=user,
        now=at,
    )


def rights_request(party: Party | None, staff: User, **fields: Any) -> RightsRequest:
    """Alex asks for something, and said their code word."""
    return RightsRequest.objects.create(
        **{
            "reference": new_reference(),
            "kind": "erasure",
            "received_on": NOW.date(),
            "due_on": date(2026, 12, 23),
            "party": party,
            "name": "A. Winter",
            "identity": "code_word",
            "identity_on": NOW.date(),
            "recorded_by": staff,
            "recorded_at": NOW,
            **fields,
        }
    )


def complaint(party: Party | None, staff: User, **fields: Any) -> Complaint:
    """Alex complains about the office, recorded as the page does it."""
    told = {
        "received_on": NOW.date(),
        "came_from": "client",
        "name": "Alex Winter",
        "words": "Nobody rang me back.",
        "about": "office",
        **fields,
    }
    return record_complaint(told=told, case=party.case if party else None, party=party, actor=staff, now=NOW)
