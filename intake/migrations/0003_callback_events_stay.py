"""What happened to a request for a call stays as it was written; only the purge may delete it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION intake_keep_callback_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('intake.purging', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER intake_callbackevent_append_only BEFORE UPDATE OR DELETE ON intake_callbackevent
    FOR EACH ROW EXECUTE FUNCTION intake_keep_callback_event();
"""
UNGUARD = """
DROP TRIGGER intake_callbackevent_append_only ON intake_callbackevent;
DROP FUNCTION intake_keep_callback_event();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_contact_and_callbacks")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
