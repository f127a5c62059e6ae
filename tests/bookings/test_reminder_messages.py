"""What reminders say as they arrive, when they arrive, and who gets none."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bookings.manage_links import manage_url
from bookings.models import Appointment, AppointmentType, Mediator, WeeklyHours
from bookings.reminder_handlers import day_and_clock
from bookings.services import (
    cancel_appointment,
    move_appointment,
    record_outcome,
    report_unsafe,
)
from bookings.services.certificates import make_certificates
from legalaid.enums import EvidenceState, Paper
from legalaid.models import Evidence, Funding
from legalaid.services import ask_for_papers, cover_by_other_party
from mediation import env
from mediation.core import audit, outbox, sending
from mediation.core.enums import Purpose
from mediation.core.models import Alert, Message, PracticeSettings
from mediation.core.models.practice import default_reminders
from mediation.core.outbox import Plan
from tests import factories, gsm
from tests.factories import ALEX, NOW, TOMORROW_1PM
from tests.mail_server import send_due

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DAY_BEFORE, HOURS_BEFORE = "appointment.reminder:1440", "appointment.reminder:120"
DO_NOT_KNOW: Mapping[str, Any] = {**ALEX, "email_private": "unsure"}
FINISHED: Mapping[str, Any] = {**ALEX, **factories.NOTHING_LEFT}
LEGAL_AID: Mapping[str, Any] = {**FINISHED, "funding": "legal_aid"}
UK = ZoneInfo("Europe/London")


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    """One that reminds its clients as every new practice does."""
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


@pytest.fixture
def appointment(kind: AppointmentType, morgan: Mediator) -> Appointment:
    """Alex's, tomorrow at 1pm; every question is answered."""
    return factories.booked(kind, answers=FINISHED)


@pytest.fixture
def phone(settings: Any, tmp_path: Path) -> Path:
    """Where text messages arrive, each a file."""
    settings.TEXTS = env.texts(f"file://{tmp_path}/phone")
    return tmp_path / "phone"


def body_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def texts_in(phone: Path) -> list[str]:
    """What each text said, without the line that names the number."""
    return [path.read_text().partition("\n\n")[2] for path in sorted(phone.glob("*"))]


def may_text(appointment: Appointment, safety: str = "ok") -> None:
    contact = appointment.party.contact
    contact.sms_safety = safety
    contact.save()


def ended(kind: str, channel: str = "email") -> tuple[str, str]:
    row = Message.objects.get(kind=kind, channel=channel)
    return row.state, row.reason


def arrived_after_confirming(post: Any, now: datetime) -> list[EmailMessage]:
    """What arrives at this instant, the confirmation having gone when it was planned."""
    send_due(NOW)
    before = len(post.arrived)
    send_due(now)
    return post.arrived[before:]


class TestReminder:
    def test_it_says_day_and_time_in_words_and_gives_the_link(self, appointment, post):
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)

        assert (mail["To"], mail["Subject"]) == ("alex@example.org", "Your booking")
        for body in (body_of(mail), body_of(mail, "html")):
            assert "Tuesday 24 November, 1:00pm to 2:00pm, UK time" in body
            assert manage_url(appointment) in body

    def test_its_link_opens_this_booking(self, appointment, post, client):
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)
        path = re.search(r"https://testserver(/b/\S+)", body_of(mail))
        assert path

        with time_machine.travel(TOMORROW_1PM - 24 * HOUR, tick=False):
            assert b"1:00pm to 2:00pm" in client.get(path.group(1)).content

    def test_it_carries_no_calendar_file(self, appointment, post):
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)

        assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
            "text/plain",
            "text/html",
        ]

    def test_each_goes_once(self, appointment, post):
        send_due(NOW)
        for now in (
            TOMORROW_1PM - 24 * HOUR,
            TOMORROW_1PM - 24 * HOUR,
            TOMORROW_1PM - 2 * HOUR,
            TOMORROW_1PM,
        ):
            send_due(now)

        assert len(post.arrived) == 3

    def test_a_late_booking_hears_that_it_starts(self, kind, morgan, post):
        factories.booked(kind, now=TOMORROW_1PM - 100 * MINUTE)
        send_due(TOMORROW_1PM - 100 * MINUTE)
        assert send_due(TOMORROW_1PM - 31 * MINUTE) == 0
        send_due(TOMORROW_1PM - 30 * MINUTE)

        assert "starts soon" in body_of(post.arrived[-1])
        assert len(post.arrived) == 2

    @pytest.mark.parametrize(
        ("starts", "local", "due"),
        [
            ("2027-03-28T12:00+00:00", "Sunday 28 March, 1:00pm to 2:00pm", "2027-03-28T10:00+00:00"),
            ("2027-10-31T13:00+00:00", "Sunday 31 October, 1:00pm to 2:00pm", "2027-10-31T11:00+00:00"),
        ],
    )
    def test_on_the_days_the_clocks_change_it_names_the_time_on_the_wall(
        self, kind, morgan, post, starts, local, due
    ):
        starts_at = datetime.fromisoformat(starts)
        factories.booked(kind, starts_at, now=starts_at - 23 * HOUR, answers=FINISHED)
        send_due(starts_at - 23 * HOUR)
        two_hours_before = datetime.fromisoformat(due)
        assert send_due(two_hours_before - MINUTE) == 0

        send_due(two_hours_before)

        assert f"{local}, UK time" in body_of(post.arrived[-1])
        assert len(post.arrived) == 2


