"""The call somebody asked for: in the session that asked, and by the secret link."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client

from intake import callback_links
from intake.callback_questions import TAKEN
from intake.enums import CallbackState, CallbackWhen
from intake.models import CallbackRequest, CallbackWindow
from intake.queries.callbacks import call_times
from intake.services.callback_queue import choose_time, purge_callbacks, take_next
from intake.services.callbacks import cancel_by_client, make_windows
from mediation.core import links, outbox
from mediation.core.models import Message, PracticeSettings, SecretLink, User
from mediation.core.remembered import forget_everything
from mediation.desk import previews
from tests import factories
from tests.factories import NOW, TOMORROW_1PM

from .asking import FOR_SOMEONE_ELSE, asked, choose, mistakes, offered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(practice: Any) -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def windows(practice: Any) -> list[CallbackWindow]:
    factories.callback_hours()
    make_windows(today=date(2026, 11, 23))
    return list(CallbackWindow.objects.order_by("starts_at"))


@pytest.fixture
def at_one(windows: list[CallbackWindow]) -> CallbackWindow:
    return next(one for one in windows if one.starts_at == TOMORROW_1PM)


@pytest.fixture
def request_of_robin(at_one: CallbackWindow) -> CallbackRequest:
    """Robin is rung tomorrow at 1pm, and only Robin reads the e-mail."""
    return factories.callback(at_one)


@pytest.fixture
def path(request_of_robin: CallbackRequest) -> str:
    return path_of(request_of_robin)


def path_of(request: CallbackRequest) -> str:
    return "/" + callback_links.own_url(request).split("/", 3)[3]


def text_of(response: Any) -> str:
    """The words of the page's main part."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def set_practice(**fields: Any) -> None:
    PracticeSettings.objects.update(**fields)
    forget_everything()


