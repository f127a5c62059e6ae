"""What happened to a fee is recorded by staff."""

from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.urls import reverse

from legalaid.enums import FundingState
from legalaid.models import Funding
from legalaid.services import record_funding
from mediation.core.audit import Actor
from mediation.core.models import AuditEntry
from tests.factories import NOW


@pytest.fixture
def funding(appointment) -> Funding:
    return Funding.objects.get()


@pytest.mark.parametrize("state", FundingState)
def test_staff_record_what_happened_and_why(funding, admin, state):
    found = record_funding(funding=funding, state=state, reason="by card", actor=Actor.of(admin), now=NOW)

    assert (found.state, found.reason, found.fee) == (state, "by card", funding.fee)
    entry = AuditEntry.objects.get(subject_type="funding")
    assert (entry.verb, entry.actor, entry.details) == (f"funding.{state}", admin, {})


def test_why_is_sealed_and_what_was_written_before_is_sealed_by_the_migration(funding, admin):
    record_funding(
        funding=funding, state=FundingState.WAIVED, reason="in a refuge", actor=Actor.of(admin), now=NOW
    )
    migration = import_module("legalaid.migrations.0004_sealed_reasons")
    with connection.cursor() as cursor, connection.schema_editor(atomic=False) as editor:
        cursor.execute("SELECT reason FROM legalaid_funding")
        assert "refuge" not in cursor.fetchone()[0]
        migration.unseal(apps, editor)
        cursor.execute("SELECT reason FROM legalaid_funding")
        assert cursor.fetchone() == ("in a refuge",)
        migration.seal(apps, editor)

    assert Funding.objects.get().reason == "in a refuge"


def test_on_the_admin_site_only_state_and_reason_are_entered(client, manager, funding):
    url = reverse("admin:legalaid_funding_change", args=[funding.pk])
    with time_machine.travel(NOW, tick=False):
        client.force_login(manager)
        answer = client.post(url, {"state": "paid", "reason": "by card", "fee": "0", "source": "legal_aid"})

    funding.refresh_from_db()
    assert answer.status_code == 302
    assert (funding.state, funding.source, str(funding.fee)) == ("paid", "pay", "110.00")
    assert AuditEntry.objects.filter(verb="funding.paid", actor=manager).count() == 1
