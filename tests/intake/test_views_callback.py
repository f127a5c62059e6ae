"""The page that asks for a call: what it takes, what it says is wrong, and what it never tells."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from intake.callback_form import NOT_EMPTY, NOTICE_CHANGED, TIMES_SHOWN
from intake.callback_questions import CALL, TAKEN
from intake.enums import Answer, CallbackState, ContactSafety
from intake.models import CallbackRequest, CallbackWindow
from intake.services.callbacks import make_windows, request_callback
from intake.views.asking import PER_NETWORK, PER_NUMBER
from intake.ways_in import SOURCES, call_url
from mediation.core.enums import NoticeKind
from mediation.core.models import Notice
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import NOW, TOMORROW_1PM

from .asking import FOR_SOMEONE_ELSE, PLAIN, ask, asked, choose, is_chosen, mistakes, offered, summary

pytestmark = pytest.mark.django_db
TEMPLATES = Path(django_settings.BASE_DIR) / "templates"


@pytest.fixture(autouse=True)
def clock(practice: Any) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def windows() -> list[CallbackWindow]:
    """Half hours from 9 to 5 on weekdays, two calls in each, for seven days."""
    factories.callback_hours()
    make_windows(today=date(2026, 11, 23))
    return list(CallbackWindow.objects.order_by("starts_at"))


@pytest.fixture
def at_one(windows: list[CallbackWindow]) -> CallbackWindow:
    return next(one for one in windows if one.starts_at == TOMORROW_1PM)


def fill(*windows: CallbackWindow) -> None:
    CallbackWindow.objects.filter(pk__in=[one.pk for one in windows]).update(used=F("capacity"))


def test_looking_at_the_page_keeps_nothing_and_starts_no_session(client: Client, windows: Any) -> None:
    response = client.get("/call/")

    assert response.status_code == 200
    assert not CallbackRequest.objects.exists()
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies
    assert response["Cache-Control"] == "no-store"


def test_a_plain_request_is_kept_as_it_was_said(client: Client, at_one: CallbackWindow) -> None:
    request = asked(
        client,
        when=choose(at_one),
        say_who="yes",
        voicemail="unsure",
        may_text="yes",
        again="any_time",
        email="alex@example.org",
        email_private="yes",
        topic="legal_aid",
        hearing_soon="yes",
        safe_to_talk="yes",
        recording_objection="on",
        marketing="on",
    )

    assert (request.name, request.contact.phone) == ("Alex", "+447700900123")
    assert request.window == at_one
    assert (request.contact.say_who, request.contact.voicemail) == (Answer.YES, Answer.UNSURE)
    assert request.contact.sms_safety == ContactSafety.OK
    assert (request.contact.email, request.contact.email_safety) == ("alex@example.org", ContactSafety.OK)
    assert (request.topic, request.again) == ("legal_aid", "any_time")
    assert (request.hearing_soon, request.safe_to_talk) == (Answer.YES, Answer.YES)
    assert request.recording_objection
    assert request.marketing_consent
    assert request.consent_at == NOW


@pytest.mark.parametrize(("said", "offered"), [("yes", True), ("no", False), ("unsure", False), ("", False)])
def test_who_has_a_hearing_soon_may_book_the_earliest_time_and_need_not_wait_for_the_call(
    client: Client, windows: Any, said: str, offered: bool
) -> None:
    asked(client, hearing_soon=said)

    assert ('href="/book/?soon=1"' in client.get("/call/done/").content.decode()) is offered


def test_what_may_be_left_out_is_left_open_and_never_a_no(client: Client, windows: Any) -> None:
    request = asked(client)

    assert (request.hearing_soon, request.safe_to_talk) == ("", "")
    assert not request.recording_objection
    assert not request.marketing_consent
    assert request.contact.email_safety == ContactSafety.UNKNOWN


def test_neither_consent_nor_marketing_is_ticked_beforehand(client: Client, windows: Any) -> None:
    page = client.get("/call/").content.decode()

    assert " checked" not in page


@pytest.mark.parametrize(
    ("key", "words"),
    [(one.key, one.missing) for one in CALL.questions if one.required and one.opened_by is None],
)
def test_each_question_that_is_needed_says_so_beside_it_and_in_the_summary(
    client: Client, windows: Any, key: str, words: str
) -> None:
    response = ask(client, **{key: ""})

    assert response.status_code == 200
    assert mistakes(response) == {key: [words]}
    [(target, line)] = summary(response)
    page = response.content.decode()
    assert line == escape(words)
    assert f'id="{target}"' in page
    assert f'id="id_{key}_error"' in page
    assert "<title>Error: Your call</title>" in page
    assert not CallbackRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"phone": "12"}, "phone", "Enter a phone number, like 07700 900123"),
        ({"phone": "0909 8790000"}, "phone", "Enter a phone number, like 07700 900123"),
        ({"phone": "+999 12345678"}, "phone", "Enter a phone number, like 07700 900123"),
        ({"phone": "0" * 400}, "phone", "Enter a phone number, like 07700 900123"),
        ({"name": "x" * 101}, "name", "Use 100 letters or fewer for the name"),
        ({"email": "alex at example", "email_private": "yes"}, "email", "Enter an e-mail address like"),
        ({"email": "alex@example.org"}, "email_private", "Tell us if anyone else reads your e-mail"),
        ({"when": "own_words"}, "own_time", "Write when it is safe to call you"),
        ({"when": "own_words", "own_time": "x" * 501}, "own_time", "Use 500 letters or fewer"),
        ({"when": "whenever"}, "when", TAKEN),
        ({"topic": "the weather"}, "topic", "Choose one of the answers on this page"),
        ({"hearing_soon": "maybe"}, "hearing_soon", "Choose one of the answers on this page"),
        ({"safe_to_talk": "maybe"}, "safe_to_talk", "Choose one of the answers on this page"),
        ({"asked_by_relationship": "a friend"}, "asked_by_name", "Enter your own name"),
        ({"asked_by_name": "Robin"}, "asked_by_relationship", "Write how you know them"),
        ({**FOR_SOMEONE_ELSE, "phrase": "x" * 61}, "phrase", "Use 60 letters or fewer for the word"),
    ],
)
def test_each_mistake_is_told_with_what_to_do(
    client: Client, windows: Any, changes: dict[str, str], key: str, words: str
) -> None:
    response = ask(client, **changes)

    found = mistakes(response)
    assert list(found) == [key]
    assert found[key][0].startswith(words)
    assert len(summary(response)) == 1


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("07700900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0113 496 0000", "+441134960000"),
        ("+353 1 679 4000", "+35316794000"),
    ],
)
def test_a_number_is_of_the_uk_unless_another_country_is_named(
    client: Client, windows: Any, typed: str, stored: str
) -> None:
    assert asked(client, phone=typed).contact.phone == stored


def test_everything_typed_is_kept_when_something_is_missing(client: Client, windows: Any) -> None:
    page = ask(
        client,
        phone="12",
        email="alex@example.org",
        email_private="no",
        when="own_words",
        own_time="Tuesdays after ten",
        hearing_soon="unsure",
        marketing="on",
        **FOR_SOMEONE_ELSE,
    )

    for name, value in (
        ("say_who", "no"),
        ("may_text", "unsure"),
        ("when", "own_words"),
        ("email_private", "no"),
        ("hearing_soon", "unsure"),
        ("topic", "book"),
    ):
        assert is_chosen(page, name, value), name
    text = page.content.decode()
    for typed in ("Alex", "alex@example.org", "Tuesdays after ten", "I am their sister", 'value="12"'):
        assert typed in text
    assert text.count("<details") - text.count("<details class") == 0
    assert text.count(" open>") == 2  # who asks for someone else, and e-mail


class TestTimes:
    def test_days_are_headings_and_each_time_says_its_day(self, client: Client, windows: Any) -> None:
        page = client.get("/call/").content.decode()

        assert "Today, Monday 23 November</p>" in page
        spoken = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<label.*?</label>", page)]
        assert "Tuesday 24 November, 1:00pm to 1:30pm" in spoken

    def test_the_first_days_are_shown_and_the_others_folded(self, client: Client, windows: Any) -> None:
        response = client.get("/call/")

        form = response.context["form"]
        assert sum(len(day.times) for day in form.first_days) >= TIMES_SHOWN
        assert len(form.first_days) + len(form.more_days) == 6  # until next Monday, without the weekend
        assert "See more days" in response.content.decode()

    def test_too_soon_is_not_offered(self, client: Client, windows: list[CallbackWindow]) -> None:
        """Two hours' notice: at 9am the first time is 11am."""
        values = offered(client.get("/call/"))

        assert values[0] == "asap"
        assert values[1] == choose(next(one for one in windows if one.starts_at >= NOW + timedelta(hours=2)))
        assert values[-1] == "own_words"

    def test_one_that_just_filled_offers_the_next_three_first_and_keeps_what_was_typed(
        self, client: Client, windows: list[CallbackWindow], at_one: CallbackWindow
    ) -> None:
        fill(at_one)
        response = ask(client, when=choose(at_one))

        later = [one for one in windows if one.starts_at > at_one.starts_at][:3]
        assert mistakes(response) == {"when": [TAKEN]}
        assert summary(response) == [("id_when_0", TAKEN)]
        assert offered(response)[:3] == [choose(one) for one in later]
        assert len(offered(response)) == len(set(offered(response)))
        assert choose(at_one) not in offered(response)
        assert 'value="Alex"' in response.content.decode()
        assert is_chosen(response, "topic", "book")

    def test_a_time_that_filled_is_told_beside_whatever_else_is_wrong(
        self, client: Client, at_one: CallbackWindow
    ) -> None:
        fill(at_one)

        assert list(mistakes(ask(client, when=choose(at_one), name=""))) == ["name", "when"]

    @pytest.mark.parametrize(
        "sent", ["window-0", "window-99999999999999999", "window-x", "window-" + "9" * 40]
    )
    def test_a_time_that_never_was_is_refused_politely(self, client: Client, windows: Any, sent: str) -> None:
        assert mistakes(ask(client, when=sent)) == {"when": [TAKEN]}

    def test_the_last_call_of_a_window_goes_to_one_of_two(
        self, client: Client, other_client: Client, at_one: CallbackWindow
    ) -> None:
        CallbackWindow.objects.filter(pk=at_one.pk).update(capacity=1)

        assert ask(client, when=choose(at_one)).status_code == 302
        assert mistakes(ask(other_client, when=choose(at_one), phone="07700 900456", form_key="another")) == {
            "when": [TAKEN]
        }

    def test_full_is_said_and_a_call_can_still_be_asked_for(
        self, client: Client, windows: list[CallbackWindow]
    ) -> None:
        fill(*windows)
        page = client.get("/call/").content.decode()

        assert "All our set times for the next days are taken." in page
        assert "could not load" not in page
        assert offered(client.get("/call/")) == ["asap", "own_words"]
        assert asked(client).state == CallbackState.WAITING

    def test_times_that_were_never_made_are_unknown_and_not_full(self, client: Client) -> None:
        factories.callback_hours()
        page = client.get("/call/").content.decode()

        assert "We could not load the times." in page
        assert "does not mean that we are full" in page
        assert "are taken" not in page

    def test_closed_is_neither_full_nor_unknown(self, client: Client) -> None:
        page = client.get("/call/").content.decode()

        assert "We have no set times for calls in the next days." in page
        assert "are taken" not in page
        assert "could not load" not in page

    @pytest.mark.parametrize("hours", [True, False])
    def test_without_times_a_safe_time_can_be_left_in_own_words(self, client: Client, hours: bool) -> None:
        if hours:
            factories.callback_hours()
        request = asked(client, when="own_words", own_time="Weekdays,\r\nwhile the children are at school")

        assert request.own_time == "Weekdays,\nwhile the children are at school"
        assert request.state == CallbackState.NEEDS_TIME

    def test_own_words_that_were_not_chosen_are_not_kept(self, client: Client, windows: Any) -> None:
        assert asked(client, own_time="x" * 600).own_time == ""