class TestDone:
    def test_only_the_session_that_asked_sees_it(self, client: Client, other_client: Client) -> None:
        asked(client)

        assert client.get("/call/done/").status_code == 200
        response = other_client.get("/call/done/")
        assert (response.status_code, response["Location"]) == (302, "/call/")

    def test_leaving_ends_it(self, client: Client) -> None:
        asked(client)
        client.get("/leave/")

        assert client.get("/call/done/").status_code == 302

    def test_it_says_when_in_words(self, client: Client, at_one: CallbackWindow) -> None:
        asked(client, when=choose(at_one))

        assert "Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm" in text_of(client.get("/call/done/"))

    def test_as_soon_as_we_can_says_by_when_we_aim_to(self, client: Client) -> None:
        """Four working hours from Monday at 9."""
        asked(client)

        said = text_of(client.get("/call/done/"))
        assert "As soon as we can" in said
        assert "We aim to ring by today 1:00pm" in said

    def test_own_words_wait_for_somebody_to_choose(self, client: Client) -> None:
        asked(client, when="own_words", own_time="Fridays")

        assert "At a time that is safe for you" in text_of(client.get("/call/done/"))

    @pytest.mark.parametrize(
        ("calls_from", "words"),
        [
            ("", "The call comes from 0113 496 0000."),
            ("0113 496 0999", "The call comes from 0113 496 0999."),
            ("Withheld", "Our number does not show"),
        ],
    )
    def test_it_says_from_which_number(self, client: Client, calls_from: str, words: str) -> None:
        set_practice(calls_from=calls_from)
        asked(client)

        assert words in text_of(client.get("/call/done/"))

    @pytest.mark.parametrize(
        ("field", "answer", "words"),
        [
            ("say_who", "yes", "We say who we are once we know that it is you."),
            ("say_who", "unsure", "We do not say who we are until you tell us that it is safe."),
            ("voicemail", "yes", "we may leave a short message"),
            ("voicemail", "unsure", "we leave no message"),
            ("again", "never", "we do not ring again"),
            ("again", "same_time", "we try again at the same time on another day. We ring 3 times at most."),
            ("again", "any_time", "we try again at another time."),
            ("recording_objection", "on", "We do not record the call."),
        ],
    )
    def test_it_says_what_we_do_and_what_we_do_not(
        self, client: Client, field: str, answer: str, words: str
    ) -> None:
        asked(client, **{field: answer})

        assert words in text_of(client.get("/call/done/"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            (
                {"email": "alex@example.org", "email_private": "yes"},
                "We send you one short e-mail. It has a link to change or cancel the call.",
            ),
            (
                {"email": "alex@example.org", "email_private": "unsure"},
                "We send you one short e-mail. It does not say what it is about.",
            ),
            ({"email": "alex@example.org", "email_private": "no"}, "We do not write to you."),
            ({"may_text": "yes"}, "We send you one short text."),
            ({}, "We do not write to you."),
        ],
    )
    def test_what_it_says_of_messages_is_what_was_planned(
        self, client: Client, changes: dict[str, str], words: str, settings: Any
    ) -> None:
        settings.TEXTS = type(settings.TEXTS)("console", "")
        asked(client, **changes)

        assert words in text_of(client.get("/call/done/"))
        assert Message.objects.filter(kind="callback.confirmed").exists() is ("do not write" not in words)

    def test_own_words_are_told_of_the_message_that_follows_once_there_is_a_time(
        self, client: Client, admin: User, at_one: CallbackWindow
    ) -> None:
        """Whoever shares a mailbox must know that a message will come, also where none is sent yet."""
        request = asked(
            client, email="alex@example.org", email_private="yes", when="own_words", own_time="Tuesdays"
        )
        said = text_of(client.get("/call/done/"))
        assert "When we have chosen a time, we send you one short e-mail." in said
        assert "If the time changes, or if we cannot reach you, we send another." in said
        assert "do not write" not in said
        assert not Message.objects.exists()

        choose_time(request=request, window=at_one, user=admin, now=NOW)
        assert Message.objects.filter(kind="callback.confirmed").count() == 1

    def test_a_promise_that_is_late_is_not_promised_again(self, client: Client) -> None:
        request = asked(client)
        CallbackRequest.objects.filter(pk=request.pk).update(sla_due_at=NOW)

        said = text_of(client.get("/call/done/"))
        assert "We are sorry that it takes longer." in said
        assert "We aim to ring by" not in said

    def test_a_time_that_passed_without_a_call_is_said_to_be_chosen_anew(
        self, client: Client, at_one: CallbackWindow
    ) -> None:
        request = asked(client, when=choose(at_one))
        CallbackRequest.objects.filter(pk=request.pk).update(
            state=CallbackState.NEEDS_TIME, open_from=None, open_until=None, window=None
        )

        said = text_of(client.get("/call/done/"))
        assert "At a time that is safe for you We choose a new time." in said
        assert "As soon as we can" not in said

    def test_who_may_not_be_safe_is_not_turned_away_and_told_what_we_do(self, client: Client) -> None:
        request = asked(client, safe_to_talk="no", say_who="yes", voicemail="yes")

        said = text_of(client.get("/call/done/"))
        assert "You said that it may not be safe to talk" in said
        assert "999" in said
        assert "55" in said
        assert "we leave no message" in said
        assert request.state == CallbackState.WAITING

    def test_no_secret_link_is_on_the_page(self, client: Client) -> None:
        asked(client)

        page = client.get("/call/done/").content.decode()
        assert not SecretLink.objects.exists()
        assert 'href="/call/done/cancel/"' in page
        assert 'href="/call/done/time/"' in page


class TestForSomeoneElse:
    def test_they_are_thanked_and_told_nothing_more(self, client: Client, at_one: CallbackWindow) -> None:
        request = asked(
            client,
            when=choose(at_one),
            email="robin@example.org",
            email_private="yes",
            may_text="yes",
            phrase="bluebell",
            **FOR_SOMEONE_ELSE,
        )

        assert request.contact.phrase == "bluebell"
        pages = {text_of(client.get(f"/call/done/{page}")) for page in ("", "time/", "cancel/")}
        [said] = pages
        assert "Thank you. We have what you sent" in said
        for told in ("Tuesday", "1:00pm", "Alex", "bluebell", "Cancel", "ring"):
            assert told not in said
        assert not Message.objects.exists()

    def test_it_stays_the_same_whatever_happens_afterwards(self, client: Client) -> None:
        request = asked(client, **FOR_SOMEONE_ELSE)
        before = text_of(client.get("/call/done/"))
        CallbackRequest.objects.filter(pk=request.pk).update(state=CallbackState.REACHED)

        assert text_of(client.get("/call/done/")) == before

    def test_they_cannot_cancel_or_change_it(self, client: Client, at_one: CallbackWindow) -> None:
        request = asked(client, **FOR_SOMEONE_ELSE)
        client.post("/call/done/cancel/")
        client.post("/call/done/time/", {"when": choose(at_one)})

        request.refresh_from_db()
        assert request.state == CallbackState.WAITING
        assert request.when == CallbackWhen.ASAP


