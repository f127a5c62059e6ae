"""A certificate from the click to the file: frozen, made, copied, replaced, and never deleted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from bookings.certificates import Matters, Obstacle, code_of
from bookings.errors import CertificateRefused, NoCertificate, NotAPicture, NothingWritten
from bookings.manage_links import document_url
from bookings.models import Appointment, Certificate, Mediator
from bookings.services import issue_certificate, issue_copy, supersede_certificate
from bookings.services.certificates import make_certificates
from bookings.services.signatures import save_signature
from intake import document_files
from mediation.core.models import Alert, AuditEntry, Message, PracticeSettings, User
from mediation.core.models.practice import default_reminders
from tests import factories

pytestmark = pytest.mark.django_db
END = factories.TOMORROW_1PM + timedelta(hours=1)
LATER = END + timedelta(days=90)
FIELDS = {"legal_name": "Alexandra Winter", "matters": Matters.CHILDREN, "signed_as": "Morgan Ellis"}


@pytest.fixture
def practice(db: None) -> PracticeSettings:
    factories.notices()
    factories.labels()
    return factories.practice(reminders=default_reminders())


@pytest.fixture
def user(morgan: Mediator) -> User:
    assert morgan.user
    return morgan.user


def kinds() -> list[str]:
    rows = Message.objects.filter(kind__startswith="appointment.certificate_ready").order_by("pk")
    return [row.kind.partition("_ready")[2] for row in rows]


def verify(client: Client, one: Certificate, code: str = "", **fields: str) -> str:
    sent = {"serial": one.serial, "code": code or code_of(one.facts), **fields}
    page = client.post("/verify/", sent).content.decode()
    found = re.search(r'id="answer">([^<]*)<', page)
    assert found, page
    assert "Winter" not in page
    assert "Alex" not in page
    return found[1]


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"state": "left_early"}, Obstacle.NOT_ATTENDED),
        ({"accreditation": "none"}, Obstacle.NOT_ACCREDITED),
        ({"accreditation_expires_on": date(2026, 11, 23)}, Obstacle.NOT_ACCREDITED),
        ({"urn": ""}, Obstacle.NO_URN),
    ],
)
def test_what_stands_against_it_refuses_it(appointment, user, changes, obstacle):
    factories.held(appointment)
    if "state" in changes:
        Appointment.objects.update(**changes)
    else:
        Mediator.objects.update(**changes)

    with pytest.raises(CertificateRefused) as refused:
        issue_certificate(appointment=appointment, user=user, now=END, **FIELDS)
    assert refused.value.obstacles == (obstacle,)
    assert not Certificate.objects.exists()


def test_the_day_of_the_meeting_is_the_uks(kind, morgan, user):
    factories.override(morgan, date(2026, 6, 8), ("00:00", "05:00"))
    late = factories.booked(
        kind, factories.at("2026-06-07", "23:30"), now=factories.at("2026-06-07", "09:00")
    )
    end = late.ends_at
    Mediator.objects.update(accreditation_expires_on=date(2026, 6, 8))

    one = factories.certificate(late, at=end)
    assert (one.held_on, one.valid_until) == (date(2026, 6, 8), date(2026, 10, 8))


@pytest.mark.parametrize("who", ["drew", "admin", "manager"])
def test_nobody_but_the_meetings_mediator_issues_copies_or_replaces_it(appointment, who, request):
    other = request.getfixturevalue(who)
    other = other.user if isinstance(other, Mediator) else other
    factories.held(appointment)
    for act in (
        lambda: issue_certificate(appointment=appointment, user=other, now=END, **FIELDS),
        lambda: issue_copy(appointment=appointment, user=other, now=END),
        lambda: supersede_certificate(appointment=appointment, because="x", user=other, now=END, **FIELDS),
    ):
        with pytest.raises(CertificateRefused):
            act()


def test_the_file_is_tagged_whole_and_says_nothing_of_the_other_party(appointment):
    one = factories.certificate(appointment, name="Alexandra Żółć-Winter")
    assert make_certificates(now=END) == 1
    assert make_certificates(now=END) == 0
    one.refresh_from_db()
    content = document_files.take(one.stored_as)
    reader = PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    text = " ".join(page.extract_text() for page in reader.pages)

    assert (len(reader.pages), reader.is_encrypted) == (1, False)
    assert len(content) == one.size < 200_000
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"Certificate {one.serial}"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    assert {"/H1", "/H2", "/P", "/Link"} <= tags(root["/StructTreeRoot"])
    assert all(font_is_embedded(page) for page in reader.pages)
    for words in (
        *("Alexandra Żółć-Winter", "24 November 2026", "24 March 2027", "Morgan Ellis", "0123A"),
        *("Northgate Family Mediation", one.serial, code_of(one.facts), "for the court to decide"),
    ):
        assert words in " ".join(text.split()), words
    for words in ("Robin", "Field", "invit", "suitable", "think about it"):
        assert words not in text, words


def tags(node: Any) -> set[str]:
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(tags(one) for one in node))
    if not hasattr(node, "get"):
        return set()
    own = {node["/S"]} if "/S" in node else set()
    return own | (tags(node["/K"]) if "/K" in node else set())


def font_is_embedded(page: Any) -> bool:
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    return all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in descriptors)


def test_it_is_issued_once_told_once_and_only_once_it_is_made(appointment, user):
    one = factories.certificate(appointment)
    again = issue_certificate(appointment=appointment, user=user, now=END, **FIELDS)

    assert again.pk == one.pk
    assert kinds() == []
    make_certificates(now=END)
    assert kinds() == [""]
    appointment.refresh_from_db()
    assert appointment.certificate_ready_at == END


def test_where_no_e_mail_is_allowed_the_office_tells_them(kind, morgan):
    factories.certificate(factories.booked(kind, answers={**factories.ALEX, "email_private": "no"}))
    make_certificates(now=END)

    told = Alert.objects.filter(kind="appointment.call").values_list("text", flat=True)
    assert any("their document is ready" in text for text in told)


def test_the_database_keeps_it_as_it_was_issued(appointment):
    one = factories.certificate(appointment)

    for change in (
        lambda: Certificate.objects.filter(pk=one.pk).delete(),
        lambda: Certificate.objects.update(valid_until=date(2030, 1, 1)),
        lambda: Certificate.objects.update(facts={"legal_name": "Robin Field"}),
        lambda: Certificate.objects.update(serial="AAAA-AAAA"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    one.refresh_from_db()
    assert one.facts["legal_name"] == "Alexandra Winter"


def test_a_lost_one_is_copied_in_the_third_month_and_both_count(appointment, user, client):
    one = factories.certificate(appointment)
    make_certificates(now=END)
    with time_machine.travel(LATER, tick=False):
        copy = issue_copy(appointment=appointment, user=user, now=LATER)
        assert issue_copy(appointment=appointment, user=user, now=LATER) == copy  # a second press
        make_certificates(now=LATER)

        assert copy.serial != one.serial
        assert (copy.copy_of, copy.valid_until) == (one, one.valid_until)
        assert kinds() == ["", f":again_{copy.pk}"]
        assert verify(client, one) == verify(client, copy) == "Valid"


def test_a_wrong_one_is_replaced_with_its_copies_and_stays_on_record(appointment, user, client):
    one = factories.certificate(appointment)
    copy = issue_copy(appointment=appointment, user=user, now=END)
    with pytest.raises(NothingWritten):
        supersede_certificate(appointment=appointment, because=" ", user=user, now=END, **FIELDS)

    new = supersede_certificate(
        appointment=appointment,
        because="Her name is spelt otherwise",
        user=user,
        now=END,
        **{**FIELDS, "legal_name": "Aleksandra Winter"},
    )

    with time_machine.travel(END, tick=False):
        assert [verify(client, each) for each in (one, copy, new)] == ["Not valid", "Not valid", "Valid"]
    assert Certificate.objects.count() == 3
    assert (new.supersedes, new.facts["legal_name"]) == (one, "Aleksandra Winter")
    again = {**FIELDS, "because": "pressed twice"}
    assert supersede_certificate(appointment=appointment, user=user, now=END, **again) == new
    assert AuditEntry.objects.filter(verb="certificate.superseded").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=one.pk).update(superseded_at=None)


def test_there_is_no_copy_of_nothing(appointment, user):
    with pytest.raises(NoCertificate):
        issue_copy(appointment=appointment, user=user, now=END)


def test_whoever_checks_learns_valid_or_not_valid_and_nothing_else(appointment, client):
    one = factories.certificate(appointment)
    day = {"applied_on_day": "24", "applied_on_month": "3", "applied_on_year": "2027"}
    with time_machine.travel(END, tick=False):
        assert verify(client, one) == "Valid"
        assert verify(client, one, **day) == "Valid"
        assert verify(client, one, **{**day, "applied_on_day": "25"}) == "Not valid"
        assert verify(client, one, code="AAAA-AAAA-AAAA-AAAA") == "Not valid"
        never = Certificate(serial="AAAA-AAAA", facts=one.facts)
        assert verify(client, never) == "Not valid"
        assert client.post("/verify/", {"serial": "", "code": ""}).status_code == 422
    with time_machine.travel(END + timedelta(days=200), tick=False):
        assert verify(client, one) == "Not valid"
        assert verify(client, one, **day) == "Valid"


def test_not_valid_looks_the_same_whatever_the_reason(appointment, client):
    one = factories.certificate(appointment)
    with time_machine.travel(END, tick=False):
        pages = {
            re.sub(r'value="[^"]*"', "", client.post("/verify/", sent).content.decode())
            for sent in (
                {"serial": one.serial, "code": "A"},
                {"serial": "AAAA-AAAA", "code": code_of(one.facts)},
            )
        }
    assert len(pages) == 1


def test_guessing_is_limited(client, practice):
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    sent = {"serial": "AAAA-AAAA", "code": "A"}

    assert [client.post("/verify/", sent).status_code for _ in range(31)][-2:] == [200, 429]


def test_the_client_saves_it_behind_a_link_and_a_code(appointment, client):
    one = factories.certificate(appointment)
    make_certificates(now=END)
    path = document_url(appointment, until=one.valid_until).removeprefix("https://testserver")
    with time_machine.travel(END, tick=False):
        assert client.get(f"{path}file/")["Location"] == path
        page = client.get(path).content.decode()
        assert "Alexandra" not in page
        assert "ertificate" not in page
        opened(client, path)
        page = client.get(path).content.decode()
        assert "24 March 2027" in page
        response = client.get(f"{path}file/")

    assert response["Content-Disposition"] == f'attachment; filename="certificate-{one.serial}.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")
    assert AuditEntry.objects.get(verb="certificate.read").actor_kind == "client"


def opened(client: Client, path: str) -> None:
    """A code opens the page."""
    from mediation.core import links
    from mediation.core.models import SecretLink

    client.post(path)
    link = SecretLink.objects.get(scope="document")
    client.post(path, {"code": links.code_for(link, link.code_version)})


@pytest.mark.parametrize(("days", "status"), [(120, 200), (121, 404)])
def test_the_link_dies_with_the_last_day(appointment, client, days, status):
    """24 November and 120 days are 24 March."""
    one = factories.certificate(appointment)
    path = document_url(appointment, until=one.valid_until).removeprefix("https://testserver")
    with time_machine.travel(END + timedelta(days=days), tick=False):
        assert client.get(path).status_code == status


def picture(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (1600, 500), "white").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("saved_as", ["PNG", "JPEG"])
def test_a_signature_is_drawn_anew_and_stands_on_the_next_one(appointment, morgan, user, saved_as):
    save_signature(mediator=morgan, content=picture(saved_as), user=user, now=END)
    one = factories.certificate(appointment)
    make_certificates(now=END)

    one.refresh_from_db()
    kept = document_files.take(one.facts["signature"])
    assert Image.open(BytesIO(kept)).size == (900, 281)
    pdf = PdfReader(BytesIO(document_files.take(one.stored_as)))
    assert "/Figure" in tags(pdf.trailer["/Root"]["/StructTreeRoot"])


@pytest.mark.parametrize("content", [b"GIF89a", b"<svg/>", picture("PNG")[:20], b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(morgan, user, content):
    with pytest.raises(NotAPicture):
        save_signature(mediator=morgan, content=content, user=user, now=END)
