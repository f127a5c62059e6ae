"""Which messages a meeting causes, when, and until when they are of use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.reminders import Due, Meeting, What, after_meeting, before_meeting, rules_from
from mediation.core.enums import Channel
from mediation.core.models.practice import default_reminders

UK = ZoneInfo("Europe/London")
INSTANT = timedelta.resolution
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DEFAULT = rules_from(default_reminders())
ONE_TEXT = rules_from([{"what": "reminder", "channel": "sms", "minutes_before": 120}])
START = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def uk(words: str) -> datetime:
    """The instant of a time on a UK wall, e.g. "2026-03-29 09:30"."""
    return datetime.fromisoformat(words).replace(tzinfo=UK).astimezone(UTC)


def wall(at: datetime) -> str:
    return f"{at.astimezone(UK):%Y-%m-%d %H:%M}"


def meeting(starts_at: datetime = START, *, settled: timedelta = 2 * DAY, **facts: Any) -> Meeting:
    """An hour's meeting whose time was agreed so long before it."""
    return Meeting(
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        settled_at=starts_at - settled,
        **{"may_text": True, **facts},
    )


def planned(one: Meeting, *, rules: Any = DEFAULT, now: datetime | None = None) -> list[Due]:
    return before_meeting(one, rules, now=now or one.settled_at)


def kinds(found: list[Due]) -> list[str]:
    return [f"{one.kind} {one.channel}" for one in found]


def text_at(starts_at: str, *, booked: str) -> str:
    """When the text two hours before this meeting leaves, on the wall; empty where none is planned."""
    found = planned(meeting(uk(starts_at)), rules=ONE_TEXT, now=uk(booked))
    return wall(found[0].due_at) if found else ""


class TestWhatIsPlanned:
    def test_by_default_a_day_and_two_hours_before_by_e_mail_and_two_hours_before_by_text(self):
        found = [(one.kind, one.channel, wall(one.due_at)) for one in planned(meeting())]

        assert found == [
            ("appointment.reminder:1440", Channel.EMAIL, "2026-11-23 13:00"),
            ("appointment.reminder:120", Channel.EMAIL, "2026-11-24 11:00"),
            ("appointment.reminder:120", Channel.SMS, "2026-11-24 11:00"),
        ]

    def test_no_text_without_a_number_or_a_provider(self):
        assert {one.channel for one in planned(meeting(may_text=False))} == {Channel.EMAIL}

    @pytest.mark.parametrize(
        ("facts", "kind"),
        [
            ({"intake_unfinished": True}, "intake.unfinished"),
            ({"evidence_missing": True}, "legalaid.evidence_missing"),
        ],
    )
    def test_chasers_only_for_whom_something_is_missing(self, facts, kind):
        assert f"{kind} email" in kinds(planned(meeting(**facts)))
        assert f"{kind} email" not in kinds(planned(meeting()))

    @pytest.mark.parametrize(
        ("before", "kept"),
        [
            (DAY + INSTANT, True),
            (DAY, False),  # the confirmation, which leaves now, has just said it
            (DAY - INSTANT, False),
        ],
    )
    def test_an_offset_that_is_past_is_not_planned(self, before, kept):
        found = kinds(planned(meeting(settled=before)))

        assert ("appointment.reminder:1440 email" in found) is kept
        assert "appointment.reminder:120 email" in found

    @pytest.mark.parametrize(
        ("minutes", "found"),
        [
            (121, ["appointment.reminder:120 email", "appointment.reminder:120 sms"]),
            (120, ["appointment.starting:30 email", "appointment.starting:30 sms"]),
            (119, ["appointment.starting:30 email", "appointment.starting:30 sms"]),
            (40, ["appointment.starting:30 email", "appointment.starting:30 sms"]),
            (31, ["appointment.starting:30 email", "appointment.starting:30 sms"]),
            (30, []),
            (29, []),
        ],
    )
    def test_who_books_within_two_hours_hears_once_more_that_it_starts(self, minutes, found):
        assert kinds(planned(meeting(settled=minutes * MINUTE))) == found

    def test_planning_again_later_adds_no_start_for_who_booked_early(self):
        one = meeting(settled=2 * DAY)

        assert planned(one, now=START - HOUR) == []

    def test_planning_again_gives_the_same_for_what_is_still_to_come(self):
        one = meeting(evidence_missing=True)
        at_once, later = planned(one), planned(one, now=START - 23 * HOUR)

        assert later == [due for due in at_once if due.due_at > START - 23 * HOUR]

    @pytest.mark.parametrize(
        ("start", "before"), [("2026-03-29 13:00", "12:00"), ("2026-10-25 13:00", "14:00")]
    )
    def test_a_day_before_is_24_elapsed_hours_also_when_the_clocks_change(self, start, before):
        found = planned(meeting(uk(start)))[0]

        assert uk(start) - found.due_at == DAY
        assert wall(found.due_at).endswith(before)

    @pytest.mark.parametrize("start", ["2026-03-29 02:30", "2026-10-25 02:30"])
    def test_two_hours_before_is_two_elapsed_hours_while_the_clocks_change(self, start):
        """By e-mail, which may come at night."""
        one = meeting(uk(start), may_text=False)

        assert one.starts_at - planned(one)[-1].due_at == 2 * HOUR


