"""A letter, from the photo on somebody's phone to the person at the desk who says what it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bookings.models import AppointmentType, Mediator
from intake.services import document_checks
from tests import factories
from tests.intake import invented_papers as papers
from tests.intake import made_up_files as files

from . import walks, world
from .conftest import DESKTOP, PHONE, Arrives
from .inspection import Inspection
from .visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOOSE = "Take a photo or choose a file"


@pytest.fixture
def look(visitor: Visitor) -> Iterator[Inspection]:
    inspection = Inspection(visitor)
    yield inspection
    assert inspection.problems == []


@pytest.fixture(autouse=True)
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name, which reads the same letter off every photo."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\ncat <<'END'\n{papers.SAFEGUARDING}\nEND\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def chooses(visitor: Visitor, *sent: tuple[str, str, bytes]) -> None:
    visitor.page.get_by_label(CHOOSE).set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in sent]
    )


def the_worker_looks() -> None:
    document_checks.read_waiting(clock=lambda: factories.NOW)


def test_a_photo_of_a_letter_goes_from_the_phone_to_the_desk(
    visitor: Visitor, arrives: Arrives, look: Inspection, kind: AppointmentType, morgan: Mediator
) -> None:
    visitor.open("/who/")
    visitor.follow("Add a photo of the letter instead")
    visitor.sees("Your letter")
    look.of("letter")
    visitor.press("Send")
    visitor.sees_mistakes()
    look.of("letter with a mistake")
    chooses(
        visitor,
        ("IMG_2041.jpg", "image/jpeg", files.picture(size=(900, 1200))),
        ("game.exe", "application/octet-stream", b"MZ" + bytes(100)),
    )
    visitor.press("Send")
    visitor.sees_mistakes()
    visitor.reads("We have “IMG_2041.jpg”. We did not take the rest: please read why.")
    visitor.reads("We have it, and are looking at what it is.")
    look.of("letter that waits, beside one that was not taken")
    the_worker_looks()
    visitor.follow("Look again")
    visitor.reads("This looks like a safeguarding letter from Cafcass.")
    visitor.reads("Not yet checked by a person")
    look.of("letter explained")

    visitor.follow("Book a meeting")
    visitor.sees("When can you talk?")
    walks.take(visitor, walks.times_on(visitor).first)
    walks.answer_everything(visitor)
    walks.confirm(visitor)
    visitor.follow("Send a letter or other papers")
    visitor.sees("Your papers")
    visitor.reads("This looks like a safeguarding letter from Cafcass.")
    look.of("papers of the booking")

    staff = arrives(screen=DESKTOP)
    world.sign_in(staff)
    desk = Inspection(staff)
    staff.follow("Papers")
    staff.sees("Papers to check")
    desk.of("desk papers")
    staff.follow("Perhaps: safeguarding letter from Cafcass")
    staff.sees("Alex Winter")
    desk.of("desk paper in quarantine")
    staff.press("Let it out")
    staff.watch.foresee_interrupted_requests()
    with staff.page.expect_download() as download:
        staff.follow("Download")
    assert download.value.suggested_filename.startswith("paper-")
    staff.page.get_by_label("I have read it. It is").select_option(label="Safeguarding letter")
    staff.press("Confirm")
    staff.reads("Recorded. The client sees that a person has checked it.")
    desk.of("desk paper confirmed")
    assert desk.problems == []

    visitor.open("/book/papers/")
    visitor.reads("This is a safeguarding letter from Cafcass.")
    expect(visitor.page.get_by_text("Not yet checked by a person")).to_have_count(0)
    look.of("papers that a person has checked")


@pytest.mark.parametrize("width", [PHONE])
def test_it_works_without_javascript_and_leaving_takes_the_letter_along(arrives: Arrives, width: int) -> None:
    visitor = arrives(screen=width, java_script_enabled=False)
    visitor.open("/who/letter/")
    chooses(visitor, ("letter.pdf", "application/pdf", files.pdf(papers.HEARING)))
    visitor.press("Send")
    visitor.reads("letter.pdf")
    the_worker_looks()
    visitor.follow("Look again")
    visitor.reads("This looks like a notice of a hearing from the court.")

    visitor.open("/leave/")
    visitor.open("/who/letter/")
    visitor.does_not_read("letter.pdf")
