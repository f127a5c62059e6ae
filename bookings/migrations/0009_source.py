"""By which way each booking came about; for those made before this, as far as the rows still tell."""

from django.db import migrations, models

# Staff could book only for somebody who had asked for a call, so what staff booked came from a call. What a
# client booked came from the public pages, unless the request or the invitation that it began with is there.
# A booking without its entry in the trail stays empty: not known.
BACKFILL = """
UPDATE bookings_appointment AS booking SET source = CASE
    WHEN EXISTS (SELECT FROM intake_invitation AS one WHERE one.party_id = booking.party_id) THEN 'invitation'
    WHEN EXISTS (SELECT FROM intake_callbackrequest AS one WHERE one.appointment_id = booking.id) THEN 'callback'
    ELSE coalesce((
        SELECT CASE entry.actor_kind WHEN 'staff' THEN 'callback' WHEN 'client' THEN 'public' ELSE '' END
        FROM core_auditentry AS entry
        WHERE entry.subject_type = 'appointment' AND entry.subject_id = booking.id
            AND entry.verb = 'appointment.booked'
        ORDER BY entry.id LIMIT 1
    ), '')
END;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0008_promise_and_earlier"),
        ("core", "0002_database_guards"),
        ("intake", "0008_callback_question"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="source",
            field=models.CharField(
                blank=True,
                choices=[
                    ("public", "Public"),
                    ("callback", "Callback"),
                    ("invitation", "Invitation"),
                    ("staff", "Staff"),
                ],
                default="",
                help_text="empty: not known",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
