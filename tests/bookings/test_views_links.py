"""The client's secret link: whom it lets in, and that only POST changes anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from bookings import manage_links
from bookings.enums import AppointmentState, ClaimState
from bookings.models import Appointment, AppointmentType, SlotClaim
from bookings.times_page import forget_lists
from mediation.core import links
from mediation.core.models import Alert, Message
from mediation.core.remembered import forget_everything
from tests import factories

from . import visits

pytestmark = pytest.mark.django_db
ACTIONS = ("", "details/", "appointment.ics", "move/", "cancel/", "safe/", "join/")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(factories.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def path(appointment: Appointment) -> str:
    return visits.manage_path(appointment)


def everything() -> dict[str, list[Any]]:
    """Every row of every table but the sessions."""
    found = {}
    for model in apps.get_models():
        if model._meta.db_table not in {"django_session"}:
            found[model._meta.label] = list(model.objects.order_by("pk").values())
    return found


def dead_paths(appointment: Appointment) -> dict[str, str]:
    """Links that open nothing, each for another reason."""
    draft = factories.ready_draft(appointment.appointment_type, factories.at("2026-11-24", "15:00"))
    live = visits.manage_path(appointment).split("/")[2]
    gone = factories.booked(appointment.appointment_type, factories.at("2026-11-23", "11:00"))
    expired = visits.manage_path(gone).split("/")[2]
    visits.link_of("manage", gone.pk).__class__.objects.filter(subject_id=gone.pk, scope="manage").update(
        expires_at=factories.NOW
    )
    return {
        "unknown": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "expired": expired,
        "of another scope": visits.resume_path(draft).split("/")[3],
        "cut short": live[:-1],
        "of another case": live.swapcase(),
        "too long": live + "A",
    }


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_links_that_open_nothing_all_look_the_same(
    client: Client, appointment: Appointment, action: str, method: str
) -> None:
    shows_only = method == "post" and action in {"", "appointment.ics", "join/"}
    seen = []
    for reason, token in dead_paths(appointment).items():
        response = getattr(client, method)(f"/b/{token}/{action}")
        assert response.status_code == (405 if shows_only else 404), reason
        headers = {
            name: value for name, value in response.headers.items() if name != "Content-Security-Policy"
        }
        seen.append((visits.without_token(response.content), headers, response.cookies.output()))

    assert all(one == seen[0] for one in seen)


def test_ways_back_that_open_nothing_all_look_the_same(client: Client, appointment: Appointment) -> None:
    finished = factories.ready_draft(appointment.appointment_type, factories.at("2026-11-24", "15:00"))
    token = visits.resume_path(finished).split("/")[3]
    finished.__class__.objects.filter(pk=finished.pk).update(forget_at=factories.NOW)
    tokens = [token, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", visits.manage_path(appointment).split("/")[2]]

    answers = [client.get(f"/book/resume/{one}/") for one in tokens]

    assert [one.status_code for one in answers] == [404] * 3
    assert len({visits.without_token(one.content) for one in answers}) == 1


def test_one_partys_link_opens_nothing_of_the_others(
    client: Client, kind: AppointmentType, path: str
) -> None:
    robins = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)

    for action in ACTIONS:
        page = client.get(path + action, follow=True).content.decode()
        assert robins.reference not in page
        assert "Robin" not in page
        assert "3:00pm" not in page or action == "move/"  # where it is one of the free times no more
    assert "1:00pm to 2:00pm" in client.get(path).content.decode()


def test_a_code_for_one_link_opens_no_other(
    client: Client, kind: AppointmentType, appointment: Appointment, path: str
) -> None:
    robins = factories.booked(kind, factories.at("2026-11-24", "15:00"), answers=factories.ROBIN)
    theirs = visits.manage_path(robins)
    client.post(path + "details/")
    client.post(path + "details/", {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})

    assert client.get(path + "appointment.ics").status_code == 200
    assert client.get(theirs + "appointment.ics")["Location"] == theirs + "details/"


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_changes_nothing(
    client: Client, path: str, action: str, method: str
) -> None:
    before = everything()
    getattr(client, method)(path + action)

    assert everything() == before


def test_following_a_way_back_changes_nothing(
    client: Client, kind: AppointmentType, appointment: Appointment
) -> None:
    draft = factories.ready_draft(kind, factories.at("2026-11-24", "15:00"))
    way_back = visits.resume_path(draft)
    before = everything()
    client.get(way_back)

    assert everything() == before


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/book/",
        "/privacy/",
        "/accessibility/",
        "/book/help/",
        "/book/saved/",
        "/practice.css",
        "/status/",
    ],
)
def test_public_pages_change_nothing_by_being_looked_at(
    client: Client, appointment: Appointment, path: str
) -> None:
    before = everything()
    client.get(path)

    assert everything() == before


def test_the_link_shows_the_time_and_nothing_of_the_person(
    client: Client, appointment: Appointment, path: str
) -> None:
    page = client.get(path).content.decode()

    assert "Tomorrow, Tuesday 24 November, 1:00pm to 2:00pm" in page
    for private in ("Alex", "alex@example.org", "07700", "Robin", "Morgan", "children"):
        assert private not in page


def test_the_fee_is_the_one_agreed_to_also_after_a_rise(
    client: Client, path: str, appointment: Appointment
) -> None:
    AppointmentType.objects.update(fee=150)
    client.post(path + "details/")
    client.post(path + "details/", {"code": visits.digits_of(visits.link_of("manage", appointment.pk))})

    assert "The fee is £110, or nothing" in client.get(path).content.decode()


def test_the_details_open_with_a_code_for_half_an_hour(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    client.post(path + "details/")
    done = client.post(
        path + "details/", {"code": visits.digits_of(visits.link_of("manage", appointment.pk))}
    )

    assert done["Location"] == path
    assert client.get(path + "appointment.ics").status_code == 200
    clock.shift(timedelta(minutes=30) - timedelta(seconds=1))
    assert client.get(path + "appointment.ics").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(path + "appointment.ics")["Location"] == path + "details/"


def test_cancelling_takes_a_post_and_frees_the_time(
    client: Client, appointment: Appointment, path: str
) -> None:
    assert "Cancel your meeting?" in client.get(path + "cancel/").content.decode()
    page = client.post(path + "cancel/").content.decode()
    appointment.refresh_from_db()

    assert "Your meeting is cancelled" in page
    assert appointment.state == AppointmentState.CANCELLED
    assert SlotClaim.objects.get().state == ClaimState.RELEASED
    assert "This booking is cancelled" in client.get(path).content.decode()
    assert client.post(path + "cancel/")["Location"] == path


@pytest.mark.parametrize(
    ("before_start", "may_move"),
    [
        (timedelta(hours=2, seconds=1), True),
        (timedelta(hours=2), True),
        (timedelta(hours=2) - timedelta(seconds=1), False),
    ],
)
def test_the_cut_off_is_kept_on_the_server(
    client: Client, appointment: Appointment, path: str, clock: Any, before_start: timedelta, may_move: bool
) -> None:
    clock.move_to(appointment.starts_at - before_start)
    forget_lists()
    client.post(path + "move/", {"start": "2026-11-25T13:00Z", "confirm": "yes"})
    appointment.refresh_from_db()

    assert (appointment.version == 2) is may_move


def test_inside_the_cut_off_the_time_is_freed_and_staff_are_told(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    clock.move_to(appointment.starts_at - timedelta(minutes=30))
    assert "Tell us that you cannot come" in client.get(path).content.decode()
    page = client.post(path + "cancel/").content.decode()

    assert "Thank you for telling us" in page
    assert SlotClaim.objects.get().state == ClaimState.RELEASED
    assert Alert.objects.get().kind == "appointment.cannot_come"


def test_once_it_has_begun_nothing_can_be_changed(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    clock.move_to(appointment.starts_at)

    assert client.post(path + "cancel/")["Location"] == path
    assert client.post(path + "move/", {"start": "2026-11-25T13:00Z", "confirm": "yes"})["Location"] == path
    assert Appointment.objects.get().version == 1


def test_not_feeling_safe_reaches_a_person_and_changes_nothing_else(
    client: Client, appointment: Appointment, path: str
) -> None:
    client.get(path + "safe/")
    assert not Alert.objects.exists()
    page = client.post(path + "safe/").content.decode()

    assert "We have told our team" in page
    assert Alert.objects.get().kind == "safety.not_safe"
    assert Appointment.objects.get().is_confirmed
    assert set(Message.objects.values_list("recipient", flat=True)) == {
        "office",
        f"party:{appointment.party_id}",  # the confirmation, and nothing about this
    }


def test_moving_asks_first_then_moves(client: Client, appointment: Appointment, path: str) -> None:
    asked = client.post(path + "move/", {"start": visits.TWO_PM})
    assert "Move your meeting?" in asked.content.decode()
    assert Appointment.objects.get().version == 1
    moved = client.post(path + "move/", {"start": visits.TWO_PM, "confirm": "yes"})

    assert "Your meeting has moved" in moved.content.decode()
    assert Appointment.objects.get().starts_at == factories.at("2026-11-24", "14:30")
    assert client.get(path).status_code == 200


def test_moving_to_a_time_that_is_gone_keeps_the_old_one(
    client: Client, kind: AppointmentType, appointment: Appointment, path: str
) -> None:
    factories.booked(kind, factories.at("2026-11-24", "14:30"), answers=factories.ROBIN)
    response = client.post(path + "move/", {"start": visits.TWO_PM, "confirm": "yes"})

    assert response.status_code == 409
    assert f'action="{path}move/"' in response.content.decode()
    appointment.refresh_from_db()
    assert appointment.starts_at == factories.TOMORROW_1PM


@pytest.mark.parametrize(
    "start", ["", "x", "0001-01-01T00:00Z", "9999-12-31T23:59Z", "\0", "2026-11-20T13:00Z"]
)
def test_moving_to_a_start_that_is_none_moves_nothing(
    client: Client, appointment: Appointment, path: str, start: str
) -> None:
    for confirm in ("", "yes"):
        assert client.post(path + "move/", {"start": start, "confirm": confirm}).status_code in {200, 409}
    appointment.refresh_from_db()
    assert appointment.version == 1


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("12:44:59", False),
        ("12:45:00", True),
        ("13:30:00", True),
        ("13:59:59", True),
    ],
)
def test_the_room_is_on_the_page_from_a_quarter_of_an_hour_before(
    client: Client, appointment: Appointment, path: str, clock: Any, settings: Any, at: str, is_open: bool
) -> None:
    settings.VIDEO_URL = "https://video.example.org"
    clock.move_to(factories.at("2026-11-24", at))
    page = client.get(path + "join/").content.decode()

    assert (appointment.room in page) is is_open
    assert ("video.example.org" in page) is is_open
    assert "Video not working?" in page
    assert "0113 496 0000" in page


def test_the_link_dies_with_the_meeting(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    clock.move_to(appointment.ends_at - timedelta(seconds=1))
    assert client.get(path).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert client.get(path).status_code == 404


def test_without_a_video_server_the_page_gives_the_phone(
    client: Client, appointment: Appointment, path: str, clock: Any, settings: Any
) -> None:
    settings.VIDEO_URL = ""
    clock.move_to(appointment.starts_at)
    page = client.get(path + "join/").content.decode()

    assert 'href=""' not in page
    assert "Join by phone" in page


def test_the_token_itself_is_stored_nowhere(appointment: Appointment, path: str) -> None:
    token = path.split("/")[2]

    assert len(token) >= 32
    assert token not in str(everything())


def test_the_link_stays_the_same_however_often_it_is_made(appointment: Appointment, path: str) -> None:
    assert visits.manage_path(appointment) == path
    assert links.exists(manage_links.MANAGE, appointment)


def test_the_list_for_moving_filters_and_offers_no_other_kind_or_person(client: Client, path: str) -> None:
    everything = client.get(path + "move/").content.decode()
    lunch = client.get(path + "move/?when=lunch-break").content.decode()

    assert 0 < lunch.count("data-time>") < everything.count("data-time>")
    assert "Who you would like to meet" not in everything
    assert "Kind of meeting" not in everything


def test_a_kind_that_is_no_longer_offered_can_still_be_moved(
    client: Client, appointment: Appointment, path: str
) -> None:
    AppointmentType.objects.update(is_offered=False)
    forget_everything()

    assert "data-time>" in client.get(path + "move/").content.decode()
    client.post(path + "move/", {"start": visits.TWO_PM, "confirm": "yes"})
    assert Appointment.objects.get().version == 2


def test_a_lost_race_while_moving_leads_back_to_moving(
    client: Client, appointment: Appointment, path: str
) -> None:
    page = client.post(path + "move/", {"start": "2026-11-23T03:00Z", "confirm": "yes"}).content.decode()

    assert f'href="{path}move/"' in page
    assert 'href="/book/"' not in page


def test_the_joining_page_names_the_mediator_only_when_it_is_open(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    early = client.get(path + "join/").content.decode()
    assert appointment.mediator.name not in early
    assert appointment.reference not in early

    clock.move_to(appointment.starts_at - timedelta(minutes=15))
    opened = client.get(path + "join/").content.decode()
    assert appointment.mediator.name in opened
    assert appointment.reference in opened


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("pay", "You pay £55 if you cancel now."),
        ("legal_aid", "You pay £55 if you cancel now, or nothing if you get legal aid."),
        ("not_sure", "You pay £55 if you cancel now, or nothing if you get legal aid."),
    ],
)
def test_the_charge_for_cancelling_late_knows_of_legal_aid(
    client: Client, appointment: Appointment, path: str, clock: Any, source: str, words: str
) -> None:
    type(appointment.party.funding).objects.update(source=source)
    clock.move_to(appointment.starts_at - timedelta(hours=23))

    assert words in client.get(path + "cancel/").content.decode()


def test_nobody_is_asked_for_more_than_a_colleague_left_of_their_fee(
    client: Client, appointment: Appointment, path: str, clock: Any
) -> None:
    type(appointment.party.funding).objects.update(fee=30)
    clock.move_to(appointment.starts_at - timedelta(hours=23))

    assert "You pay £30 if you cancel now." in client.get(path + "cancel/").content.decode()
