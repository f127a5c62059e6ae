"""What each message of a booking says, as it arrives, and who gets none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from icalendar import Calendar, Event

from bookings.errors import BookingError, SlotTaken
from bookings.manage_links import MANAGE, RESUME, manage_url, resume_url
from bookings.meeting_facts import facts_of
from bookings.models import Appointment
from bookings.services import (
    cancel_appointment,
    confirm_appointment,
    messages,
    move_appointment,
    report_unsafe,
)
from intake.models import Draft
from intake.services import forget_draft, save_answers
from mediation.core import audit, links, outbox, sending
from mediation.core.enums import MessageState
from mediation.core.models import Alert, Message, SecretLink
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, TOMORROW_1PM
from tests.mail_server import MailServer, send_due

MINUTE = timedelta(minutes=1)
DO_NOT_KNOW: Mapping[str, Any] = {**ALEX, "email_private": "unsure"}
NOT_SAFE: Mapping[str, Any] = {**ALEX, "email_private": "no"}
NO_EMAIL: Mapping[str, Any] = {**ALEX, "email": "", "email_private": None}
NO_CALENDAR: Mapping[str, Any] = {**ALEX, "calendar_safe": False}
# What would tell somebody who looks over a shoulder, or reads a shared inbox, what this is about.
REVEALING = (
    "northgate",
    "mediat",
    "miam",
    "families",
    "divorce",
    "separat",
    "legal",
    "court",
    "child",
    "alex winter",
    "winter",
    "robin",
    "morgan",
    "ellis",
)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def invitation_in(mail: EmailMessage) -> tuple[Calendar, Event, str]:
    """The calendar, its event, and the method that the MIME part names."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return calendar, event, str(part["Content-Type"].params["method"])


def has_calendar(mail: EmailMessage) -> bool:
    return any("calendar" in one.get_content_type() or "ics" in one.get_content_type() for one in mail.walk())


def moved(appointment: Appointment, *, hours: int = 1, now: Any = NOW + MINUTE) -> Appointment:
    return move_appointment(
        appointment=appointment,
        starts_at=TOMORROW_1PM + timedelta(hours=hours),
        actor=audit.CLIENT,
        now=now,
    )


def cancelled(appointment: Appointment, *, now: Any = NOW + MINUTE) -> Appointment:
    return cancel_appointment(appointment=appointment, actor=audit.CLIENT, now=now)


def a_code(link: SecretLink) -> int:
    version = links.new_code(link, now=NOW)
    outbox.plan([messages.code(link, version=version, now=NOW)], now=NOW)
    return version


def link_of(appointment: Appointment) -> SecretLink:
    manage_url(appointment)
    return SecretLink.objects.get(scope=MANAGE)


class TestConfirmation:
    def test_it_tells_when_in_uk_time_and_gives_the_link(self, appointment, post):
        send_due(NOW)

        mail = post.only()
        assert mail["To"] == "alex@example.org"
        for body in (text_of(mail), html_of(mail)):
            assert "Tuesday 24 November, 1:00pm to 2:00pm, UK time" in body
            assert manage_url(appointment) in body
            assert "0113 496 0000" in body

    def test_its_link_opens_this_booking(self, appointment, post, client):
        send_due(NOW)
        path = re.search(r"https://testserver(/b/\S+)", text_of(post.only()))
        assert path

        with time_machine.travel(NOW, tick=False):
            response = client.get(path.group(1))

        assert response.status_code == 200
        assert "1:00pm to 2:00pm" in response.content.decode()

    def test_it_carries_a_request_that_a_calendar_reads(self, appointment, post):
        send_due(NOW)

        mail = post.only()
        calendar, event, method = invitation_in(mail)
        assert method == calendar["METHOD"] == "REQUEST"
        assert (event["SEQUENCE"], event["UID"]) == (0, appointment.invite.uid)
        assert event.start == TOMORROW_1PM
        assert event["ORGANIZER"] == f"mailto:{mail['From'].addresses[0].addr_spec}"
        assert event["ATTENDEE"] == f"mailto:{mail['To'].addresses[0].addr_spec}"
        attached = [one for one in mail.iter_attachments() if one.get_filename() == "invite.ics"]
        assert len(attached) == 1

    def test_only_who_said_that_a_calendar_entry_is_safe_gets_one(self, kind, morgan, post):
        factories.booked(kind, answers=NO_CALENDAR)

        send_due(NOW)

        assert not has_calendar(post.only())

    def test_a_place_is_named_to_who_said_that_e_mail_is_private(self, kind, morgan, post):
        kind.mode, kind.place = "in_person", "2 Mill Lane, Leeds"
        kind.save()
        factories.booked(kind)

        send_due(NOW)

        assert "2 Mill Lane" in text_of(post.only())


