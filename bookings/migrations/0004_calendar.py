from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mediation.core.encryption
from mediation.core.encryption import decrypt, encrypt

WHERE = "bookings_timeoff.reason"


def seal(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, encrypt)


def unseal(_apps: Any, schema_editor: Any) -> None:
    _rewrite(schema_editor.connection, decrypt)


def _rewrite(connection: Any, change: Any) -> None:
    """Every reason, as it stands in the column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, reason FROM bookings_timeoff FOR UPDATE")
        rows = [(change(reason, where=WHERE), pk) for pk, reason in cursor.fetchall()]
        cursor.executemany("UPDATE bookings_timeoff SET reason = %s WHERE id = %s", rows)


class Migration(migrations.Migration):
    """Why somebody is away can tell of their health; and who books for whom."""

    dependencies = [
        ("bookings", "0003_outcomes"),
        ("intake", "0008_callback_question"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="timeoff",
            name="reason",
            field=mediation.core.encryption.EncryptedTextField(
                blank=True, help_text="for staff alone", max_length=100
            ),
        ),
        migrations.RunPython(seal, unseal),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stand_in",
                        to="intake.draft",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: a new file",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="intake.party",
                    ),
                ),
            ],
        ),
    ]
