"""What a form's answers come to for the rules about flags: not asked, left out, and closed by a no."""

import pytest

from intake.enums import Stage
from intake.form_facts import facts_from

BEFORE = frozenset({Stage.BEFORE})


@pytest.mark.parametrize(
    ("device", "shared"), [("yes", "no"), ("no", "yes"), ("unsure", "unsure"), (None, None), ("junk", None)]
)
def test_a_device_that_is_not_safe_counts_as_shared(device, shared):
    facts = facts_from({"device_private": device}, stages=BEFORE, version="1")

    assert facts["shared_devices"] == shared


def test_a_question_that_is_open_and_has_no_answer_was_left_out_and_one_that_was_never_there_is_absent():
    facts = facts_from({}, stages=BEFORE, version="1")

    assert facts["danger_now"] is None
    assert "afraid" not in facts


def test_a_stage_that_is_not_due_adds_nothing():
    assert facts_from({"danger_now": "yes"}, stages=frozenset()) == {}
