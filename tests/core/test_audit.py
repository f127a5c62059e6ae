"""The audit trail says who did what, and cannot be changed afterwards."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from mediation.core import audit
from mediation.core.enums import Role
from mediation.core.models import AuditEntry
from tests.factories import NOW, closure, user


@pytest.fixture
def subject(db):
    return closure(NOW.date())


@pytest.fixture
def entry(subject) -> AuditEntry:
    return audit.record(audit.CLIENT, "closure.read", subject, at=NOW, reason="because")


def test_an_entry_says_who_what_and_when(entry, subject):
    found = AuditEntry.objects.get()

    assert (found.at, found.actor_kind, found.actor, found.verb) == (NOW, "client", None, "closure.read")
    assert (found.subject_type, found.subject_id) == ("closure", subject.pk)
    assert found.details == {"reason": "because"}


def test_staff_are_named_by_their_account(subject):
    morgan = user("Morgan Ellis", Role.MEDIATOR)

    found = audit.record(audit.Actor.of(morgan), "closure.read", subject, at=NOW)

    assert (found.actor_kind, found.actor) == ("staff", morgan)


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEntry.objects.update(verb="nothing"),
        lambda: AuditEntry.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC)),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.get().delete(),
        lambda: AuditEntry.objects.get().save(),
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(entry, change):
    with pytest.raises(IntegrityError, match="core_auditentry is append-only"), transaction.atomic():
        change()

    assert AuditEntry.objects.get().verb == "closure.read"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditentry SET details = '{}'",
        "DELETE FROM core_auditentry",
        "DELETE FROM core_auditentry WHERE id < 0 OR true",
        "TRUNCATE core_auditentry",
    ],
)
def test_the_refusal_is_in_the_database_not_in_the_code(entry, sql):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL core.may_empty = 'off'")  # which the tests' own database has on
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(sql)


def test_somebody_with_entries_cannot_be_deleted(subject):
    morgan = user("Morgan Ellis", Role.MEDIATOR)
    audit.record(audit.Actor.of(morgan), "closure.read", subject, at=NOW)

    with pytest.raises(ProtectedError):
        morgan.delete()
