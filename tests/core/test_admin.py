"""Settings, notices and closures on the admin site."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from mediation.core.enums import NoticeKind
from mediation.core.models import AuditEntry, Closure, Notice, PracticeSettings
from mediation.core.models.practice import default_document_days
from tests.factories import NOW, notice

HOUR = timedelta(hours=1)


@pytest.fixture
def site(client, manager):
    """The manager at the admin site, on the Monday."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(manager)
        yield client


def practice_form(**changes: str) -> dict[str, str]:
    return {
        "name": "Northgate Family Mediation",
        "phone": "0113 496 0000",
        "phone_hours": "",
        "email": "hello@example.org",
        "sender_name": "Appointments",
        "brand_colour": "#0f5c63",
        "exit_url": "https://www.example.org/",
        "hold_minutes": "15",
        "hold_limit_minutes": "60",
        "change_cutoff_minutes": "120",
        "cancellation_tiers": '[{"hours_before": 0, "fee_percent": 0}]',
        "join_opens_minutes": "15",
        "join_phone": "",
        "reminders": "[]",
        "calls_from": "",
        "callback_window_minutes": "30",
        "callback_notice_minutes": "120",
        "callback_days_ahead": "7",
        "callback_attempts": "3",
        "callback_sla_minutes": "240",
        "callback_sla_urgent_minutes": "60",
        "callback_sla_warn_minutes": "30",
        "remote_cap_percent": "",
        "remote_cap_from": "",
        "remote_cap_months": "12",
        "promise_warn_hours": "72",
        "offer_minutes": "10",
        "invitation_reminder_days": "5",
        "invitation_close_days": "10",
        "document_days": json.dumps(default_document_days()),
        **changes,
    }


@pytest.mark.parametrize("close", ["5", "4"])
def test_nobody_stops_waiting_for_an_answer_before_the_reminder(site, close):
    url = reverse("admin:core_practicesettings_change", args=[1])
    page = site.post(url, practice_form(invitation_close_days=close)).content.decode()

    assert "only after the reminder" in page
    assert PracticeSettings.objects.get().invitation_close_days == 10


def test_settings_change_and_the_names_of_the_fields_are_audited(site):
    url = reverse("admin:core_practicesettings_change", args=[1])

    assert site.post(url, practice_form(change_cutoff_minutes="60")).status_code == 302

    assert PracticeSettings.objects.get().change_cutoff_minutes == 60
    entry = AuditEntry.objects.get()
    assert entry.verb == "practice.saved"
    assert "change_cutoff_minutes" in entry.details["fields"]


@pytest.mark.parametrize(
    ("tiers", "good"),
    [
        ('[{"hours_before": 0, "fee_percent": 0}]', True),
        ('[{"hours_before": 24, "fee_percent": 100}]', True),
        ('[{"hours_before": 24, "fee_percent": 101}]', False),
        ('[{"hours_before": -1, "fee_percent": 0}]', False),
        ('[{"hours_before": "24", "fee_percent": 0}]', False),
        ('[{"hours_before": 24}]', False),
        ('{"hours_before": 24, "fee_percent": 0}', False),
        ("[true]", False),
    ],
)
def test_cancellation_tiers_have_a_shape_that_confirming_can_read(site, tiers, good):
    url = reverse("admin:core_practicesettings_change", args=[1])

    assert site.post(url, practice_form(cancellation_tiers=tiers)).status_code == (302 if good else 200)


def test_the_practice_is_neither_added_nor_deleted(site):
    assert site.get(reverse("admin:core_practicesettings_add")).status_code == 403
    assert site.post(reverse("admin:core_practicesettings_delete", args=[1])).status_code == 403


