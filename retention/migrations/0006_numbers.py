"""PostgreSQL lets a purge delete identity numbers only of students on an approved list."""

from django.db import migrations

WALLS = """
ALTER POLICY students_identitynumber_purge_deletes ON students_identitynumber
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY students_identitynumber_purge_deletes ON students_identitynumber USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0005_family_walls"), ("access", "0011_number_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
