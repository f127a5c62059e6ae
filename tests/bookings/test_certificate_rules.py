"""How long a certificate counts, who may issue it, and its code."""

from __future__ import annotations

from datetime import date

import pytest

from bookings import certificates as rules
from bookings.certificates import Obstacle
from bookings.enums import Accreditation, AppointmentState

FACTS = {"serial": "K7QX-4MAH", "legal_name": "Alexandra Winter", "nonce": "0" * 32}


@pytest.mark.parametrize(
    ("held", "until"),
    [
        ("2026-10-30", "2027-02-28"),
        ("2026-10-31", "2027-02-28"),
        ("2026-11-01", "2027-03-01"),
        ("2027-10-31", "2028-02-29"),
        ("2027-10-29", "2028-02-29"),
        ("2027-10-28", "2028-02-28"),
        ("2026-11-24", "2027-03-24"),
        ("2026-12-31", "2027-04-30"),
        ("2028-02-29", "2028-06-29"),
    ],
)
def test_it_counts_for_four_calendar_months_and_the_earlier_day_at_the_end_of_a_month(held, until):
    assert rules.valid_until(date.fromisoformat(held)) == date.fromisoformat(until)


@pytest.mark.parametrize(
    ("accreditation", "expires", "is_current"),
    [
        (Accreditation.FULL, "2026-11-25", True),
        (Accreditation.FULL, "2026-11-24", True),
        (Accreditation.FULL, "2026-11-23", False),
        (Accreditation.PROVISIONAL, "2026-11-24", True),
        (Accreditation.NONE, "2030-01-01", False),
    ],
)
def test_fmca_is_current_to_the_end_of_its_last_day(accreditation, expires, is_current):
    day = date(2026, 11, 24)
    found = rules.is_accredited_on(day, accreditation=accreditation, expires_on=date.fromisoformat(expires))

    assert found is is_current


@pytest.mark.parametrize(
    ("begins", "earlier", "is_current"),
    [
        (None, [], True),  # not known: every day before the last
        ("2026-11-23", [], True),
        ("2026-11-24", [], True),
        ("2026-11-25", [], False),  # renewed after the meeting
        ("2026-11-25", [("2025-01-01", "2026-11-23")], False),  # and lapsed before it
        ("2026-11-25", [("2025-01-01", "2026-11-24")], True),
        ("2026-11-25", [("2026-11-24", "2026-11-24")], True),
        ("2026-11-25", [(None, "2026-11-24")], True),
        ("2026-11-25", [("2026-11-25", "2026-12-01"), (None, "2025-01-01")], False),
    ],
)
@pytest.mark.parametrize("accreditation", [Accreditation.FULL, Accreditation.PROVISIONAL])
def test_a_day_is_judged_by_the_period_that_holds_it(accreditation, begins, earlier, is_current):
    found = rules.is_accredited_on(
        date(2026, 11, 24),
        accreditation=accreditation,
        begins_on=date.fromisoformat(begins) if begins else None,
        expires_on=date(2030, 1, 1),
        earlier=[(first and date.fromisoformat(first), date.fromisoformat(last)) for first, last in earlier],
    )

    assert found is is_current


def test_an_earlier_period_counts_also_for_somebody_who_has_none_now():
    assert rules.is_accredited_on(
        date(2026, 11, 24),
        accreditation=Accreditation.NONE,
        expires_on=date(2030, 1, 1),
        earlier=[(None, date(2026, 11, 24))],
    )


@pytest.mark.parametrize(
    ("begins", "expires", "over"),
    [
        ("2026-01-01", "2026-06-30", ("2026-01-01", "2026-06-30")),  # as it was: it ends now
        ("2026-07-01", "2027-06-30", ("2026-01-01", "2026-06-30")),  # without a gap
        ("2026-08-01", "2027-06-30", ("2026-01-01", "2026-06-30")),  # with one
        ("2026-03-01", "2027-06-30", ("2026-01-01", "2026-02-28")),  # before the last one was over
        ("2026-01-01", "2027-06-30", None),  # only longer
        ("2026-02-01", "2026-06-30", None),  # its first day put right
        (None, "2027-06-30", None),
    ],
)
def test_a_period_that_another_follows_is_kept(begins, expires, over):
    before = (date(2026, 1, 1), date(2026, 6, 30))
    found = rules.ended_period(
        before,
        begins_on=date.fromisoformat(begins) if begins else None,
        expires_on=date.fromisoformat(expires),
        today=date(2026, 11, 24),
    )

    assert found == (over and (date.fromisoformat(over[0]), date.fromisoformat(over[1])))


def test_whose_accreditation_ends_today_had_it_until_yesterday():
    period = (date(2026, 1, 1), date(2027, 6, 30))
    assert rules.ended_period(
        period, begins_on=period[0], expires_on=period[1], today=date(2026, 11, 24)
    ) == (date(2026, 1, 1), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, ()),
        ({"is_the_mediator": False}, (Obstacle.NOT_THE_MEDIATOR,)),
        *[
            ({"state": state}, (Obstacle.NOT_ATTENDED,))
            for state in AppointmentState
            if state is not AppointmentState.ATTENDED
        ],
        ({"is_complete": False}, (Obstacle.NOT_COMPLETE,)),
        ({"is_accredited": False}, (Obstacle.NOT_ACCREDITED,)),
        ({"urn": " "}, (Obstacle.NO_URN,)),
        ({"urn": "odd"}, ()),
        ({"is_complete": False, "urn": ""}, (Obstacle.NOT_COMPLETE, Obstacle.NO_URN)),
    ],
)
def test_each_thing_that_is_missing_stands_in_the_way(changed, obstacle):
    known = {
        "is_the_mediator": True,
        "state": AppointmentState.ATTENDED,
        "is_complete": True,
        "is_accredited": True,
        "urn": "0123A",
    }

    assert rules.obstacles(**{**known, **changed}) == obstacle


@pytest.mark.parametrize(
    ("urn", "fits"),
    [("0123A", True), (" 0123A ", True), ("123A", False), ("0123a", False), ("0123AB", False)],
)
def test_a_urn_is_judged_loosely(urn, fits):
    assert rules.looks_like_urn(urn) is fits


def test_the_code_is_of_every_fact_and_is_read_however_it_is_typed():
    code = rules.code_of(FACTS)

    assert len(code) == 19
    assert set(code) <= {*rules.ALPHABET, "-"}
    assert rules.is_code_of(FACTS, f" {code.lower().replace('-', ' ')} ")
    assert not rules.is_code_of(FACTS, code[:-1])
    assert not rules.is_code_of(FACTS, f"{code}A")
    assert not rules.is_code_of(FACTS, "")
    for key in FACTS:
        assert not rules.is_code_of({**FACTS, key: "another"}, code), key


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2026-11-23", False), ("2026-11-24", True), ("2027-03-24", True), ("2027-03-25", False)],
)
def test_it_covers_an_application_from_the_meeting_to_its_last_day(day, covered):
    held, until = date(2026, 11, 24), date(2027, 3, 24)

    assert rules.covers(date.fromisoformat(day), held_on=held, until=until) is covered


def test_the_name_of_the_file_says_nothing():
    assert rules.file_name("K7QX-4MAH") == "certificate-K7QX-4MAH.pdf"
