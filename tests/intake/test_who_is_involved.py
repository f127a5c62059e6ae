"""Which service is behind a call or a letter: each way through the questions, and that they agree with the
flags."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from intake import flags, who_services
from intake import who_questions as ask
from intake.enums import InvolvedService, Letter
from intake.who_is_involved import (
    CAFCASS_BODIES,
    COUNCIL_LETTERS,
    Walk,
    flag_answers,
    flag_words,
    walk,
)

TODAY = date(2026, 11, 23)
VALUES = {ask.key_of(page): [one.value for one in page.questions[0].choices] for page in ask.PAGES}


def answers(words: str) -> dict[str, str]:
    """`answers("court=no sender=council")`."""
    return dict(one.split("=") for one in words.split())


def found(words: str) -> str:
    walked = walk(answers(words))
    assert walked.finding is not None, f"asks on: {walked.next_page and walked.next_page.heading}"
    return walked.finding.service.value


@cache
def every_walk() -> tuple[Walk, ...]:
    """Each way that answers can take, to its end."""
    return tuple(_ways({}))


def _ways(given: dict[str, str]) -> Iterator[Walk]:
    walked = walk(given)
    if walked.next_page is None:
        yield walked
        return
    key = ask.key_of(walked.next_page)
    for value in VALUES[key]:
        yield from _ways({**given, key: value})


@pytest.mark.parametrize(
    ("words", "service"),
    [
        # One answer is enough where it leaves nothing open.
        ("court=no contacted=police", "police"),
        ("court=yes contacted=police", "police"),
        ("court=no contacted=school_or_health", "school_or_health"),
        ("court=unsure contacted=council_about_adult", "adult_care"),
        ("court=no contacted=council", "council"),
        # With a case, Cafcass is no surprise; the country says which.
        ("court=yes contacted=cafcass child_country=england", "cafcass"),
        ("court=yes contacted=cafcass child_country=wales", "cafcass_cymru"),
        ("court=yes contacted=cafcass child_country=unsure", "cafcass"),
        ("court=yes contacted=cafcass child_country=scotland", "cafcass"),
        # Without a case the name at the top of the letter counts.
        ("court=no contacted=cafcass sender=cafcass", "cafcass"),
        ("court=no contacted=cafcass sender=cafcass_cymru", "cafcass_cymru"),
        ("court=no contacted=cafcass sender=council", "council"),
        ("court=unsure contacted=cafcass sender=police", "police"),
        ("court=unsure contacted=cafcass sender=school_or_health", "school_or_health"),
        ("court=yes contacted=council sender=cafcass", "cafcass"),
        ("court=yes contacted=council sender=council", "council"),
        # Then what it says it is.
        ("court=no contacted=cafcass sender=secure_mail document=section_37", "council"),
        ("court=yes contacted=unsure sender=unsure document=assessment", "council"),
        (
            "court=yes contacted=unsure sender=unsure document=safeguarding_letter child_country=wales",
            "cafcass_cymru",
        ),  # Then what the person is called. A letter for a court may come from either side.
        (
            "court=yes contacted=unsure sender=secure_mail document=section_7 worker=court_adviser"
            " child_country=england",
            "cafcass",
        ),
        ("court=yes contacted=unsure sender=secure_mail document=section_7 worker=social_worker", "council"),
        ("court=no contacted=cafcass sender=nothing_in_writing worker=social_worker", "council"),
        # Then who came first.
        (
            "court=yes contacted=council sender=nothing_in_writing worker=unsure before_court=yes",
            "council",
        ),
        (
            "court=yes contacted=council sender=nothing_in_writing worker=unsure before_court=no when=now"
            " child_country=england",
            "unsure",
        ),
        # Cafcass by name only, and no case: never Cafcass.
        (
            "court=no contacted=cafcass sender=nothing_in_writing worker=court_adviser when=now "
            "child_country=england",
            "unsure",
        ),
        (
            "court=no contacted=cafcass sender=secure_mail document=safeguarding_letter worker=unsure "
            "when=past child_country=wales",
            "unsure",
        ),
        (
            "court=unsure contacted=cafcass sender=unsure document=unsure worker=court_adviser "
            "before_court=no when=lately child_country=england",
            "unsure",
        ),
    ],
)
def test_the_answers_name_the_service(words: str, service: str) -> None:
    assert found(words) == service


@pytest.mark.parametrize(
    ("words", "next_key"),
    [
        ("", "court"),
        ("court=yes", "contacted"),
        ("court=yes contacted=cafcass", "child_country"),
        ("court=no contacted=cafcass", "sender"),
        ("court=no contacted=cafcass sender=nothing_in_writing", "worker"),
        ("court=no contacted=unsure sender=unsure document=unsure worker=unsure", "when"),
        ("court=unsure contacted=unsure sender=unsure document=unsure worker=unsure", "before_court"),
    ],
)
def test_only_what_is_still_open_is_asked(words: str, next_key: str) -> None:
    page = walk(answers(words)).next_page

    assert page is not None
    assert ask.key_of(page) == next_key


def test_every_way_ends_after_eight_questions_at_most() -> None:
    lengths = {len(walked.asked) for walked in every_walk()}

    assert max(lengths) == ask.MOST == 8
    assert min(lengths) == 2
    assert all(walked.finding for walked in every_walk())


def test_every_service_can_be_found_and_has_its_words() -> None:
    services = {walked.finding.service for walked in every_walk() if walked.finding}

    assert services == set(InvolvedService) == set(who_services.WORDS)


def test_cafcass_is_named_only_with_a_court_case_or_a_letter_from_cafcass() -> None:
    for walked in every_walk():
        if walked.finding and walked.finding.service in CAFCASS_BODIES:
            asked = walked.asked
            assert asked["court"] == "yes" or asked.get("sender") in {"cafcass", "cafcass_cymru"}, asked


def test_every_finding_says_why() -> None:
    for walked in every_walk():
        assert who_services.reasons(walked), walked.asked


def test_not_sure_is_an_answer_to_every_question() -> None:
    assert all("unsure" in values for values in VALUES.values())


def test_the_findings_agree_with_the_flags_of_the_same_answers() -> None:
    for walked in every_walk():
        raised = {flag.code for flag in flags.evaluate(flag_answers(walked.asked), today=TODAY).flags}
        assert walked.finding is not None
        service, is_cafcass = walked.finding.service, walked.finding.service in CAFCASS_BODIES
        if "X-CAF-NOCOURT" in raised:
            assert not is_cafcass, walked.asked
        if "X-SS-IS-CAF" in raised:
            assert is_cafcass, walked.asked
        if is_cafcass and walked.asked["court"] != "yes":
            assert "X-UNSERVED" in raised, walked.asked
        if "X-UNSERVED" in raised:
            assert is_cafcass, walked.asked
        if service is InvolvedService.CAFCASS_CYMRU:
            assert "CAF-CYMRU" in raised, walked.asked
        if "CAF-CYMRU" in raised and is_cafcass:
            assert service is InvolvedService.CAFCASS_CYMRU, walked.asked
        if service is InvolvedService.ADULT_CARE:
            assert "SS-ADULT" in raised
        if raised & {"SS-CPP", "SS-PRE", "CT-S37"}:
            assert service is InvolvedService.COUNCIL, walked.asked


def test_two_answers_that_cannot_both_be_true_are_asked_about_in_the_words_of_the_flags() -> None:
    open_end = (
        "court=no contacted=cafcass sender=nothing_in_writing worker=unsure when=now child_country=england"
    )
    words = flag_words(walk(answers(open_end)), today=TODAY)
    unserved = flag_words(walk(answers("court=no contacted=cafcass sender=cafcass")), today=TODAY)

    assert words == ("Cafcass works only when there is a court case. Could it be the council?",)
    assert unserved[0].startswith("Someone may have asked the court, and the papers have not reached you")


def test_a_letter_before_court_sends_them_to_a_solicitor() -> None:
    walked = walk(answers("court=no contacted=unsure sender=secure_mail document=pre_proceedings"))

    assert "Please see a solicitor about the council’s letter now." in flag_words(walked, today=TODAY)


@pytest.mark.parametrize("letter", sorted(COUNCIL_LETTERS))
def test_only_a_council_writes_these(letter: Letter) -> None:
    assert found(f"court=yes contacted=unsure sender=secure_mail document={letter.value}") == "council"


def test_a_court_letter_without_a_case_says_that_papers_may_be_missing() -> None:
    with_case = walk(answers("court=yes contacted=unsure sender=unsure document=section_37"))
    without = walk(answers("court=no contacted=unsure sender=unsure document=section_37"))

    assert who_services.FOR_A_COURT not in who_services.remarks(with_case)
    assert who_services.FOR_A_COURT in who_services.remarks(without)


def test_a_child_in_an_unknown_country_hears_of_both_bodies() -> None:
    walked = walk(answers("court=yes contacted=cafcass child_country=unsure"))

    assert who_services.remarks(walked) == (who_services.WHICH_CAFCASS,)


@pytest.mark.parametrize(
    ("rest", "remark"),
    [
        ("before_court=yes when=past child_country=england", who_services.LONG_AGO),
        ("before_court=yes when=now child_country=england", None),
        ("before_court=no when=now child_country=wales", who_services.IN_WALES),
    ],
)
def test_where_we_are_not_sure_the_last_answers_still_say_something(rest: str, remark: str | None) -> None:
    walked = walk(answers(f"court=yes contacted=unsure sender=nothing_in_writing worker=unsure {rest}"))

    assert walked.finding is not None
    assert walked.finding.service is InvolvedService.UNSURE
    assert who_services.remarks(walked) == ((remark,) if remark else ())


def test_answers_left_over_from_another_way_count_for_nothing() -> None:
    before = answers("court=no contacted=police")
    left_over = {**before, "sender": "cafcass", "document": "section_7", "worker": "court_adviser"}

    assert walk(left_over) == walk(before)


NO_ANSWER = (None, "", "maybe", "unsure\0", "\u202eyes", 7, True, ["yes"], {"yes": 1}, "yes" * 70_000)


def test_whatever_is_answered_it_ends_and_never_breaks() -> None:
    chance = random.Random(4)
    for _ in range(2_000):
        keys = [key for key in VALUES if chance.random() < 0.9]
        given = {key: chance.choice((*VALUES[key] * 4, *NO_ANSWER)) for key in keys}
        walked = walk(given)

        assert (walked.next_page is None) == (walked.finding is not None)
        assert len(walked.asked) <= ask.MOST
        assert all(value in VALUES[key] for key, value in walked.asked.items())
        flag_words(walked, today=TODAY)
        who_services.remarks(walked)
        who_services.reasons(walked)


def test_no_service_but_a_court_or_the_police_is_said_to_take_a_child_away() -> None:
    rows = {row.about: row for row in who_services.SIDE_BY_SIDE}
    row = rows["Can it take a child away?"]

    assert row.cafcass == row.cafcass_cymru == "No."
    assert row.council.startswith("Not on its own.")
    for word in ("agreement", "court order", "police"):
        assert word in row.council