class TestUntilWhen:
    def test_each_is_of_use_until_the_next_on_its_channel_or_the_meeting(self):
        everything = planned(meeting(intake_unfinished=True, evidence_missing=True))

        by_email = [one for one in everything if one.channel is Channel.EMAIL]
        assert [(one.kind, wall(one.due_at), one.not_after) for one in by_email] == [
            ("appointment.reminder:1440", "2026-11-23 13:00", uk("2026-11-23 15:00") - INSTANT),
            ("legalaid.evidence_missing", "2026-11-23 15:00", uk("2026-11-23 17:00") - INSTANT),
            ("intake.unfinished", "2026-11-23 17:00", uk("2026-11-24 11:00") - INSTANT),
            ("appointment.reminder:120", "2026-11-24 11:00", START - INSTANT),
        ]

    def test_a_text_is_not_ended_by_an_e_mail(self):
        (text,) = [one for one in planned(meeting()) if one.channel is Channel.SMS]

        assert text.not_after == START - INSTANT


class TestQuietHours:
    """21:00 to 08:00 on a UK wall, for texts only."""

    @pytest.mark.parametrize(
        ("starts_at", "leaves"),
        [
            ("2026-11-24 22:59", "2026-11-24 20:59"),
            ("2026-11-24 23:00", "2026-11-24 20:30"),  # 21:00 is quiet; the next 08:00 is after the start
            ("2026-11-24 23:01", "2026-11-24 20:30"),
            ("2026-11-25 00:30", "2026-11-24 20:30"),
            ("2026-11-24 08:29", "2026-11-23 20:30"),  # 08:00 would be 29 minutes before
            ("2026-11-24 08:30", "2026-11-24 08:00"),
            ("2026-11-24 08:31", "2026-11-24 08:00"),
            ("2026-11-24 09:59", "2026-11-24 08:00"),
            ("2026-11-24 10:00", "2026-11-24 08:00"),  # 08:00 is not quiet any more
            ("2026-11-24 10:01", "2026-11-24 08:01"),
        ],
    )
    def test_a_text_waits_for_the_morning_or_leaves_the_evening_before(self, starts_at, leaves):
        assert text_at(starts_at, booked="2026-11-22 12:00") == leaves

    @pytest.mark.parametrize(
        ("starts_at", "leaves"),
        [
            # The night in March that lacks 1am to 2am.
            ("2026-03-28 23:00", "2026-03-28 20:30"),
            ("2026-03-29 03:30", "2026-03-28 20:30"),
            ("2026-03-29 08:29", "2026-03-28 20:30"),
            ("2026-03-29 08:30", "2026-03-29 08:00"),
            ("2026-03-29 08:31", "2026-03-29 08:00"),
            ("2026-03-29 10:01", "2026-03-29 08:01"),
            # The night in October that has 1am to 2am twice.
            ("2026-10-24 23:00", "2026-10-24 20:30"),
            ("2026-10-25 03:30", "2026-10-24 20:30"),
            ("2026-10-25 08:29", "2026-10-24 20:30"),
            ("2026-10-25 08:30", "2026-10-25 08:00"),
            ("2026-10-25 08:31", "2026-10-25 08:00"),
            ("2026-10-25 10:01", "2026-10-25 08:01"),
        ],
    )
    def test_morning_and_evening_are_those_on_the_wall_when_the_clocks_change(self, starts_at, leaves):
        assert text_at(starts_at, booked="2026-03-20 12:00") == leaves

    def test_in_utc_the_two_mornings_are_an_hour_apart(self):
        found = [
            planned(meeting(uk(f"{day} 08:30")), rules=ONE_TEXT)[0].due_at
            for day in ("2026-03-28", "2026-03-29")
        ]

        assert [f"{one:%d %H:%M}" for one in found] == ["28 08:00", "29 07:00"]

    @pytest.mark.parametrize(
        ("booked", "leaves"),
        [
            ("2026-11-23 20:29", "2026-11-23 20:30"),
            ("2026-11-23 20:30", ""),
            ("2026-11-23 20:31", ""),
            ("2026-11-24 02:00", ""),
        ],
    )
    def test_an_evening_that_is_past_gives_no_text(self, booked, leaves):
        assert text_at("2026-11-24 08:29", booked=booked) == leaves

    def test_an_offset_that_is_past_is_not_saved_by_the_morning(self):
        assert text_at("2026-11-24 09:00", booked="2026-11-24 07:00") == ""
        assert text_at("2026-11-24 09:00", booked="2026-11-24 06:59") == "2026-11-24 08:00"

    def test_of_two_that_the_night_pushes_together_the_nearer_stays(self):
        rules = rules_from(
            [{"what": "reminder", "channel": "sms", "minutes_before": minutes} for minutes in (120, 90, 1440)]
        )

        found = planned(meeting(uk("2026-11-24 09:00")), rules=rules)

        assert [(one.kind, wall(one.due_at)) for one in found] == [
            ("appointment.reminder:1440", "2026-11-23 09:00"),
            ("appointment.reminder:90", "2026-11-24 08:00"),
        ]

    def test_an_e_mail_does_not_wait(self):
        found = planned(meeting(uk("2026-11-24 08:29")))

        assert [
            wall(one.due_at) for one in found if one.kind.endswith(":120") and one.channel == "email"
        ] == ["2026-11-24 06:29"]


