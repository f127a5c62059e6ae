"""The cap on legal-aid meetings held remotely: the contract year, the share, and when to warn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.queries import remote_share
from bookings.remote_cap import Cap, RemoteShare
from legalaid.models import Determination, Funding
from mediation.core.models import PracticeSettings, User
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW


@pytest.mark.parametrize(
    ("since", "months", "day", "first", "after"),
    [
        ("2026-04-01", 12, "2026-03-31", "2025-04-01", "2026-04-01"),
        ("2026-04-01", 12, "2026-04-01", "2026-04-01", "2027-04-01"),
        ("2026-04-01", 12, "2027-03-31", "2026-04-01", "2027-04-01"),
        ("2026-04-01", 12, "2027-04-01", "2027-04-01", "2028-04-01"),
        ("2026-09-15", 12, "2026-09-14", "2025-09-15", "2026-09-15"),
        ("2026-09-15", 12, "2027-09-14", "2026-09-15", "2027-09-15"),
        ("2024-02-29", 12, "2026-02-27", "2025-02-28", "2026-02-28"),
        ("2024-02-29", 12, "2028-02-28", "2027-02-28", "2028-02-29"),
        ("2024-02-29", 12, "2028-02-29", "2028-02-29", "2029-02-28"),
        ("2026-10-31", 1, "2026-11-29", "2026-10-31", "2026-11-30"),
        ("2026-10-31", 1, "2026-11-30", "2026-11-30", "2026-12-31"),
        ("2026-04-01", 6, "2026-11-23", "2026-10-01", "2027-04-01"),
    ],
)
def test_contract_years_follow_each_other_from_any_first_day(
    since: str, months: int, day: str, first: str, after: str
) -> None:
    found = Cap(50, date.fromisoformat(since), months).year_of(date.fromisoformat(day))

    assert [one.isoformat() for one in found] == [first, after]


@pytest.mark.parametrize(
    ("percent", "remote", "meetings", "share", "standing"),
    [
        (50, 12, 40, "30", "within"),
        (50, 17, 40, "42.5", "within"),
        (50, 18, 40, "45", "near"),  # nine tenths of the cap
        (50, 20, 40, "50", "near"),
        (50, 21, 40, "52.5", "over"),
        (50, 0, 0, "0", "near"),  # the first meeting of a year, if it is a remote one
        (50, 1, 2, "50", "near"),
        (50, 2, 4, "50", "near"),
        (50, 1, 4, "25", "within"),
        (50, 501, 1001, "50.1", "over"),  # 50.05: never shown as 50
        (100, 40, 40, "100", "near"),
        (100, 5, 40, "12.5", "within"),
        (0, 0, 40, "0", "near"),
        (0, 1, 40, "2.5", "over"),
    ],
)
def test_the_desk_is_warned_near_and_over_the_cap(
    percent: int, remote: int, meetings: int, share: str, standing: str
) -> None:
    found = RemoteShare(Cap(percent, date(2026, 4, 1)), remote, meetings)

    assert (f"{found.percent:f}", found.standing) == (share, standing)


@pytest.fixture
def capped(practice: PracticeSettings) -> None:
    PracticeSettings.objects.update(remote_cap_percent=50, remote_cap_from=date(2026, 4, 1))
    forget_everything()


def meeting(kind: AppointmentType, when: str, **funding: Any) -> Appointment:
    """At this day of November and hour."""
    day, _, clock = when.partition(" ")
    one = factories.booked(kind, factories.at(f"2026-11-{day}", clock))
    Funding.objects.filter(party=one.party).update(**funding)
    return one


def found_eligible(one: Appointment, mediator: User) -> None:
    Determination.objects.create(
        party=one.party, decision="eligible", reasons="x", thresholds_version="2026-04-06",
        decided_by=mediator, decided_at=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_only_what_legal_aid_pays_for_in_this_contract_year_counts(
    capped: None, kind: AppointmentType, morgan: Mediator, admin: User, django_assert_num_queries: Any
) -> None:
    meeting(kind, "24 10:00", source="pay")
    meeting(kind, "24 12:00", source="legal_aid")  # not decided yet
    meeting(kind, "24 14:00", source="other_party")
    in_person = meeting(kind, "24 15:30", source="legal_aid")
    cancelled = meeting(kind, "25 10:00", source="other_party")
    missed, earlier = (
        meeting(kind, "25 12:00", source="other_party"),
        meeting(kind, "25 14:00", source="other_party"),
    )
    found_eligible(in_person, admin)
    Appointment.objects.filter(pk=in_person.pk).update(mode="in_person", place="1 High Street")
    Appointment.objects.filter(pk=cancelled.pk).update(state="cancelled", cancelled_at=NOW)
    Appointment.objects.filter(pk=missed.pk).update(state="not_attended")
    last_year = timedelta(days=365)
    Appointment.objects.filter(pk=earlier.pk).update(
        starts_at=earlier.starts_at - last_year, ends_at=earlier.ends_at - last_year
    )
    remote_share(now=NOW)  # the settings are remembered

    with django_assert_num_queries(1):
        share = remote_share(now=NOW)

    assert share is not None
    assert (share.remote, share.meetings, share.undecided) == (1, 2, 1)


@pytest.mark.django_db
def test_without_a_cap_nothing_is_counted_and_a_cap_needs_its_first_day(practice: PracticeSettings) -> None:
    assert remote_share(now=NOW) is None
    with pytest.raises(IntegrityError, match="core_remote_cap_whole"):
        PracticeSettings.objects.update(remote_cap_percent=50)
