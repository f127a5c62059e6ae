"""The conflict check: does a mediator act for the other person in another matter? Nobody ever sees it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bookings import queries
from bookings.errors import SlotTaken
from bookings.models import Appointment, SlotClaim
from bookings.services import cancel_appointment, claims, confirm_appointment, move_appointment
from intake.models import Party
from intake.names import comparable
from intake.queries import name_index, parties_in_conflict
from mediation.core.audit import CLIENT
from mediation.core.models import Alert, Message
from tests.factories import ALEX, NOW, ROBIN, TOMORROW_1PM, at, booked, holder, ready_draft, works

EARLIER = at("2026-11-24", "09:00")
ROBIN_AND_KIM = {**ROBIN, "other_name": "Kim Lake"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Robin Field", "Robin Field", True),
        ("Robin Field", "ROBIN  field ", True),
        ("Robin Field", "Field, Robin", True),
        ("Robin Field", "Ms Robin Field", True),
        ("Robin Field", "Mrs. Robin Field", True),
        ("José Núñez", "Jose Nunez", True),
        ("Siân O'Neill", "Sian O’Neill", True),
        ("Anne-Marie Field", "AnneMarie Field", True),
        ("Straße", "STRASSE", True),
        ("Ｒｏｂｉｎ Field", "Robin Field", True),
        ("Mr", "mr", True),  # nothing but a title is somebody's name all the same
        ("Robin Field", "Robin Fields", False),
        ("Robin Field", "Robin", False),
        ("Robin Field", "Robyn Field", False),
        ("Робин", "Robin", False),
    ],
)
def test_names_are_compared_as_people_write_them(one, other, same):
    assert (comparable(one) == comparable(other)) is same


@pytest.mark.parametrize("nothing", ["", "   ", "…", "-'-"])
def test_no_name_is_like_no_other(nothing):
    assert comparable(nothing) == ""
    assert name_index(nothing) == ""


def test_the_index_of_a_name_tells_nothing_of_it():
    found = name_index("Robin Field")

    assert len(found) == 64
    assert "robin" not in found.lower()
    assert found == name_index("field, robin")


def conflicts(client: str, other: str) -> list[str]:
    found = parties_in_conflict(client_index=name_index(client), other_index=name_index(other))
    return [party.name for party in found]


@pytest.mark.parametrize(
    ("client", "other", "expected"),
    [
        ("Alex Winter", "Robin Field", ["Robin Field"]),  # Robin is a client here, about Kim
        ("Kim Lake", "Robin Field", []),  # the same dispute, seen from the other side
        ("Alex Winter", "Kim Lake", []),  # Kim has no file
        ("Alex Winter", "", []),
        ("", "Robin Field", ["Robin Field"]),
        ("Robin Field", "Alex Winter", []),
    ],
)
def test_a_file_of_the_other_person_about_somebody_else_is_a_conflict(kind, morgan, client, other, expected):
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)

    assert conflicts(client, other) == expected


def test_a_file_that_names_nobody_may_be_about_anybody(kind, morgan):
    booked(kind, EARLIER, answers={**ROBIN, "other_name": "", "other_name_unknown": True})

    assert conflicts("Alex Winter", "Robin Field") == ["Robin Field"]
    assert conflicts("", "Robin Field") == ["Robin Field"]


# Unseen: what a visitor gets is what they would get without any conflict.


def refusal(draft) -> str:
    with pytest.raises(SlotTaken) as caught:
        confirm_appointment(draft=draft, actor=CLIENT, now=NOW)
    return str(caught.value)


def test_another_free_mediator_takes_it_silently(kind, morgan, drew):
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)
    works(drew)
    draft = ready_draft(kind, mediator=morgan)

    appointment = confirm_appointment(draft=draft, actor=CLIENT, now=NOW)

    assert (appointment.mediator, appointment.starts_at) == (drew, TOMORROW_1PM)
    assert not Alert.objects.exists()
    assert morgan.claims.filter(state="held").count() == 0


def test_without_another_mediator_it_is_the_ordinary_just_taken(kind, morgan):
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)
    in_conflict = ready_draft(kind)
    lost = ready_draft(kind, at("2026-11-24", "15:00"))
    claims.release(holder_key=lost.hold_key)
    claims.hold(holder_key=holder(), appointment_type=kind, starts_at=at("2026-11-24", "15:00"), now=NOW)
    before = Message.objects.count()

    assert refusal(in_conflict) == refusal(lost) == "That time has just been taken. Please choose another."

    in_conflict.refresh_from_db()
    assert in_conflict.answers == dict(ALEX)
    assert Message.objects.count() == before
    told = Alert.objects.get()  # staff alone, and only of the conflict
    assert told.kind == "booking.conflict"
    assert not [name for name in ("Alex", "Robin", "Morgan") if name in told.text]
    assert Party.objects.count() == 1


def test_a_conflict_and_a_lost_race_answer_with_the_same_page(client, other_client, kind, morgan):
    """Same status, same words, same choices, but for the session's own token."""
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)
    in_conflict = ready_draft(kind)
    conflict_page = sent(client, in_conflict)
    SlotClaim.objects.filter(starts_at=TOMORROW_1PM).update(state="released")
    lost = ready_draft(kind, answers={**ALEX, "other_name": "Nobody Known"})
    claims.release(holder_key=lost.hold_key)
    claims.hold(holder_key=holder(), appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)

    lost_page = sent(other_client, lost)

    assert conflict_page.status_code == lost_page.status_code == 409
    assert words(conflict_page) == words(lost_page)


