"""Reminders are planned with the booking, again with each move, and never for what is cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.models import Appointment
from bookings.services import cancel_appointment, confirm_appointment, messages, move_appointment
from mediation import env
from mediation.core import audit
from mediation.core.models import Message, PracticeSettings
from mediation.core.models.practice import default_reminders
from tests import factories
from tests.factories import ALEX, NOW, TOMORROW_1PM
from tests.mail_server import send_due

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DAY_BEFORE, HOURS_BEFORE = "appointment.reminder:1440", "appointment.reminder:120"
QUESTIONS = "intake.unfinished"  # 20 hours before, as what is needed then is asked after booking


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    """One that reminds its clients as every new practice does."""
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


@pytest.fixture
def texts(settings: Any) -> None:
    """The practice can send text messages."""
    settings.TEXTS = env.texts("console:")


def reminders(*, version: int = 1, state: str = "planned") -> list[tuple[str, str, datetime]]:
    rows = Message.objects.filter(subject_version=version, state=state).order_by("due_at", "channel")
    told = ("appointment.confirmation", "appointment.moved", "appointment.cancelled")
    return [(one.kind, one.channel, one.due_at) for one in rows.exclude(kind__in=told)]


def kinds(**which: Any) -> list[str]:
    return [kind for kind, _, _ in reminders(**which)]


def move(appointment: Appointment, starts_at: datetime, *, now: datetime) -> Appointment:
    return move_appointment(appointment=appointment, starts_at=starts_at, actor=audit.CLIENT, now=now)


def test_a_booking_plans_its_reminders_with_its_confirmation(appointment):
    assert reminders() == [
        (DAY_BEFORE, "email", TOMORROW_1PM - 24 * HOUR),
        (QUESTIONS, "email", TOMORROW_1PM - 20 * HOUR),
        (HOURS_BEFORE, "email", TOMORROW_1PM - 2 * HOUR),
    ]
    row = Message.objects.get(kind=HOURS_BEFORE)
    assert (row.recipient, row.purpose) == (f"party:{appointment.party_id}", "reminder")
    assert (row.subject_id, row.not_after) == (appointment.pk, TOMORROW_1PM - timedelta.resolution)


def test_texts_are_planned_where_the_practice_sends_them_and_has_a_number(texts, kind, morgan):
    with_number = factories.booked(kind)
    without = factories.booked(
        kind, TOMORROW_1PM - 3 * HOUR, answers={**ALEX, "phone": "", "phone_private": None}
    )

    texts_of = {
        one: Message.objects.filter(subject_id=one.pk, channel="sms").count()
        for one in (with_number, without)
    }
    assert texts_of == {with_number: 1, without: 0}


@pytest.mark.parametrize(
    ("funding", "count"), [("legal_aid", 1), ("not_sure", 0), ("pay", 0)]
)  # fmt: skip
def test_papers_are_asked_of_those_who_may_get_legal_aid(kind, morgan, funding, count):
    factories.booked(kind, answers={**ALEX, "funding": funding})

    assert Message.objects.filter(kind="legalaid.evidence_missing").count() == count


def test_a_move_skips_the_old_ones_and_plans_new_ones(appointment):
    later = TOMORROW_1PM + 20 * HOUR
    move(appointment, later, now=NOW + MINUTE)

    assert reminders() == []
    assert set(Message.objects.filter(subject_version=1).values_list("reason", flat=True)) == {
        "the meeting was moved"
    }
    assert reminders(version=2) == [
        (DAY_BEFORE, "email", later - 24 * HOUR),
        (QUESTIONS, "email", later - 20 * HOUR),
        (HOURS_BEFORE, "email", later - 2 * HOUR),
    ]


def test_a_move_after_the_first_reminder_was_sent_plans_that_one_again(appointment, post):
    send_due(NOW)
    send_due(TOMORROW_1PM - 24 * HOUR)
    assert kinds(state="sent") == [DAY_BEFORE]

    move(appointment, TOMORROW_1PM + 20 * HOUR, now=TOMORROW_1PM - 23 * HOUR)

    assert kinds(version=2) == [DAY_BEFORE, QUESTIONS, HOURS_BEFORE]
    assert kinds(state="sent") == [DAY_BEFORE]


def test_a_move_to_a_time_near_by_tells_once_more_that_it_starts(appointment, admin):
    now = TOMORROW_1PM - 90 * MINUTE
    move_appointment(
        appointment=appointment, starts_at=now + 90 * MINUTE + HOUR / 2, actor=audit.Actor.of(admin), now=now
    )

    assert kinds(version=2) == ["appointment.starting:30"]


def test_cancelling_skips_every_reminder(appointment):
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW + MINUTE)

    assert kinds() == []
    assert set(Message.objects.filter(subject_version=1).values_list("state", "reason")) == {
        ("skipped", "the meeting was cancelled")
    }
    assert kinds(version=2) == []


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(121, [HOURS_BEFORE]), (120, ["appointment.starting:30"]), (40, ["appointment.starting:30"]), (20, [])],
)
def test_a_late_booking_gets_what_still_fits(kind, morgan, minutes, found):
    draft = factories.ready_draft(kind, now=TOMORROW_1PM - 3 * HOUR)

    confirm_appointment(draft=draft, actor=audit.CLIENT, now=TOMORROW_1PM - minutes * MINUTE)

    assert kinds() == found
    assert Message.objects.filter(kind=messages.CONFIRMATION).count() == 1


def test_planning_again_changes_nothing(appointment):
    before = list(Message.objects.order_by("pk").values())
    for now in (NOW, NOW + 10 * HOUR):
        messages.plan_reminders(appointment, now=now)

    assert list(Message.objects.order_by("pk").values()) == before


def test_planning_again_adds_the_text_for_a_number_given_later(texts, kind, morgan):
    appointment = factories.booked(kind, answers={**ALEX, "phone": "", "phone_private": None})
    assert not Message.objects.filter(channel="sms").exists()
    contact = appointment.party.contact
    contact.phone = "+447700900123"
    contact.save()

    messages.plan_reminders(Appointment.objects.get(), now=NOW + HOUR)

    assert [one for one in reminders() if one[1] == "sms"] == [(HOURS_BEFORE, "sms", TOMORROW_1PM - 2 * HOUR)]


def test_nothing_is_planned_again_for_a_cancelled_meeting(appointment):
    cancelled = cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW + MINUTE)

    messages.plan_reminders(cancelled, now=NOW + MINUTE)

    assert kinds(version=2) == []


def test_a_practice_without_reminders_sends_none(practice, kind, morgan):
    PracticeSettings.objects.update(reminders=[])

    factories.booked(kind)

    assert kinds() == []


def test_confirming_twice_plans_once(kind, morgan):
    draft = factories.ready_draft(kind)
    for _ in range(2):
        confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)

    assert kinds() == [DAY_BEFORE, QUESTIONS, HOURS_BEFORE]
