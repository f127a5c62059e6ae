"""Who may be at the desk, and that nobody else learns that something is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from bookings.enums import FeedStyle
from bookings.models import Appointment, CalendarFeed, EarlierRequest, Mediator
from bookings.services.feeds import make_feed
from bookings.services.keeping import hold_case
from intake.models import Flag, Measure, Party
from intake.services.callbacks import request_callback
from intake.services.exports import begin_review
from intake.services.invitations import start_invitation
from legalaid.models import Evidence
from legalaid.services import list_evidence, start_assessment
from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import Alert, AuditEntry, Message, PurgeRun, User
from tests import factories
from tests.conftest import HttpsClient

pytestmark = pytest.mark.django_db
EVERYBODY = {"mediator", "admin", "manager", "owner"}
OFFICE = EVERYBODY - {"mediator"}
LOGGERS = EVERYBODY - {"admin"}
MANAGERS = {"manager", "owner"}
# Each page of the desk: its address, how it is asked for, who may, and what they get.
PAGES = [
    ("/staff/", "get", EVERYBODY, 200),
    ("/staff/calendar/", "get", EVERYBODY, 200),
    ("/staff/calendar/events/", "get", EVERYBODY, 400),
    ("/staff/hours/", "get", EVERYBODY, 200),
    ("/staff/hours/weekly/", "get", EVERYBODY, 200),
    ("/staff/hours/weekly/save/", "post", EVERYBODY, 422),
    ("/staff/hours/day/", "get", EVERYBODY, 200),
    ("/staff/hours/day/save/", "post", EVERYBODY, 422),
    ("/staff/hours/extra/", "get", EVERYBODY, 200),
    ("/staff/hours/extra/save/", "post", EVERYBODY, 422),
    ("/staff/hours/delete/", "post", EVERYBODY, 302),
    ("/staff/hours/meetings/", "get", EVERYBODY, 200),
    ("/staff/hours/closures/", "get", {"manager", "owner"}, 200),
    ("/staff/hours/closures/add/", "post", {"manager", "owner"}, 422),
    ("/staff/hours/closures/{closure}/", "post", {"manager", "owner"}, 302),
    ("/staff/time-off/", "get", EVERYBODY, 200),
    ("/staff/time-off/save/", "post", EVERYBODY, 422),
    ("/staff/book/", "get", OFFICE, 200),
    ("/staff/book/hold/", "post", OFFICE, 302),
    ("/staff/appointments/{reference}/move/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/move/do/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/hand-over/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/cancel/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/cancel/do/", "post", EVERYBODY, 422),
    ("/staff/appointments/{reference}/book/", "get", OFFICE, 200),
    ("/staff/appointments/{reference}/book/hold/", "post", OFFICE, 302),
    ("/staff/appointments/{reference}/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/contact/", "get", OFFICE, 200),
    ("/staff/appointments/{reference}/contact/change/", "post", OFFICE, 200),
    ("/staff/appointments/{reference}/fee/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/who-pays/", "post", OFFICE, 302),
    ("/staff/appointments/{reference}/means/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/checklist/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/ask/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/evidence/{paper}/", "post", EVERYBODY, 200),
    ("/staff/appointments/{reference}/determination/", "post", {"mediator"}, 200),
    ("/staff/appointments/{reference}/outcome/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/meeting/", "get", {"mediator"}, 200),
    ("/staff/appointments/{reference}/meeting/list/", "post", {"mediator"}, 302),
    ("/staff/appointments/{reference}/meeting/notes/", "post", {"mediator"}, 422),
    ("/staff/appointments/{reference}/certificate/", "get", {"mediator"}, 200),
    ("/staff/appointments/{reference}/certificate/issue/", "post", {"mediator"}, 422),
    ("/staff/appointments/{reference}/certificate/copy/", "post", {"mediator"}, 302),
    ("/staff/appointments/{reference}/certificate/replace/", "post", {"mediator"}, 422),
    ("/staff/appointments/{reference}/certificate/K7QX-4MAH/file/", "get", {"mediator"}, 404),
    ("/staff/flags/", "get", EVERYBODY, 200),
    ("/staff/appointments/{reference}/flags/read/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/flags/talk/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/flags/conflict/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/flags/{flag}/clear/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/invitation/", "post", EVERYBODY, 302),
    ("/staff/appointments/{reference}/children/", "get", {"mediator"}, 200),
    ("/staff/appointments/{reference}/children/parent/", "post", {"mediator"}, 302),
    ("/staff/appointments/{reference}/children/mediator/", "post", {"mediator"}, 422),
    ("/staff/appointments/{reference}/children/open/", "post", {"mediator"}, 422),
    ("/staff/people/", "get", EVERYBODY, 200),
    ("/staff/people/search/", "post", EVERYBODY, 422),
    ("/staff/cases/", "get", EVERYBODY, 200),
    ("/staff/cases/{case}/", "get", EVERYBODY, 200),
    ("/staff/cases/{case}/log/", "get", LOGGERS, 200),
    ("/staff/cases/{case}/log/add/", "post", LOGGERS, 422),
    ("/staff/cases/{case}/notes/", "get", {"manager", "owner"}, 200),
    ("/staff/cases/{case}/notes/open/", "post", {"manager", "owner"}, 422),
    ("/staff/cases/{case}/file-check/", "get", EVERYBODY, 200),
    ("/staff/cases/{case}/file-check/export/", "get", EVERYBODY, 200),
    ("/staff/cases/{case}/file-check/pdf/", "get", EVERYBODY, 200),
    ("/staff/signature/", "get", {"mediator"}, 200),
    ("/staff/signature/save/", "post", {"mediator"}, 302),
    ("/staff/cases/{case}/matches/", "get", OFFICE, 200),
    ("/staff/cases/{case}/matches/settle/", "post", OFFICE, 404),
    ("/staff/cases/{case}/join/{second}/", "get", OFFICE, 200),
    ("/staff/cases/{case}/join/{second}/ask/", "post", OFFICE, 302),
    ("/staff/cases/{case}/join/{second}/now/", "post", {"manager", "owner"}, 422),
    ("/staff/cases/{case}/merge/{second}/", "get", OFFICE, 200),
    ("/staff/cases/{case}/merge/{second}/ask/", "post", OFFICE, 302),
    ("/staff/cases/{case}/merge/{second}/now/", "post", {"manager", "owner"}, 302),
    ("/staff/cases/{case}/history/", "get", MANAGERS, 200),
    ("/staff/cases/{case}/keeping/", "get", MANAGERS, 200),
    ("/staff/cases/{case}/hold/", "post", MANAGERS, 422),
    ("/staff/cases/{case}/mediation/", "post", MANAGERS, 302),
    ("/staff/invitations/", "get", EVERYBODY, 200),
    ("/staff/invitations/{invitation}/", "get", EVERYBODY, 200),
    ("/staff/invitations/{invitation}/letter/", "get", EVERYBODY, 302),
    ("/staff/invitations/{invitation}/details/", "post", EVERYBODY, 422),
    ("/staff/invitations/{invitation}/word/", "post", EVERYBODY, 422),
    ("/staff/invitations/{invitation}/send/", "get", EVERYBODY, 302),
    ("/staff/invitations/{invitation}/send/now/", "post", EVERYBODY, 302),
    ("/staff/invitations/{invitation}/reply/", "post", EVERYBODY, 422),
    ("/staff/invitations/{invitation}/stop/", "post", EVERYBODY, 422),
    ("/staff/invitations/{invitation}/again/", "post", EVERYBODY, 302),
    ("/staff/invitations/{invitation}/reminded/", "post", EVERYBODY, 302),
    ("/staff/callbacks/", "get", OFFICE, 200),
    ("/staff/callbacks/next/", "post", OFFICE, 302),
    ("/staff/callbacks/{callback}/", "get", OFFICE, 200),
    ("/staff/callbacks/{callback}/claim/", "post", OFFICE, 302),
    ("/staff/callbacks/{callback}/take-over/", "post", OFFICE, 302),
    ("/staff/callbacks/{callback}/renew/", "post", OFFICE, 302),
    ("/staff/callbacks/{callback}/put-back/", "post", OFFICE, 302),
    ("/staff/callbacks/{callback}/outcome/", "post", OFFICE, 200),
    ("/staff/callbacks/{callback}/time/", "post", OFFICE, 200),
    ("/staff/callbacks/{callback}/number/", "post", OFFICE, 200),
    ("/staff/callbacks/{callback}/close/", "post", OFFICE, 200),
    ("/staff/callbacks/{callback}/book/", "get", OFFICE, 302),
    ("/staff/callbacks/{callback}/book/hold/", "post", OFFICE, 302),
    ("/staff/calendar-links/", "get", EVERYBODY, 200),
    ("/staff/calendar-links/feed/", "post", {"mediator"}, 422),
    ("/staff/calendar-links/feed/{feed}/stop/", "post", {"mediator", "manager", "owner"}, 302),
    ("/staff/calendar-links/add/", "post", {"mediator"}, 422),
    ("/staff/calendar-links/{calendar}/read/", "post", {"mediator"}, 302),
    ("/staff/calendar-links/{calendar}/remove/", "post", {"mediator"}, 302),
    ("/staff/legal-aid/", "get", EVERYBODY, 200),
    ("/staff/papers/", "get", EVERYBODY, 200),
    ("/staff/papers/{document}/", "get", EVERYBODY, 200),
    ("/staff/papers/{document}/file/", "get", EVERYBODY, 302),
    ("/staff/papers/{document}/let-out/", "post", EVERYBODY, 302),
    ("/staff/papers/{document}/kind/", "post", EVERYBODY, 200),
    ("/staff/papers/{document}/refuse/", "post", EVERYBODY, 200),
    ("/staff/papers/{document}/hold/", "post", {"manager", "owner"}, 302),
    ("/staff/messages/", "get", OFFICE, 200),
    ("/staff/messages/{message}/", "get", OFFICE, 200),
    ("/staff/messages/{message}/preview/", "get", OFFICE, 200),
    ("/staff/messages/{message}/retry/", "post", OFFICE, 302),
    ("/staff/messages/what-we-send/", "get", OFFICE, 200),
    ("/staff/messages/what-we-send/code/", "get", OFFICE, 200),
    ("/staff/messages/what-we-send/code/preview/", "get", OFFICE, 200),
    ("/staff/earlier/", "get", OFFICE, 200),
    ("/staff/earlier/add/", "post", OFFICE, 422),
    ("/staff/earlier/{waits}/remove/", "post", OFFICE, 302),
    ("/staff/promise/", "get", OFFICE, 200),
    ("/staff/promise/extra/", "get", OFFICE, 302),
    ("/staff/colleagues/", "get", MANAGERS, 200),
    ("/staff/colleagues/add/", "post", MANAGERS, 422),
    ("/staff/colleagues/{colleague}/", "get", MANAGERS, 200),
    ("/staff/colleagues/{colleague}/role/", "post", MANAGERS, 302),
    ("/staff/colleagues/{colleague}/close/", "post", MANAGERS, 302),
    ("/staff/colleagues/{colleague}/reset/", "post", MANAGERS, 302),
    ("/staff/colleagues/{colleague}/link/", "post", MANAGERS, 302),
    ("/staff/records/", "get", MANAGERS, 200),
    ("/staff/records/dry-run/", "post", MANAGERS, 302),
    ("/staff/records/runs/{run}/", "get", MANAGERS, 200),
    ("/staff/records/classes/miam/", "get", MANAGERS, 200),
    ("/staff/records/classes/miam/change/", "post", MANAGERS, 422),
    ("/staff/records/holds/{hold}/", "get", MANAGERS, 200),
    ("/staff/records/holds/{hold}/review/", "post", MANAGERS, 422),
    ("/staff/records/holds/{hold}/lift/", "post", MANAGERS, 422),
    ("/staff/records/complaints/", "get", MANAGERS, 200),
    ("/staff/records/complaints/new/", "get", MANAGERS, 200),
    ("/staff/records/complaints/record/", "post", MANAGERS, 422),
    ("/staff/records/complaints/{complaint}/", "get", MANAGERS, 200),
    ("/staff/records/complaints/{complaint}/acknowledge/", "post", MANAGERS, 422),
    ("/staff/records/requests/", "get", MANAGERS, 200),
    ("/staff/records/requests/new/", "get", MANAGERS, 200),
    ("/staff/records/requests/record/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/", "get", MANAGERS, 200),
    ("/staff/records/requests/{asked}/identity/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/extend/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/close/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/names/", "post", MANAGERS, 404),
    ("/staff/records/requests/{asked}/correct/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/stop/", "post", MANAGERS, 422),
    ("/staff/records/requests/{asked}/resume/{measure}/", "post", MANAGERS, 302),
    ("/staff/records/requests/{asked}/gather/", "post", MANAGERS, 302),
    ("/staff/records/requests/{asked}/review/", "get", MANAGERS, 200),
    ("/staff/records/requests/{asked}/review/save/", "post", MANAGERS, 302),
    ("/staff/records/requests/{asked}/download/", "post", MANAGERS, 302),
    ("/staff/records/requests/{asked}/erase/", "get", MANAGERS, 200),
    ("/staff/records/requests/{asked}/erase/now/", "post", MANAGERS, 302),
    ("/staff/alerts/", "get", EVERYBODY, 200),
    ("/staff/alerts/{alert}/close/", "post", EVERYBODY, 302),
    ("/staff/reports/", "get", MANAGERS, 200),
    ("/staff/reports/bookings/", "get", MANAGERS, 200),
    ("/staff/reports/bookings/by-time.csv", "get", MANAGERS, 302),
    ("/staff/settings/", "get", MANAGERS, 200),
    ("/staff/settings/look/0f5c63.css", "get", MANAGERS, 200),
    ("/staff/settings/texts/privacy/", "get", MANAGERS, 200),
    ("/staff/settings/texts/privacy/new/", "get", MANAGERS, 200),
    ("/staff/settings/texts/privacy/new/preview/", "post", MANAGERS, 422),
    ("/staff/settings/texts/privacy/new/save/", "post", MANAGERS, 422),
    ("/staff/settings/look/", "get", MANAGERS, 200),
    ("/staff/settings/look/change/", "get", MANAGERS, 200),
    ("/staff/settings/look/change/preview/", "post", MANAGERS, 422),
    ("/staff/settings/look/change/save/", "post", MANAGERS, 422),
]
# What matters more: whoever signed in a while ago shows once more who they are.
ASKS_AGAIN = {
    "/staff/appointments/{reference}/contact/change/",
    "/staff/appointments/{reference}/determination/",
    "/staff/appointments/{reference}/certificate/",
    "/staff/appointments/{reference}/certificate/issue/",
    "/staff/appointments/{reference}/certificate/copy/",
    "/staff/appointments/{reference}/certificate/replace/",
    "/staff/appointments/{reference}/certificate/K7QX-4MAH/file/",
    "/staff/hours/delete/",
    "/staff/hours/closures/add/",
    "/staff/hours/closures/{closure}/",
    "/staff/signature/",
    "/staff/signature/save/",
    "/staff/calendar-links/add/",
    "/staff/calendar-links/{calendar}/remove/",
    "/staff/calendar-links/feed/",
    "/staff/cases/{case}/notes/",
    "/staff/cases/{case}/notes/open/",
    "/staff/cases/{case}/file-check/export/",
    "/staff/cases/{case}/join/{second}/now/",
    "/staff/cases/{case}/file-check/pdf/",
    "/staff/cases/{case}/merge/{second}/now/",
    "/staff/cases/{case}/hold/",
    "/staff/cases/{case}/mediation/",
    "/staff/papers/{document}/hold/",
    "/staff/colleagues/add/",
    "/staff/colleagues/{colleague}/role/",
    "/staff/colleagues/{colleague}/close/",
    "/staff/colleagues/{colleague}/reset/",
    "/staff/colleagues/{colleague}/link/",
    "/staff/records/classes/miam/",
    "/staff/records/classes/miam/change/",
    "/staff/records/holds/{hold}/review/",
    "/staff/records/holds/{hold}/lift/",
    "/staff/records/requests/{asked}/names/",
    "/staff/records/requests/{asked}/stop/",
    "/staff/records/requests/{asked}/resume/{measure}/",
    "/staff/records/requests/{asked}/gather/",
    "/staff/records/requests/{asked}/review/",
    "/staff/records/requests/{asked}/download/",
    "/staff/records/requests/{asked}/erase/",
    "/staff/records/requests/{asked}/erase/now/",
    "/staff/reports/bookings/by-time.csv",
    "/staff/settings/texts/privacy/new/",
    "/staff/settings/texts/privacy/new/preview/",
    "/staff/settings/texts/privacy/new/save/",
    "/staff/settings/look/change/",
    "/staff/settings/look/change/preview/",
    "/staff/settings/look/change/save/",
}


@pytest.fixture(autouse=True)
def _monday_morning() -> object:
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def numbers(appointment: Appointment) -> dict[str, object]:
    alert = Alert.objects.create(
        kind="appointment.call",
        severity="todo",
        text="x",
        dedupe_key="x",
        raised_at=factories.NOW,
        subject_type="appointment",
        subject_id=appointment.pk,
    )
    start_assessment(now=factories.NOW, party=appointment.party)
    list_evidence(party=appointment.party, now=factories.NOW)
    Mediator.objects.update(legal_aid_authorised=True)
    message = Message.objects.get().pk
    make_feed(mediator=appointment.mediator, style=FeedStyle.BUSY, actor=audit.SYSTEM, now=factories.NOW)
    callback = request_callback(asked=factories.asked(), now=factories.NOW).reference
    flag = Flag.objects.create(
        party=appointment.party,
        code="CT-HEARING",
        severity="amber",
        rule_version="1",
        raised_at=factories.NOW,
    )
    second = factories.booked(appointment.appointment_type, factories.at("2026-11-24", "15:00"))
    return {
        "second": second.party.case.reference,
        "reference": appointment.reference,
        "case": appointment.party.case.reference,
        "flag": flag.pk,
        "paper": Evidence.objects.get(paper="signed_form").pk,
        "message": message,
        "feed": CalendarFeed.objects.get().pk,
        "calendar": factories.external_calendar(appointment.mediator).pk,
        "alert": alert.pk,
        "callback": callback,
        "invitation": start_invitation(
            party=appointment.party, actor=audit.SYSTEM, now=factories.NOW
        ).reference,
        "closure": factories.closure(date(2026, 12, 25), kind="bank_holiday").pk,
        "document": factories.document(appointment.party).key,
        "colleague": factories.user("Noor Field", Role.ADMIN).pk,
        "waits": EarlierRequest.objects.create(appointment=appointment, joined_at=factories.NOW).pk,
        **records_of(appointment.party),
    }


def records_of(party: Party) -> dict[str, object]:
    """A run, a hold, a complaint and a request whose texts were gathered."""
    boss = factories.user("Pat Lowe", Role.OWNER)
    actor = audit.Actor.of(boss)
    asked = factories.rights_request(party, boss, kind="access")
    begin_review(request=asked, actor=actor, now=factories.NOW)
    hold = hold_case(case=party.case, reason="x", review_on=date(2027, 1, 1), actor=actor, now=factories.NOW)
    return {
        "run": PurgeRun.objects.create(is_dry=True, started_at=factories.NOW).pk,
        "hold": hold.pk,
        "complaint": factories.complaint(party, boss).reference,
        "asked": asked.reference,
        "measure": Measure.objects.create(
            request=asked, party=party, stops=["news"], at=factories.NOW, by=boss
        ).pk,
    }


def somebody(role: str, morgan: Mediator) -> User:
    """Morgan herself for the mediator's role, a new colleague for any other."""
    if role == "mediator":
        assert morgan.user
        return morgan.user
    return factories.user("Kim Vale", Role(role) if role else Role.ADMIN)


