"""J12: hearing a case's children. Opened by a mediator when all is there, and never seen by a parent."""

from __future__ import annotations

import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from bookings.models import Appointment, AppointmentType, Mediator
from intake.models import ChildInclusive, ChildRecord, Flag, ParentConsent, Party
from mediation.core.models import AuditEntry, User
from tests import factories
from tests.bookings import visits

pytestmark = pytest.mark.django_db
NOW = factories.at("2026-11-25", "09:00")  # both have met Morgan the day before
CHILDREN = [
    {"child_name": "Sam", "child_born_on": "2015-03-02"},
    {"child_name": "Kim", "child_born_on": "2017-05-06"},
    {"child_name": "Jo", "child_born_on": "2022-01-01"},
]
TOLD = {
    "agrees": "yes",
    "suitable": "yes",
    "explained_on_day": "24",
    "explained_on_month": "11",
    "explained_on_year": "2026",
    "signed_on_day": "25",
    "signed_on_month": "11",
    "signed_on_year": "2026",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def theirs(kind: AppointmentType, appointment: Appointment) -> Appointment:
    """Robin's own meeting, in the same case as Alex's."""
    found = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    Party.objects.filter(pk=found.party_id).update(case=appointment.party.case_id, role="other")
    found.party.refresh_from_db()
    return found


@pytest.fixture
def both(appointment: Appointment, theirs: Appointment) -> tuple[Appointment, Appointment]:
    """Both were at their MIAMs, and told us about the children; nothing was raised."""
    for one in (appointment, theirs):
        factories.nothing_stands_against(one.party)
        one.party.answers = {**one.party.answers, "children": CHILDREN, "open_to_childrens_say": "unsure"}
        one.party.save(update_fields=["answers"])
    Appointment.objects.update(state="attended")
    return appointment, theirs


@pytest.fixture
def desk(client: Client, morgan: Mediator) -> Client:
    assert morgan.user
    client.force_login(morgan.user)
    return client


@pytest.fixture
def qualified(drew: Mediator) -> Mediator:
    drew.child_inclusive, drew.dbs_on = True, factories.at("2025-06-01").date()
    drew.save()
    return drew


def path_of(one: Appointment) -> str:
    return f"/staff/appointments/{one.reference}/children/"


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def post(client: Client, path: str, fields: dict[str, Any], status: int = 200) -> str:
    response = client.post(path, fields, follow=True)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def everything(client: Client, both: tuple[Appointment, Appointment], mediator: Mediator) -> str:
    for one in both:
        post(client, f"{path_of(one)}parent/", TOLD)
    return post(client, f"{path_of(both[0])}mediator/", {"mediator": str(mediator.pk)})


def test_j12_a_mediator_opens_it_when_all_is_there(
    desk: Client, both: tuple[Appointment, Appointment], qualified: Mediator
) -> None:
    page = page_of(desk, path_of(both[0]))
    assert "A child is 10 or over" in page
    for words in ("Alex Winter: has not said yes", "Robin Field: has not signed", "Nobody is named"):
        assert words in page
    assert "Open it for these children" not in page

    page = everything(desk, both, qualified)
    assert "Everything is there." in page
    assert "Sam, 11" in page
    assert "Kim, 9" in page
    assert "Jo, 4" not in page
    page = post(desk, f"{path_of(both[0])}open/", {"children": ["2015-03-02"]})

    assert "Opened by Morgan Ellis" in page
    assert [(child.name, child.age) for child in ChildRecord.objects.all()] == [("Sam", 11)]
    post(desk, f"{path_of(both[1])}open/", {"children": ["2017-05-06"]})
    assert ChildRecord.objects.count() == 1
    assert AuditEntry.objects.filter(verb="child_inclusive.opened").count() == 1


def test_once_open_it_says_what_has_gone_missing_since(
    desk: Client, both: tuple[Appointment, Appointment], qualified: Mediator
) -> None:
    """A parent may take their yes back, and a flag may rise: the page must not go on saying only "open"."""
    everything(desk, both, qualified)
    page = post(desk, f"{path_of(both[0])}open/", {"children": ["2015-03-02"]})
    assert "Something is missing now" not in page

    Flag.objects.create(party=both[0].party, code="SS-S47", severity="red", rule_version="1", raised_at=NOW)
    page = post(desk, f"{path_of(both[1])}parent/", TOLD | {"agrees": "no"})

    assert "Wait with the children until it is settled." in page
    assert "Robin Field: has not said yes to it." in page
    assert "Alex Winter: the council is looking into a worry about a child" in page


@pytest.mark.parametrize("missing", ["agrees", "flag", "not held", "qualification"])
def test_with_one_thing_missing_it_stays_shut_and_says_what(
    desk: Client, both: tuple[Appointment, Appointment], qualified: Mediator, missing: str
) -> None:
    everything(desk, both, qualified)
    match missing:
        case "agrees":
            ParentConsent.objects.filter(party=both[1].party).update(agrees="no")
            words = "Robin Field: has not said yes"
        case "flag":
            Flag.objects.create(
                party=both[0].party, code="CAF-S7", severity="amber", rule_version="1", raised_at=NOW
            )
            words = "Alex Winter: a section 7 report is under way"
        case "not held":
            Appointment.objects.filter(pk=both[0].pk).update(state="not_attended")
            words = "Alex Winter: their own MIAM has not been held"
        case _:
            Mediator.objects.update(child_inclusive=False)
            words = "not recorded as qualified"

    page = post(desk, f"{path_of(both[0])}open/", {"children": ["2015-03-02"]})

    assert page.count(words) == 2  # why it was refused just now, and what is missing
    assert ChildInclusive.objects.get().opened_at is None
    assert not ChildRecord.objects.exists()


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        (TOLD | {"signed_on_day": "23"}, "They sign after it was explained"),
        (TOLD | {"signed_on_day": "26"}, "not on a day that is still to come"),
        (
            TOLD | {"explained_on_day": "", "explained_on_month": "", "explained_on_year": ""},
            "They sign after",
        ),
        (TOLD | {"signed_on_day": "32"}, "must be a real date"),
    ],
)
def test_nobody_signs_before_it_was_explained(
    desk: Client, both: tuple[Appointment, Appointment], fields: dict[str, str], mistake: str
) -> None:
    assert post(desk, f"{path_of(both[0])}parent/", fields, status=422).count(mistake) == 2
    assert not ParentConsent.objects.exists()