@pytest.fixture(params=["session", "link"])
def base(request: Any, client: Client) -> str:
    """Alex's own pages, by either way."""
    made = asked(client, when="asap")
    return "/call/done/" if request.param == "session" else path_of(made)


class TestChanging:
    def test_opening_a_page_changes_nothing(self, client: Client, base: str) -> None:
        for page in ("", "time/", "cancel/"):
            assert client.get(base + page).status_code == 200

        assert CallbackRequest.objects.get().state == CallbackState.WAITING

    def test_cancel(self, client: Client, base: str) -> None:
        said = text_of(client.post(f"{base}cancel/"))

        assert "The call is cancelled" in said
        assert CallbackRequest.objects.get().state == CallbackState.CLOSED
        assert "There is no call to wait for" in text_of(client.get(base))
        assert client.get(f"{base}cancel/")["Location"] == base
        assert client.get(f"{base}time/")["Location"] == base

    def test_another_time(self, client: Client, base: str, at_one: CallbackWindow) -> None:
        response = client.post(f"{base}time/", {"when": choose(at_one)})

        assert response["Location"] == base
        assert CallbackRequest.objects.get().window == at_one
        said = text_of(client.get(base))
        assert "Tomorrow, Tuesday 24 November, 1:00pm to 1:30pm" in said
        assert "The time of your call is changed." in said

    def test_only_times_are_offered(self, client: Client, base: str) -> None:
        values = offered(client.get(f"{base}time/"))

        assert values == [choose(one) for one in call_times(now=NOW).windows]

    def test_a_time_that_filled_offers_three_others(
        self, client: Client, base: str, at_one: CallbackWindow
    ) -> None:
        CallbackWindow.objects.filter(pk=at_one.pk).update(used=F("capacity"))
        response = client.post(f"{base}time/", {"when": choose(at_one)})

        assert mistakes(response) == {"when": [TAKEN]}
        assert len(response.context["form"].times_instead) == 3
        assert CallbackRequest.objects.get().when == CallbackWhen.ASAP

    def test_nothing_chosen_is_told(self, client: Client, base: str) -> None:
        assert mistakes(client.post(f"{base}time/", {})) == {"when": ["Choose when we should call you"]}

    @pytest.mark.parametrize("state", ["full", "closed", "unknown"])
    def test_without_times_the_page_says_which_and_has_no_button(
        self, client: Client, base: str, state: str
    ) -> None:
        if state == "full":
            CallbackWindow.objects.update(used=F("capacity"))
        else:
            CallbackRequest.objects.update(window=None)
            CallbackWindow.objects.all().delete()
        if state == "closed":
            factories.CallbackHours.objects.all().delete()
        said = text_of(client.get(f"{base}time/"))

        words = {"full": "are taken", "closed": "no set times", "unknown": "could not load"}
        assert [one for one in words if words[one] in said] == [state]
        assert "Change the time" not in said

    def test_somebody_who_is_being_rung_can_still_cancel(
        self, client: Client, base: str, admin: User
    ) -> None:
        take_next(user=admin, now=NOW)

        assert "The call is cancelled" in text_of(client.post(f"{base}cancel/"))