@pytest.mark.parametrize("start", [NOW - HOUR, NOW + HOUR])
def test_a_notice_is_read_here_and_written_elsewhere(site, start):
    row = notice(NoticeKind.PRIVACY, version=2, in_force_from=start)
    address = reverse("admin:core_notice_change", args=[row.pk])

    assert site.get(address).status_code == 200
    assert site.get(reverse("admin:core_notice_add")).status_code == 403
    assert site.post(address, {"text": "Other words."}).status_code == 403
    assert site.post(reverse("admin:core_notice_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Notice.objects.get(pk=row.pk).text != "Other words."


def test_closures_are_kept_by_hand(site):
    form = {"on": "2026-12-24", "kind": "practice", "reason": "Christmas Eve"}

    assert site.post(reverse("admin:core_closure_add"), form).status_code == 302
    assert Closure.objects.get().reason == "Christmas Eve"
    assert site.get(reverse("admin:core_closure_changelist")).status_code == 200


def test_nobody_gives_a_colleague_a_password_or_another_address(site, admin):
    change = reverse("admin:core_user_change", args=[admin.pk])
    assert site.get(reverse("admin:core_user_add")).status_code == 403
    assert site.get(reverse("admin:auth_user_password_change", args=[admin.pk])).status_code == 403
    form = {"email": "mine@example.org", "name": admin.name, "role": admin.role, "is_active": "on"}
    assert site.post(change, form).status_code == 302

    before = admin.email
    admin.refresh_from_db()
    assert admin.email == before
    assert AuditEntry.objects.get(verb="user.saved").subject_id == admin.pk


def test_an_account_is_switched_off_and_never_deleted(site, admin):
    assert site.get(reverse("admin:core_user_delete", args=[admin.pk])).status_code == 403

    site.post(
        reverse("admin:core_user_change", args=[admin.pk]),
        {"email": admin.email, "name": admin.name, "role": admin.role},
    )

    admin.refresh_from_db()
    assert not admin.is_active


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("[]", ""),
        ('[{"what": "reminder", "channel": "sms", "minutes_before": 90}]', ""),
        ('[{"what": "reminder", "channel": "pigeon", "minutes_before": 90}]', "Rule 1: “channel” is one of"),
        ('{"what": "reminder"}', "Enter a list of rules"),
        ("", "Enter a list of rules"),
    ],
)
def test_reminders_have_a_shape_that_confirming_can_read(site, rules, words):
    before = PracticeSettings.objects.get().reminders
    response = site.post(
        reverse("admin:core_practicesettings_change", args=[1]), practice_form(reminders=rules)
    )

    if words:
        assert words in response.content.decode()
        assert PracticeSettings.objects.get().reminders == before
    else:
        assert response.status_code == 302
        assert PracticeSettings.objects.get().reminders == json.loads(rules)


def test_a_changed_cap_on_remote_meetings_is_kept_with_its_values(site):
    url = reverse("admin:core_practicesettings_change", args=[1])
    whole = {"remote_cap_percent": "50", "remote_cap_from": "2026-04-01"}

    assert "a cap needs one" in site.post(url, practice_form(remote_cap_percent="50")).content.decode()
    assert site.post(url, practice_form(**whole)).status_code == 302
    site.post(url, practice_form(**whole | {"remote_cap_percent": "40"}))
    site.post(url, practice_form(**whole | {"remote_cap_percent": "40", "hold_minutes": "20"}))

    entries = AuditEntry.objects.filter(verb="practice.remote_cap").order_by("pk")
    assert [one.details["after"]["remote_cap_percent"] for one in entries] == ["50", "40"]
    assert entries[1].details["before"] == {
        "remote_cap_percent": "50",
        "remote_cap_from": "2026-04-01",
        "remote_cap_months": "12",
    }


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({}, ""),
        ({"court_paper": 30}, ""),
        ({"court_paper": 0}, "Days are whole numbers from 1 on."),
        ({"court_paper": 1.5}, "Days are whole numbers from 1 on."),
        ({"court_paper": True}, "Days are whole numbers from 1 on."),
        ({"diaries": 3}, "Give the days for each of: call"),
    ],
)
def test_days_for_papers_are_set_for_each_class_and_no_other(site, days, words):
    form = practice_form(document_days=json.dumps({**default_document_days(), **days}))
    response = site.post(reverse("admin:core_practicesettings_change", args=[1]), form)

    if words:
        assert words in response.content.decode()
        assert PracticeSettings.objects.get().document_days == default_document_days()
    else:
        assert response.status_code == 302
        assert PracticeSettings.objects.get().document_days == {**default_document_days(), **days}
