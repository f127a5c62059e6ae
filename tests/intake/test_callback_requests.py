"""Somebody asks for a call, changes it, or needs none any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from intake.enums import Answer, CallbackAgain, CallbackPriority, CallbackState, CallbackTopic, CallbackWhen
from intake.errors import NoLongerOpen, WindowFull
from intake.models import CallbackEvent, CallbackRequest, ContactPreferences
from intake.queries import preferences_of
from intake.services import callback_queue
from intake.services.callbacks import cancel_by_client, change_time_by_client
from mediation.core.enums import Role
from mediation.core.models import Message
from tests import factories
from tests.factories import NOW, TOMORROW_1PM, callback_hours, callback_window
from tests.intake.callback_stories import (
    DAY,
    HOUR,
    MINUTE,
    alert_kinds,
    ask,
    ask_in_own_words,
    at_time,
    kinds,
    message_kinds,
    used,
)

pytestmark = pytest.mark.django_db
HALF_PAST = TOMORROW_1PM + timedelta(minutes=30)


@pytest.fixture
def window(practice):
    callback_hours()
    return callback_window(TOMORROW_1PM)


@pytest.fixture
def later(window):
    return callback_window(TOMORROW_1PM + HOUR)


def test_a_request_takes_a_unit_and_waits_for_its_window(window):
    request = ask(window)

    assert used(window) == 1
    assert request.state == CallbackState.WAITING
    assert (request.open_from, request.open_until) == (TOMORROW_1PM, HALF_PAST)
    assert (request.sla_warn_at, request.sla_due_at) == (TOMORROW_1PM, HALF_PAST)
    assert kinds(request) == ["asked"]
    assert request.events.get().details == {"when": "window", "window": window.pk}
    assert message_kinds() == ["callback.confirmed"]
    assert alert_kinds() == []


def test_what_they_said_is_kept_with_the_version_of_each_notice(window):
    request = ask(
        window,
        notices_shown={"recording": 3},
        recording_objection=True,
        topic=CallbackTopic.INVITED,
        phrase="otter",
        source_page="home",
    )

    request.refresh_from_db()
    assert request.notices_shown == {"recording": 3}
    assert (request.recording_objection, request.marketing_consent) == (True, False)
    assert (request.topic, request.source_page, request.consent_at) == ("invited", "home", NOW)
    assert request.contact.phrase == "otter"


def test_nobody_agrees_to_news_in_somebody_elses_name(window):
    assert ask(window, marketing=True).marketing_consent
    assert not ask(window, marketing=True, asked_by_name="Drew").marketing_consent


def test_nothing_private_is_readable_in_the_database(window):
    request = ask(window, asked_by_name="Kim Lake", asked_by_relationship="sister", phrase="otter")

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text || c::text FROM intake_callbackrequest r, intake_contactpreferences c")
        (row,) = cursor.fetchone()
    assert request.reference in row
    assert [
        one for one in ("Robin", "07700", "447700900456", "robin@", "Kim", "sister", "otter") if one in row
    ] == []


def test_a_full_window_offers_the_next_and_leaves_nothing_behind(window, later):
    ask(window, phone="+447700900001")
    ask(window, phone="+447700900002")

    with pytest.raises(WindowFull) as refusal:
        ask(window)

    assert refusal.value.windows == (later,)
    assert (used(window), CallbackRequest.objects.count(), ContactPreferences.objects.count()) == (2, 2, 2)


@pytest.mark.parametrize(("minutes", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_the_notice_is_judged_when_the_window_is_taken(window, minutes, is_taken):
    now = TOMORROW_1PM - 2 * HOUR + minutes * MINUTE

    if is_taken:
        assert ask(window, now=now).window == window
    else:
        with pytest.raises(WindowFull):
            ask(window, now=now)


def test_a_window_that_never_was_is_refused_like_a_full_one(window):
    with pytest.raises(WindowFull):
        ask(when=CallbackWhen.WINDOW, window_id=window.pk + 1)


def test_as_soon_as_you_can_takes_a_unit_of_the_next_window_and_may_be_rung_from_now_on(window, later):
    request = ask()

    assert (request.window, used(window), used(later)) == (window, 1, 0)
    assert (request.open_from, request.open_until) == (NOW, None)
    assert (request.sla_warn_at, request.sla_due_at) == (NOW + 210 * MINUTE, NOW + 240 * MINUTE)


def test_as_soon_as_you_can_is_taken_also_where_every_window_is_full(window):
    window.used = 2
    window.save()

    request = ask()

    assert (request.window, request.state) == (None, CallbackState.WAITING)


def test_the_promise_counts_working_minutes_and_is_shorter_for_urgent_ones(window):
    evening = at_time("17:30", day="2026-11-23")

    assert ask(now=evening).sla_due_at == at_time("13:00")  # 240 minutes of Tuesday
    urgent = ask(now=evening, hearing_soon=Answer.YES, phone="+447700900001")
    assert (urgent.sla_warn_at, urgent.sla_due_at) == (at_time("09:30"), at_time("10:00"))


def test_own_words_need_somebody_to_choose_a_time(window):
    request = ask_in_own_words()

    assert request.state == CallbackState.NEEDS_TIME
    assert (request.window, request.open_from) == (None, None)
    assert request.own_time == "Thursday mornings"
    assert alert_kinds() == ["callback.needs_time"]
    assert message_kinds() == []


@pytest.mark.parametrize(
    ("answers", "priority", "alerts"),
    [
        ({}, CallbackPriority.GENERAL, []),
        ({"safe_to_talk": Answer.UNSURE}, CallbackPriority.GENERAL, []),
        ({"hearing_soon": Answer.YES}, CallbackPriority.URGENT, ["callback.urgent"]),
        ({"safe_to_talk": Answer.NO}, CallbackPriority.URGENT, ["callback.urgent", "safety.callback"]),
    ],
)
def test_staff_are_told_at_once_of_what_is_urgent(window, answers, priority, alerts):
    request = ask(window, **answers)

    assert request.priority == priority
    assert alert_kinds() == alerts


@pytest.mark.parametrize(
    "answers",
    [
        {"email": ""},
        {"email_private": Answer.NO},
        {"asked_by_name": "Kim"},
    ],
)
def test_nothing_is_sent_where_no_message_is_safe(window, answers):
    ask(window, **answers)

    assert message_kinds() == []


def test_a_text_is_planned_where_only_that_is_safe_and_the_practice_sends_any(window, settings):
    answers = {"email": "", "may_text": Answer.YES}
    ask(window, **answers)
    assert message_kinds() == []

    settings.TEXTS = type(settings.TEXTS)("console", "")
    ask(window, phone="+447700900001", **answers)

    assert Message.objects.get().channel == "sms"


# The same page sent twice.


def test_the_same_page_sent_twice_is_one_request(window):
    first = ask(window, form_key="k1")

    assert ask(window, form_key="k1", now=NOW + MINUTE) == first
    assert used(window) == 1
    assert message_kinds() == ["callback.confirmed"]


def test_the_second_tap_finds_the_first_also_where_that_filled_the_window(window):
    window.capacity = 1
    window.save()

    assert ask(window, form_key="k1") == ask(window, form_key="k1")


@pytest.mark.parametrize(
    "changes", [{"form_key": "k2"}, {"name": "Rob"}, {"phone": "+447700900001"}, {"form_key": ""}], ids=str
)
def test_another_page_or_another_answer_is_another_request(window, changes):
    first = ask(window, form_key="k1")

    assert ask(window, **{"form_key": "k1", **changes}).reference != first.reference


def test_a_reference_that_is_somebody_elses_by_chance_is_not_given_away(window):
    first = ask(window, form_key="k1")
    CallbackRequest.objects.filter(pk=first.pk).update(contact=other_contact())

    second = ask(window, form_key="k1")

    assert second.pk != first.pk
    assert second.reference != first.reference


def other_contact():
    return ContactPreferences.objects.create(phone="+447700900999", number_index="other", updated_at=NOW)


# A number on which somebody else answered.


def test_a_number_marked_unsafe_earlier_stays_unsafe_for_a_new_request(window):
    first = ask(window)
    ContactPreferences.objects.filter(pk=first.contact_id).update(number_unsafe_since=NOW)

    second = ask(window, name="Robin again")

    assert second.state == CallbackState.UNSAFE
    assert preferences_of(second.contact).number_is_unsafe
    assert alert_kinds() == ["callback.number_unsafe"]
    assert Message.objects.get(subject_id=second.pk).kind == "callback.confirmed"  # silence would tell
    jo = factories.user("Jo Prior", Role.ADMIN)
    assert callback_queue.take_next(user=jo, now=TOMORROW_1PM) is None  # nor is the first one rung


# Changing and cancelling.


def test_another_time_gives_the_old_one_back_and_is_the_only_safe_one(window, later):
    request = ask(window, again=CallbackAgain.SAME_TIME)

    changed = change_time_by_client(request=request, window_id=later.pk, now=NOW + MINUTE)

    assert (used(window), used(later)) == (0, 1)
    assert (changed.open_from, changed.sla_due_at) == (later.starts_at, later.ends_at)
    starts = {(one.start_min, one.weekday) for one in preferences_of(changed.contact).safe_windows}
    assert {start for start, _ in starts} == {14 * 60}
    assert changed.contact.version == 2
    assert kinds(changed) == ["asked", "changed_by_client"]


def test_after_a_change_only_the_new_time_is_confirmed(window, later):
    request = ask(window)

    change_time_by_client(request=request, window_id=later.pk, now=NOW + MINUTE)

    assert list(Message.objects.order_by("pk").values_list("kind", "state")) == [
        ("callback.confirmed", "skipped"),
        ("callback.confirmed", "planned"),
    ]


def test_a_change_to_a_full_window_leaves_everything_as_it_was(window, later):
    request = ask(window)
    later.used = later.capacity
    later.save()

    with pytest.raises(WindowFull):
        change_time_by_client(request=request, window_id=later.pk, now=NOW)

    request.refresh_from_db()
    assert (request.window, used(window)) == (window, 1)
    assert kinds(request) == ["asked"]


def test_a_change_to_the_time_they_have_changes_nothing(window):
    request = ask(window)

    change_time_by_client(request=request, window_id=window.pk, now=NOW)

    assert used(window) == 1
    assert kinds(request) == ["asked"]


def test_own_words_become_a_window_by_their_own_choice(window):
    request = ask_in_own_words()

    changed = change_time_by_client(request=request, window_id=window.pk, now=NOW)

    assert (changed.state, changed.when) == (CallbackState.WAITING, CallbackWhen.WINDOW)
    assert alert_kinds() == []


def test_a_change_makes_no_number_safe_and_looks_as_ever(window, later):
    first = ask(window)
    ContactPreferences.objects.filter(pk=first.contact_id).update(number_unsafe_since=NOW)
    request = ask(window, name="Robin again")

    changed = change_time_by_client(request=request, window_id=later.pk, now=NOW + MINUTE)

    assert (changed.state, changed.window) == (CallbackState.UNSAFE, later)
    assert Message.objects.filter(subject_id=request.pk, kind="callback.confirmed").count() == 2


def test_cancelling_gives_the_time_back_and_closes_the_request(window):
    request = ask(window, hearing_soon=Answer.YES)

    cancelled = cancel_by_client(request=request, now=NOW + MINUTE)

    assert used(window) == 0
    assert (cancelled.state, cancelled.closed_because) == (CallbackState.CLOSED, "cancelled by the client")
    assert f"{cancelled.purge_on}" == "2027-02-21"
    assert kinds(cancelled) == ["asked", "cancelled_by_client", "closed"]
    assert alert_kinds() == []


def test_cancelling_twice_gives_one_unit_back(window):
    ask(window, phone="+447700900001")
    request = ask(window)

    cancel_by_client(request=request, now=NOW)
    cancel_by_client(request=request, now=NOW)

    assert used(window) == 1


def test_a_finished_request_cannot_be_changed(window, later):
    request = cancel_by_client(request=ask(window), now=NOW)

    with pytest.raises(NoLongerOpen):
        change_time_by_client(request=request, window_id=later.pk, now=NOW)


# Events and forgetting.


def test_an_event_cannot_be_changed(window):
    event = ask(window).events

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        event.update(kind="closed")

    assert event.get().kind == "asked"


def test_an_event_cannot_be_deleted_outside_the_purge(window):
    event = ask(window).events

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        event.all().delete()

    assert event.get().kind == "asked"


@pytest.mark.parametrize(("days", "left"), [(89, 1), (90, 0)])
def test_a_closed_request_is_forgotten_after_ninety_days_with_all_that_hangs_on_it(window, days, left):
    cancel_by_client(request=ask(window), now=NOW)
    Message.objects.update(sent_copy={"text": "Robin"})

    assert callback_queue.purge_callbacks(now=NOW + days * DAY) == 1 - left

    for rows in (CallbackRequest, ContactPreferences):
        assert rows.objects.count() == left
    assert bool(CallbackEvent.objects.count()) is bool(left)
    assert (Message.objects.get().sent_copy is None) is not bool(left)


def test_after_a_purge_events_are_guarded_as_before(window):
    cancel_by_client(request=ask(window), now=NOW)
    kept = ask(window, phone="+447700900001")
    callback_queue.purge_callbacks(now=NOW + 90 * DAY)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        kept.events.all().delete()


def test_an_open_request_is_never_forgotten(window):
    ask(window)

    assert callback_queue.purge_callbacks(now=NOW + 400 * DAY) == 0


def test_old_windows_go_when_no_request_names_them(window, later):
    ask(window)

    callback_queue.purge_callbacks(now=NOW + 92 * DAY)

    assert list(type(window).objects.all()) == [window]