class TestNotices:
    def test_the_versions_that_stood_on_the_page_are_kept(self, client: Client, windows: Any) -> None:
        factories.notice(NoticeKind.PRIVACY, version=2, in_force_from=NOW - timedelta(days=1), text="New.")
        page = client.get("/call/").content.decode()

        assert "New." in page
        request = asked(client, seen="privacy-2 recording-1")
        assert request.notices_shown == {"privacy": 2, "recording": 1}

    def test_a_notice_that_changed_meanwhile_is_shown_before_anything_is_kept(
        self, client: Client, windows: Any
    ) -> None:
        factories.notice(NoticeKind.PRIVACY, version=2, in_force_from=NOW, text="What is new.")
        response = ask(client)

        assert mistakes(response) == {"consent": [NOTICE_CHANGED]}
        assert "What is new." in response.content.decode()
        assert not CallbackRequest.objects.exists()

    def test_a_practice_without_notices_can_still_be_asked(self, client: Client, windows: Any) -> None:
        Notice.objects.all().delete()

        assert asked(client, seen="").notices_shown == {}


class TestAbuse:
    def test_the_box_for_machines_is_named_hidden_and_no_stop_for_tab(
        self, client: Client, windows: Any
    ) -> None:
        page = client.get("/call/").content.decode()
        box = page[page.index('class="leave-empty"') :].split("</form>")[0]

        assert "Leave this empty" in box
        assert 'tabindex="-1"' in box

    def test_filled_it_is_a_plain_mistake_that_can_be_seen_and_mended(
        self, client: Client, windows: Any
    ) -> None:
        response = ask(client, subject_line="Buy now")

        assert mistakes(response) == {"subject_line": [NOT_EMPTY]}
        assert 'class="leave-empty"' not in response.content.decode()
        assert 'value="Alex"' in response.content.decode()
        assert not CallbackRequest.objects.exists()

    def test_one_network_asks_so_often_and_no_more(self, client: Client, windows: Any) -> None:
        for count in range(PER_NETWORK + 1):
            number = f"07700 900{count:03d}"
            response = client.post(
                "/call/", {**PLAIN, "phone": number, "form_key": number}, REMOTE_ADDR="203.0.113.9"
            )

        assert response.status_code == 429
        main = response.content.decode().split("<main")[1].split("</main>")[0]
        assert "Please wait for a while" in main
        assert "in an hour" in main
        assert "Ask us to call you" not in main
        assert "0113 496 0000" in main
        assert CallbackRequest.objects.count() == PER_NETWORK

    def test_one_number_is_asked_for_so_often_and_no_more(self, client: Client, windows: Any) -> None:
        statuses = [ask(client, form_key=f"key-{count}").status_code for count in range(PER_NUMBER + 1)]

        assert statuses == [302] * PER_NUMBER + [429]

    def test_nobody_learns_from_a_limit_that_somebody_else_asked_for_a_call_to_this_number(
        self, client: Client, other_client: Client, windows: Any
    ) -> None:
        for count in range(PER_NUMBER + 1):
            response = client.post("/call/", {**PLAIN, "form_key": f"{count}"}, REMOTE_ADDR="203.0.113.9")
        assert response.status_code == 429

        response = other_client.post("/call/", {**PLAIN, "form_key": "x"}, REMOTE_ADDR="198.51.100.7")
        assert response.status_code == 302

    def test_mistakes_are_not_counted(self, client: Client, windows: Any) -> None:
        for _ in range(PER_NETWORK + 1):
            ask(client, name="")

        assert ask(client).status_code == 302


