"""What settings were before: append-only, by the same function as the audit trail."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSE = """
CREATE TRIGGER core_settingschange_append_only BEFORE UPDATE OR DELETE ON core_settingschange
    FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
"""
ALLOW = "DROP TRIGGER core_settingschange_append_only ON core_settingschange;"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_promise_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="SettingsChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("page", models.CharField(max_length=40)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("page"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="core_settings_page",
                    )
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