def test_another_mediator_is_not_told_what_this_client_said(
    client: Client, both: tuple[Appointment, Appointment], qualified: Mediator
) -> None:
    Appointment.objects.filter(pk=both[1].pk).update(mediator=qualified)
    assert qualified.user
    client.force_login(qualified.user)

    page = page_of(client, path_of(both[1]))
    assert "Robin Field: has not said yes" in page
    assert "The other parent: something is still missing." in page
    assert "Alex Winter" not in page
    assert client.get(path_of(both[0])).status_code == 404


@pytest.mark.parametrize("step", ["", "parent/", "mediator/", "open/"])
def test_the_office_cannot_open_it(
    client: Client, admin: User, both: tuple[Appointment, Appointment], step: str
) -> None:
    client.force_login(admin)
    path = f"{path_of(both[0])}{step}"

    assert (client.post(path, TOLD) if step else client.get(path)).status_code == 403
    assert "children/" not in page_of(client, f"/staff/appointments/{both[0].reference}/")


def test_neither_parent_reads_what_the_other_said(
    desk: Client, other_client: Client, both: tuple[Appointment, Appointment], qualified: Mediator
) -> None:
    """With everything recorded, and then opened: no page of either changes by a byte."""

    def seen() -> list[bytes]:
        return [
            visits.without_token(other_client.get(f"{visits.manage_path(one)}{page}").content)
            for one in both
            for page in ("", "details/", "contact/", "cancel/", "join/")
        ]

    with time_machine.travel(factories.NOW, tick=False):
        before = seen()
    everything(desk, both, qualified)
    post(desk, f"{path_of(both[0])}open/", {"children": ["2015-03-02"]})
    with time_machine.travel(factories.NOW, tick=False):
        assert seen() == before
