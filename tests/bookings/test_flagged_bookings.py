"""What a red or amber flag makes of a booking: it stands, in neutral words, and staff are told until somebody
has talked with the client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bookings.models import Appointment
from bookings.queries import needs_neutral_words
from bookings.services import cancel_appointment, move_appointment
from bookings.services.flags import (
    acknowledge_flags,
    clear_flag,
    clearer_of,
    judge_answers,
    record_talk,
    watch_red_flags,
)
from bookings.tasks import watch_red_flags as the_task
from intake.errors import FlagNotYours
from intake.flag_clearing import Clearer
from intake.models import Flag
from intake.queries.flags import may_contact_other_party, needs_person_first, open_flags
from intake.services.flag_comparisons import compare_files
from mediation.core import audit
from mediation.core.models import Alert, Message
from tests import factories
from tests.factories import ALEX, NOW, TOMORROW_1PM
from tests.mail_server import send_due

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
IN_DANGER: Mapping[str, Any] = {**ALEX, "danger_now": "unsure"}
SHARED: Mapping[str, Any] = {**ALEX, "device_private": "no"}
OFFICE, CLIENT = "hello@example.org", "alex@example.org"


@pytest.fixture
def red(kind, morgan) -> Appointment:
    """Alex is booked, and a red flag stands."""
    return factories.booked(kind, answers=IN_DANGER)


def alerts() -> list[str]:
    """What the desk says about people to talk with first, without references."""
    rows = Alert.objects.filter(kind="safety.call_first", closed_at__isnull=True)
    return [one.text.partition(": ")[2] for one in rows]


def steps() -> int:
    return Message.objects.filter(kind="desk.call_first").count()


def the_flag() -> Flag:
    return Flag.objects.get()


class TestConfirming:
    def test_the_time_is_kept_and_confirmed_and_staff_are_told_at_once(self, red, post):
        assert (red.state, red.starts_at) == ("confirmed", TOMORROW_1PM)
        assert needs_person_first(red.party)
        assert alerts() == [
            "a red flag, and nobody has reached them yet. "
            "Talk with this person before their meeting, by a safe channel only."
        ]

        send_due(NOW)
        assert sorted(mail["To"] for mail in post.arrived) == [CLIENT, OFFICE]

    def test_what_the_office_reads_names_nobody(self, red, post):
        send_due(NOW)
        (mail,) = [one for one in post.arrived if one["To"] == OFFICE]
        words = str(mail)

        assert red.reference in words
        assert "/staff/flags/" in words
        assert not [name for name in ("Alex", "Winter", "Robin", "Field", CLIENT) if name in words]

    def test_the_client_reads_neutral_words_and_gets_no_calendar_file(self, red, post):
        send_due(NOW)
        (mail,) = [one for one in post.arrived if one["To"] == CLIENT]

        assert mail["Subject"] == "Your booking"
        assert not [part for part in mail.walk() if "calendar" in part.get_content_type()]

    def test_a_red_flag_raised_later_makes_the_words_neutral_too(self, appointment):
        assert not needs_neutral_words(appointment)
        Flag.objects.create(
            party=appointment.party, code="SF-ORDER", severity="red", rule_version="1", raised_at=NOW
        )

        assert needs_neutral_words(appointment)

    def test_nothing_goes_to_the_other_person(self, red):
        compare_files(now=NOW)

        assert not may_contact_other_party(red.party)
        assert {one.recipient for one in Message.objects.all()} == {f"party:{red.party_id}", "office"}

    def test_without_a_red_flag_nobody_is_told(self, kind, morgan):
        one = factories.booked(kind, answers=SHARED)

        assert [flag.code for flag in open_flags(one.party)] == ["SF-SHARED"]
        assert (alerts(), steps()) == ([], 0)
        compare_files(now=NOW)
        assert not may_contact_other_party(one.party)

    def test_answers_that_turn_red_later_are_told_at_once(self, appointment):
        party = appointment.party
        party.answers = IN_DANGER
        party.save(update_fields=["answers"])

        judge_answers(party=party, actor=audit.CLIENT, now=NOW + MINUTE)

        assert (len(alerts()), steps()) == (1, 1)

    def test_what_somebody_needs_is_a_task_until_the_meeting(self, kind, morgan):
        one = factories.booked(kind, answers={**ALEX, "adjustments": ["large_print", "bsl"]})
        task = Alert.objects.get()
        assert task.text == f"{one.reference}: arrange before the meeting: BSL, large print."

        watch_red_flags(now=TOMORROW_1PM)
        task.refresh_from_db()
        assert task.closed_at == TOMORROW_1PM

    def test_the_task_is_not_raised_again_by_the_same_needs(self, kind, morgan):
        one = factories.booked(kind, answers={**ALEX, "adjustments": ["bsl"]})
        Alert.objects.update(closed_at=NOW)
        judge_answers(party=one.party, actor=audit.CLIENT, now=NOW + MINUTE)
        assert not Alert.objects.filter(closed_at=None).exists()

        one.party.answers = {**ALEX, "adjustments": ["bsl", "welsh"]}
        one.party.save(update_fields=["answers"])
        judge_answers(party=one.party, actor=audit.CLIENT, now=NOW + MINUTE)
        assert "BSL, Welsh" in Alert.objects.get(closed_at=None).text


class TestTellingStaff:
    def test_again_every_30_minutes_and_each_step_once(self, red):
        told = [watch_red_flags(now=NOW + minutes * MINUTE) for minutes in (0, 1, 29, 30, 30, 59, 60)]

        assert told == [0, 0, 0, 1, 0, 0, 1]
        assert steps() == 3
        assert alerts() == [
            "a red flag, and nobody has reached them for 1 hour. "
            "Talk with this person before their meeting, by a safe channel only."
        ]

    def test_after_an_outage_there_is_no_burst(self, red, post):
        assert watch_red_flags(now=NOW + 200 * MINUTE) == 1
        send_due(NOW + 200 * MINUTE)

        assert [mail["To"] for mail in post.arrived].count(OFFICE) == 1
        assert len(alerts()) == 1

    def test_an_alert_that_was_closed_without_a_talk_comes_back_with_the_next_step(self, red):
        Alert.objects.update(closed_at=NOW)
        watch_red_flags(now=NOW + 29 * MINUTE)
        assert alerts() == []

        watch_red_flags(now=NOW + 30 * MINUTE)
        assert len(alerts()) == 1

    def test_it_stops_when_somebody_has_talked_with_them(self, red, admin, post):
        record_talk(appointment=red, user=admin, was_reached=True, note="Safe at work", now=NOW + MINUTE)

        assert watch_red_flags(now=NOW + 30 * MINUTE) == 0
        assert alerts() == []
        assert needs_person_first(red.party)
        send_due(NOW + MINUTE)
        assert OFFICE not in [mail["To"] for mail in post.arrived]

    def test_a_try_does_not_stop_it(self, red, admin):
        record_talk(appointment=red, user=admin, was_reached=False, note="", now=NOW + MINUTE)

        assert watch_red_flags(now=NOW + 30 * MINUTE) == 1

    def test_something_new_and_red_begins_it_again(self, red, admin):
        record_talk(appointment=red, user=admin, was_reached=True, note="", now=NOW + MINUTE)
        red.party.answers = {**IN_DANGER, "danger_now": "yes"}
        red.party.save(update_fields=["answers"])

        judge_answers(party=red.party, actor=audit.CLIENT, now=NOW + 10 * MINUTE)

        assert len(alerts()) == 1
        assert watch_red_flags(now=NOW + 40 * MINUTE) == 1

    def test_something_more_is_told_at_once_to_those_who_were_told_already(self, red):
        red.party.answers = {**IN_DANGER, "contact_limits": "order"}
        red.party.save(update_fields=["answers"])

        judge_answers(party=red.party, actor=audit.CLIENT, now=NOW + 10 * MINUTE)

        assert steps() == 2
        told = [watch_red_flags(now=NOW + minutes * MINUTE) for minutes in (30, 39, 40, 69, 70)]
        assert told == [0, 0, 1, 0, 1]
        assert "nobody has reached them for 1 hour 10 minutes" in alerts()[0]

    def test_it_stops_when_the_flag_is_cleared(self, red, morgan):
        clear_flag(appointment=red, flag=the_flag(), user=morgan.user, reason="We talked", now=NOW + MINUTE)

        assert watch_red_flags(now=NOW + 30 * MINUTE) == 0
        assert alerts() == []

    def test_it_stops_when_the_meeting_begins_which_goes_ahead(self, red):
        before = TOMORROW_1PM - MINUTE
        assert watch_red_flags(now=before) == 1
        assert watch_red_flags(now=TOMORROW_1PM) == 0

        red.refresh_from_db()
        assert (alerts(), red.state) == ([], "confirmed")

    def test_it_stops_when_the_meeting_is_cancelled_and_goes_on_when_it_is_moved(self, red):
        later = TOMORROW_1PM + timedelta(hours=1)
        moved = move_appointment(appointment=red, starts_at=later, actor=audit.CLIENT, now=NOW + MINUTE)
        assert watch_red_flags(now=NOW + 30 * MINUTE) == 1
        cancel_appointment(appointment=moved, actor=audit.CLIENT, now=NOW + 31 * MINUTE)

        assert watch_red_flags(now=NOW + 60 * MINUTE) == 0
        assert alerts() == []

    def test_nothing_ever_cancels_a_meeting(self, red):
        for hours in range(30):
            watch_red_flags(now=NOW + timedelta(hours=hours))
        red.refresh_from_db()

        assert red.state == "confirmed"

    def test_the_task_of_every_minute_does_it(self, red):
        the_task.apply(throw=True)

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_sweep_reads_all_in_the_same_few_queries(self, kind, morgan, count, django_assert_num_queries):
        for number in range(count):
            factories.booked(kind, TOMORROW_1PM - timedelta(hours=2 * number), answers=IN_DANGER)

        with django_assert_num_queries(5):
            watch_red_flags(now=NOW + MINUTE)


class TestWhoMay:
    def test_only_a_mediator_whose_fmca_is_current_clears_what_is_red(self, red, admin, morgan, drew):
        for user in (admin, drew.user):
            drew.accreditation_expires_on = NOW.date() - timedelta(days=1)
            drew.save()
            with pytest.raises(FlagNotYours, match="FMCA is current"):
                clear_flag(appointment=red, flag=the_flag(), user=user, reason="x", now=NOW)
        clear_flag(appointment=red, flag=the_flag(), user=morgan.user, reason="We talked", now=NOW)

        assert the_flag().cleared_by == morgan.user

    @pytest.mark.parametrize(
        ("fields", "clearer"),
        [
            ({}, Clearer.ACCREDITED),
            ({"accreditation": "provisional"}, Clearer.ACCREDITED),
            ({"accreditation": "none"}, Clearer.STAFF),
            ({"is_active": False}, Clearer.STAFF),
            ({"accreditation_expires_on": NOW.date()}, Clearer.ACCREDITED),  # the last day counts
            ({"accreditation_expires_on": NOW.date() - timedelta(days=1)}, Clearer.STAFF),
        ],
    )
    def test_what_a_mediator_may_answer_for(self, morgan, fields, clearer):
        for name, value in fields.items():
            setattr(morgan, name, value)
        morgan.save()

        assert clearer_of(morgan.user, now=NOW) is clearer

    def test_only_the_mediator_of_the_meeting_says_that_they_have_read(self, red, admin, morgan):
        pks = [the_flag().pk]
        with pytest.raises(FlagNotYours, match="Only the mediator of this meeting"):
            acknowledge_flags(appointment=red, pks=pks, user=admin, now=NOW)
        acknowledge_flags(appointment=red, pks=pks, user=morgan.user, now=NOW)

        assert the_flag().acknowledged_by == morgan.user