def test_after_a_conflict_the_time_is_gone_for_this_visitor_as_for_all_others(kind, morgan):
    """Nothing may say that it is kept for them still, and nobody may see it free a moment later."""
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)
    draft = ready_draft(kind)
    refusal(draft)

    assert claims.current(draft.hold_key) is None
    with pytest.raises(SlotTaken):
        claims.hold(holder_key=draft.hold_key, appointment_type=kind, starts_at=TOMORROW_1PM, now=NOW)
    end = queries.promise_end(kind, now=NOW)
    for viewer in (None, draft.hold_key):
        found = queries.free_times(kind, now=NOW, start=NOW, end=end, viewer=viewer)
        assert TOMORROW_1PM not in found
    claims.hold(
        holder_key=holder(),
        appointment_type=kind,
        starts_at=TOMORROW_1PM,
        now=NOW + timedelta(minutes=15),
    )


def sent(client, draft):
    with time_machine.travel(NOW, tick=False):
        session = client.session
        session["draft"], session["holder"] = draft.key, draft.hold_key
        session.save()
        client.cookies["session"] = session.session_key
        return client.post(reverse("bookings:check"), {"key": draft.confirm_key})


def words(response) -> list[str]:
    lines = response.content.decode().splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def test_the_other_party_of_the_same_dispute_is_no_conflict(kind, morgan):
    booked(kind, EARLIER, answers=ROBIN)  # Robin, about Alex

    assert booked(kind).mediator == morgan


def test_a_mediator_without_the_other_persons_file_is_no_conflict(kind, morgan, drew):
    works(drew)
    booked(kind, EARLIER, answers=ROBIN_AND_KIM, mediator=drew)

    draft = ready_draft(kind, mediator=morgan)

    assert confirm_appointment(draft=draft, actor=CLIENT, now=NOW).mediator == morgan


def test_a_meeting_that_was_cancelled_counts_still(kind, morgan):
    """The mediator may have read Robin's file."""
    cancel_appointment(appointment=booked(kind, EARLIER, answers=ROBIN_AND_KIM), actor=CLIENT, now=NOW)

    assert refusal(ready_draft(kind))


def test_moving_does_not_lead_to_a_mediator_in_conflict(kind, morgan, drew):
    booked(kind, EARLIER, answers=ROBIN_AND_KIM, mediator=morgan)
    works(drew)
    appointment = booked(kind, mediator=drew)
    claims.hold(
        holder_key=holder(),
        appointment_type=kind,
        starts_at=at("2026-11-24", "15:00"),
        now=NOW,
        mediator_id=drew.pk,
    )

    with pytest.raises(SlotTaken):
        move_appointment(appointment=appointment, starts_at=at("2026-11-24", "15:00"), actor=CLIENT, now=NOW)

    assert Appointment.objects.get(pk=appointment.pk).mediator == drew


def test_free_times_are_the_same_with_and_without_a_conflict(kind, morgan):
    """The list knows no names, so nothing in it can tell."""
    booked(kind, EARLIER, answers=ROBIN_AND_KIM)
    draft = ready_draft(kind)
    end = queries.promise_end(kind, now=NOW)

    before = queries.free_times(kind, now=NOW, start=NOW, end=end)
    refusal(draft)

    assert queries.free_times(kind, now=NOW, start=NOW, end=end) == before