def test_every_page_of_the_desk_is_in_the_table() -> None:
    desk = next(one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "desk")

    assert len(desk.url_patterns) == len(PAGES)


def each_page(
    numbers: dict[str, object], of: Callable[[set[str]], bool] = bool
) -> Iterator[tuple[str, str, set[str], int]]:
    """Every page's address, method, roles and status, one after the other; what asking for one changes is
    undone before the next. `of`: only pages of these roles."""
    for path, method, roles, status in (one for one in PAGES if of(one[2])):
        before = transaction.savepoint()
        yield path.format(**numbers), method, roles, status
        transaction.savepoint_rollback(before)


# Forms that say nothing but a reference.
SAY_NOTHING = {"/staff/cases/{case}/notes/", "/staff/cases/{case}/notes/open/", "/staff/cases/{case}/hold/"}
CLIENTS = ("{reference}", "{case}", "{invitation}", "{document}", "{callback}", "{message}")


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_gets_its_own_pages_and_403_for_the_rest_and_reading_a_client_is_recorded(
    client: Client, numbers: dict[str, object], morgan: Mediator, role: str
) -> None:
    user = somebody(role, morgan)
    client.force_login(user)
    about = {path for path, *_ in PAGES if any(name in path for name in CLIENTS)}
    of_clients = {path.format(**numbers) for path in about - SAY_NOTHING}
    due, got, unrecorded = {}, {}, []
    for address, method, roles, status in each_page(numbers):
        response = getattr(client, method)(address, {"state": "paid"} if method == "post" else {})
        due[address], got[address] = status if role in roles else 403, response.status_code
        if address in of_clients and response.status_code in {200, 422} and not has_read(user):
            unrecorded.append((method, address))

    assert got == due
    assert not unrecorded, unrecorded