class TestNeutrality:
    """From, subject and preview tell nothing to anybody; the words tell nothing where e-mail may be read."""

    def everything(self, kind: Any, post: MailServer, answers: Mapping[str, Any]) -> list[EmailMessage]:
        """A confirmation, a move and a cancellation."""
        appointment = factories.booked(kind, answers=answers)
        send_due(NOW)
        appointment = moved(appointment)
        send_due(NOW + MINUTE)
        cancelled(appointment, now=NOW + 2 * MINUTE)
        send_due(NOW + 2 * MINUTE)
        assert len(post.arrived) == 3
        return post.arrived

    @pytest.mark.parametrize("answers", [ALEX, DO_NOT_KNOW], ids=["private", "not known"])
    def test_every_message_has_the_same_plain_subject_and_sender(self, kind, morgan, post, answers):
        for mail in self.everything(kind, post, answers):
            assert mail["Subject"] == "Your booking"
            assert mail["From"] == "Appointments <appointments@example.org>"
            assert mail["Reply-To"] is None

    @pytest.mark.parametrize("answers", [ALEX, DO_NOT_KNOW], ids=["private", "not known"])
    def test_nothing_in_them_tells_what_they_are_about(self, kind, morgan, post, answers):
        for mail, raw in zip(self.everything(kind, post, answers), post.raw, strict=True):
            shown = f"{text_of(mail)}{html_of(mail)}{mail['From']}{mail['Subject']}".lower()
            assert not [word for word in REVEALING if word in shown + raw.decode().lower()]

    def test_where_e_mail_may_be_read_by_others_no_place_is_named_and_no_calendar_comes(
        self, kind, morgan, post
    ):
        kind.mode, kind.place = "in_person", "Northgate Family Mediation, 2 Mill Lane, Leeds"
        kind.save()

        for mail, raw in zip(self.everything(kind, post, DO_NOT_KNOW), post.raw, strict=True):
            assert not has_calendar(mail)
            assert not [word for word in (*REVEALING, "mill lane") if word in raw.decode().lower()]

    @pytest.mark.parametrize("danger", ["yes", "unsure", None])
    def test_who_may_be_in_danger_reads_neutral_words_without_a_calendar_file(
        self, kind, morgan, post, danger
    ):
        """Also in a mailbox that is private today: the design wants it so for every red answer."""
        appointment = factories.booked(kind, answers={**ALEX, "danger_now": danger})
        send_due(NOW)
        moved(appointment)
        send_due(NOW + MINUTE)
        cancelled(appointment, now=NOW + 2 * MINUTE)
        send_due(NOW + 2 * MINUTE)

        told = [mail for mail in post.arrived if mail["To"] == "alex@example.org"]
        assert len(told) == 3
        for mail in told:
            assert not has_calendar(mail)
            assert not re.search(r"[0-9]pm|0113", text_of(mail) + html_of(mail))

    def test_so_does_who_told_us_after_booking_that_they_do_not_feel_safe(self, appointment, post):
        send_due(NOW)
        report_unsafe(appointment=appointment, now=NOW)
        moved(appointment)
        send_due(NOW + MINUTE)

        told = [mail for mail in post.arrived if mail["To"] == "alex@example.org"]
        assert [has_calendar(mail) for mail in told] == [True, False]
        assert "pm" not in text_of(told[-1])

    def test_the_preview_line_is_plain(self, appointment, post):
        send_due(NOW)

        shown = re.sub(r"<[^>]+>|\s+", " ", html_of(post.only()).split("<body", 1)[1].split(">", 1)[1])
        assert shown.split("Your booking")[0].strip() == "About your booking."

    def test_nothing_is_loaded_from_anywhere(self, appointment, post):
        send_due(NOW)

        html = html_of(post.only())
        assert not re.findall(r"<(?:img|link|script|style|iframe)\b|url\(|@import", html)
        assert {found.split("/")[2] for found in re.findall(r"https?://[^\"<\s]+", html)} == {"testserver"}