class TestTwice:
    def test_a_double_tap_is_one_request(self, client: Client, at_one: CallbackWindow) -> None:
        first, second = (ask(client, when=choose(at_one)) for _ in range(2))

        assert first["Location"] == second["Location"] == "/call/done/"
        assert CallbackRequest.objects.count() == 1
        at_one.refresh_from_db()
        assert at_one.used == 1

    def test_the_second_tap_is_answered_also_where_it_took_the_last_call(
        self, client: Client, at_one: CallbackWindow
    ) -> None:
        CallbackWindow.objects.filter(pk=at_one.pk).update(capacity=1)
        ask(client, when=choose(at_one))

        assert ask(client, when=choose(at_one)).status_code == 302

    def test_a_page_opened_anew_asks_anew(self, client: Client, windows: Any) -> None:
        keys = {client.get("/call/").context["form_key"] for _ in range(2)}
        assert len(keys) == 2

        for key in keys:
            assert ask(client, form_key=key).status_code == 302
        assert CallbackRequest.objects.count() == 2

    def test_the_key_stays_while_mistakes_are_mended(self, client: Client, windows: Any) -> None:
        assert ask(client, name="").context["form_key"] == PLAIN["form_key"]


class TestSource:
    @pytest.mark.parametrize("source", SOURCES)
    def test_the_page_that_led_here_is_kept_by_its_neutral_name(
        self, client: Client, windows: Any, source: str
    ) -> None:
        assert ask(client, f"?from={source}").status_code == 302
        assert CallbackRequest.objects.get().source_page == source

    @pytest.mark.parametrize("source", ["", "abuse-leaflet", "https://example.org/", "x" * 500])
    def test_anything_else_is_not(self, client: Client, windows: Any, source: str) -> None:
        ask(client, f"?from={source}")

        assert CallbackRequest.objects.get().source_page == ""

    @pytest.mark.parametrize(
        ("path", "source"),
        [("/guides/", "guides"), ("/guides/first-meeting/", "guides"), ("/who/", "who")],
    )
    def test_guidance_leads_to_a_call_and_back(
        self, client: Client, windows: Any, path: str, source: str
    ) -> None:
        main = client.get(path).content.decode().split("<main")[1].split("</main>")[0]
        assert f'href="/call/?from={source}"' in main
        assert f'href="/{source}/"' in client.get(f"/call/?from={source}").content.decode()

        asked_for = ask(client, f"?from={source}", name="")
        assert f'href="/{source}/"' in asked_for.content.decode()
        ask(client, f"?from={source}")
        assert CallbackRequest.objects.get().source_page == source

    def test_every_link_of_a_template_names_a_known_page(self) -> None:
        links = {
            name
            for path in TEMPLATES.rglob("*.html")
            for name in re.findall(r"(?:\?from=|call_from=\")([a-z]+)", path.read_text())
        }

        assert links <= set(SOURCES) | {"check"}
        with pytest.raises(ValueError, match="no page that leads"):
            call_url("elsewhere")


