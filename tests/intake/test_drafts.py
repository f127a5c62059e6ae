"""Drafts: kept sealed, kept briefly, and gone when they should be."""

from datetime import timedelta

import pytest
from django.db import connection

from intake import queries, services
from intake.models import Draft
from mediation.core import links
from mediation.core.enums import NoticeKind
from mediation.core.models import SecretLink
from tests.factories import ALEX, NOW, booked, notice

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOT_SAFE = [
    {"email_private": "no"},
    {"email_private": "unsure"},
    {"email_private": None},
    {"email": "", "email_private": None},
]


@pytest.fixture
def fresh(practice) -> Draft:
    return services.start_draft(wish={"type": 1}, hold_key="a visitor", now=NOW)


def saved(draft: Draft, *, now=NOW, **changes) -> Draft:
    return services.save_answers(draft=draft, answers={**ALEX, **changes}, now=now)


def test_a_new_draft_is_forgotten_after_24_hours(fresh):
    assert fresh.forget_at == NOW + 24 * HOUR
    assert fresh.answers == {}


def test_keys_of_two_drafts_differ_and_cannot_be_guessed(fresh):
    other = services.start_draft(wish={}, hold_key="another", now=NOW)

    keys = {fresh.key, fresh.confirm_key, other.key, other.confirm_key}
    assert len(keys) == 4
    assert min(map(len, keys)) >= 43  # 32 bytes


def test_with_a_safe_channel_it_is_kept_for_30_days(fresh):
    assert saved(fresh).forget_at == NOW + 30 * DAY


@pytest.mark.parametrize("changes", NOT_SAFE)
def test_without_a_safe_channel_it_is_kept_for_24_hours(fresh, changes):
    """A number that is safe to call is no way back to a draft: only writing is."""
    saved(fresh)

    assert saved(fresh, now=NOW + HOUR, **changes).forget_at == NOW + 25 * HOUR


def test_each_page_puts_the_day_off(fresh):
    saved(fresh)

    assert saved(fresh, now=NOW + 5 * DAY).forget_at == NOW + 35 * DAY


@pytest.mark.parametrize(
    ("after", "is_there"), [(24 * HOUR - MINUTE, True), (24 * HOUR, False), (25 * HOUR, False)]
)
def test_a_draft_whose_time_has_come_is_not_found_even_before_it_is_purged(fresh, after, is_there):
    now = NOW + after

    assert (queries.live_draft(fresh.key, now=now) == fresh) is is_there
    assert (queries.live_draft_by_id(fresh.pk, now=now) == fresh) is is_there


def test_an_unknown_key_finds_nothing(fresh):
    assert queries.live_draft("", now=NOW) is None
    assert queries.live_draft(fresh.key + "x", now=NOW) is None


def test_purging_deletes_what_is_due_with_its_link_and_nothing_else(fresh):
    kept = services.start_draft(wish={}, hold_key="another", now=NOW)
    saved(kept)
    links.issue("resume", fresh, expires_at=NOW + 30 * DAY)
    links.issue("resume", kept, expires_at=NOW + 30 * DAY)

    assert services.purge_drafts(now=NOW + 24 * HOUR) == 1

    assert list(Draft.objects.all()) == [kept]
    assert [link.subject_id for link in SecretLink.objects.all()] == [kept.pk]
    assert services.purge_drafts(now=NOW + 24 * HOUR) == 0


def test_forgetting_deletes_the_draft_and_its_link(fresh):
    token = links.issue("resume", fresh, expires_at=fresh.forget_at)

    services.forget_draft(fresh)
    services.forget_draft(fresh)

    assert not Draft.objects.exists()
    assert links.find("resume", token, now=NOW) is None


def test_answers_are_sealed_in_the_database(fresh):
    saved(fresh)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM intake_draft d")
        (row,) = cursor.fetchone()
    for secret in ("Alex", "Winter", "Robin", "alex@example.org", "07700900123", "children"):
        assert secret not in row
    assert Draft.objects.get().answers == dict(ALEX)


