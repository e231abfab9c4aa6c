"""What the rule needs to know of a question is for who asks it, and who decides on it today.

Who once answered keeps the question and the own answer. What others said since then, such as a
student who turned sixteen and decides alone, is none of theirs.

Law: UAVG 5(1)
"""

from importlib import import_module

from django.db import migrations

FACTS = """
CREATE OR REPLACE FUNCTION consents_inquiry_facts(asked bigint[], known timestamptz)
RETURNS TABLE (kind text, inquiry bigint, guardian int, starts date, ends date, outcome text,
  at timestamptz, number int, version int, said date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    WITH mine AS MATERIALIZED (
      SELECT i.id, i.student_id FROM consents_inquiry i
      WHERE i.id = ANY (asked) AND (i.id = ANY ((SELECT consents_inquiries_at_work())::bigint[])
        OR i.student_id = ANY ((SELECT consents_decided_for())::bigint[]))
    )
    SELECT f.kind, f.inquiry_id,
      CASE WHEN f.guardian_id IS NOT NULL THEN
        (dense_rank() OVER (PARTITION BY f.inquiry_id ORDER BY f.guardian_id))::int END,
      f.starts, f.ends, f.outcome, f.at,
      (row_number() OVER (PARTITION BY f.inquiry_id ORDER BY f.id))::int, f.version, f.said
    FROM (
      SELECT CASE gs.authority WHEN 'represents' THEN 'represents' ELSE 'custody' END AS kind,
        m.id AS inquiry_id, gs.guardian_id, lower(gs.period) AS starts, upper(gs.period) AS ends,
        NULL::text AS outcome, NULL::timestamptz AS at, NULL::bigint AS id, NULL::int AS version,
        NULL::date AS said
      FROM mine m JOIN students_guardianship gs ON gs.student_id = m.student_id
      WHERE gs.restriction = 'none'
        AND gs.authority IN ('joint', 'sole', 'guardian', 'institution', 'represents')
      UNION ALL
      SELECT 'decision', d.inquiry_id, d.guardian_id, NULL, NULL, d.outcome, d.at, d.id,
        w.version, d.said_on
      FROM mine m JOIN consents_decision d ON d.inquiry_id = m.id
      JOIN consents_wording w ON w.id = d.wording_id
      WHERE d.at <= known AND NOT (d.capacity = 'guardian' AND d.guardian_id IS NULL)
    ) AS f;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;
"""
BEFORE = import_module("consents.migrations.0033_alumni_walls").FACTS


class Migration(migrations.Migration):
    """The function that gives the facts, to fewer people."""

    dependencies = [("consents", "0033_alumni_walls")]
    operations = [migrations.RunSQL(FACTS, BEFORE)]
