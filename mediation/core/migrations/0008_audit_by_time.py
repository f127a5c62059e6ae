from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_sign_in")]

    operations = [
        migrations.AddIndex(model_name="auditentry", index=models.Index("at", name="core_audit_at")),
    ]
