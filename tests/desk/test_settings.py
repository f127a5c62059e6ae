"""Settings: what would change is seen first, nobody overwrites anybody, and what was before is kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, models, transaction
from django.test import Client

from bookings.models import AppointmentType, Mediator, TimeLabel
from intake.models import CallbackHours, CallbackWindow
from mediation.core import settings_history
from mediation.core.models import AuditEntry, Notice, PracticeSettings, SettingsChange, User
from mediation.core.practice import practice as practice_now
from mediation.core.remembered import forget_everything
from mediation.desk.settings_groups import KEPT_ELSEWHERE, LABEL, MEDIATOR, MEETING, NAMES, PRACTICE
from mediation.desk.settings_words import fmca_badge
from tests import factories
from tests.conftest import HttpsClient
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PAGES_OF = {
    PracticeSettings: [name for group in PRACTICE for name in group.fields],
    AppointmentType: list(MEETING.fields),
    Mediator: list(MEDIATOR.fields),
    TimeLabel: list(LABEL.fields),
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


def form_of(desk: Client, key: str, query: str = "") -> dict[str, Any]:
    """The form as a browser would send it, untouched."""
    response = desk.get(f"/staff/settings/{key}/change/{query}")
    assert response.status_code == 200
    return sent(response)


def sent(response: Any) -> dict[str, Any]:
    form, found = response.context["form"], {"seen": response.context["seen"]}
    for name in form.fields:
        bound = form[name]
        value = bound.value()
        if value is not False:
            found[bound.html_name] = "" if value is None else bound.field.prepare_value(value)
    return found


def preview(desk: Client, key: str, **changes: Any) -> Any:
    return desk.post(f"/staff/settings/{key}/change/preview/", {**form_of(desk, key), **changes})


def save(desk: Client, key: str, **changes: Any) -> Any:
    return desk.post(f"/staff/settings/{key}/change/save/", {**form_of(desk, key), **changes})


def told(response: Any) -> list[tuple[str, str, str]]:
    return [(line.label, line.before, line.after) for line in response.context["lines"]]


@pytest.mark.parametrize("model", PAGES_OF, ids=lambda model: model.__name__)
def test_every_field_stands_on_one_page_or_is_kept_elsewhere(model: type[models.Model]) -> None:
    name = str(model._meta.model_name)
    elsewhere = list(KEPT_ELSEWHERE[name])

    assert sorted([*PAGES_OF[model], *elsewhere]) == sorted(field.name for field in model._meta.fields)
    assert {f"{name}.{field}" for field in PAGES_OF[model]} <= set(NAMES)


@pytest.mark.parametrize(
    "key", [*(group.slug for group in PRACTICE), "call-hours", "meeting", "mediator", "label"]
)
def test_a_form_sent_untouched_changes_nothing(
    desk: Client, kind: AppointmentType, morgan: Mediator, key: str
) -> None:
    factories.callback_hours(weekdays=[1, 6])
    PracticeSettings.objects.update(reminders=PracticeSettings._meta.get_field("reminders").get_default())
    rows = {"meeting": kind, "mediator": morgan, "label": TimeLabel.objects.first()}
    if key in rows:
        key = f"{key}-{rows[key].pk}"  # type: ignore[union-attr]

    assert told(preview(desk, key)) == []
    assert save(desk, key).status_code == 302
    assert not SettingsChange.objects.exists()
    assert desk.get(f"/staff/settings/{key}/").status_code == 200


def test_what_would_change_is_said_and_nothing_is_written_until_saved(desk: Client) -> None:
    shown = preview(desk, "practice", phone="0113 496 0001", phone_hours="")

    assert told(shown) == [
        ("Phone", "0113 496 0000", "0113 496 0001"),
        ("When the phone is answered", "8am to 7pm, Monday to Saturday", "not set"),
    ]
    assert "0113 496 0001" in shown.context["picture"]
    assert PracticeSettings.objects.get().phone == "0113 496 0000"


def test_a_saved_change_holds_at_once_and_says_who_changed_what(
    desk: Client, manager: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert practice_now().phone == "0113 496 0000"
    with django_capture_on_commit_callbacks(execute=True):
        assert save(desk, "practice", phone="0113 496 0001").status_code == 302

    assert practice_now().phone == "0113 496 0001"
    change = SettingsChange.objects.get()
    assert (change.actor, change.page) == (manager, "practice")
    assert (change.before, change.after) == ({"phone": "0113 496 0000"}, {"phone": "0113 496 0001"})
    assert AuditEntry.objects.get(verb="practice.saved").details == {"fields": ["phone"]}
    page = desk.get("/staff/settings/practice/").content.decode()
    assert "Lee Bianchi" in page
    assert "0113 496 0000" in page
    assert "by Lee Bianchi" in desk.get("/staff/settings/").content.decode()


def test_an_older_value_comes_back_by_the_same_way(desk: Client) -> None:
    save(desk, "practice", phone="0113 496 0001")
    first = SettingsChange.objects.get()

    form = form_of(desk, "practice", f"?restore={first.pk}")
    assert form["phone"] == "0113 496 0000"
    assert PracticeSettings.objects.get().phone == "0113 496 0001"
    desk.post("/staff/settings/practice/change/save/", form)

    assert PracticeSettings.objects.get().phone == "0113 496 0000"
    assert SettingsChange.objects.count() == 2
    assert desk.get(f"/staff/settings/look/change/?restore={first.pk}").status_code == 404


@pytest.mark.parametrize("step", ["preview", "save"])
def test_the_second_of_two_managers_sees_what_the_first_did_and_keeps_their_answers(
    desk: Client, step: str
) -> None:
    second = form_of(desk, "practice") | {"phone": "0113 496 0002", "email": "new@example.org"}
    save(desk, "practice", phone="0113 496 0001")

    response = desk.post(f"/staff/settings/practice/change/{step}/", second)

    assert response.status_code == 409
    text = response.content.decode()
    assert "Somebody changed these settings while you were looking" in text
    assert "Phone: it is 0113 496 0001 now, and your form says 0113 496 0002." in text
    assert PracticeSettings.objects.get().phone == "0113 496 0001"
    again = sent(response)
    assert again["email"] == "new@example.org"
    assert desk.post("/staff/settings/practice/change/save/", again).status_code == 302
    assert PracticeSettings.objects.get().phone == "0113 496 0002"


def test_somebody_elses_change_of_another_page_is_in_nobodys_way(desk: Client) -> None:
    second = form_of(desk, "practice") | {"phone": "0113 496 0002"}
    save(desk, "booking", hold_minutes="20")

    assert desk.post("/staff/settings/practice/change/save/", second).status_code == 302
    assert PracticeSettings.objects.get().hold_minutes == 20


def test_what_settings_were_is_never_changed_or_lost(desk: Client) -> None:
    save(desk, "practice", phone="0113 496 0001")
    rows = SettingsChange.objects.all()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(page="look")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete()


def test_going_on_changing_keeps_the_answers(desk: Client) -> None:
    response = preview(desk, "practice", phone="0113 496 0001", step="edit")

    assert response.context["form"]["phone"].value() == "0113 496 0001"


@pytest.mark.parametrize(
    ("key", "changes", "words"),
    [
        ("look", {"brand_colour": "#ffee00"}, "too pale to read"),
        ("look", {"brand_colour": "green"}, "Enter a colour like #0f5c63."),
        ("practice", {"name": ""}, "Fill in “Name of the practice”"),
        ("invitations", {"invitation_close_days": "5"}, "only after the reminder"),
        ("legal-aid", {"remote_cap_percent": "50"}, "a cap needs one"),
        ("booking", {"hold_minutes": "60", "hold_limit_minutes": "59"}, "the minutes above, or more"),
        ("calls", {"callback_sla_warn_minutes": "60"}, "less than the minutes within which we ring"),
        ("papers", {"document_days-call": "0"}, "Enter 1 or more"),
        ("booking", {"cancellation_tiers-0-hours_before": "0"}, "Two lines have the same hours"),
        ("booking", {"cancellation_tiers-0-fee_percent": "101"}, "Enter 100 or less"),
        ("booking", {"cancellation_tiers-0-fee_percent": ""}, "line 1: fill this in, or empty the line"),
        (
            "reminders",
            {"reminders-0-what": "reminder", "reminders-0-channel": "sms", "reminders-0-minutes_before": "0"},
            "Rule 1: “minutes_before” is from 1",
        ),
        ("reminders", {"reminders-0-what": "reminder"}, "line 1: fill this in, or empty the line"),
        (
            "call-hours",
            {
                "hours-0-weekday": "1",
                "hours-0-opens": "17:00",
                "hours-0-closes": "09:00",
                "hours-0-capacity": "2",
            },
            "Line 1 ends before it begins",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_the_answers(
    desk: Client, key: str, changes: dict[str, str], words: str
) -> None:
    for step in (preview, save):
        response = step(desk, key, **changes)
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not SettingsChange.objects.exists()


def test_the_look_is_shown_in_its_colour_before_it_is_saved(desk: Client) -> None:
    shown = preview(desk, "look", brand_colour="#7a1f5c")

    assert 'href="/staff/settings/look/7a1f5c.css"' in shown.context["picture"]
    assert "srcdoc=" in shown.content.decode()
    assert "Contrast on our pages: 8.1 to 1. At least 4.5 is needed." in shown.content.decode()
    assert desk.get("/staff/settings/look/7a1f5c.css").content == b":root{--brand:#7a1f5c}\n"
    assert desk.get("/staff/settings/look/ffee00.css").status_code == 404


def test_lists_are_typed_line_by_line(desk: Client) -> None:
    save(
        desk,
        "booking",
        **{
            "cancellation_tiers-0-hours_before": "",
            "cancellation_tiers-0-fee_percent": "",
            "cancellation_tiers-2-hours_before": "72",
            "cancellation_tiers-2-fee_percent": "0",
        },
    )
    save(
        desk,
        "reminders",
        **{"reminders-0-what": "reminder", "reminders-0-channel": "sms", "reminders-0-minutes_before": "90"},
    )

    row = PracticeSettings.objects.get()
    assert row.cancellation_tiers == [
        {"hours_before": 72, "fee_percent": 0},
        {"hours_before": 0, "fee_percent": 50},
    ]
    assert row.reminders == [{"what": "reminder", "channel": "sms", "minutes_before": 90}]
    assert (
        "Reminder by text message, 90 minutes before"
        in desk.get("/staff/settings/reminders/").content.decode()
    )


def test_a_changed_cap_on_remote_meetings_is_audited_with_its_values(desk: Client) -> None:
    save(desk, "legal-aid", remote_cap_percent="50", remote_cap_from="2026-04-01")

    details = AuditEntry.objects.get(verb="practice.remote_cap").details
    assert details["before"]["remote_cap_percent"] == "None"
    assert details["after"] == {
        "remote_cap_percent": "50",
        "remote_cap_from": "2026-04-01",
        "remote_cap_months": "12",
    }
    assert "1 April 2026" in desk.get("/staff/settings/legal-aid/").content.decode()


def test_new_hours_for_calls_lay_out_the_times_anew(desk: Client) -> None:
    line = {
        "hours-0-weekday": "1",
        "hours-0-opens": "09:00",
        "hours-0-closes": "10:00",
        "hours-0-capacity": "2",
    }

    assert save(desk, "call-hours", **line).status_code == 302

    assert CallbackHours.objects.get().capacity == 2
    assert CallbackWindow.objects.count() == 4  # two Mondays of two half hours, today's among them
    assert "Monday 09:00 to 10:00, 2 at a time" in desk.get("/staff/settings/call-hours/").content.decode()


def test_a_new_fee_is_for_new_bookings_and_in_the_history(desk: Client, kind: AppointmentType) -> None:
    key = f"meeting-{kind.pk}"
    assert told(preview(desk, key, fee="120")) == [("Fee, pounds", "£110.00", "£120.00")]
    save(desk, key, fee="120")

    assert AppointmentType.objects.get().fee == 120
    assert SettingsChange.objects.get().after == {"fee": "120.00"}


def test_a_kind_of_meeting_is_added_and_needs_an_address_in_person(desk: Client, practice: object) -> None:
    form = form_of(desk, "meeting-new") | {"name": "MIAM, in Leeds", "fee": "130", "mode": "in_person"}
    response = desk.post("/staff/settings/meeting-new/change/save/", form)
    assert response.status_code == 422
    assert "Enter the address" in response.content.decode()

    response = desk.post("/staff/settings/meeting-new/change/save/", form | {"place": "1 Example Street"})

    made = AppointmentType.objects.get()
    assert response["Location"] == f"/staff/settings/meeting-{made.pk}/"
    assert (made.slug, made.place) == ("miam-in-leeds", "1 Example Street")
    assert SettingsChange.objects.get().page == f"meeting-{made.pk}"


def test_a_mediators_page_keeps_that_a_name_changed_and_not_what_it_was(
    desk: Client, morgan: Mediator
) -> None:
    key = f"mediator-{morgan.pk}"
    save(desk, key, name="Morgan Reed", languages="English, Welsh", urn="0123A")

    morgan.refresh_from_db()
    assert (morgan.name, morgan.languages, morgan.urn) == ("Morgan Reed", ["English", "Welsh"], "0123A")
    change = SettingsChange.objects.get()
    assert change.before == {"name": None, "languages": None, "urn": ""}
    page = desk.get(f"/staff/settings/{key}/").content.decode()
    assert "Name as on the register: changed" in page
    assert AuditEntry.objects.filter(verb="mediator.saved").count() == 1


def fmca(morgan: Mediator, **fields: Any) -> None:
    Mediator.objects.filter(pk=morgan.pk).update(**fields)


def test_a_renewal_after_a_gap_asks_from_when_and_keeps_the_period_before(
    desk: Client, morgan: Mediator
) -> None:
    key = f"mediator-{morgan.pk}"
    fmca(morgan, accreditation_from=date(2025, 7, 1), accreditation_expires_on=date(2026, 6, 30))
    refused = save(desk, key, accreditation_expires_on="2027-06-30")
    assert refused.status_code == 422
    assert "It ended on 30 June 2026. Enter the first day of the new one" in refused.content.decode()
    for first, words in (
        ("2027-07-01", "a day before the last one"),
        ("2026-11-24", "once that day has come"),
    ):
        refused = save(desk, key, accreditation_from=first, accreditation_expires_on="2027-06-30")
        assert words in refused.content.decode(), first

    save(desk, key, accreditation_from="2026-09-01", accreditation_expires_on="2027-06-30")
    morgan.refresh_from_db()
    assert morgan.earlier_accreditations == [{"from": "2025-07-01", "until": "2026-06-30"}]
    days = ("2025-06-30", "2025-07-01", "2026-06-30", "2026-07-01", "2026-08-31", "2026-09-01")
    assert [morgan.is_accredited_on(date.fromisoformat(day)) for day in days] == [
        *(False, True, True, False, False, True),
    ]
    assert "1 July 2025 until 30 June 2026" in desk.get(f"/staff/settings/{key}/").content.decode()


def test_whose_accreditation_is_taken_away_keeps_the_days_on_which_it_counted(
    desk: Client, morgan: Mediator
) -> None:
    key = f"mediator-{morgan.pk}"
    save(desk, key, accreditation="none")
    morgan.refresh_from_db()
    assert morgan.earlier_accreditations == [{"from": None, "until": "2026-11-22"}]
    assert morgan.is_accredited_on(date(2026, 11, 22))
    assert not morgan.is_accredited_on(date(2026, 11, 23))

    assert "They had none" in save(desk, key, accreditation="full").content.decode()
    save(desk, key, accreditation="full", accreditation_from="2026-11-23")
    morgan.refresh_from_db()
    assert len(morgan.earlier_accreditations) == 1
    assert morgan.is_accredited_on(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("days", "badge"),
    [
        (-1, ("FMCA has ended", "red")),
        (0, ("FMCA ends today", "red")),
        (1, ("FMCA ends in 1 day", "red")),
        (30, ("FMCA ends in 30 days", "red")),
        (31, ("FMCA ends in 31 days", "amber")),
        (60, ("FMCA ends in 60 days", "amber")),
        (61, None),
    ],
)
def test_a_mediators_accreditation_is_warned_of(days: int, badge: tuple[str, str] | None) -> None:
    today = date(2026, 11, 23)
    found = fmca_badge(Mediator(accreditation_expires_on=today + timedelta(days)), today=today)

    assert (found and (found["text"], found["tone"])) == badge


@pytest.mark.parametrize("key", ["salaries", "meeting-0", "meeting-x", "mediator-99999999999", "look-1"])
def test_other_settings_are_not_found(desk: Client, key: str) -> None:
    for rest in ("", "change/"):
        assert desk.get(f"/staff/settings/{key}/{rest}").status_code == 404


def test_a_change_on_the_admin_site_is_in_the_history_too(desk: Client, kind: AppointmentType) -> None:
    form = form_of(desk, f"meeting-{kind.pk}") | {"slug": "online", "fee": "99.00"}
    assert desk.post(f"/staff/admin/bookings/appointmenttype/{kind.pk}/change/", form).status_code == 302

    page = desk.get(f"/staff/settings/meeting-{kind.pk}/").content.decode()
    assert "£110.00" in page
    assert "£99.00" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_few_questions_however_many(
    desk: Client, kind: AppointmentType, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        factories.mediator(f"Mediator{number} Ray")
        save(desk, "practice", phone=f"0113 496 000{number + 1}")
    desk.get("/staff/settings/")
    forget_everything()

    with django_assert_num_queries(10):
        desk.get("/staff/settings/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_asks_the_same_few_questions_however_long(
    desk: Client, practice: object, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        save(desk, "practice", phone=f"0113 496 000{number + 1}")
    desk.get("/staff/settings/practice/")
    forget_everything()

    with django_assert_num_queries(9):
        assert desk.get("/staff/settings/practice/").content.count(b"Put back") == count


TEXT = "/staff/settings/texts/privacy/"
EXIT = PracticeSettings._meta.get_field("exit_url").get_default()


def new_text(desk: Client, step: str, **changes: Any) -> Any:
    form = {"text": "## What we keep\r\nVery little.", "first_day": "2026-11-24", "seen": "1", **changes}
    return desk.post(f"{TEXT}new/{step}/", form)


def test_a_new_text_is_seen_as_clients_see_it_and_waits_for_its_day(desk: Client, practice: object) -> None:
    shown = new_text(desk, "preview")
    assert '<h2 class="govuk-heading-s">What we keep</h2>' in shown.context["picture"]
    assert "Version 2, in force from 24 November 2026" in shown.context["picture"]
    assert Notice.objects.filter(kind="privacy").count() == 1

    assert new_text(desk, "save").status_code == 302

    made = Notice.objects.get(kind="privacy", version=2)
    assert made.in_force_from == factories.at("2026-11-24")
    page = desk.get(TEXT).content.decode()
    assert "By Lee Bianchi." in page
    assert "The privacy notice, version 1." in page
    assert "Very little." in desk.get(f"{TEXT}new/?version=2").content.decode()
    assert "The privacy notice, version 1." in desk.get(f"{TEXT}new/?version=1").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_day": "2026-11-23"}, "Choose a day to come"),
        ({"first_day": ""}, "Enter a date like"),
        ({"text": " "}, "Enter the text"),
    ],
)
def test_a_text_needs_words_and_a_day_to_come(
    desk: Client, practice: object, changes: dict[str, str], words: str
) -> None:
    response = new_text(desk, "save", **changes)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_what_is_said_about_complaints_begins_with_our_words_and_becomes_the_practices_own(
    desk: Client, practice: object
) -> None:
    url, ours = "/staff/settings/texts/complaints/", "Family Mediation Standards Board"
    text = "Write to Pat.\r\n\r\n- We read it\r\n- We answer"
    form = {"text": text, "first_day": "2026-11-24", "seen": "0"}
    for page in (url, f"{url}new/", "/put-right/"):
        assert ours in desk.get(page).content.decode(), page

    picture = desk.post(f"{url}new/preview/", form).context["picture"]
    assert '<h1 class="govuk-heading-l">If something went wrong</h1>' in picture
    assert "<li>We read it</li><li>We answer</li>" in picture
    assert desk.post(f"{url}new/save/", form).status_code == 302

    page = desk.get(url).content.decode()
    assert "Write to Pat." in page
    assert ours in page  # shown until the day comes
    with time_machine.travel(factories.at("2026-11-24", "09:00"), tick=False):
        public = desk.get("/put-right/").content.decode()
        assert "Write to Pat." in public
        assert ours not in public
        assert ours not in desk.get(url).content.decode()


def test_two_new_texts_do_not_pass_each_other_unseen(desk: Client, practice: object) -> None:
    new_text(desk, "save")
    response = new_text(desk, "save", text="Other words.")

    assert response.status_code == 409
    assert "Other words." in response.content.decode()
    assert new_text(desk, "save", text="Other words.", seen="2").status_code == 302
    assert Notice.objects.get(kind="privacy", version=3).text == "Other words."
    assert desk.get("/staff/settings/texts/poems/").status_code == 404


def test_changing_asks_for_the_password_again_and_reading_does_not(
    client: HttpsClient, manager: User
) -> None:
    manager.set_password(factories.PASSWORD)
    manager.save()
    client.force_login(manager)
    client.have_shown_who_they_are_long_ago()

    assert client.get("/staff/settings/look/").status_code == 200
    assert client.get("/staff/settings/look/change/")["Location"].startswith("/staff/account/confirm/")
    seen = settings_history.fingerprint({"brand_colour": "#0f5c63", "exit_url": EXIT})
    form = {"brand_colour": "#7a1f5c", "exit_url": EXIT, "seen": seen}
    saved = client.post("/staff/settings/look/change/save/", form)
    assert saved["Location"].startswith("/staff/account/confirm/")
    assert not SettingsChange.objects.exists()
    # What they sent waits for the password, and then goes on.
    client.post(saved["Location"], {"password": factories.PASSWORD})
    assert PracticeSettings.objects.get().brand_colour == "#7a1f5c"


def test_a_fingerprint_tells_any_difference() -> None:
    assert settings_history.fingerprint({"a": 1}) != settings_history.fingerprint({"a": "1"})
    assert settings_history.fingerprint({"a": 1, "b": 2}) == settings_history.fingerprint({"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [("practice", "email", "email"), ("practice", "phone", "tel"), ("practice", "join_phone", "tel")],
)
def test_addresses_and_numbers_are_typed_as_what_they_are(
    desk: Client, practice: object, key: str, name: str, kind: str
) -> None:
    page = desk.get(f"/staff/settings/{key}/change/").content.decode()

    assert re.search(rf'<input type="{kind}" name="{name}"', page)
    assert f'<textarea name="{name}"' not in page


def test_where_exit_leads_is_typed_as_an_address(desk: Client, practice: object) -> None:
    pages = [desk.get(f"/staff/settings/{group.slug}/change/").content.decode() for group in PRACTICE]

    assert len([page for page in pages if '<input type="url" name="exit_url"' in page]) == 1
