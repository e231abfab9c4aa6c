"""PostgreSQL lets a purge delete the evidence of choices of approved students alone."""

from django.db import migrations

WALLS = """
ALTER POLICY consents_evidence_purge_deletes ON consents_evidence
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY consents_evidence_purge_deletes ON consents_evidence USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0007_told_and_kept"), ("consents", "0012_evidence_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
