"""What the practice's reminder rules may look like, and what is said of those that may not."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.core.models.practice import default_reminders
from mediation.core.reminder_rules import problem_with


def rule(what: object = "reminder", channel: object = "email", minutes: object = 60, **more: Any) -> Any:
    return {"what": what, "channel": channel, "minutes_before": minutes, **more}


@pytest.mark.parametrize(
    "stored",
    [
        default_reminders(),
        [],
        [rule(minutes=1), rule(minutes=20160)],
        [rule(minutes=60), rule(channel="sms", minutes=60)],
        [rule("starting", minutes=119)],
        [rule("intake", minutes=60), rule("legal_aid", minutes=90), rule("intake", "sms", 60)],
        [rule("missed", minutes=0), rule("certificate", minutes=0), rule("missed", "sms", 0)],
    ],
)
def test_rules_that_can_be_read_are_no_problem(stored):
    assert problem_with(stored) == ""


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        (None, "Enter a list of rules"),
        ({"what": "reminder"}, "Enter a list of rules"),
        ("reminder", "Enter a list of rules"),
        ([True], "Rule 1: write it like"),
        ([{}], "Rule 1: write it like"),
        ([{"what": "reminder", "channel": "email"}], "Rule 1: write it like"),
        ([rule(extra=1)], "Rule 1: write it like"),
        ([rule(), rule("reminders")], "Rule 2: “what” is one of reminder, starting, intake, legal_aid"),
        ([rule(["reminder"])], "Rule 1: “what” is one of"),
        ([rule(channel="post")], "Rule 1: “channel” is one of email, sms."),
        ([rule(minutes="60")], "Rule 1: “minutes_before” is a whole number."),
        ([rule(minutes=True)], "Rule 1: “minutes_before” is a whole number."),
        ([rule(minutes=60.0)], "Rule 1: “minutes_before” is a whole number."),
        ([rule(minutes=0)], "Rule 1: “minutes_before” is from 1 to 20160"),
        ([rule(minutes=20161)], "Rule 1: “minutes_before” is from 1 to 20160"),
        ([rule("starting", minutes=120)], "Rule 1: “minutes_before” is less than 120 for starting"),
        ([rule("missed", minutes=1)], "Rule 1: “minutes_before” is 0 for missed"),
        ([rule(), rule()], "Rule 2: another message goes by email 60 minutes before"),
        ([rule(), rule("legal_aid")], "Rule 2: another message goes by email 60 minutes before"),
        (
            [rule("intake"), rule("intake", minutes=90)],
            "Rule 2: there is a rule for intake by email already.",
        ),
        ([rule("missed", minutes=0)] * 2, "Rule 2: there is a rule for missed by email already."),
    ],
)
def test_whatever_cannot_be_read_is_refused_in_words_that_say_which_rule(stored, words):
    assert problem_with(stored).startswith(words)