def test_a_persons_file_is_sealed_in_the_database(kind, morgan):
    booked(kind)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT json_agg(p)::text FROM intake_party p)"
            " || (SELECT json_agg(c)::text FROM intake_contactpreferences c)"
            " || (SELECT json_agg(k)::text FROM intake_case k)"
            " || (SELECT json_agg(m)::text FROM core_message m)"
            " || (SELECT json_agg(e)::text FROM core_auditentry e)"
        )
        (rows,) = cursor.fetchone()
    for secret in ("Alex", "Winter", "Robin", "Field", "alex@example.org", "07700900123", "children"):
        assert secret not in rows


def test_a_draft_that_became_a_booking_takes_no_more_answers(draft, kind):
    services.close_draft(draft=draft, appointment_id=7, now=NOW)

    assert saved(draft, name="Somebody else").answers == {}
    services.change_wish(draft=draft, wish={"type": 9}, now=NOW)
    draft.refresh_from_db()
    assert draft.wish["type"] == kind.pk


def test_choosing_another_time_keeps_the_answers(fresh):
    saved(fresh)

    services.change_wish(draft=fresh, wish={"type": 2}, now=NOW + HOUR)

    fresh.refresh_from_db()
    assert (fresh.wish, fresh.updated_at) == ({"type": 2}, NOW + HOUR)
    assert fresh.answers == dict(ALEX)


@pytest.mark.parametrize(
    ("changes", "is_new"), [({"mediator": 9}, False), ({"starts_at": "later"}, True), ({"type": 2}, True)]
)
def test_a_page_that_shows_an_old_time_cannot_confirm_the_new_one(practice, changes, is_new):
    wish = {"type": 1, "starts_at": "now", "mediator": 1}
    draft = services.start_draft(wish=wish, hold_key="a visitor", now=NOW)
    shown = draft.confirm_key

    services.change_wish(draft=draft, wish={**wish, **changes}, now=NOW)

    draft.refresh_from_db()
    assert (draft.confirm_key != shown) is is_new


def test_the_versions_of_the_notices_shown_are_kept(fresh):
    services.note_notices_shown(draft=fresh, kinds=("privacy", "recording"), now=NOW)
    notice(NoticeKind.PRIVACY, version=2, in_force_from=NOW + HOUR)

    fresh.refresh_from_db()
    assert fresh.notices_shown == {"privacy": 1, "recording": 1}
    services.note_notices_shown(draft=fresh, kinds=("privacy", "recording"), now=NOW + HOUR)
    fresh.refresh_from_db()
    assert fresh.notices_shown["privacy"] == 2


@pytest.mark.parametrize(
    ("given", "email", "call", "calendar"),
    [
        ({}, "ok", "ok", "yes"),
        ({"email_private": "unsure"}, "unknown", "ok", "no"),
        ({"email_private": "no", "phone_private": "no"}, "never", "never", "no"),
        ({"phone_private": "unsure", "calendar_safe": False}, "ok", "unknown", "no"),
        ({"email": "", "email_private": None, "phone_private": None}, "unknown", "unknown", "no"),
        ({"phone": "", "phone_private": None}, "ok", "unknown", "yes"),
    ],
)
def test_a_persons_file_says_how_they_may_be_reached(kind, morgan, given, email, call, calendar):
    contact = booked(kind, answers={**ALEX, **given}).party.contact
    contact.refresh_from_db()

    assert (contact.email_safety, contact.call_safety, contact.calendar_entry) == (email, call, calendar)
    assert contact.sms_safety == "unknown"
    assert queries.preferences_of(contact).email == contact.email


@pytest.mark.parametrize("ticked", [True, False, None])
def test_objection_and_consent_are_kept_as_ticked(kind, morgan, ticked):
    party = booked(kind, answers={**ALEX, "recording_objection": ticked, "marketing": ticked}).party

    assert (party.recording_objection, party.marketing_consent) == (ticked is True, ticked is True)
