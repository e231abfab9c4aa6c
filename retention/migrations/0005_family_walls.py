"""PostgreSQL lets a purge delete guardianships and choices only of students on an approved list.

A receipt has no student; it can go once no choice stands on it, which its reference holds.
"""

from django.db import migrations

WALLS = """
ALTER POLICY students_guardianship_purge_deletes ON students_guardianship
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY consents_decision_purge_deletes ON consents_decision
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY students_guardianship_purge_deletes ON students_guardianship USING (true);
ALTER POLICY consents_decision_purge_deletes ON consents_decision USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round two more tables."""

    dependencies = [
        ("retention", "0004_guardians_of_nobody"),
        ("access", "0010_guardianship_walls"),
        ("consents", "0004_walls"),
    ]
    operations = [migrations.RunSQL(WALLS, OPEN)]
