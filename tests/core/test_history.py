"""Who changed anything: the database itself writes it down, sealed, and keeps it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from bookings.models import Appointment
from intake.models import Case, ContactPreferences, Document, Party
from intake.services import callback_retention
from intake.services.callbacks import request_callback
from legalaid.models import Evidence, MeansAssessment
from legalaid.services import start_assessment
from mediation.celery import app
from mediation.core import history
from mediation.core.models import AuditEntry, Closure, PracticeSettings, User
from mediation.core.tracking import Change
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def changes_of(row: Any) -> list[Any]:
    return list(history.change_model(type(row)).objects.filter(pgh_obj_id=row.pk))


def sql(text: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


def test_adding_changing_and_removing_are_each_written_down() -> None:
    row = factories.closure(NOW.date())
    pk = row.pk
    row.reason = "staff training"
    row.save()
    row.save()  # nothing changed, nothing written
    row.delete()

    found = history.change_model(Closure).objects.filter(pgh_obj_id=pk)
    assert list(found.values_list("pgh_label", "reason")) == [
        ("insert", "closed"),
        ("update", "staff training"),
        ("delete", "staff training"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda pk: Closure.objects.filter(pk=pk).update(reason="other"),
        lambda pk: Closure.objects.bulk_update([Closure(pk=pk, reason="other")], ["reason"]),
        lambda pk: sql("UPDATE core_closure SET reason = 'other' WHERE id = %s", pk),
    ],
    ids=["update()", "bulk_update()", "plain SQL"],
)
def test_no_way_of_writing_is_missed(change: Any) -> None:
    row = factories.closure(NOW.date())
    change(row.pk)

    assert [one.reason for one in changes_of(row)] == ["closed", "other"]


def test_sealed_columns_stay_sealed_and_open_again(appointment: Appointment) -> None:
    party = appointment.party
    Party.objects.filter(pk=party.pk).update(name="Alex Summer")
    table = history.change_model(Party)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, answers, {table}::text FROM {table}")  # noqa: S608
        stored = cursor.fetchall()

    assert [one.name for one in changes_of(party)][-1] == "Alex Summer"
    assert changes_of(party)[-1].answers == party.answers
    assert stored
    for name, answers, whole in stored:
        assert name.startswith("test.")
        assert answers.startswith("test.")
        assert "Alex" not in whole
        assert "alex@example.org" not in whole


def test_nothing_personal_stands_in_the_clear_in_any_history(appointment: Appointment) -> None:
    request_callback(asked=factories.asked(), now=NOW)
    factories.invited(appointment.party)
    factories.document(appointment.party, name="letter of Alex.pdf")

    for model in (one for one in apps.get_models() if issubclass(one, Change)):
        if model.pgh_tracked_model._meta.app_label in {"core", "bookings"}:
            continue  # staff, hours and rules: nothing of clients
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {table}::text FROM {table}")  # noqa: S608
            text = " ".join(row[0] for row in cursor.fetchall())
        for secret in ("Alex", "Robin", "Winter", "Field", "@example.org", "0790", "7700900"):
            assert secret not in text, (table, secret)


def test_passwords_and_the_time_of_signing_in_leave_no_history(admin: User) -> None:
    admin.set_password("another long password")
    admin.last_login = NOW
    admin.save()
    admin.name = "Jo Winter"
    admin.save()

    model = history.change_model(User)
    assert [one.name for one in changes_of(admin)] == ["Jo Prior", "Jo Winter"]
    assert not {"password", "last_login"} & {field.name for field in model._meta.fields}


def test_what_a_visitor_does_before_booking_leaves_none(appointment: Appointment) -> None:
    screening = start_assessment(now=NOW)
    paper = factories.document(None, visitor="x" * 64)
    paper.size = 1
    paper.save()
    assert changes_of(screening) == []
    assert changes_of(paper) == []
    MeansAssessment.objects.filter(pk=screening.pk).update(party=appointment.party, forget_at=None)

    assert len(changes_of(screening)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_closurechange SET reason = ''",
        "DELETE FROM core_closurechange",
        "TRUNCATE core_closurechange",
    ],
)
def test_the_database_refuses_to_change_or_lose_history(statement: str) -> None:
    row = factories.closure(NOW.date())
    sql("SET LOCAL core.may_empty = 'off'")  # which the tests' own database has on
    with pytest.raises(IntegrityError, match="core_closurechange is append-only"):
        sql(statement)

    assert len(changes_of(row)) == 1


def test_every_history_has_its_guards() -> None:
    tables = {one._meta.db_table for one in apps.get_models() if issubclass(one, Change)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_keep_%'")
        guarded = [row[0] for row in cursor.fetchall()]

    assert len(tables) > 20
    assert {one for one in tables if guarded.count(one) == 2} == tables


def test_retention_forgets_rows_and_nothing_else() -> None:
    kept, gone = factories.closure(NOW.date()), factories.closure(NOW.date(), kind="bank_holiday")
    pk = gone.pk
    gone.delete()

    assert history.forget_history(Closure, [pk]) == 2
    assert history.change_model(Closure).objects.count() == len(changes_of(kept)) == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # the door is shut again behind it
        history.change_model(Closure).objects.all().delete()


def test_a_table_without_history_cannot_be_forgotten() -> None:
    with pytest.raises(LookupError, match="AuditEntry is not tracked"):
        history.forget_history(AuditEntry, [1])


def test_requests_for_a_call_are_forgotten_with_their_history(practice: PracticeSettings) -> None:
    one = request_callback(asked=factories.asked(), now=NOW)
    contact = one.contact
    type(one).objects.filter(pk=one.pk).update(state="closed", purge_on=NOW.date())

    assert callback_retention.purge_callbacks(now=NOW) == 1
    assert changes_of(one) == changes_of(contact) == []
    assert not history.change_model(ContactPreferences).objects.exists()


def test_a_change_names_the_colleague_and_the_request(
    client: Client, admin: User, appointment: Appointment
) -> None:
    client.force_login(admin)
    client.post(f"/staff/appointments/{appointment.reference}/fee/", {"state": "paid"})

    last = changes_of(appointment.party.funding)[-1]
    assert last.state == "paid"
    assert last.pgh_context == {"by": "request", "user": admin.pk}
    assert last.pgh_context_id is not None


def test_a_clients_own_change_names_nobody(client: Client, appointment: Appointment) -> None:
    with history.changes_in_request(lambda: None):
        Appointment.objects.filter(pk=appointment.pk).update(state="cancelled", cancelled_at=NOW)

    assert changes_of(appointment)[-1].pgh_context == {"by": "request", "user": None}


def test_a_task_and_a_command_are_told_from_people(db: None) -> None:
    @app.task(name="tests.close_a_day")
    def close_a_day() -> None:
        factories.closure(NOW.date())

    factories.closure(NOW.date(), kind="bank_holiday")
    close_a_day.apply()

    contexts = [one.pgh_context for one in history.change_model(Closure).objects.all()]
    assert contexts == [None, {"by": "task", "task": "tests.close_a_day"}]


def test_leases_counters_and_comparisons_are_not_history(appointment: Appointment) -> None:
    paper = factories.document(appointment.party)
    before = len(changes_of(paper)), len(changes_of(appointment.party))
    Document.objects.update(tries=3, claimed_at=NOW)
    Party.objects.update(compared_at=NOW)

    assert (len(changes_of(paper)), len(changes_of(appointment.party))) == before


def test_what_was_removed_from_a_checklist_is_known(appointment: Appointment) -> None:
    row = Evidence.objects.create(party=appointment.party, paper="signed_form", updated_at=NOW)
    pk = row.pk
    row.delete()

    labels = history.change_model(Evidence).objects.filter(pgh_obj_id=pk).values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "delete"]


def test_a_case_keeps_its_own(appointment: Appointment) -> None:
    assert [one.reference for one in changes_of(appointment.party.case)] == [Case.objects.get().reference]
