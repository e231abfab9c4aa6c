"""PostgreSQL lets a purge delete objections and kept answers of approved students alone."""

from django.db import migrations

WALLS = """
ALTER POLICY consents_objection_purge_deletes ON consents_objection
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY consents_keptanswer_purge_deletes ON consents_keptanswer
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY consents_objection_purge_deletes ON consents_objection USING (true);
ALTER POLICY consents_keptanswer_purge_deletes ON consents_keptanswer USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round two more tables."""

    dependencies = [("retention", "0006_numbers"), ("consents", "0009_kept_answer_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