class TestText:
    def test_it_says_only_what_it_must(self, phone, appointment, post):
        may_text(appointment)
        arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        assert texts_in(phone) == [f"Your appointment is today at 1:00pm. Details: {manage_url(appointment)}"]
        assert gsm.length(texts_in(phone)[0]) <= gsm.LONGEST

    def test_without_a_yes_none_is_sent_and_the_reason_kept(self, phone, appointment, post):
        arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        assert texts_in(phone) == []
        assert ended(HOURS_BEFORE, "sms") == ("skipped", "unknown")

    def test_the_number_is_that_of_the_moment_it_is_sent(self, phone, appointment, post):
        may_text(appointment)
        contact = appointment.party.contact
        contact.phone = "+447700900789"
        contact.save()
        arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        (kept,) = phone.iterdir()
        assert kept.read_text().startswith("To: +447700900789\n")

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"site_only": True}, "site_only"),
            ({"email_safety": "never", "sms_safety": "never"}, "never"),
            ({"email": "", "phone": ""}, "no_address"),
        ],
        ids=lambda value: value if isinstance(value, str) else None,
    )
    def test_what_they_say_after_planning_silences_every_reminder(
        self, phone, appointment, post, fields, reason
    ):
        may_text(appointment)
        send_due(NOW)
        for name, value in fields.items():
            setattr(appointment.party.contact, name, value)
        appointment.party.contact.save()
        send_due(TOMORROW_1PM - 24 * HOUR)
        send_due(TOMORROW_1PM - 2 * HOUR)

        assert (texts_in(phone), len(post.arrived)) == ([], 1)
        planned = Message.objects.exclude(kind="appointment.confirmation")
        assert set(planned.values_list("state", "reason")) == {("skipped", reason)}

    @pytest.mark.parametrize("safety", ["never", "unknown"])
    def test_a_no_said_after_planning_counts(self, phone, appointment, post, safety):
        may_text(appointment)
        send_due(NOW)
        may_text(appointment, safety)
        send_due(TOMORROW_1PM - 2 * HOUR)

        assert texts_in(phone) == []
        assert ended(HOURS_BEFORE, "sms") == ("skipped", safety)

    def test_where_we_may_not_say_who_it_says_nothing_else(self, phone, appointment, post):
        may_text(appointment, "ok_but_do_not_say_who")
        arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        assert texts_in(phone) == ["You have an appointment. Sign in to see it."]

    @pytest.mark.parametrize(
        ("starts", "leaves"),
        [
            ("2027-03-28 08:30", "2027-03-28 08:00"),
            ("2027-10-31 08:30", "2027-10-31 08:00"),
            ("2027-03-28 08:15", "2027-03-27 20:30"),
            ("2027-10-31 08:15", "2027-10-30 20:30"),
        ],
    )
    def test_after_both_changes_of_the_clocks_it_leaves_by_day(
        self, phone, kind, morgan, post, starts, leaves
    ):
        factories.works(morgan, start=datetime.min.time().replace(hour=7))
        kind.step_min = 15
        kind.save()
        starts_at = datetime.fromisoformat(starts).replace(tzinfo=UK)
        due = datetime.fromisoformat(leaves).replace(tzinfo=UK)
        appointment = factories.booked(kind, starts_at, now=starts_at - 25 * HOUR)
        may_text(appointment)
        send_due(starts_at - 25 * HOUR)
        send_due(due - MINUTE)
        assert texts_in(phone) == []

        send_due(due)

        (text,) = texts_in(phone)
        day = "today" if due.date() == starts_at.date() else "tomorrow"
        assert text.startswith(f"Your appointment is {day} at {starts[-4:]}am.")

    @pytest.mark.parametrize(
        ("starts", "said"),
        [
            ("2026-11-26 21:00", "9:00pm"),  # planned for 20:55 the evening before
            ("2027-03-28 22:00", "10:00pm"),  # also in the night the clocks go forward
            ("2027-10-31 20:00", "8:00pm"),  # and back
        ],
    )
    def test_one_that_an_outage_holds_up_into_the_night_waits_for_the_morning(
        self, practice, phone, kind, morgan, post, starts, said
    ):
        planned = self._a_text_of_the_evening(practice, kind, morgan, starts, minutes=1445)
        for late in (10 * MINUTE, 5 * HOUR):  # 21:05, and 01:55 or so
            send_due(planned.due_at + late)
            assert texts_in(phone) == []
        planned.refresh_from_db()
        morning = datetime.fromisoformat(f"{starts[:10]} 08:00").replace(tzinfo=UK)
        assert (planned.state, planned.reason, planned.due_at) == ("planned", "quiet_hours", morning)
        send_due(morning - timedelta.resolution)
        assert texts_in(phone) == []

        send_due(morning)

        (text,) = texts_in(phone)
        assert text.startswith(f"Your appointment is today at {said}.")
        assert not Alert.objects.exists()

    def test_one_that_is_held_up_until_no_morning_helps_is_missed_and_staff_are_told(
        self, practice, phone, kind, morgan, post
    ):
        planned = self._a_text_of_the_evening(practice, kind, morgan, "2026-11-26 22:30", minutes=95)
        send_due(planned.due_at + 10 * MINUTE)  # 21:05; at 08:00 the meeting is over

        assert texts_in(phone) == []
        assert ended("appointment.reminder:95", "sms") == ("missed", "no safe time before it is too late")
        assert Alert.objects.get().kind == "message.missed"

    def test_one_that_is_tried_again_at_night_by_staff_waits_too(
        self, practice, phone, kind, morgan, admin, post
    ):
        planned = self._a_text_of_the_evening(practice, kind, morgan, "2026-11-26 21:00", minutes=1445)
        planned.state = "failed"
        planned.save()
        at_night = planned.due_at + HOUR
        outbox.retry(planned, audit.Actor.of(admin), at_night)
        send_due(at_night)

        assert texts_in(phone) == []
        assert ended("appointment.reminder:1445", "sms") == ("planned", "quiet_hours")

    def _a_text_of_the_evening(
        self, practice: PracticeSettings, kind: Any, morgan: Any, starts: str, *, minutes: int
    ) -> Message:
        """A reminder by text that is due at 20:55, five minutes before the quiet hours."""
        practice.reminders = [{"what": "reminder", "channel": "sms", "minutes_before": minutes}]
        practice.save()
        WeeklyHours.objects.filter(mediator=morgan).update(end=time(23, 45))
        starts_at = datetime.fromisoformat(starts).replace(tzinfo=UK)
        booked_at = starts_at - 26 * HOUR
        may_text(factories.booked(kind, starts_at, now=booked_at))
        send_due(booked_at)
        planned = Message.objects.get(channel="sms")
        assert planned.due_at.astimezone(UK).strftime("%H:%M") == "20:55"
        return planned