class TestLink:
    @pytest.mark.parametrize(("private", "is_sent"), [("yes", True), ("unsure", False)])
    def test_it_is_sent_only_where_an_e_mail_is_known_to_be_safe(
        self, client: Client, private: str, is_sent: bool
    ) -> None:
        request = asked(client, email="alex@example.org", email_private=private)
        content = outbox.content_of(Message.objects.get(kind="callback.confirmed"), now=NOW)

        assert isinstance(content, outbox.Outgoing)
        assert bool(content.context["manage_url"]) is is_sent
        assert links.exists(callback_links.CALLBACK, request) is is_sent

    def test_staff_who_look_at_the_message_do_not_see_it(self, client: Client) -> None:
        request = asked(client, email="alex@example.org", email_private="yes")
        shown = previews.of(Message.objects.get(kind="callback.confirmed"), now=NOW)

        assert path_of(request).split("/")[2] not in shown["text"] + shown["html"]
        assert "/call/••••••" in shown["text"]

    def test_it_goes_with_the_request(self, path: str, request_of_robin: CallbackRequest) -> None:
        cancel_by_client(request=request_of_robin, now=NOW)
        purge_callbacks(now=NOW + timedelta(days=90))

        assert not links.exists(callback_links.CALLBACK, request_of_robin)

    def test_it_shows_when_and_nothing_about_the_person(
        self, client: Client, path: str, request_of_robin: CallbackRequest
    ) -> None:
        page = client.get(path).content.decode()

        assert "1:00pm to 1:30pm" in page
        for secret in ("Robin", "900456", "robin@example.org", request_of_robin.reference):
            assert secret not in page

    @pytest.mark.parametrize("page", ["", "time/", "cancel/", "details/"])
    def test_unknown_and_expired_links_look_alike(
        self, client: Client, path: str, page: str, clock: Any
    ) -> None:
        unknown = client.get(f"/call/nothing/{page}")
        clock.shift(callback_links.WORKS_FOR + timedelta(seconds=1))
        expired = client.get(f"{path}{page}")

        assert unknown.status_code == expired.status_code == 404
        assert text_of(unknown) == text_of(expired)
        assert "This link does not work" in text_of(unknown)

    def test_details_need_a_code_to_the_safe_channel(
        self, client: Client, other_client: Client, path: str, request_of_robin: CallbackRequest
    ) -> None:
        assert "Robin" not in text_of(client.get(f"{path}details/"))
        assert not Message.objects.filter(kind="link.code").exists()
        client.post(f"{path}details/")
        link = SecretLink.objects.get(scope=callback_links.CALLBACK, subject_id=request_of_robin.pk)
        digits = links.code_for(link, link.code_version) or ""
        assert Message.objects.filter(kind="link.code").count() == 1

        wrong = client.post(f"{path}details/", {"code": f"{(int(digits) + 1) % 1_000_000:06d}"})
        assert "This is not the code" in text_of(wrong)
        assert client.post(f"{path}details/", {"code": digits})["Location"] == path
        said = text_of(client.get(path))
        assert "Robin" in said
        assert "07700 900456" in said
        assert "May we leave a voicemail? Answered" in said
        assert "Robin" not in text_of(other_client.get(path))

    def test_the_code_is_sent_to_the_address_of_the_request(
        self, client: Client, path: str, request_of_robin: CallbackRequest
    ) -> None:
        link = SecretLink.objects.get(scope=callback_links.CALLBACK)
        clearance = callback_links.best_code_channel(link, now=NOW)

        assert (clearance.allowed, clearance.address) == (True, "robin@example.org")

    def test_without_a_safe_channel_they_ring_us_or_ask_us_to(self, client: Client) -> None:
        made = asked(client, email="alex@example.org", email_private="unsure")
        path = path_of(made)
        for response in (client.get(f"{path}details/"), client.post(f"{path}details/")):
            assert "Please call us" in text_of(response)
        assert not Message.objects.filter(kind="link.code").exists()

    def test_nobody_opens_the_call_of_another(self, client: Client, other_client: Client, path: str) -> None:
        """Alex asked in this session and follows Robin's link: it opens and cancels Robin's call alone."""
        mine = asked(client)
        client.post(f"{path}cancel/")

        mine.refresh_from_db()
        assert mine.state == CallbackState.WAITING
        assert "As soon as we can" in text_of(client.get("/call/done/"))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/", "home"),
        ("/book/", "times"),
        ("/b/nothing/", "link"),
        ("/call/nothing/", "link"),
        ("/book/help/", "help"),
        ("/book/saved/", "saved"),
        ("/nothing/", "error"),
        ("/privacy/", "foot"),
        ("/call/", "foot"),
    ],
)
def test_every_page_leads_to_a_call(client: Client, path: str, source: str) -> None:
    page = client.get(path).content.decode()

    assert f'href="/call/?from={source}"' in page
    assert 'href="/call/?from=foot"' in page
