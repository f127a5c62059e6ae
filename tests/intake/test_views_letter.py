"""A letter before any booking, over HTTP: it lives in the visit, and goes with whoever leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.document_enums import DocumentState, Retention
from intake.models import CallbackRequest, Document, Draft, Party
from intake.services import document_checks
from intake.services.document_retention import purge_documents
from tests import factories
from tests.bookings import visits

from . import invented_papers as papers
from . import made_up_files as files
from .asking import asked
from .test_views_who import say


class NoStorage(FileSystemStorage):
    """Storage that is away."""

    def delete(self, name: str) -> None:
        raise ConnectionError("away")


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("practice")]
LETTER = "/who/letter/"
ORDERS = {"public_law": "none", "child_removed_by": "no", "child_guardian": "no"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


def upload(content: bytes | None = None, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(papers.SAFEGUARDING) if content is None else content)


def add(client: Client, *sent: SimpleUploadedFile) -> Any:
    return client.post(LETTER, {"add": "1", "papers": list(sent or [upload()])})


def page(client: Client, path: str = LETTER) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def look() -> None:
    document_checks.read_waiting(clock=lambda: factories.NOW)


def test_looking_costs_no_session(client: Client) -> None:
    assert "Take a photo or choose a file" in page(client)

    assert "session" not in client.cookies
    assert not Session.objects.exists()


def test_what_it_looks_like_is_said_with_the_words_that_told_and_marked_unchecked(client: Client) -> None:
    assert add(client).url == LETTER
    assert "are looking at what it is" in page(client)

    look()
    shown = page(client)
    assert "This looks like a safeguarding letter from Cafcass." in shown
    assert "Not yet checked by a person" in shown
    assert "SAFEGUARDING LETTER" in shown
    assert "12 January 2027" in shown


def test_what_nobody_can_read_is_not_said_to_be_looked_at_before_somebody_may(client: Client) -> None:
    """Staff see nothing of a visit, so that a person looks only once it belongs to a booking or a call."""
    add(client, upload(files.old_word(), "letter.doc"))
    look()

    assert "If you book a meeting or ask us to call you, a person will look at it." in page(client)


def test_nobody_elses_visit_sees_it_or_can_delete_it(client: Client, other_client: Client) -> None:
    add(client, upload(name="Alex Winter.pdf"))
    add(other_client, upload(files.picture(), "photo.jpg"))
    row = Document.objects.get(file_type="pdf")

    assert "Alex Winter" not in page(other_client)
    other_client.post(LETTER, {"remove": row.key})
    assert Document.objects.filter(pk=row.pk).exists()
    assert "Alex Winter" in page(client)


def test_they_can_delete_it(client: Client) -> None:
    add(client)

    client.post(LETTER, {"remove": Document.objects.get().key})
    assert not Document.objects.exists()


def test_several_at_once_each_gets_its_own_answer(client: Client) -> None:
    response = add(client, upload(), upload(b"", "empty.pdf"), upload(b"MZ", "game.exe"))
    shown = response.content.decode()

    assert response.status_code == 200
    assert Document.objects.count() == 1
    assert "“empty.pdf” is empty" in shown
    assert "We cannot take “game.exe”" in shown
    assert "We have “letter.pdf”. We did not take the rest" in shown
    assert "<title>Error: Your letter</title>" in shown


@pytest.mark.parametrize("data", [{"add": "1"}, {}, {"add": "1", "papers": ""}, {"papers": "not a file"}])
def test_nothing_sent_says_what_to_do(client: Client, data: dict[str, str]) -> None:
    assert "Take a photo or choose a file first" in client.post(LETTER, data).content.decode()


def test_ten_files_at_once_are_enough(client: Client) -> None:
    sent = [upload(files.picture(size=(40 + n, 40)), f"{n}.jpg") for n in range(11)]

    assert "Choose 10 files at most" in add(client, *sent).content.decode()
    assert not Document.objects.exists()


def test_a_name_does_no_harm_on_the_page(client: Client) -> None:
    add(client, upload(name="<script>alert(1)</script> 50% {name}.pdf"))

    assert Document.objects.get().name.startswith("script")
    assert "<script>alert" not in page(client)


def test_booking_in_this_visit_keeps_it_and_the_answers_they_wanted_kept(
    client: Client, kind: Any, morgan: Any
) -> None:
    say(client, court="yes", contacted="cafcass", child_country="wales")
    add(client)
    client.post("/who/answer/", {"keep": "yes"})
    assert "Do not keep my answers" in page(client, "/who/answer/")
    assert "You added a letter" in page(client, "/who/answer/")
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)

    row, party = Document.objects.get(), Party.objects.get()
    assert (row.party, row.visitor, row.retention) == (party, "", Retention.COURT_PAPER)
    assert party.who_answers == {"court": "yes", "contacted": "cafcass", "child_country": "wales"}
    assert "letter.pdf" not in page(client), "it belongs to the booking now"


def test_answers_are_not_kept_unless_they_say_so(client: Client, kind: Any, morgan: Any) -> None:
    say(client, court="yes", contacted="cafcass", child_country="wales")
    client.post("/who/answer/", {"keep": "yes"})
    client.post("/who/answer/", {"keep": "no"})
    visits.hold(client)
    visits.answer_all(client)
    visits.confirm(client)

    assert Party.objects.get().who_answers is None


def test_asking_for_a_call_in_this_visit_keeps_it(client: Client, other_client: Client) -> None:
    add(client)
    add(other_client)
    factories.callback_window(factories.at("2026-11-23", "14:00"))
    asked(client)

    mine = Document.objects.get(visitor="")
    assert mine.callback == CallbackRequest.objects.get()
    assert Document.objects.exclude(visitor="").count() == 1


def test_leaving_deletes_it_at_once(client: Client, other_client: Client) -> None:
    add(client)
    add(other_client)

    client.get("/leave/")
    assert purge_documents(now=factories.NOW) == 1
    assert Document.objects.count() == 1
    assert "letter.pdf" in page(other_client)
    assert "letter.pdf" not in page(client)


def test_the_way_out_waits_for_no_storage(client: Client, settings: Any) -> None:
    """Papers lie where nothing answers now; leaving works all the same, and nothing of them is shown."""
    add(client)
    session = client.cookies["session"].value
    settings.STORAGES = {**settings.STORAGES, "documents": {"BACKEND": f"{__name__}.NoStorage"}}

    assert client.get("/leave/").status_code == 302
    assert not Session.objects.filter(session_key=session).exists()
    assert not Document.objects.filter(delete_at__gt=factories.NOW).exists()


def test_stopping_here_says_how_long_it_is_kept(client: Client, kind: Any, morgan: Any) -> None:
    add(client)
    visits.hold(client)
    visits.answer_all(client)
    saved = client.post("/book/save/", follow=True).content.decode()

    assert "Your answers are kept" in saved
    assert "We keep the letter that you added for one day." in saved
    assert purge_documents(now=factories.NOW + timedelta(days=1)) == 1


def test_a_letter_of_this_browser_never_goes_into_somebody_elses_booking(
    client: Client, other_client: Client, kind: Any, morgan: Any
) -> None:
    """One adds a letter and walks away; the other one's unfinished booking is opened on the same tablet."""
    visits.hold(client)
    visits.answer_all(client)
    draft = Draft.objects.get()
    client.post("/book/save/")
    add(other_client)
    say(other_client, court="yes", contacted="cafcass", child_country="wales")
    other_client.post("/who/answer/", {"keep": "yes"})

    path = visits.resume_path(draft)
    other_client.post(path)
    other_client.post(path, {"code": visits.digits_of(visits.link_of("resume", draft.pk))})
    visits.answer_all(other_client)
    visits.confirm(other_client)

    party = Party.objects.get()
    assert party.who_answers is None
    assert not Document.objects.filter(party=party).exists()


