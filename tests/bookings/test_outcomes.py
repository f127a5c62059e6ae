"""How a meeting went: said from its start on, once or corrected, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.enums import OUTCOMES, AppointmentState
from bookings.errors import DocumentIsReady, NotAttended, NotBegunYet, WasCancelled
from bookings.models import Appointment
from bookings.services import cancel_appointment, mark_certificate_ready, record_outcome
from mediation.core import audit
from mediation.core.models import AuditEntry, Message, PracticeSettings, User
from mediation.core.models.practice import default_reminders
from tests import factories
from tests.factories import NOW, TOMORROW_1PM

INSTANT, MINUTE, DAY = timedelta.resolution, timedelta(minutes=1), timedelta(days=1)
END = TOMORROW_1PM + timedelta(hours=1)
ATTENDED, NOT_ATTENDED = AppointmentState.ATTENDED, AppointmentState.NOT_ATTENDED


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


@pytest.fixture
def actor(admin: User) -> audit.Actor:
    return audit.Actor.of(admin)


def said(appointment: Appointment, state: Any, actor: audit.Actor, now: Any = END) -> Appointment:
    return record_outcome(appointment=appointment, state=state, actor=actor, now=now)


def told(kind: str) -> int:
    return Message.objects.filter(kind=kind).count()


@pytest.mark.parametrize("state", OUTCOMES)
def test_each_outcome_is_kept_with_its_time_and_audited(appointment, actor, state):
    said(appointment, state, actor)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.outcome_at) == (state, END)
    entry = AuditEntry.objects.get(verb=f"appointment.{state}")
    assert (entry.subject_id, entry.actor) == (appointment.pk, actor.user)
    assert appointment.version == 1


@pytest.mark.parametrize(
    ("before_start", "allowed"), [(INSTANT, False), (timedelta(), True), (-INSTANT, True)]
)
def test_nothing_is_said_before_the_meeting_begins(appointment, actor, before_start, allowed):
    if allowed:
        assert said(appointment, ATTENDED, actor, TOMORROW_1PM - before_start).state == ATTENDED
    else:
        with pytest.raises(NotBegunYet):
            said(appointment, ATTENDED, actor, TOMORROW_1PM - before_start)


@pytest.mark.parametrize("state", [AppointmentState.CONFIRMED, AppointmentState.CANCELLED])
def test_only_outcomes_can_be_said(appointment, actor, state):
    with pytest.raises(ValueError, match="not how a meeting can go"):
        said(appointment, state, actor)


def test_a_cancelled_meeting_has_no_outcome(appointment, actor):
    cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=NOW)

    with pytest.raises(WasCancelled):
        said(appointment, ATTENDED, actor)


def test_saying_the_same_twice_changes_nothing(appointment, actor):
    for now in (END, END + MINUTE):
        said(appointment, NOT_ATTENDED, actor, now)

    appointment.refresh_from_db()
    assert appointment.outcome_at == END
    assert AuditEntry.objects.filter(verb="appointment.not_attended").count() == 1
    assert told("appointment.missed") == 1


@pytest.mark.parametrize("state", [one for one in OUTCOMES if one is not NOT_ATTENDED])
def test_only_who_did_not_come_is_told_that_we_missed_them(appointment, actor, state):
    said(appointment, state, actor)

    assert told("appointment.missed") == 0


@pytest.mark.parametrize(("after_the_end", "count"), [(DAY, 1), (DAY + INSTANT, 0), (7 * DAY, 0)])
def test_they_are_told_within_a_day_only(appointment, actor, after_the_end, count):
    said(appointment, NOT_ATTENDED, actor, END + after_the_end)

    assert told("appointment.missed") == count


def test_a_mistake_is_put_right_and_nothing_is_said_twice(appointment, actor):
    for state in (NOT_ATTENDED, ATTENDED, NOT_ATTENDED):
        said(appointment, state, actor)

    appointment.refresh_from_db()
    assert appointment.state == NOT_ATTENDED
    assert told("appointment.missed") == 1


def test_a_document_is_marked_as_ready_once_and_told_once(appointment, actor):
    said(appointment, ATTENDED, actor)
    for now in (END + MINUTE, END + 2 * MINUTE):
        mark_certificate_ready(appointment=appointment, actor=actor, now=now)

    appointment.refresh_from_db()
    assert appointment.certificate_ready_at == END + MINUTE
    assert told("appointment.certificate_ready") == 1
    assert AuditEntry.objects.filter(verb="appointment.certificate_ready").count() == 1


@pytest.mark.parametrize("state", [None, *(one for one in OUTCOMES if one is not ATTENDED)])
def test_only_who_attended_has_a_document(appointment, actor, state):
    if state:
        said(appointment, state, actor)

    with pytest.raises(NotAttended):
        mark_certificate_ready(appointment=appointment, actor=actor, now=END)
    assert told("appointment.certificate_ready") == 0


def test_how_it_went_stands_once_the_document_is_ready(appointment, actor):
    said(appointment, ATTENDED, actor)
    mark_certificate_ready(appointment=appointment, actor=actor, now=END)

    with pytest.raises(DocumentIsReady):
        said(appointment, NOT_ATTENDED, actor)
    assert said(appointment, ATTENDED, actor).state == ATTENDED


def test_the_time_stays_taken(appointment, actor):
    said(appointment, NOT_ATTENDED, actor)

    appointment.claim.refresh_from_db()
    assert appointment.claim.state == "booked"