def has_read(user: User) -> bool:
    return AuditEntry.objects.filter(actor=user, verb__regex=r"\.(read|seen|history|exported)$").exists()


@pytest.mark.parametrize("role", ["mediator", "owner"])
def test_what_matters_asks_once_more_who_they_are_and_nothing_else_does(
    client: HttpsClient, numbers: dict[str, object], morgan: Mediator, role: str
) -> None:
    """An owner on every page of theirs, a mediator on those that are no owner's."""

    def own(roles: set[str]) -> bool:
        return role in roles and ("owner" not in roles or role == "owner")

    client.force_login(somebody(role, morgan))
    long_ago = {"method": "mfa", "at": factories.NOW.timestamp() - 3600}
    client.change_session(account_authentication_methods=[long_ago])
    asked = set()
    for address, method, _, _ in each_page(numbers, of=own):
        response = getattr(client, method)(address)
        if response.headers.get("Location", "").startswith("/staff/account/confirm/"):
            asked.add(address)

    due = {path for path, _, roles, _ in PAGES if path in ASKS_AGAIN and own(roles)}
    assert asked == {path.format(**numbers) for path in due}


def test_somebody_without_a_role_gets_nothing(client: Client, numbers: dict[str, object]) -> None:
    user = factories.user("Kim Vale", Role.ADMIN)
    User.objects.filter(pk=user.pk).update(role="")
    client.force_login(user)

    for address, method, _, _ in each_page(numbers):
        assert getattr(client, method)(address).status_code == 403, address
        assert not AuditEntry.objects.filter(actor=user).exists(), address


