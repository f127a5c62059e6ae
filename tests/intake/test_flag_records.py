"""Flags as rows: raised when answers change, read and cleared by people, never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from intake.errors import FlagIsOver, FlagNotYours, ReasonNeeded
from intake.flag_clearing import Clearer
from intake.flags import RULE_VERSION
from intake.models import Case, Flag, FlagTalk, Party
from intake.queries.flags import (
    flags_to_read,
    may_contact_other_party,
    needs_person_first,
    open_flags,
    red_flags_of,
    unreached_since,
)
from intake.questions import questionnaire
from intake.services.flag_comparisons import compare_files
from intake.services.flags import acknowledge_flags, clear_flag, facts_of, record_talk, review_flags
from mediation.core import audit
from mediation.core.models import AuditEntry
from tests.factories import ALEX, NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + MINUTE


@pytest.fixture
def case(db: None) -> Case:
    return Case.objects.create(reference="AAAA-BBBB", opened_at=NOW)


@pytest.fixture
def party(case: Case) -> Party:
    return a_party(case)


def a_party(case: Case, *, name: str = "", other: str = "", **answers: Any) -> Party:
    return Party.objects.create(
        case=case,
        name="Alex Winter",
        name_index=name,
        other_name_index=other,
        answers={**ALEX, **answers},
        questionnaire_version="1",
        created_at=NOW,
    )


def says(party: Party, *, now: Any = NOW, **answers: Any) -> list[tuple[str, str]]:
    """The party answers again; what stands afterwards, as (code, severity)."""
    party.answers = {**party.answers, **answers}
    party.save(update_fields=["answers"])
    review_flags(party=party, actor=audit.CLIENT, now=now)
    return [(one.code, one.severity) for one in open_flags(party)]


def cleared(flag: Flag, user: Any, *, reason: str = "We talked", now: Any = NOW) -> Flag:
    return clear_flag(flag=flag, user=user, clearer=Clearer.ACCREDITED, reason=reason, now=now)


def test_answers_raise_flags_with_the_rules_version_the_answers_and_the_time(party):
    assert says(party, danger_now="yes", adjustments=["bsl"]) == [("SF-NOW", "red"), ("ACC-BSL", "info")]

    flag = open_flags(party).first()
    assert (flag.answers, flag.rule_version, flag.raised_at) == ({"danger_now": "yes"}, RULE_VERSION, NOW)
    assert needs_person_first(party)


def test_the_answers_behind_a_flag_are_sealed_in_the_database(party):
    says(party, danger_now="yes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM intake_flag")
        (stored,) = cursor.fetchone()

    assert "danger" not in stored


def test_the_same_answers_judged_again_change_nothing_and_leave_no_trace(party):
    says(party, danger_now="yes")
    before = list(Flag.objects.values())

    says(party, now=LATER)

    assert list(Flag.objects.values()) == before
    assert AuditEntry.objects.filter(verb="flags.reviewed").count() == 1


def test_the_audit_trail_names_codes_and_never_answers(party):
    says(party, danger_now="yes")
    (entry,) = AuditEntry.objects.filter(verb="flags.reviewed")

    assert entry.details == {"raised": ["SF-NOW"], "ended": 0, "not_raised_any_more": 0}
    assert (entry.actor_kind, entry.subject_type, entry.subject_id) == ("client", "party", party.pk)


def test_a_red_flag_stands_although_the_answer_was_taken_back(party):
    says(party, danger_now="yes")

    assert says(party, danger_now="no", now=LATER) == [("SF-NOW", "red")]
    assert Flag.objects.get().not_raised_since == LATER
    assert needs_person_first(party)
    assert says(party, danger_now="yes", now=LATER) == [("SF-NOW", "red")]
    assert Flag.objects.get().not_raised_since is None


def test_information_is_over_once_it_does_not_hold(party):
    says(party, adjustments=["bsl"])

    assert says(party, adjustments=[], now=LATER) == []
    assert Flag.objects.get().ended_at == LATER


def test_other_answers_replace_the_flag_and_the_old_row_stays(party):
    says(party, danger_now="unsure")

    assert says(party, danger_now="yes", now=LATER) == [("SF-NOW", "red")]
    old, new = Flag.objects.order_by("pk")
    assert (old.ended_at, old.answers) == (LATER, {"danger_now": "unsure"})
    assert (new.raised_at, new.answers) == (LATER, {"danger_now": "yes"})


def test_a_cleared_flag_is_not_raised_again_by_the_same_answers_but_by_new_ones(party, admin):
    says(party, danger_now="yes")
    cleared(Flag.objects.get(), admin)

    assert says(party, now=LATER) == []
    assert says(party, danger_now="unsure", now=LATER) == [("SF-NOW", "red")]


def test_a_cleared_flag_comes_back_when_the_answer_was_another_in_between(party, admin):
    says(party, danger_now="yes")
    cleared(Flag.objects.get(), admin)
    says(party, danger_now="no", now=LATER)

    assert says(party, danger_now="yes", now=LATER) == [("SF-NOW", "red")]
    assert Flag.objects.count() == 2


def test_clearing_keeps_the_row_with_who_when_and_why(party, admin):
    says(party, danger_now="yes")
    cleared(Flag.objects.get(), admin, reason=" They are at a friend’s ", now=LATER)

    flag = Flag.objects.get()
    assert (flag.cleared_at, flag.cleared_by, flag.cleared_because) == (
        LATER,
        admin,
        "They are at a friend’s",
    )
    assert not needs_person_first(party)
    assert AuditEntry.objects.get(verb="flags.cleared").details == {"code": "SF-NOW", "severity": "red"}


def test_a_later_question_counts_once_its_page_was_sent(party):
    """Right after booking nobody has left out what was not asked yet."""
    party.questionnaire_version = "2"
    assert "crisis" not in facts_of(party)
    later = [one.key for page in questionnaire("2").pages if page.stage == "A" for one in page.questions]
    for key in set(later) & {"crisis", "coerced", "substances"}:
        party.answers = {**ALEX, key: None}
        assert facts_of(party)[key] is None
        party.answers = {**ALEX, key: "yes"}
        assert facts_of(party)[key] == "yes"


def test_clearing_needs_the_right_person_a_reason_and_a_flag_that_stands(party, admin):
    says(party, danger_now="yes")
    flag = Flag.objects.get()

    with pytest.raises(FlagNotYours, match="Only a mediator whose FMCA is current"):
        clear_flag(flag=flag, user=admin, clearer=Clearer.STAFF, reason="x", now=NOW)
    with pytest.raises(ReasonNeeded):
        cleared(flag, admin, reason="  ")
    assert Flag.objects.get().is_open
    cleared(flag, admin)
    with pytest.raises(FlagIsOver):
        cleared(flag, admin, reason="again")


def test_a_flag_on_timing_brings_its_reason(party, admin):
    flag = Flag.objects.create(
        party=party, code="CT-HEARING", severity="amber", rule_version="1", raised_at=NOW
    )
    clear_flag(flag=flag, user=admin, clearer=Clearer.STAFF, reason="", now=NOW)

    assert Flag.objects.get().cleared_because == "Timing, not safety"


def test_reading_is_recorded_once_for_each_reader_and_only_for_what_was_shown(party, admin, manager):
    says(party, danger_now="yes", device_private="no")
    shown = list(open_flags(party).values_list("pk", flat=True))
    says(party, adjustments=["bsl"], now=LATER)

    assert acknowledge_flags(party=party, pks=shown, user=admin, now=LATER) == 2
    assert acknowledge_flags(party=party, pks=shown, user=admin, now=LATER) == 0
    assert Flag.objects.filter(acknowledged_by=admin).count() == 2
    assert acknowledge_flags(party=party, pks=shown, user=manager, now=LATER) == 2
    codes = [entry.details["codes"] for entry in AuditEntry.objects.filter(verb="flags.acknowledged")]
    assert codes == [["SF-NOW", "SF-SHARED"]] * 2


def test_somebody_who_was_reached_is_reached_until_something_new_is_red(party, admin):
    says(party, danger_now="unsure")
    assert unreached_since(party.pk).exists()
    record_talk(party=party, user=admin, was_reached=False, note="No answer", now=LATER)
    assert unreached_since(party.pk).exists()
    record_talk(party=party, user=admin, was_reached=True, note="At work until 5", now=LATER)
    assert not unreached_since(party.pk).exists()
    assert red_flags_of(party.pk).exists()

    says(party, danger_now="yes", now=LATER + MINUTE)
    assert unreached_since(party.pk).exists()


class TestContact:
    """Nothing goes to the other party while anything speaks against it, or while nobody has looked."""

    CALM = {"afraid": "no", "order": "no", "bail": "no", "abuse": "no", "danger_now": "no"}

    def ready(self, party: Party) -> None:
        """As if all that contact hangs on was answered, and the files compared."""
        review_flags(party=party, actor=audit.CLIENT, now=NOW)
        compare_files(now=NOW)
        Party.objects.update(answered_before_contact=True)

    def test_nobody_is_contacted_because_of_a_file_that_was_never_judged(self, party):
        Party.objects.update(answered_before_contact=True)

        assert not may_contact_other_party(party)

    def test_nor_before_the_files_were_compared(self, party):
        review_flags(party=party, actor=audit.CLIENT, now=NOW)
        Party.objects.update(answered_before_contact=True)

        assert not may_contact_other_party(party)

    def test_nor_while_a_question_is_open_on_which_it_hangs(self, party):
        self.ready(party)
        assert may_contact_other_party(party)
        Party.objects.update(answered_before_contact=False)

        assert not may_contact_other_party(party)

    @pytest.mark.parametrize(
        ("answers", "may"),
        [
            ({"adjustments": ["bsl"]}, True),
            ({"device_private": "unsure"}, False),
            ({"danger_now": "unsure"}, False),
            ({"danger_now": None}, False),  # SF-UNANSWERED weighs little and blocks all the same
        ],
    )
    def test_flags_block_it(self, case, answers, may):
        party = a_party(case, **answers)
        self.ready(party)

        assert may_contact_other_party(party) is may

    def test_a_cleared_flag_blocks_it_no_more(self, case, admin):
        party = a_party(case, device_private="no")
        self.ready(party)
        cleared(Flag.objects.get(), admin)

        assert may_contact_other_party(party)

    def test_a_flag_that_the_answers_do_not_raise_any_more_blocks_it_still(self, case):
        party = a_party(case, device_private="no")
        self.ready(party)
        says(party, device_private="yes", now=LATER)
        self.ready(party)

        assert not may_contact_other_party(party)


class TestComparing:
    """X-PARTIES and PT-CONFLICT: for staff, judged apart from any request."""

    def files(self, code: str) -> list[int]:
        return list(Flag.objects.filter(code=code).order_by("party").values_list("party", flat=True))

    def test_the_other_person_is_our_client_in_another_matter(self, case):
        theirs = a_party(Case.objects.create(reference="CCCC-DDDD", opened_at=NOW), name="r", other="q")
        party = a_party(case, name="a", other="r")
        for one in (theirs, party):
            review_flags(party=one, actor=audit.CLIENT, now=NOW)

        assert compare_files(now=NOW) == 2
        assert self.files("PT-CONFLICT") == [party.pk]
        assert Flag.objects.get().staff_only
        assert compare_files(now=LATER) == 0

    def test_whoever_had_a_dispute_with_a_new_client_is_found_too(self, case):
        earlier = a_party(case, name="a", other="r")
        review_flags(party=earlier, actor=audit.CLIENT, now=NOW)
        compare_files(now=NOW)
        newcomer = a_party(Case.objects.create(reference="CCCC-DDDD", opened_at=NOW), name="r", other="q")
        review_flags(party=newcomer, actor=audit.CLIENT, now=LATER)

        assert compare_files(now=LATER) == 2
        assert self.files("PT-CONFLICT") == [earlier.pk]

    def test_the_same_dispute_is_no_conflict_even_where_one_file_does_not_name_the_other(self, case):
        for name, other in (("a", "r"), ("r", "")):
            one = a_party(case, name=name, other=other)
            review_flags(party=one, actor=audit.CLIENT, now=NOW)
        compare_files(now=NOW)

        assert not Flag.objects.exists()

    def test_a_review_never_touches_what_only_staff_may_know(self, case):
        a_party(Case.objects.create(reference="CCCC-DDDD", opened_at=NOW), name="r", other="q")
        party = a_party(case, name="a", other="r")
        review_flags(party=party, actor=audit.CLIENT, now=NOW)
        compare_files(now=NOW)

        assert says(party, now=LATER) == [("PT-CONFLICT", "amber")]
        assert Flag.objects.get().not_raised_since is None

    def test_the_request_of_a_party_does_the_same_work_whatever_other_files_hold(
        self, case, django_assert_num_queries
    ):
        a_party(Case.objects.create(reference="CCCC-DDDD", opened_at=NOW), name="r", other="q")
        party, alone = a_party(case, name="a", other="r", danger_now="yes"), a_party(case, danger_now="yes")

        for one in (alone, party):
            with django_assert_num_queries(7):
                review_flags(party=one, actor=audit.CLIENT, now=NOW)
        compare_files(now=NOW)
        assert self.files("PT-CONFLICT") == [party.pk]
        for one in (alone, party):
            one.answers = {**one.answers, "danger_now": "unsure"}
            one.save(update_fields=["answers"])
            with django_assert_num_queries(8):
                review_flags(party=one, actor=audit.CLIENT, now=LATER)


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("DELETE FROM intake_flag", "never deleted"),
        ("UPDATE intake_flag SET code = 'SF-BAIL'", "what was raised stays"),
        ("UPDATE intake_flag SET severity = 'info'", "what was raised stays"),
        ("UPDATE intake_flag SET answers = 'x'", "what was raised stays"),
        ("UPDATE intake_flag SET raised_at = now()", "what was raised stays"),
        (
            "UPDATE intake_flag SET cleared_at = NULL, cleared_by_id = NULL, cleared_because = NULL",
            "cleared stays",
        ),
        ("UPDATE intake_flag SET cleared_because = 'x'", "what was cleared stays"),
        (
            "UPDATE intake_flag SET acknowledged_at = NULL, acknowledged_by_id = NULL",
            "what was cleared stays",
        ),
        ("UPDATE intake_flag SET ended_at = now()", "what was cleared stays"),
    ],
)
def test_the_database_lets_nobody_change_or_lose_a_cleared_flag(party, admin, statement, refused):
    says(party, danger_now="yes")
    acknowledge_flags(party=party, pks=[Flag.objects.get().pk], user=admin, now=NOW)
    cleared(Flag.objects.get(), admin)

    with pytest.raises(IntegrityError, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "fields",
    [
        {"cleared_at": NOW},
        {"cleared_because": "x"},
        {"acknowledged_at": NOW},
        {"severity": "purple"},
    ],
)
def test_the_database_refuses_half_a_truth(party, fields):
    row = {"party": party, "code": "SF-NOW", "severity": "red", "rule_version": "1", "raised_at": NOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(**row | fields)


def test_the_database_keeps_one_open_flag_of_a_kind(party):
    row = {"party": party, "code": "SF-NOW", "severity": "red", "rule_version": "1", "raised_at": NOW}
    Flag.objects.create(**row)

    with pytest.raises(IntegrityError, match="intake_flag_open_once"), transaction.atomic():
        Flag.objects.create(**row)


@pytest.mark.parametrize("change", ["delete", "update"])
def test_a_talk_stays_as_it_was_written(party, admin, change):
    record_talk(party=party, user=admin, was_reached=True, note="", now=NOW)
    rows = FlagTalk.objects.all()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete() if change == "delete" else rows.update(was_reached=False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_parties_reads_their_flags_in_two_queries(case, count, django_assert_num_queries):
    for _ in range(count):
        says(a_party(case), danger_now="yes", adjustments=["bsl"])

    with django_assert_num_queries(2):
        found = [
            [one.code for one in each.flags_to_read]
            for each in Party.objects.prefetch_related(flags_to_read())
        ]

    assert found == [["SF-NOW"]] * count