@pytest.mark.parametrize(
    "odd", ["\0", "x" * 5000, "\u202etxt.exe", "<b>&\"'", "\ud800".encode("utf-8", "replace").decode()]
)
def test_odd_text_in_every_box_is_refused_or_kept_and_never_breaks_anything(
    client: Client, windows: Any, odd: str
) -> None:
    everything = [*(one.key for one in CALL.questions), "subject_line", "seen", "form_key"]
    response = ask(client, **dict.fromkeys(everything, odd))

    assert response.status_code == 200
    assert "<b>&" not in response.content.decode()
    assert ask(client, form_key=odd, name=f"Alex{odd[:5]}").status_code in {200, 302}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_a_fixed_number_of_questions(client: Client, count: int) -> None:
    """The practice, its notices, and the windows."""
    for number in range(count):
        factories.callback_window(TOMORROW_1PM + timedelta(minutes=30 * number))
    forget_everything()
    with CaptureQueriesContext(connection) as queries:
        client.get("/call/")

    reads = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(reads) == 3


def test_nothing_of_another_request_is_on_the_page(client: Client, at_one: CallbackWindow) -> None:
    other = request_callback(
        asked=factories.asked(at_one, name="Robin Field", asked_by_name="Drew", phrase="bluebell"), now=NOW
    )
    pages = [
        client.get("/call/"),
        ask(client, phone="07700 900456", name=""),
        ask(client, phone="07700 900456"),
        client.get("/call/done/"),
    ]

    for response in pages:
        text = response.content.decode()
        for secret in ("Robin", "Drew", "bluebell", other.reference, "robin@example.org"):
            assert secret not in text