class TestMovingAndCancelling:
    def test_a_move_tells_the_new_time_with_a_higher_request(self, appointment, post):
        send_due(NOW)
        moved(appointment)
        send_due(NOW + MINUTE)

        first, second = post.arrived
        assert "2:00pm to 3:00pm, UK time" in text_of(second)
        _, before, _ = invitation_in(first)
        _, after, method = invitation_in(second)
        assert (method, after["SEQUENCE"], after["UID"]) == ("REQUEST", 1, before["UID"])
        assert after.start == TOMORROW_1PM + timedelta(hours=1)

    def test_a_cancellation_takes_the_entry_away(self, appointment, post):
        send_due(NOW)
        cancelled(appointment)
        send_due(NOW + MINUTE)

        first, second = post.arrived
        assert "cancelled" in text_of(second)
        assert "1:00pm to 2:00pm, UK time" in text_of(second)
        _, before, _ = invitation_in(first)
        calendar, after, method = invitation_in(second)
        assert method == calendar["METHOD"] == "CANCEL"
        assert (after["STATUS"], after["SEQUENCE"], after["UID"]) == ("CANCELLED", 1, before["UID"])

    def test_what_was_moved_before_it_was_sent_tells_the_new_time_only(self, appointment, post):
        moved(appointment)
        send_due(NOW + MINUTE)

        assert "2:00pm" in text_of(post.only())
        skipped = Message.objects.get(kind=messages.CONFIRMATION)
        assert (skipped.state, skipped.reason) == (MessageState.SKIPPED, "the meeting was moved")

    def test_what_was_cancelled_before_it_was_sent_tells_only_that(self, appointment, post):
        cancelled(appointment)
        send_due(NOW + MINUTE)

        assert "cancelled" in text_of(post.only())
        assert Message.objects.get(kind=messages.CONFIRMATION).reason == "the meeting was cancelled"

    @pytest.mark.parametrize(
        ("change", "reason"),
        [(moved, "the appointment was changed since"), (cancelled, "the appointment is cancelled")],
    )
    def test_a_change_after_the_claim_is_seen_when_sending(self, appointment, post, change, reason):
        claims = outbox.claim_due(now=NOW)
        change(appointment)
        sending.deliver(*claims[0], now=NOW + MINUTE)

        assert post.arrived == []
        assert Message.objects.get(kind=messages.CONFIRMATION).reason == reason

    @pytest.mark.parametrize("people", [1, 3])
    def test_all_that_are_due_are_read_in_three_queries(
        self, appointment, kind, django_assert_num_queries, people
    ):
        """The appointments with all that hangs on them, their links, and who told us they feel unsafe."""
        manage_url(appointment)
        for number in range(1, people):
            manage_url(factories.booked(kind, TOMORROW_1PM - number * timedelta(hours=1, minutes=30)))
        due = list(Message.objects.filter(kind=messages.CONFIRMATION))

        with django_assert_num_queries(3):
            assert len(facts_of(due)) == people

    def test_cancelling_twice_tells_once(self, appointment, post):
        for minutes in (1, 2):
            cancelled(appointment, now=NOW + minutes * MINUTE)
        send_due(NOW + 2 * MINUTE)

        assert len(post.arrived) == 1

    @pytest.mark.parametrize(("minutes_to_end", "told"), [(1, 1), (0, 0), (-1, 0)])
    def test_staff_who_tidy_up_after_the_meeting_tell_nobody(self, appointment, admin, minutes_to_end, told):
        cancel_appointment(
            appointment=appointment,
            actor=audit.Actor.of(admin),
            now=appointment.ends_at - minutes_to_end * MINUTE,
        )

        assert Message.objects.filter(kind=messages.CANCELLED).count() == told

    def test_a_confirmation_that_comes_after_the_meeting_is_missed(self, appointment, post):
        send_due(appointment.ends_at + MINUTE)

        assert post.arrived == []
        assert Message.objects.get().state == MessageState.MISSED
        assert Alert.objects.filter(kind="message.missed").exists()


class TestWhoGetsNone:
    @pytest.mark.parametrize(
        ("answers", "reason"), [(NOT_SAFE, "never"), (NO_EMAIL, "no_address")], ids=["not safe", "no e-mail"]
    )
    def test_a_refusal_is_recorded_with_its_reason_and_somebody_is_asked_to_ring(
        self, kind, morgan, post, answers, reason
    ):
        factories.booked(kind, answers=answers)

        send_due(NOW)

        assert post.arrived == []
        message = Message.objects.get()
        assert (message.state, message.reason) == (MessageState.SKIPPED, reason)
        assert Alert.objects.filter(kind="appointment.call").exists()

    def test_safety_is_asked_again_when_the_message_is_sent(self, appointment, post):
        contact = appointment.party.contact
        contact.email_safety = "never"
        contact.save()

        send_due(NOW)

        assert post.arrived == []
        assert Message.objects.get().reason == "never"

    def test_the_other_party_never_hears_of_a_booking(self, kind, morgan, post):
        """Robin has a file of his own here, with an address that is safe."""
        factories.booked(kind, TOMORROW_1PM - timedelta(hours=3), answers=ROBIN)
        send_due(NOW)
        already = len(post.arrived)

        appointment = factories.booked(kind)
        cancelled(moved(appointment))
        send_due(NOW + MINUTE)

        later = post.recipients[already:]
        assert later
        assert all(recipients == ["alex@example.org"] for recipients in later)

    def test_who_loses_a_race_gets_nothing(self, kind, morgan, post):
        winner = factories.ready_draft(kind)
        loser = factories.draft_for(
            factories.claims.current(winner.hold_key), answers={**ALEX, "email": "late@example.org"}
        )
        Draft.objects.filter(pk=loser.pk).update(hold_key="somebody else")
        confirm_appointment(draft=winner, actor=audit.CLIENT, now=NOW)

        loser.refresh_from_db()
        with pytest.raises(SlotTaken):
            confirm_appointment(draft=loser, actor=audit.CLIENT, now=NOW)
        send_due(NOW)

        assert post.recipients == [["alex@example.org"]]
        assert Message.objects.count() == 1

    def test_confirming_twice_says_it_once(self, draft, post):
        for _ in range(2):
            confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)
        send_due(NOW)

        assert len(post.arrived) == 1

    def test_a_booking_that_fails_plans_nothing(self, kind, morgan, draft):
        with pytest.raises(BookingError):
            confirm_appointment(draft=draft, actor=audit.CLIENT, now=TOMORROW_1PM)

        assert not Message.objects.exists()


