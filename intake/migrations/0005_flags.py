"""What answers raise is kept: the rows, who did what about them, and when a file was last judged."""

import django.db.models.deletion
import intake.enums
import mediation.core.encryption
from django.conf import settings
from django.db import migrations, models

# What was raised stays as it was, and so does all of a flag that a person has cleared, but for the mark that
# the answers do not raise it any more. Only a purge that says so may delete.
GUARD = """
CREATE FUNCTION intake_keep_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_setting('intake.purging', true) = 'on' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% is never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.party_id, NEW.code, NEW.severity, NEW.rule_version, NEW.answers, NEW.staff_only, NEW.raised_at,
        NEW.noted_by_id)
        IS DISTINCT FROM
       (OLD.party_id, OLD.code, OLD.severity, OLD.rule_version, OLD.answers, OLD.staff_only, OLD.raised_at,
        OLD.noted_by_id)
    THEN
        RAISE EXCEPTION '%: what was raised stays', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.cleared_at IS NOT NULL
        AND to_jsonb(NEW) - 'not_raised_since' IS DISTINCT FROM to_jsonb(OLD) - 'not_raised_since'
    THEN
        RAISE EXCEPTION '%: what was cleared stays', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_flag_stays BEFORE UPDATE OR DELETE ON intake_flag
    FOR EACH ROW EXECUTE FUNCTION intake_keep_flag();

CREATE FUNCTION intake_keep_flag_talk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('intake.purging', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER intake_flagtalk_append_only BEFORE UPDATE OR DELETE ON intake_flagtalk
    FOR EACH ROW EXECUTE FUNCTION intake_keep_flag_talk();
"""
UNGUARD = """
DROP TRIGGER intake_flagtalk_append_only ON intake_flagtalk;
DROP FUNCTION intake_keep_flag_talk();
DROP TRIGGER intake_flag_stays ON intake_flag;
DROP FUNCTION intake_keep_flag();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0004_guide_passages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="party",
            name="answered_before_contact",
            field=models.BooleanField(
                default=False,
                help_text="what must be known before the other party may be contacted was answered",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="compared_at",
            field=models.DateTimeField(
                blank=True,
                help_text="when they were last compared with other files, for staff alone",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="flags_reviewed_at",
            field=models.DateTimeField(
                blank=True, help_text="when these answers were last judged", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                models.F("id"),
                condition=models.Q(
                    models.Q(("compared_at__isnull", True), ("flags_reviewed_at__isnull", False)),
                    ("compared_at__lt", models.F("flags_reviewed_at")),
                    _connector="OR",
                ),
                name="intake_party_to_compare",
            ),
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("red", "Red"),
                            ("amber", "Amber"),
                            ("contradiction", "Contradiction"),
                            ("info", "Info"),
                            ("none", "None"),
                        ],
                        max_length=13,
                    ),
                ),
                ("rule_version", models.CharField(max_length=10)),
                (
                    "answers",
                    mediation.core.encryption.EncryptedJSONField(
                        default=dict, help_text="this party's alone, as they were given"
                    ),
                ),
                ("staff_only", models.BooleanField(default=False, help_text="never shows to a party")),
                ("raised_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="a person noted it; the rules leave it alone",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("not_raised_since", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="over without a person: see flag_changes", null=True
                    ),
                ),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                ("cleared_because", mediation.core.encryption.EncryptedTextField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flags", to="intake.party"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("party"),
                        models.F("severity"),
                        condition=models.Q(("cleared_at__isnull", True), ("ended_at__isnull", True)),
                        name="intake_flag_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("party"),
                        models.F("code"),
                        models.F("severity"),
                        condition=models.Q(
                            ("cleared_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("noted_by__isnull", True),
                        ),
                        name="intake_flag_open_once",
                    ),
                    models.UniqueConstraint(
                        models.F("party"),
                        models.F("code"),
                        condition=models.Q(
                            ("cleared_at__isnull", True),
                            ("ended_at__isnull", True),
                            ("noted_by__isnull", False),
                        ),
                        name="intake_flag_noted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "severity__in",
                                [
                                    intake.enums.FlagSeverity["RED"],
                                    intake.enums.FlagSeverity["AMBER"],
                                    intake.enums.FlagSeverity["CONTRADICTION"],
                                    intake.enums.FlagSeverity["INFO"],
                                    intake.enums.FlagSeverity["NONE"],
                                ],
                            )
                        ),
                        name="intake_flag_severity_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="intake_flag_acknowledged_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cleared_at__isnull", True),
                                ("cleared_because__isnull", True),
                                ("cleared_by__isnull", True),
                            ),
                            models.Q(
                                ("cleared_at__isnull", False),
                                ("cleared_because__isnull", False),
                                ("cleared_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="intake_flag_cleared_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FlagTalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("was_reached", models.BooleanField(help_text="false: tried, and did not reach them")),
                ("note", mediation.core.encryption.EncryptedTextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flag_talks",
                        to="intake.party",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("party"), models.F("at"), name="intake_flag_talk_of")],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
