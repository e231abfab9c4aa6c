"""PostgreSQL lets a purge delete who was in a publication for approved students alone.

A publication goes once nobody is in it any more: what still names it holds it.
"""

from django.db import migrations

WALLS = """
ALTER POLICY consents_appearance_purge_deletes ON consents_appearance
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY consents_takedown_purge_deletes ON consents_takedown
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""
OPEN = """
ALTER POLICY consents_takedown_purge_deletes ON consents_takedown USING (true);
ALTER POLICY consents_appearance_purge_deletes ON consents_appearance USING (true);
"""


class Migration(migrations.Migration):
    """The wall around the purge, round three more tables."""

    dependencies = [("retention", "0008_evidence"), ("consents", "0014_publication_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
