"""The clocks of complaints and of data protection requests."""

from __future__ import annotations

from datetime import date

import pytest

from intake import rights
from intake.complaints import Clock, ComplaintState, board_until, clock, is_raised_late, next_step, warn_on

CHRISTMAS = frozenset(date.fromisoformat(f"2026-12-{day}") for day in ("25", "26", "28")) | {date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("received", "acknowledge_by", "answer_by"),
    [
        ("2026-11-23", "2026-12-07", "2027-01-07"),  # a Monday; three holidays on weekdays in between
        ("2026-11-28", "2026-12-11", "2027-01-13"),  # a Saturday: Monday is the first day
        ("2026-12-24", "2027-01-12", "2027-02-09"),
    ],
)
def test_working_days_count_from_the_day_after(received: str, acknowledge_by: str, answer_by: str) -> None:
    found = clock(date.fromisoformat(received), closed=CHRISTMAS)

    assert (f"{found.acknowledge_by}", f"{found.answer_by}") == (acknowledge_by, answer_by)


DUE = Clock(date(2026, 12, 7), date(2027, 1, 7))  # a Monday and a Thursday


@pytest.mark.parametrize(
    ("state", "today", "step"),
    [
        (ComplaintState.OPEN, "2026-12-02", (ComplaintState.ACKNOWLEDGED, False, False)),
        (ComplaintState.OPEN, "2026-12-03", (ComplaintState.ACKNOWLEDGED, False, True)),  # two working days
        (ComplaintState.OPEN, "2026-12-07", (ComplaintState.ACKNOWLEDGED, False, True)),
        (ComplaintState.OPEN, "2026-12-08", (ComplaintState.ACKNOWLEDGED, True, False)),
        (ComplaintState.ACKNOWLEDGED, "2027-01-04", (ComplaintState.ANSWERED, False, False)),
        (ComplaintState.ACKNOWLEDGED, "2027-01-05", (ComplaintState.ANSWERED, False, True)),
        (ComplaintState.ACKNOWLEDGED, "2027-01-08", (ComplaintState.ANSWERED, True, False)),
        (ComplaintState.ANSWERED, "2027-03-01", None),
        (ComplaintState.CLOSED, "2027-03-01", None),
    ],
)
def test_what_is_due_next_and_how_near(
    state: ComplaintState, today: str, step: tuple[ComplaintState, bool, bool] | None
) -> None:
    found = next_step(state, DUE, today=date.fromisoformat(today), closed=CHRISTMAS)

    assert (found and (found.step, found.is_late, found.is_near)) == step


def test_holidays_bring_the_warning_forward() -> None:
    assert warn_on(date(2026, 12, 29), closed=CHRISTMAS) == date(2026, 12, 23)


@pytest.mark.parametrize(
    ("happened", "received", "is_late"),
    [
        ("2026-08-23", "2026-11-23", False),
        ("2026-08-22", "2026-11-23", True),
        ("2026-11-30", "2027-02-28", False),
    ],
)
def test_three_months_to_complain(happened: str, received: str, is_late: bool) -> None:
    assert is_raised_late(date.fromisoformat(happened), date.fromisoformat(received)) is is_late


def test_three_months_for_the_board() -> None:
    assert board_until(date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2026-11-23", "2026-12-23", "2027-02-23"),
        ("2027-01-31", "2027-02-28", "2027-04-30"),
        ("2028-01-30", "2028-02-29", "2028-04-30"),
    ],
)
def test_one_calendar_month_and_two_more(received: str, due: str, extended: str) -> None:
    day = date.fromisoformat(received)

    assert (f"{rights.due_on(day)}", f"{rights.due_on(day, is_extended=True)}") == (due, extended)
    assert rights.may_extend(day, date.fromisoformat(due))
    assert not rights.may_extend(day, date.fromisoformat(extended))
