from __future__ import annotations

from typing import Any

from django.db import migrations

import mediation.core.encryption
from mediation.core.encryption import decrypt, encrypt

STATEMENTS = {
    "legalaid_evidence.reason": (
        "SELECT id, reason FROM legalaid_evidence FOR UPDATE",
        "UPDATE legalaid_evidence SET reason = %s WHERE id = %s",
    ),
    "legalaid_funding.reason": (
        "SELECT id, reason FROM legalaid_funding FOR UPDATE",
        "UPDATE legalaid_funding SET reason = %s WHERE id = %s",
    ),
}


def seal(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, encrypt)


def unseal(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, decrypt)


def _rewrite(connection: Any, change: Any) -> None:
    """Every reason of both tables, as it stands in the column."""
    with connection.cursor() as cursor:
        for where, (read, write) in STATEMENTS.items():
            cursor.execute(read)
            rows = [(change(reason, where=where), pk) for pk, reason in cursor.fetchall()]
            cursor.executemany(write, rows)


class Migration(migrations.Migration):
    """What staff write about somebody's papers and fee can tell of their money, their health or their safety."""

    dependencies = [("legalaid", "0003_evidence_and_determinations")]

    operations = [
        # A sealed column cannot be compared with "": the service asks for the reason.
        migrations.RemoveConstraint(model_name="evidence", name="legalaid_rejected_with_reason"),
        migrations.AlterField(
            model_name="evidence",
            name="reason",
            field=mediation.core.encryption.EncryptedTextField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="funding",
            name="reason",
            field=mediation.core.encryption.EncryptedTextField(blank=True, max_length=200),
        ),
        migrations.RunPython(seal, unseal),
    ]
