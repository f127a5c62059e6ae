"""What only staff may know (the files differ, we know the other person) shows to no party: in no word, by no
time, count or id, and in no other work than the same page does for anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import Appointment, AppointmentType, Mediator
from bookings.services.flags import judge_answers, watch_red_flags
from intake.models import Flag
from intake.services.flag_comparisons import compare_files
from mediation.core import audit, code_pages
from mediation.core.models import Alert, Message
from mediation.core.remembered import forget_everything
from tests import factories
from tests.factories import ALEX, NOW, ROBIN, TOMORROW_1PM

from . import visits

pytestmark = pytest.mark.django_db
COUNCIL = {"involved": "yes", "court": "none", "cafcass": "no", "social_services": "now"}
HAS_PLAN = {**COUNCIL, "plan": ["early_help"], "plan_current": "yes"}
HAS_NONE = {**COUNCIL, "plan": ["none"]}
OWN_PAGES = ("", "details/", "move/", "earlier/", "cancel/", "safe/", "join/", "contact/", "costs/")
BEHIND_THE_CODE = ("", "contact/", "papers/", "questions/", "questions/all/", "questions/plan/")
STAFF_ONLY = ["X-PARTIES"]


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def both(kind: AppointmentType, morgan: Mediator) -> tuple[Appointment, Appointment]:
    """Alex and Robin are booked, each with an own meeting, on one case; nothing is compared yet."""
    alex = factories.booked(kind, answers={**ALEX, **HAS_PLAN})
    robin = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers={**ROBIN, **HAS_NONE})
    robin.party.case = alex.party.case
    robin.party.role = "other"
    robin.party.save(update_fields=["case", "role"])
    return alex, robin


def staff_only() -> list[str]:
    return sorted(
        Flag.objects.filter(staff_only=True, cleared_at=None, ended_at=None).values_list("code", flat=True)
    )


def seen(client: Client, path: str) -> tuple[int, str, int]:
    """Status, words and number of queries of a page, without what differs with every request."""
    forget_everything()
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return response.status_code, body, len(asked)


def own_page(one: Appointment, page: str) -> Callable[[Client], tuple[int, str, int]]:
    path = visits.manage_path(one) + page
    return lambda client: seen(client, path)


def confirmed_page(one: Appointment) -> Callable[[Client], tuple[int, str, int]]:
    def look(client: Client) -> tuple[int, str, int]:
        session = client.session
        session["confirmed"] = one.pk
        session.save()
        return seen(client, "/book/confirmed/")

    return look


def test_the_sweep_puts_it_on_both_files_whoever_changed(both: Any) -> None:
    assert staff_only() == []
    compare_files(now=NOW)

    flags = Flag.objects.filter(code="X-PARTIES")
    assert {one.party_id for one in flags} == {one.party_id for one in both}
    assert all(one.staff_only and one.severity == "amber" for one in flags)
    assert compare_files(now=NOW) == 0


def test_when_one_changes_their_answers_the_others_file_is_judged_again(both: Any) -> None:
    robin = both[1]
    compare_files(now=NOW)
    robin.party.answers = {**ROBIN, **HAS_PLAN}
    robin.party.save(update_fields=["answers"])
    judge_answers(party=robin.party, actor=audit.CLIENT, now=TOMORROW_1PM)

    compare_files(now=TOMORROW_1PM)

    # It stays until a mediator clears it, and says that the answers do not raise it any more.
    rows = Flag.objects.filter(code="X-PARTIES")
    assert [one.not_raised_since for one in rows] == [TOMORROW_1PM] * 2
    assert all(one.is_open for one in rows)


@pytest.mark.parametrize("page", OWN_PAGES)
@pytest.mark.parametrize("who", [0, 1], ids=["alex", "robin"])
def test_no_own_page_changes_by_a_letter_or_a_query(client: Client, both: Any, page: str, who: int) -> None:
    look = own_page(both[who], page)
    look(client)
    before = look(client)
    compare_files(now=NOW)
    assert staff_only() == STAFF_ONLY * 2

    assert look(client) == before


@pytest.mark.parametrize("who", [0, 1], ids=["alex", "robin"])
def test_nor_does_any_page_behind_the_code(client: Client, both: Any, who: int) -> None:
    looks = [own_page(both[who], page) for page in BEHIND_THE_CODE]
    link = visits.link_of("manage", both[who].pk)
    session = client.session
    session[code_pages.OPENED] = {"link": link.pk, "until": TOMORROW_1PM.isoformat()}
    session.save()
    for look in looks:
        look(client)
    before = [look(client) for look in looks]
    compare_files(now=NOW)
    assert staff_only() == STAFF_ONLY * 2

    assert [look(client) for look in looks] == before
    assert {status for status, _, _ in before} == {200}
    other = both[1 - who]
    telling = (other.party.name.split()[0] + "@", other.reference, other.party.contact.email, "X-PARTIES")
    for page, (_, body, _) in zip(BEHIND_THE_CODE, before, strict=True):
        assert "Send me a code" not in body, page
        assert not [one for one in telling if one.lower() in body.lower()]


@pytest.mark.parametrize("who", [0, 1], ids=["alex", "robin"])
def test_nor_does_the_page_after_booking(client: Client, both: Any, who: int) -> None:
    look = confirmed_page(both[who])
    look(client)
    before = look(client)
    compare_files(now=NOW)

    assert look(client) == before
    assert "a person will talk with you" not in before[1].lower()


def test_a_booking_does_the_same_work_whether_or_not_we_know_the_other_person(
    kind: AppointmentType, morgan: Mediator, drew: Mediator
) -> None:
    factories.works(drew)
    other = factories.booked(kind, answers={**ROBIN, "other_name": "Sam Hill"}, mediator=drew)
    asked = []
    for clock, other_name in (("13:00", "Nobody Known"), ("15:00", "Robin Field")):
        draft = factories.ready_draft(
            kind,
            factories.at("2026-11-24", clock),
            answers={**ALEX, "other_name": other_name},
            mediator=morgan,
        )
        with CaptureQueriesContext(connection) as queries:
            factories.confirm_appointment(draft=draft, actor=audit.CLIENT, now=NOW)
        asked.append(len(queries))
    compare_files(now=NOW)

    assert asked[0] == asked[1]
    assert staff_only() == ["PT-CONFLICT"]
    assert Flag.objects.get(staff_only=True).party.name == "Alex Winter"
    assert not other.party.flags.filter(staff_only=True).exists()


def test_nobody_is_told_anything_because_of_it(both: Any) -> None:
    messages, alerts = Message.objects.count(), Alert.objects.count()
    compare_files(now=NOW)
    watch_red_flags(now=NOW)

    assert (Message.objects.count(), Alert.objects.count()) == (messages, alerts)


def test_staff_see_it_with_what_to_do(client: Client, both: Any, morgan: Mediator) -> None:
    compare_files(now=NOW)
    assert morgan.user
    client.force_login(morgan.user)
    page = client.get(f"/staff/appointments/{both[1].reference}/").content.decode()

    assert "The two files differ about a plan" in page
    assert "Never tell either of the two." in page
    assert "early help" not in page  # nothing of the other file, not even to staff: the flag keeps its own
