"""PostgreSQL lets a purge delete entries only of students on a list that somebody approved.

`retention_purgeable` is asked once a statement, in the fast array form. portal_purge still
sees every entry: the list counts them beforehand, and the search looks for what is left.
"""

from django.db import migrations

WALLS = """
CREATE FUNCTION retention_purgeable() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT i.student_id), '{}')
  FROM retention_purgeitem i JOIN retention_purgerun r ON r.id = i.run_id
  WHERE r.state = 'executing' AND r.approved_by_id IS NOT NULL
    AND i.action = 'delete' AND i.state = 'pending' AND i.student_id IS NOT NULL
$$;
REVOKE ALL ON FUNCTION retention_purgeable FROM PUBLIC;
GRANT EXECUTE ON FUNCTION retention_purgeable TO portal_purge;

ALTER POLICY dossiers_entry_purge_locks ON dossiers_entry
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY dossiers_entry_purge_deletes ON dossiers_entry
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY dossiers_followup_purge_locks ON dossiers_followup
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
ALTER POLICY dossiers_followup_purge_deletes ON dossiers_followup
  USING (student_id = ANY ((SELECT retention_purgeable())::bigint[]));
"""

OPEN = """
ALTER POLICY dossiers_entry_purge_locks ON dossiers_entry USING (true);
ALTER POLICY dossiers_entry_purge_deletes ON dossiers_entry USING (true);
ALTER POLICY dossiers_followup_purge_locks ON dossiers_followup USING (true);
ALTER POLICY dossiers_followup_purge_deletes ON dossiers_followup USING (true);
DROP FUNCTION retention_purgeable();
"""


class Migration(migrations.Migration):
    """The wall around the purge."""

    dependencies = [("retention", "0001_initial"), ("dossiers", "0002_walls")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