class TestNeutralWords:
    @pytest.mark.parametrize("danger", ["yes", "unsure", None])
    def test_who_may_be_in_danger_reads_neutral_words_only(self, kind, morgan, post, danger):
        factories.booked(kind, answers={**LEGAL_AID, "danger_now": danger})
        mails = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)
        mails += arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR)

        assert len(mails) == 2
        for mail in mails:
            said = f"{body_of(mail)}{body_of(mail, 'html')}"
            assert "appointment" in said
            assert not re.findall(r"1:00pm|legal|0113|bank|text/calendar", said)

    def test_so_does_who_told_us_that_they_do_not_feel_safe(self, appointment, post):
        report_unsafe(appointment=appointment, now=NOW)
        Alert.objects.update(closed_at=NOW)
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)

        assert "You have an appointment. Sign in to see it" in body_of(mail)
        assert "1:00pm" not in body_of(mail)

    def test_and_whose_e_mail_others_may_read(self, kind, morgan, post):
        factories.booked(kind, answers=DO_NOT_KNOW)
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 24 * HOUR)

        assert "You have an appointment. Sign in to see it" in body_of(mail)
        assert mail["Subject"] == "Your booking"

    def test_texts_too(self, phone, kind, morgan, post):
        appointment = factories.booked(kind, answers={**ALEX, "danger_now": "unsure"})
        may_text(appointment)
        arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        assert texts_in(phone) == ["You have an appointment. Sign in to see it."]


