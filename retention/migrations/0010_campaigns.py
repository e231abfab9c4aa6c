"""PostgreSQL lets a purge delete what a campaign left of approved students and their guardians.

A guardian of whom a child stays keeps the log of what the school sent, and what was confirmed.
"""

from django.db import migrations

GOES = """student_id = ANY ((SELECT retention_purgeable())::bigint[])
  OR guardian_id <> ALL (ARRAY(SELECT gs.guardian_id FROM students_guardianship gs
    WHERE gs.student_id <> ALL ((SELECT retention_purgeable())::bigint[])))"""
WALLS = f"""
ALTER POLICY consents_campaignmessage_purge_deletes ON consents_campaignmessage USING ({GOES});
ALTER POLICY consents_confirmation_purge_deletes ON consents_confirmation USING ({GOES});
"""
OPEN = """
ALTER POLICY consents_confirmation_purge_deletes ON consents_confirmation USING (true);
ALTER POLICY consents_campaignmessage_purge_deletes ON consents_campaignmessage USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round two more tables."""

    dependencies = [
        ("retention", "0009_publications"),
        ("consents", "0018_campaign_walls"),
        ("access", "0010_guardianship_walls"),
    ]
    operations = [migrations.RunSQL(WALLS, OPEN)]