def test_after_a_day_it_is_not_shown_any_more(client: Client, clock: Any) -> None:
    add(client)
    clock.shift(timedelta(hours=24))

    assert "letter.pdf" not in page(client)


def test_a_suggestion_lets_nothing_out(client: Client) -> None:
    add(client)
    look()

    assert Document.objects.get().state == DocumentState.QUARANTINED


class TestInTheMiddleOfABooking:
    """Question 19: "add a photo of the letter"."""

    ASKED = "/book/step/letter/"
    HERE = LETTER + "?back=letter"

    @pytest.fixture
    def asked_who_wrote(self, client: Client, kind: Any, morgan: Any) -> None:
        visits.hold(client)
        for slug in ("safe", "about", "you", "them"):
            visits.answer(client, slug)
        visits.answer(client, "care", involved="yes")
        visits.answer(client, "involved", court="theirs", cafcass="yes", social_services="no")
        visits.answer(client, "court", court_ordered_miam="unsure")

    @pytest.mark.usefixtures("asked_who_wrote")
    def test_it_is_offered_where_the_letter_is_asked_about_and_behind_continue(self, client: Client) -> None:
        shown = page(client, self.ASKED)

        assert shown.index(">Continue</button>") < shown.index('value="letter">add a photo of the letter')
        assert "add a photo" not in page(client, "/book/step/care/")

    @pytest.mark.usefixtures("asked_who_wrote")
    @pytest.mark.parametrize("chosen", ["cafcass", ""])
    def test_it_loses_nothing_and_the_letter_goes_with_the_booking(self, client: Client, chosen: str) -> None:
        assert client.post(self.ASKED, {"sender": chosen, "then": "letter"})["Location"] == self.HERE
        assert f'href="{self.ASKED}"' in page(client, self.HERE)
        assert client.post(self.HERE, {"add": "1", "papers": [upload()]})["Location"] == self.HERE
        look()
        shown = page(client, self.HERE)
        assert "This looks like a safeguarding letter from Cafcass." in shown
        assert "Go on with your booking" in shown
        assert client.post(self.HERE, {"remove": "somebody else’s"})["Location"] == self.HERE

        assert ("checked" in page(client, self.ASKED)) is bool(chosen)
        visits.answer_all(client, sender="cafcass", document="safeguarding_letter", **ORDERS)
        visits.confirm(client)
        assert Document.objects.get().party == Party.objects.get()

    @pytest.mark.usefixtures("asked_who_wrote")
    def test_whoever_stops_and_comes_back_elsewhere_still_has_it(
        self, client: Client, other_client: Client
    ) -> None:
        add(client)
        stopped = client.post(self.ASKED, {"sender": "cafcass", "then": "save"})
        assert stopped["Location"] == "/book/saved/?letter=kept"
        draft = Draft.objects.get()
        path = visits.resume_path(draft)
        other_client.post(path)
        code = visits.digits_of(visits.link_of("resume", draft.pk))
        assert other_client.post(path, {"code": code})["Location"] == "/book/go-on/"

        assert "letter.pdf" in page(other_client)
        visits.answer_all(other_client, document="safeguarding_letter", **ORDERS)
        visits.confirm(other_client)
        assert Document.objects.get().party == Party.objects.get()

    @pytest.mark.parametrize("back", ["care", "/evil", "https://example.org/", ""])
    def test_no_other_way_back_is_taken_from_the_address(self, client: Client, back: str) -> None:
        shown = client.get(LETTER, {"back": back}).content.decode()

        assert "Go on with your booking" not in shown
        assert 'class="govuk-back-link" href="/who/"' in shown

    @pytest.mark.usefixtures("asked_who_wrote")
    def test_other_pages_do_not_lead_there(self, client: Client) -> None:
        sent = visits.answer(client, "care", involved="yes", then="letter")

        assert LETTER not in sent["Location"]
