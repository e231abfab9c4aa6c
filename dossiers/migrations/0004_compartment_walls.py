"""Row security for advice for lessons and notes of the care team: each its own permission.

Beside the policies for conversation notes, which stay as they are. PostgreSQL joins them with
OR, and each names its category first, so no grant of one compartment opens a row of another.
What was agreed (`dossiers_followup`) belongs to talks; of these categories it stays closed.
"""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

WALLS = """
CREATE POLICY dossiers_entry_read_advice ON dossiers_entry
  FOR SELECT TO portal_web, portal_worker
  USING (category = 'lesson_advice' AND student_id = ANY (
    (SELECT access_students('read_lesson_advice'))::bigint[]));
CREATE POLICY dossiers_entry_write_advice ON dossiers_entry
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (category = 'lesson_advice' AND student_id = ANY (
    (SELECT access_students('write_lesson_advice'))::bigint[])
    AND author_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint));

CREATE POLICY dossiers_entry_read_care ON dossiers_entry
  FOR SELECT TO portal_web, portal_worker
  USING (category = 'care_note' AND student_id = ANY (
    (SELECT access_students('read_care_notes'))::bigint[]));
CREATE POLICY dossiers_entry_write_care ON dossiers_entry
  FOR INSERT TO portal_web, portal_worker
  WITH CHECK (category = 'care_note' AND student_id = ANY (
    (SELECT access_students('write_care_notes'))::bigint[])
    AND author_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint));
"""

OPEN = """
DROP POLICY dossiers_entry_read_advice ON dossiers_entry;
DROP POLICY dossiers_entry_write_advice ON dossiers_entry;
DROP POLICY dossiers_entry_read_care ON dossiers_entry;
DROP POLICY dossiers_entry_write_care ON dossiers_entry;
"""


class Migration(migrations.Migration):
    """Policies alone: the rights on the table, and that nobody changes a row, stay."""

    dependencies = [("dossiers", "0003_advice_and_care"), ("access", "0002_sync")]
    operations = [
        ValidateConstraint("entry", "dossiers_entry_known_values"),
        ValidateConstraint("followup", "dossiers_followup_known_values"),
        migrations.RunSQL(WALLS, OPEN),
    ]