class TestChasers:
    def test_papers_are_asked_for_and_which_stands_behind_the_link(self, kind, morgan, post):
        one = factories.booked(kind, answers=LEGAL_AID)
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR)

        for body in (body_of(mail), body_of(mail, "html")):
            assert "needs to see some papers before your meeting" in body
            assert f"{manage_url(one)}more/" in body
        assert mail["Subject"] == "Your booking"

    @pytest.mark.parametrize("state", ["paid", "waived"])
    def test_nobody_is_asked_for_papers_once_the_fee_is_settled(self, kind, morgan, post, state):
        factories.booked(kind, answers=LEGAL_AID)
        Funding.objects.update(state=state)

        assert arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR) == []
        assert ended("legalaid.evidence_missing") == ("skipped", "it is settled how the meeting is paid")

    def test_nor_where_the_other_party_was_found_eligible(self, kind, morgan, post):
        appointment = factories.booked(kind, answers=LEGAL_AID)
        funding = Funding.objects.get(party=appointment.party)
        cover_by_other_party(funding=funding, actor=audit.CLIENT, now=NOW)

        assert arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR) == []
        assert ended("legalaid.evidence_missing") == ("skipped", "it is settled how the meeting is paid")

    def test_nor_once_every_paper_is_here(self, kind, morgan, post):
        party = factories.booked(kind, answers=LEGAL_AID).party
        for paper in (Paper.SIGNED_FORM, Paper.BANK_STATEMENTS):
            Evidence.objects.create(party=party, paper=paper, state=EvidenceState.RECEIVED, updated_at=NOW)

        assert arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR) == []
        assert ended("legalaid.evidence_missing") == ("skipped", "every paper is here")

    def test_questions_that_wait_are_named_once_and_lead_to_the_booking(self, kind, morgan, post):
        one = factories.booked(kind)
        (mail,) = arrived_after_confirming(post, TOMORROW_1PM - 20 * HOUR)

        assert f"{manage_url(one)}questions/" in body_of(mail)
        assert "Some questions are still waiting for you" in body_of(mail)
        assert ended("intake.unfinished")[0] == "sent"

    def test_who_was_asked_for_papers_today_is_not_reminded_of_them_as_well(self, kind, morgan, post):
        party = factories.booked(kind, answers=LEGAL_AID).party
        Evidence.objects.create(party=party, paper=Paper.BANK_STATEMENTS, updated_at=NOW)
        ask_for_papers(party=party, actor=audit.CLIENT, now=NOW)

        with time_machine.travel(NOW, tick=False):  # when it left is read off the clock
            assert arrived_after_confirming(post, TOMORROW_1PM - 22 * HOUR) == []
        assert ended("papers.needed")[0] == "sent"
        assert ended("legalaid.evidence_missing") == ("skipped", "they were asked for papers today already")

    @pytest.mark.parametrize(("version", "state"), [(1, "skipped"), (2, "skipped"), (3, "sent")])
    def test_what_nobody_asked_for_gives_way_to_the_reminder_of_that_day(
        self, kind, morgan, post, version, state
    ):
        """The third is one that a colleague asked for: it goes, and then the reminder does not."""
        party = factories.booked(kind, answers=LEGAL_AID).party
        Evidence.objects.create(party=party, paper=Paper.BANK_STATEMENTS, updated_at=NOW)
        chaser = Plan(
            kind="papers.needed", subject=party, version=version, recipient=f"party:{party.pk}",
            due_at=NOW + HOUR, purpose=Purpose.LEGAL_AID,
        )  # fmt: skip
        outbox.plan([chaser], now=NOW)
        with time_machine.travel(NOW + HOUR, tick=False):  # when it left is read off the clock
            arrived_after_confirming(post, NOW + HOUR)

        assert ended("papers.needed")[0] == state
        send_due(TOMORROW_1PM - 22 * HOUR)
        assert ended("legalaid.evidence_missing")[0] == ("sent" if state == "skipped" else "skipped")

    def test_nobody_is_asked_to_finish_what_is_finished(self, appointment, post):
        """Planned while something was missing, and sent after it was answered."""
        plan = Plan(
            kind="intake.unfinished", subject=appointment, version=1, recipient="party:1", due_at=NOW,
            purpose=Purpose.INTAKE, not_after=TOMORROW_1PM,
        )  # fmt: skip
        outbox.plan([plan], now=NOW)
        send_due(NOW)

        assert ended("intake.unfinished") == ("skipped", "every question is answered")