def test_a_stranger_and_a_closed_account_are_led_to_the_sign_in(
    client: Client, other_client: Client, numbers: dict[str, object]
) -> None:
    closed = factories.user("Kim Vale", Role.OWNER)
    other_client.force_login(closed)
    User.objects.filter(pk=closed.pk).update(is_active=False)

    for address, method, _, _ in each_page(numbers):
        for browser in (client, other_client):
            response = getattr(browser, method)(address)
            assert response.status_code == 302, address
            assert response["Location"] == f"/staff/account/sign-in/?next={address}"


def test_a_page_answers_only_to_its_own_method(
    client: Client, manager: User, numbers: dict[str, object]
) -> None:
    client.force_login(manager)

    for address, method, _, _ in each_page(numbers):
        other = "post" if method == "get" else "get"
        assert getattr(client, other)(address).status_code == 405, address


def test_a_mediator_sees_only_their_own_clients(
    client: Client, drew: Mediator, appointment: Appointment
) -> None:
    assert drew.user
    client.force_login(drew.user)
    theirs = client.get(f"/staff/appointments/{appointment.reference}/")
    nobodys = client.get("/staff/appointments/AAAA-AAAA/")

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    assert dict(theirs.headers) == dict(nobodys.headers)
    assert b"Alex" not in client.get("/staff/?day=2026-11-24").content
    assert not AuditEntry.objects.filter(verb="appointment.read").exists()


@pytest.mark.parametrize(
    ("path", "method"), [page[:2] for page in PAGES if "{callback}" in page[0]], ids=lambda one: one
)
def test_a_request_that_does_not_exist_is_not_found(
    client: Client, admin: User, path: str, method: str
) -> None:
    client.force_login(admin)

    assert getattr(client, method)(path.format(callback="AAAA-AAAA")).status_code == 404


def test_a_mediator_without_a_calendar_sees_an_empty_day(client: Client, appointment: Appointment) -> None:
    client.force_login(factories.user("Kim Vale", Role.MEDIATOR))

    assert b"No meetings on this day" in client.get("/staff/?day=2026-11-24").content


def test_the_admin_site_has_no_second_door(client: Client, manager: User, admin: User) -> None:
    response = client.get("/staff/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/staff/account/sign-in/")
    posted = client.post("/staff/admin/login/", {"username": manager.email, "password": "x"})
    assert posted.status_code == 302
    client.force_login(manager)
    assert client.get("/staff/admin/").status_code == 200
    client.force_login(admin)
    assert client.get("/staff/admin/").status_code in {302, 403}
