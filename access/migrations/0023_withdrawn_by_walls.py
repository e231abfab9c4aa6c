"""Row security around who withdrew an invitation: oneself, and the worker knows that somebody did.

To a student of whom somebody of the school took an invitation back the portal sends no other on
the birthday. So portal_worker, for one school, also sees what a person withdrew; never what was
used, or what another took the place of.
"""

from django.db import migrations

WALLS = """
ALTER POLICY access_invitation_turning ON access_invitation
  USING (school_id = (SELECT access_portal_school()) AND student_id IS NOT NULL
    AND used_at IS NULL AND (withdrawn_at IS NULL OR withdrawn_by_id IS NOT NULL));
ALTER POLICY access_invitation_change ON access_invitation
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND (withdrawn_by_id IS NULL OR withdrawn_by_id = (SELECT access_caller()))
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
"""
OPEN = """
ALTER POLICY access_invitation_change ON access_invitation
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_access_admin'))::bigint[])
    AND coalesce(guardian_id <> ALL ((SELECT access_own_guardians_around())::bigint[]), true)
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true));
ALTER POLICY access_invitation_turning ON access_invitation
  USING (school_id = (SELECT access_portal_school()) AND student_id IS NOT NULL
    AND used_at IS NULL AND withdrawn_at IS NULL);
"""


class Migration(migrations.Migration):
    """Policies."""

    dependencies = [("access", "0022_withdrawn_by")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