class TestWhoGetsNone:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (
                lambda one: cancel_appointment(appointment=one, actor=audit.CLIENT, now=NOW + MINUTE),
                "the appointment is cancelled",
            ),
            (
                lambda one: move_appointment(
                    appointment=one, starts_at=TOMORROW_1PM + HOUR, actor=audit.CLIENT, now=NOW + MINUTE
                ),
                "the appointment was changed since",
            ),
        ],
        ids=["cancelled", "moved"],
    )
    def test_what_changed_after_the_claim_is_seen_when_sending(self, appointment, post, change, reason):
        send_due(NOW)
        now = TOMORROW_1PM - 24 * HOUR
        claims = outbox.claim_due(now=now)
        change(appointment)
        for claim in claims:
            sending.deliver(*claim, now=now)

        assert len(post.arrived) == 1
        assert Message.objects.get(kind=DAY_BEFORE, subject_version=1).reason == reason

    def test_a_refusal_is_kept_with_its_reason(self, kind, morgan, post):
        factories.booked(kind, answers={**ALEX, "email_private": "no"})
        for now in (NOW, TOMORROW_1PM - 24 * HOUR, TOMORROW_1PM - 2 * HOUR):
            send_due(now)

        assert post.arrived == []
        assert {ended(DAY_BEFORE), ended(HOURS_BEFORE)} == {("skipped", "never")}

    def test_one_that_staff_try_again_after_the_meeting_says_nothing(self, appointment, admin, post):
        send_due(NOW)
        send_due(TOMORROW_1PM + MINUTE)
        missed = Message.objects.get(kind=HOURS_BEFORE)
        assert missed.state == "missed"
        outbox.retry(missed, audit.Actor.of(admin), TOMORROW_1PM + HOUR)
        send_due(TOMORROW_1PM + HOUR)

        assert ended(HOURS_BEFORE) == ("skipped", "the meeting has begun")
        assert len(post.arrived) == 1


def test_nothing_of_the_person_reaches_the_log(phone, kind, morgan, admin, post, caplog):
    """Sent, refused, missed, failed: by e-mail and by text."""
    with caplog.at_level(logging.DEBUG, logger="mediation"):
        people = ((TOMORROW_1PM, ALEX), (TOMORROW_1PM + 2 * HOUR, {**factories.ROBIN, "email_private": "no"}))
        for starts_at, answers in people:
            appointment = factories.booked(kind, starts_at, answers=answers)
            may_text(appointment)
        post.will_answer("RCPT", "550 alex@example.org is unknown")
        for now in (NOW, TOMORROW_1PM - 2 * HOUR, TOMORROW_1PM + HOUR, TOMORROW_1PM + DAY):
            send_due(now)

    assert {"sent", "skipped", "failed"} <= set(Message.objects.values_list("state", flat=True))
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("mediation"))
    assert "Message" in said
    for secret in ("alex", "robin", "winter", "field", "7700", "@", "/b/", "1:00pm"):
        assert secret not in said.lower()