@pytest.mark.parametrize("may_text", ["unsure", "yes"])
def test_a_number_that_somebody_else_answered_looks_like_any_other(
    client: Client, other_client: Client, windows: Any, may_text: str, settings: Any
) -> None:
    """Why we may not ring it is another person's affair, and so is that no text goes there."""
    settings.TEXTS = type(settings.TEXTS)("console", "")
    known = asked(client, phone="07700 900456")
    known.contact.number_unsafe_since = NOW
    known.contact.save()
    pages = []
    for visitor, number in ((client, "07700 900456"), (other_client, "07700 900789")):
        made = asked(visitor, phone=number, form_key=number, may_text=may_text)
        assert (made.state == CallbackState.UNSAFE) is (number == "07700 900456")
        pages.append(visitor.get("/call/done/").content.decode())

    assert pages[0] == pages[1]


def test_neither_name_nor_number_reaches_an_address_a_title_or_the_log(
    client: Client, at_one: CallbackWindow, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = ask(client, name="Alexandrina", when=choose(at_one), **FOR_SOMEONE_ELSE)
        page = client.get(response["Location"])

    assert response["Location"] == "/call/done/"
    title = re.findall(r"<title>(.*?)</title>", page.content.decode())
    assert title == ["Your call"]
    for secret in ("Alexandrina", "900123", "sister"):
        assert secret not in caplog.text
