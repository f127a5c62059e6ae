"""Two presses and two workers at once: one certificate, one file, one message; and no tick is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bookings.certificates import Matters
from bookings.errors import RecordIsClosed
from bookings.meeting_checklist import missing
from bookings.models import AppointmentType, Certificate, Mediator, MeetingRecord
from bookings.services import issue_certificate, save_checklist
from bookings.services.certificates import make_certificates
from mediation.core.models import Message, PracticeSettings
from mediation.core.models.practice import default_reminders
from tests import factories

from .races import refusals, together

END = factories.TOMORROW_1PM + timedelta(hours=1)


def test_presses_and_workers_at_once_make_one_certificate(kind: AppointmentType, morgan: Mediator) -> None:
    PracticeSettings.objects.update(reminders=default_reminders())
    meeting = factories.held(factories.booked(kind))
    assert morgan.user

    def issue() -> Any:
        return issue_certificate(
            appointment=meeting,
            legal_name="Alexandra Winter",
            matters=Matters.CHILDREN,
            signed_as="Morgan Ellis",
            user=morgan.user,
            now=END,
        )

    def take_back_a_tick() -> Any:
        given = {**factories.WHOLE_LIST, "abuse": None}
        return save_checklist(appointment=meeting, given=given, version=1, user=morgan.user, now=END)

    outcomes = together([issue, take_back_a_tick, issue, issue])
    is_whole = not missing(MeetingRecord.objects.get().answers, factories.ONLINE_ABOUT_CHILDREN)
    assert Certificate.objects.count() == is_whole
    if is_whole:
        assert refusals(outcomes) == {RecordIsClosed}
    else:
        save_checklist(appointment=meeting, given=factories.WHOLE_LIST, version=2, user=morgan.user, now=END)
        issue()

    assert sum(together([lambda: make_certificates(now=END)] * 3)) == 1
    assert Message.objects.filter(kind__startswith="appointment.certificate_ready").count() == 1