class TestCodesAndLinks:
    def test_a_code_opens_what_its_link_asked_for(self, appointment, post):
        send_due(NOW)
        link = link_of(appointment)
        a_code(link)
        send_due(NOW)

        mail = post.arrived[-1]
        found = re.search(r"\b\d{6}\b", text_of(mail))
        assert found
        assert found.group() in html_of(mail)
        assert found.group() not in mail["Subject"]
        assert links.check_code(link, found.group(), now=NOW)

    def test_only_the_newest_code_is_sent(self, appointment, post):
        link = link_of(appointment)
        for _ in range(2):
            a_code(link)
        send_due(NOW)

        codes = Message.objects.filter(kind=messages.CODE).order_by("pk")
        assert [one.state for one in codes] == ["skipped", "sent"]

    @pytest.mark.parametrize("answers", [DO_NOT_KNOW, NOT_SAFE], ids=["not known", "not safe"])
    def test_no_code_goes_where_it_is_not_known_to_be_safe(self, kind, morgan, post, answers):
        appointment = factories.booked(kind, answers=answers)
        send_due(NOW)
        before = len(post.arrived)

        a_code(link_of(appointment))
        send_due(NOW)

        assert len(post.arrived) == before
        assert Message.objects.get(kind=messages.CODE).state == MessageState.SKIPPED

    def test_a_code_that_is_too_old_is_not_sent(self, appointment, post):
        send_due(NOW)
        a_code(link_of(appointment))

        send_due(NOW + links.CODE_LIFE + timedelta(seconds=1))

        assert Message.objects.get(kind=messages.CODE).state == MessageState.MISSED

    def test_a_resume_link_leads_back_and_names_nothing(self, draft, post):
        outbox.plan([messages.resume(draft, now=NOW)], now=NOW)
        send_due(NOW)

        mail = post.only()
        assert resume_url(draft) in text_of(mail)
        assert mail["Subject"] == "Your link"
        assert not [word for word in REVEALING if word in post.raw[0].decode().lower()]

    @pytest.mark.parametrize("answers", [DO_NOT_KNOW, NOT_SAFE, {}], ids=["not known", "not safe", "nothing"])
    def test_no_resume_link_goes_where_it_is_not_known_to_be_safe(self, draft, post, answers):
        save_answers(draft=draft, answers=answers, now=NOW)
        outbox.plan([messages.resume(draft, now=NOW)], now=NOW)
        send_due(NOW)

        assert post.arrived == []
        assert Message.objects.get().state == MessageState.SKIPPED

    def test_a_forgotten_draft_sends_nothing_and_wakes_nobody(self, draft, post):
        outbox.plan([messages.resume(draft, now=NOW)], now=NOW)
        resume_url(draft)
        a_code(SecretLink.objects.get(scope=RESUME))
        forget_draft(draft)
        send_due(NOW)

        assert post.arrived == []
        reasons = set(Message.objects.values_list("state", "reason"))
        assert reasons == {("skipped", "the draft is finished or forgotten"), ("skipped", "the link is gone")}
        assert not Alert.objects.filter(kind="message.not_sent").exists()

    def test_a_finished_draft_needs_no_way_back(self, draft, post):
        outbox.plan([messages.resume(draft, now=NOW)], now=NOW)
        confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)
        send_due(NOW)

        assert [mail["Subject"] for mail in post.arrived] == ["Your booking"]


def test_the_office_is_told_by_e_mail_that_something_urgent_waits(
    appointment: Appointment, post: MailServer
) -> None:
    report_unsafe(appointment=appointment, now=NOW)
    send_due(NOW)

    mail = next(one for one in post.arrived if one["To"] == "hello@example.org")
    assert mail["Subject"] == "Please look at the desk"
    assert "/staff/alerts/" in text_of(mail)
    said = (text_of(mail) + html_of(mail)).lower()
    assert not [word for word in ("alex", "winter", "robin", appointment.reference.lower()) if word in said]