class TestAfterwards:
    BY_TEXT = rules_from([{"what": "missed", "channel": "sms", "minutes_before": 0}])

    def test_each_is_due_at_once_and_only_that(self):
        for what, kind in (
            (What.MISSED, "appointment.missed"),
            (What.CERTIFICATE, "appointment.certificate_ready"),
        ):
            (found,) = after_meeting(meeting(), what, DEFAULT, now=START + HOUR)
            assert (found.kind, found.channel) == (kind, Channel.EMAIL)
            assert found.due_at == START + HOUR

    @pytest.mark.parametrize(
        ("after_the_end", "count"), [(DAY - INSTANT, 1), (DAY, 1), (DAY + INSTANT, 0), (30 * DAY, 0)]
    )
    def test_that_we_missed_somebody_is_news_for_24_hours(self, after_the_end, count):
        found = after_meeting(meeting(), What.MISSED, DEFAULT, now=START + HOUR + after_the_end)

        assert [one.not_after for one in found] == [START + HOUR + DAY] * count

    def test_a_document_stays_ready(self):
        (found,) = after_meeting(meeting(), What.CERTIFICATE, DEFAULT, now=START + 30 * DAY)

        assert found.not_after is None

    @pytest.mark.parametrize(
        ("now", "leaves"),
        [
            ("2026-03-28 20:59", "2026-03-28 20:59"),
            ("2026-03-28 21:00", "2026-03-29 08:00"),
            ("2026-03-29 07:59", "2026-03-29 08:00"),
            ("2026-03-29 08:00", "2026-03-29 08:00"),
            ("2026-10-24 21:00", "2026-10-25 08:00"),
        ],
    )
    def test_a_text_about_it_waits_for_the_morning(self, now, leaves):
        (found,) = after_meeting(meeting(uk(now) - 2 * HOUR), What.MISSED, self.BY_TEXT, now=uk(now))

        assert wall(found.due_at) == leaves

    def test_no_text_without_a_number(self):
        assert after_meeting(meeting(may_text=False), What.MISSED, self.BY_TEXT, now=START) == []


WHATS = st.sampled_from(["reminder", "starting", "intake", "legal_aid"])


@st.composite
def rule_lists(draw: Any) -> list[dict[str, Any]]:
    """Any list that the settings accept."""
    found: list[dict[str, Any]] = []
    for channel in ("email", "sms"):
        for minutes in draw(st.sets(st.integers(1, 4000), max_size=5)):
            what = draw(WHATS)
            is_second = any((one["what"], one["channel"]) == (what, channel) for one in found)
            if (what in {"intake", "legal_aid"} and is_second) or (what == "starting" and minutes >= 120):
                what = "reminder"
            found.append({"what": what, "channel": channel, "minutes_before": minutes})
    return found


# Two days around each change of the clocks, and around an ordinary night, in minutes.
NIGHTS = st.sampled_from([uk("2026-03-28 00:00"), uk("2026-10-24 00:00"), uk("2026-11-23 00:00")])


@settings(max_examples=300, deadline=None)
@given(rule_lists(), NIGHTS, st.integers(0, 3 * 1440), st.integers(1, 3000), st.integers(0, 3000))
def test_whatever_the_rules_nothing_comes_late_at_night_or_twice(stored, night, start, settled, waited):
    one = meeting(
        night + start * MINUTE,
        settled=settled * MINUTE,
        intake_unfinished=True,
        evidence_missing=True,
    )
    now = one.settled_at + waited * MINUTE

    found = before_meeting(one, rules_from(stored), now=now)

    assert len({(due.kind, due.channel) for due in found}) == len(found)
    for channel in Channel:
        mine = [due for due in found if due.channel is channel]
        for due in mine:
            assert now < due.due_at <= due.not_after < one.starts_at
        for due, later in pairwise(mine):
            assert due.due_at <= due.not_after < later.due_at
    for due in found:
        if due.channel is Channel.SMS:
            assert "08:00" <= wall(due.due_at)[-5:] < "21:00"


@pytest.mark.parametrize("stored", [None, {}, [{"what": "reminder"}]])
def test_rules_of_another_shape_are_refused(stored):
    with pytest.raises(ValueError, match=r"\w"):
        rules_from(stored)