class TestOutage:
    """Nothing was sent since the confirmation; now it goes on."""

    @pytest.mark.parametrize(
        ("before_the_meeting", "sent", "missed"),
        [
            (23 * HOUR, [DAY_BEFORE], []),
            (21 * HOUR, ["legalaid.evidence_missing"], [DAY_BEFORE]),
            (HOUR, [HOURS_BEFORE], [DAY_BEFORE, "legalaid.evidence_missing"]),
            (timedelta.resolution, [HOURS_BEFORE], [DAY_BEFORE, "legalaid.evidence_missing"]),
            (timedelta(), [], [DAY_BEFORE, "legalaid.evidence_missing", HOURS_BEFORE]),
        ],
        ids=["a day", "21 hours", "an hour", "just before its start", "at its start"],
    )
    def test_the_one_message_that_is_still_of_use_goes_and_the_others_are_told_to_staff(
        self, kind, morgan, post, before_the_meeting, sent, missed
    ):
        factories.booked(kind, answers=LEGAL_AID)
        mails = arrived_after_confirming(post, TOMORROW_1PM - before_the_meeting)

        rows = Message.objects.exclude(kind="appointment.confirmation").order_by("due_at")
        assert [one.kind for one in rows if one.state == "sent"] == sent
        assert len(mails) == len(sent)
        assert [one.kind for one in rows if one.state == "missed"] == missed
        assert Alert.objects.filter(kind="message.missed").exists() is bool(missed)

    def test_at_the_very_moment_of_the_next_one_only_that_goes(self, appointment, post):
        mails = arrived_after_confirming(post, TOMORROW_1PM - 2 * HOUR)

        assert len(mails) == 1
        assert (ended(DAY_BEFORE)[0], ended(HOURS_BEFORE)[0]) == ("missed", "sent")


class TestAfterTheMeeting:
    def test_who_did_not_come_reads_that_we_missed_them(self, appointment, admin, post):
        now = TOMORROW_1PM + 20 * MINUTE
        record_outcome(appointment=appointment, state="not_attended", actor=audit.Actor.of(admin), now=now)
        mails = arrived_after_confirming(post, now)

        text = body_of(mails[-1])
        assert "Sorry we missed you" in text
        assert "Tuesday 24 November, 1:00pm to 2:00pm, UK time" in text
        assert "https://testserver/book/" in text
        assert not re.search(r"/b/|fee|pay|£|fail|did not", text)

    def test_it_is_not_said_a_day_later_nor_after_they_came_after_all(self, appointment, admin, post):
        send_due(NOW)
        now, actor = appointment.ends_at, audit.Actor.of(admin)
        record_outcome(appointment=appointment, state="not_attended", actor=actor, now=now)
        record_outcome(appointment=appointment, state="attended", actor=actor, now=now + MINUTE)
        send_due(now + MINUTE)

        assert ended("appointment.missed") == ("skipped", "they did attend after all")

    def test_after_an_outage_of_a_day_it_is_too_late(self, appointment, admin, post):
        now = appointment.ends_at
        record_outcome(appointment=appointment, state="not_attended", actor=audit.Actor.of(admin), now=now)
        send_due(now + DAY + MINUTE)

        assert ended("appointment.missed")[0] == "missed"

    @pytest.mark.parametrize("danger", ["no", "unsure"])
    def test_a_ready_document_is_never_sent_only_told_of(self, kind, morgan, post, danger):
        appointment = factories.booked(kind, answers={**ALEX, "danger_now": danger})
        now = appointment.ends_at
        factories.certificate(appointment, at=now)
        make_certificates(now=now + HOUR)
        mails = arrived_after_confirming(post, now + HOUR)

        text = body_of(mails[-1])
        assert "Your document is ready." in text
        assert "We send you a code first" in text
        assert "/d/" in text
        assert mails[-1]["Subject"] == "Your booking"
        assert ("0113 496 0000" in text) is (danger == "no")
        assert list(mails[-1].iter_attachments()) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-24 00:00", "today at 1:00pm"),
        ("2026-11-23 23:59", "tomorrow at 1:00pm"),
        ("2026-11-23 00:00", "tomorrow at 1:00pm"),
        ("2026-11-22 23:59", "on Tuesday 24 November at 1:00pm"),
    ],
)
def test_a_text_names_the_day_as_people_say_it(now, said):
    assert day_and_clock(TOMORROW_1PM, now=datetime.fromisoformat(now).replace(tzinfo=UK)) == said
