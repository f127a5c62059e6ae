"""The screening as a visitor walks through it: pages, mistakes, the result, and what stays hidden."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from legalaid.models import MeansAssessment
from mediation.core.models import AuditEntry
from tests.factories import NOW

from .screening_answers import CALM, JOB

pytestmark = pytest.mark.django_db
JOB_SENT = {
    "pay": "1,842.33",
    "pay_period": "monthly",
    "tax": "£100",
    "ni": "42.33",
    "sick": "no",
    "another": "no",
}


@pytest.fixture(autouse=True)
def clock(practice: object) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def begun(client: Client) -> Client:
    """Somebody who has pressed Start."""
    assert client.post("/costs/").status_code == 302
    return client


def send(client: Client, slug: str, **fields: Any) -> Any:
    return client.post(f"/costs/step/{slug}/", fields)


def walk(client: Client, answered: Any) -> None:
    for slug, fields in answered:
        assert send(client, slug, **fields).status_code == 302, slug


def knows(**answers: Any) -> MeansAssessment:
    """The one screening, with these answers given."""
    found = MeansAssessment.objects.get()
    found.answers = {**found.answers, **answers}
    found.save()
    return found


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def mistakes(response: Any) -> list[str]:
    summary = text_of(response).partition('<ul class="govuk-list govuk-error-summary__list">')[2]
    return re.findall(r'<a href="#[^"]+">(.*?)</a>', summary.partition("</ul>")[0])


def test_looking_at_the_first_page_keeps_nothing(client: Client) -> None:
    response = client.get("/costs/")

    assert "Could you get this paid for?" in text_of(response)
    assert not MeansAssessment.objects.exists()
    assert "session" not in response.cookies


def test_a_whole_walk_leads_to_the_check_and_the_result(begun: Client, answered: Any) -> None:
    walk(begun, answered)

    assert begun.get("/costs/go-on/")["Location"] == "/costs/check/"
    check = text_of(begun.get("/costs/check/"))
    assert "How many children aged 15 or under live with you?" in check
    assert begun.get("/costs/result/")["Location"] == "/costs/check/"
    assert begun.post("/costs/result/")["Location"] == "/costs/result/"
    result = text_of(begun.get("/costs/result/"))
    assert "You are likely to get it" in result
    assert "This is within the limit of £2,657.00 a month." in result
    assert "Your mediator decides, on the official form and with your papers." in result
    assert "You never pay a part of it yourself." in result
    assert "Bank statements for the last month" in result


def test_each_step_leads_to_the_next(begun: Client, answered: Any) -> None:
    slugs = [slug for slug, _ in answered]
    for (slug, fields), following in zip(answered, [*slugs[1:], ""], strict=True):
        place = send(begun, slug, **fields)["Location"]
        assert place == (f"/costs/step/{following}/" if following else "/costs/check/")


def test_the_result_is_kept_with_its_day_and_table_and_forgotten_by_a_change(
    begun: Client, answered: Any
) -> None:
    walk(begun, answered)
    begun.post("/costs/result/")
    kept = MeansAssessment.objects.get()

    assert (kept.verdict, kept.thresholds_version) == ("eligible", "2026-04-06")
    assert (str(kept.assessed_on), kept.finished_at) == ("2026-11-23", NOW)
    assert kept.outcome["verdict"] == "eligible"
    assert AuditEntry.objects.get().details == {"thresholds": "2026-04-06"}

    send(begun, "1", age="older")
    kept.refresh_from_db()
    assert (kept.verdict, kept.outcome, kept.finished_at) == ("", {}, None)


def test_nothing_can_be_answered_before_its_turn(begun: Client) -> None:
    assert begun.get("/costs/step/25/")["Location"] == "/costs/step/1/"
    assert send(begun, "25", capital=["none"])["Location"] == "/costs/step/1/"
    assert begun.get("/costs/check/")["Location"] == "/costs/step/1/"
    assert begun.get("/costs/result/")["Location"] == "/costs/step/1/"
    assert begun.get("/costs/step/8-1/")["Location"] == "/costs/step/1/"
    assert begun.get("/costs/step/99/").status_code == 404
    assert MeansAssessment.objects.get().answers == {}


@pytest.mark.parametrize("path", ["go-on", "step/1", "check", "result", "soon", "save"])
def test_without_a_screening_one_begins(client: Client, path: str) -> None:
    assert client.get(f"/costs/{path}/")["Location"] == "/costs/"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("about 300", "Enter the pay before tax: use only numbers, like 300 or 1,200.50"),
        ("-5", "Enter the pay before tax: use 0 or more, without a minus sign"),
        ("1e9", "Enter the pay before tax: use only numbers, like 300 or 1,200.50"),
        ("٣٠٠", "Enter the pay before tax: use the numbers 0 to 9, like 300 or 1,200.50"),
        ("12,50", "Enter the pay before tax: use a full stop before the pence, like 1,200.50"),
        ("12.505", "Enter the pay before tax: use no more than 2 numbers after the full stop, like 1,200.50"),
        ("9999999999", "Enter the pay before tax: use less than £1,000,000,000"),
        ("", "Enter the pay before tax, or tick “Not sure”"),
        ("   ", "Enter the pay before tax, or tick “Not sure”"),
    ],
)
def test_a_bad_amount_is_refused_kindly_and_stays_in_its_box(begun: Client, typed: str, says: str) -> None:
    knows(**{**CALM, "work": ["employed"]})
    response = send(begun, "8-1", **{**JOB_SENT, "pay": typed})

    assert mistakes(response) == [says]
    assert f'value="{typed}"' in text_of(response)
    assert 'value="42.33"' in text_of(response)
    assert "<title>Error: Questions</title>" in text_of(response)
    assert "jobs" not in MeansAssessment.objects.get().answers


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,200.50", "1200.50"), ("£1200", "1200.00"), (" 1 200 ", "1200.00")]
)
def test_amounts_are_taken_as_people_write_them(begun: Client, typed: str, kept: str) -> None:
    knows(**{**CALM, "work": ["employed"]})
    send(begun, "8-1", **{**JOB_SENT, "pay": typed, "pay_period": "weekly"})

    (job,) = MeansAssessment.objects.get().answers["jobs"]
    assert job["pay"] == {"amount": kept, "period": "weekly"}


def test_an_amount_needs_its_period_and_nothing_needs_none(begun: Client) -> None:
    knows(**{**CALM, "work": ["employed"]})
    missing = send(begun, "8-1", **{**JOB_SENT, "pay_period": ""})
    strange = send(begun, "8-1", **{**JOB_SENT, "pay_period": "daily"})

    assert mistakes(missing) == ["Enter the pay before tax: choose how often, for example every month"]
    assert 'href="#id_pay_1"' in text_of(missing)
    assert len(mistakes(strange)) == 1
    assert send(begun, "8-1", **{**JOB_SENT, "pay": "0", "pay_period": ""}).status_code == 302


def test_not_sure_counts_whatever_stands_in_the_box(begun: Client) -> None:
    knows(**{**CALM, "work": ["employed"]})
    send(begun, "8-1", **{**JOB_SENT, "pay": "about 300", "pay_unsure": "on"})

    (job,) = MeansAssessment.objects.get().answers["jobs"]
    assert job["pay"] == "unsure"
    assert 'name="pay_unsure" checked' in text_of(begun.get("/costs/step/8-1/"))


@pytest.mark.parametrize("typed", ["two", "-1", "2.5", "13", "٢", "1e1", "99999"])
def test_a_number_of_children_is_a_whole_one(begun: Client, typed: str) -> None:
    knows(age="adult", partner="no", passporting=["none"])
    response = send(begun, "5", children=typed, others="no")

    assert mistakes(response) == [
        "Enter how many children live with you: use a whole number from 0 to 12, like 2"
    ]


@pytest.mark.parametrize(
    ("typed", "good"),
    [("50", True), ("50%", True), ("33.33", True), ("101", False), ("half", False), ("-1", False)],
)
def test_a_share_is_a_number_up_to_a_hundred(begun: Client, typed: str, good: bool) -> None:
    knows(**{**CALM, "home": "outright"})
    response = send(begun, "22", home_living="yes", home_value="1000", home_share=typed)

    assert (response.status_code == 302) is good
    assert good or mistakes(response) == ["Enter your share of the home: use a number from 0 to 100, like 50"]


def test_every_question_of_a_page_says_what_is_missing_in_its_own_words(begun: Client) -> None:
    knows(**{**CALM, "work": ["employed"]})

    assert mistakes(send(begun, "8-1")) == [
        "Enter the pay before tax, or tick “Not sure”",
        "Enter the income tax, or tick “Not sure”",
        "Enter the National Insurance, or tick “Not sure”",
        "Choose if it is only sick pay or maternity pay, or “Not sure”",
        "Choose if you have another job",
    ]


@pytest.mark.parametrize("chosen", [["none", "universal_credit"], ["unsure", "none"]])
def test_none_of_these_stands_alone(begun: Client, chosen: list[str]) -> None:
    knows(age="adult", partner="no")
    response = send(begun, "4", passporting=chosen)

    assert mistakes(response) == ["Choose “None of these” or “Not sure” on its own, or leave it out"]


@pytest.mark.parametrize("value", ["king", "\0", "x" * 5000])
def test_what_no_page_offers_is_refused(begun: Client, value: str) -> None:
    assert mistakes(send(begun, "1", age=value))
    assert MeansAssessment.objects.get().answers == {}


def test_a_question_that_is_not_opened_needs_no_answer(begun: Client) -> None:
    knows(age="adult")

    assert mistakes(send(begun, "3", partner="new")) == [
        "Choose if your new partner is 60 or over, or “Not sure”"
    ]
    assert send(begun, "3", partner="opponent", partner_is_60="king").status_code == 302
    assert "partner_is_60" not in MeansAssessment.objects.get().answers


def test_income_over_the_limit_is_told_early_with_the_choice_to_go_on(begun: Client) -> None:
    knows(**{key: CALM[key] for key in ("age", "partner", "passporting", "children", "others", "student")})
    knows(work=["employed"])

    assert send(begun, "8-1", **{**JOB_SENT, "pay": "2657.01"})["Location"] == "/costs/soon/"
    assert "cannot change the result any more" in text_of(begun.get("/costs/soon/"))
    begun.post("/costs/result/")
    assert "You are not likely to get it" in text_of(begun.get("/costs/result/"))

    assert begun.post("/costs/soon/")["Location"] == "/costs/step/13/"
    assert send(begun, "13", benefits=["none"])["Location"] == "/costs/step/15/"


def test_nothing_is_told_early_while_it_can_change(begun: Client) -> None:
    assert begun.get("/costs/soon/")["Location"] == "/costs/step/1/"
    assert begun.post("/costs/result/")["Location"] == "/costs/step/1/"
    assert MeansAssessment.objects.get().finished_at is None


def test_under_18_with_three_times_no_is_done(begun: Client) -> None:
    send(begun, "1", age="under_18")
    place = send(begun, "2", minor_adult="no", minor_income="no", minor_assets="no")["Location"]

    assert place == "/costs/check/"
    begun.post("/costs/result/")
    assert "You are under 18 and said no to all three questions" in text_of(begun.get("/costs/result/"))


def test_what_is_missing_leads_back_to_its_question(begun: Client) -> None:
    knows(**{**CALM, "home": "unsure", "dispute": "no"})
    begun.post("/costs/result/")
    page = text_of(begun.get("/costs/result/"))

    assert "We need to know more" in page
    assert '<a class="govuk-link" href="/costs/step/21/?from=check">if you own your home</a>' in page
    assert send_from_check(begun, "21", home="no")["Location"] == "/costs/check/"


def send_from_check(client: Client, slug: str, **fields: Any) -> Any:
    return client.post(f"/costs/step/{slug}/?from=check", fields)


def test_a_change_that_opens_a_page_leads_there_first(begun: Client) -> None:
    knows(**CALM)

    assert send_from_check(begun, "7", work=["employed"], student="no")["Location"] == "/costs/step/8-1/"


def test_one_of_two_jobs_is_taken_away(begun: Client) -> None:
    second = {**JOB, "tax": "7.00"}
    knows(**{**CALM, "work": ["employed"], "jobs": [{**JOB, "another": "yes"}, second]})
    assert "Take this one away" in text_of(begun.get("/costs/step/8-2/"))

    begun.post("/costs/step/8-1/remove/")

    assert MeansAssessment.objects.get().answers["jobs"] == [second]
    assert "Take this one away" not in text_of(begun.get("/costs/step/8-1/"))
    assert begun.get("/costs/step/8-1/remove/").status_code == 405


def test_an_answer_on_safety_is_never_shown_again_and_stays_if_left_alone(begun: Client) -> None:
    home = {"home": "outright", "home_living": "left", "home_value": "1000.00", "home_share": "100"}
    knows(**{**CALM, **home, "dispute": "no"})
    page, check = text_of(begun.get("/costs/step/22/")), text_of(begun.get("/costs/check/"))

    assert "checked" not in page
    assert "You have answered this." in page
    assert "because of abuse" not in check
    send_from_check(begun, "22", home_value="2000", home_share="100")
    assert MeansAssessment.objects.get().answers["home_living"] == "left"


def test_whoever_is_done_can_begin_again(begun: Client, answered: Any) -> None:
    walk(begun, answered)
    assert "Go on where you stopped" in text_of(begun.get("/costs/"))

    begun.post("/costs/", {"again": "yes"})

    assert MeansAssessment.objects.get().answers == {}


def test_leaving_deletes_what_nobody_could_come_back_to(begun: Client) -> None:
    send(begun, "1", age="adult")
    begun.get("/leave/")

    assert not MeansAssessment.objects.exists()
    assert begun.get("/costs/step/1/")["Location"] == "/costs/"


def test_after_a_day_it_is_gone(begun: Client, clock: Any) -> None:
    clock.shift(timedelta(hours=24))

    assert begun.get("/costs/step/1/")["Location"] == "/costs/"


def test_no_address_title_or_log_line_says_anything(
    begun: Client, answered: Any, caplog: pytest.LogCaptureFixture
) -> None:
    walk(begun, answered[:4])
    pages = [begun.get(f"/costs/step/{slug}/") for slug, _ in answered[:5]]
    walk(begun, answered[4:])
    begun.post("/costs/result/")
    pages += [begun.get(f"/costs/{path}/") for path in ("", "check", "result", "save", "quick")][1:]

    titles = {re.search(r"<title>(.*?)</title>", text_of(page))[1] for page in pages}  # type: ignore[index]
    assert titles == {"Questions", "Check your answers", "Your answers"}
    assert not [line for line in caplog.messages if "costs" in line or "adult" in line]
    assert all(page["Cache-Control"] == "no-store" for page in pages)


def test_answers_and_result_are_sealed_in_the_database(begun: Client, answered: Any) -> None:
    walk(begun, answered)
    begun.post("/costs/result/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, outcome, email FROM legalaid_meansassessment")
        row = "".join(cursor.fetchone())

    assert not [word for word in ("adult", "housing", "limit", "eligible", "@") if word in row]


def test_the_list_of_answers_asks_the_database_the_same_few_questions(
    begun: Client, django_assert_num_queries: Any
) -> None:
    for jobs in ([JOB], [{**JOB, "another": "yes"}] * 2 + [JOB]):
        knows(**{**CALM, "work": ["employed"], "jobs": jobs})
        begun.get("/costs/check/")
        with django_assert_num_queries(2):
            assert text_of(begun.get("/costs/check/")).count("How much is the pay before tax?") >= len(jobs)


def test_the_quick_check_keeps_nothing_and_promises_nothing(client: Client) -> None:
    page = text_of(
        client.post("/costs/quick/", {"benefit": "yes", "income": "low", "savings": "no", "property": "no"})
    )

    assert "You may well get it" in page
    assert "This is no promise." in page
    assert not MeansAssessment.objects.exists()
    assert "session" not in client.cookies


@pytest.mark.parametrize(
    ("savings", "says"), [("yes", "It does not look likely"), ("unsure", "It is worth checking")]
)
def test_the_quick_check_has_three_answers(client: Client, savings: str, says: str) -> None:
    sent = {"benefit": "yes", "income": "low", "savings": savings, "property": "no"}

    assert says in text_of(client.post("/costs/quick/", sent))


def test_the_quick_check_says_what_is_missing(client: Client) -> None:
    assert mistakes(client.post("/costs/quick/", {"benefit": "king"})) == [
        "Choose one of the answers on this page",
        "Choose how much money comes in, or “Not sure”",
        "Choose if you have more than £8,000, or “Not sure”",
        "Choose if you own a home, a building or land, or “Not sure”",
    ]


def test_beginnings_are_not_without_end(client: Client) -> None:
    sent = [
        client.post("/costs/", {"again": "yes"}, REMOTE_ADDR="203.0.113.9").status_code for _ in range(61)
    ]

    assert sent == [302] * 60 + [429]


def test_the_home_page_leads_here(client: Client, kind: object) -> None:
    assert 'href="/costs/"' in text_of(client.get("/"))
