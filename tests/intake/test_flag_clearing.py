"""Who may clear which flag: what is about safety or the council is for a mediator with current FMCA."""

import pytest

from intake.enums import FlagSeverity
from intake.flag_clearing import CLEARINGS, Clearer, clearing_of, refusal
from intake.flags import CODES, RULES

TIMING = {"CT-HEARING", "CT-ORDERED", "PT-PRISON", "ACC-CAP"}


def test_the_table_names_codes_that_exist():
    assert set(CLEARINGS) <= CODES


def test_the_four_flags_on_timing_and_no_others_go_in_one_tap():
    one_tap = {rule.code for rule in RULES if clearing_of(rule.code, rule.severity).ready_reason}

    assert one_tap == TIMING


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.severity}")
def test_no_red_flag_and_nothing_on_safety_or_the_council_is_cleared_without_accreditation(rule):
    told = refusal(rule.code, rule.severity, Clearer.STAFF)

    assert refusal(rule.code, rule.severity, Clearer.ACCREDITED) == ""
    if rule.severity is FlagSeverity.RED or rule.code.startswith(("SF-", "SS-", "CT-PUBLIC", "CT-S37")):
        assert told.startswith("Only a mediator whose FMCA is current can clear this: ")
        assert told.endswith(".")


@pytest.mark.parametrize("code", sorted(TIMING | {"PT-CONFLICT", "X-UNSERVED", "X-MONEY-ONLY"}))
def test_the_office_clears_what_is_no_judgement_on_safety(code):
    assert refusal(code, FlagSeverity.AMBER, Clearer.STAFF) == ""


def test_a_code_that_no_table_names_is_for_a_mediator_unless_it_only_informs():
    assert clearing_of("NEW-ONE", FlagSeverity.AMBER).by is Clearer.ACCREDITED
    assert clearing_of("NEW-ONE", FlagSeverity.INFO).by is Clearer.STAFF
