"""PostgreSQL lets a purge delete who was told that an approved student turned sixteen."""

from django.db import migrations

GOES = """student_id = ANY ((SELECT retention_purgeable())::bigint[])
  OR guardian_id <> ALL (ARRAY(SELECT gs.guardian_id FROM students_guardianship gs
    WHERE gs.student_id <> ALL ((SELECT retention_purgeable())::bigint[])))"""
WALLS = f"""
ALTER POLICY access_turningmessage_purge_deletes ON access_turningmessage USING ({GOES});
"""
OPEN = "ALTER POLICY access_turningmessage_purge_deletes ON access_turningmessage USING (true);"


class Migration(migrations.Migration):
    """The wall around the purge, round one more table."""

    dependencies = [("retention", "0012_religion"), ("access", "0020_turning_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
