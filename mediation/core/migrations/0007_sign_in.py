from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0006_document_days")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.PositiveIntegerField(
                default=0, help_text="one more ends every session that is open"
            ),
        ),
    ]
