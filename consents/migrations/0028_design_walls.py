"""What PostgreSQL holds about designs: a choice says on which it was made, and totals of them.

A choice that is added in the portal says on which design, and how the person signed in; this is
asked of what is added, so that the choices from before may go on without, and no other. That
neither changes afterwards is held by the trigger that holds the rest.

`consents_designs` counts, for a board, the first choices about pictures on each design, for who
reads what is asked at each of its schools, without one left out. `consents_designs_for_portal`
does so for portal_worker, for the board of the one school it works for. `consents_designs_of`
asks nothing, so nobody may call it but those two. None gives a row about a person.

A look at a design is written down by the portal itself, read by who reads those totals, and
closed once, by who writes what is asked at each school of the board.
"""

from django.db import migrations

WALLS = """
CREATE FUNCTION consents_lacks_design() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'a choice in the portal says on which design it was made'
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consents_decision_has_design BEFORE INSERT ON consents_decision
  FOR EACH ROW WHEN (NEW.channel = 'portal' AND NEW.design = '')
  EXECUTE FUNCTION consents_lacks_design();

CREATE FUNCTION consents_boards(permission text) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(held.board_id), '{}') FROM (
    SELECT s.board_id FROM schools_school s GROUP BY s.board_id
    HAVING bool_and(s.id = ANY ((SELECT access_schools(permission))::bigint[]))
  ) AS held
$$;

CREATE FUNCTION consents_designs_of(of_board bigint)
RETURNS TABLE (design text, since date, yes bigint, no bigint, people bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  RETURN QUERY
    SELECT one.design::text, (min(one.first_at) AT TIME ZONE 'Europe/Amsterdam')::date,
      sum(one.yes)::bigint, sum(one.no)::bigint, count(*)
    FROM (
      SELECT d.design, coalesce(d.decided_by_id, -d.student_id) AS person, min(d.at) AS first_at,
        count(*) FILTER (WHERE d.outcome = 'granted') AS yes,
        count(*) FILTER (WHERE d.outcome <> 'granted') AS no
      FROM consents_decision d
      JOIN schools_school s ON s.id = d.school_id
      JOIN consents_purpose p ON p.id = d.purpose_id
      WHERE s.board_id = of_board AND d.design <> '' AND d.before = '' AND p.kind = 'pictures'
      GROUP BY d.design, person
    ) AS one
    GROUP BY one.design ORDER BY min(one.first_at), one.design;
  PERFORM set_config('app.owner_opens', opened, true);
END $$;

CREATE FUNCTION consents_designs(of_board bigint)
RETURNS TABLE (design text, since date, yes bigint, no bigint, people bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_designs_of(
    CASE WHEN of_board = ANY (consents_boards('read_consent_texts')) THEN of_board END)
$$;

CREATE FUNCTION consents_designs_for_portal()
RETURNS TABLE (design text, since date, yes bigint, no bigint, people bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM consents_designs_of(
    (SELECT s.board_id FROM schools_school s WHERE s.id = access_portal_school()))
$$;

REVOKE ALL ON FUNCTION consents_boards, consents_designs_of, consents_designs,
  consents_designs_for_portal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_boards, consents_designs TO portal_web;
GRANT EXECUTE ON FUNCTION consents_designs_for_portal TO portal_worker;

ALTER TABLE consents_designreview ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_designreview_read ON consents_designreview
  FOR SELECT TO portal_web
  USING (board_id = ANY ((SELECT consents_boards('read_consent_texts'))::bigint[]));
CREATE POLICY consents_designreview_close ON consents_designreview
  FOR UPDATE TO portal_web
  USING (closed_at IS NULL
    AND board_id = ANY ((SELECT consents_boards('write_consent_texts'))::bigint[]))
  WITH CHECK (closed_at IS NOT NULL);
CREATE POLICY consents_designreview_portal ON consents_designreview
  FOR SELECT TO portal_worker
  USING (board_id = (SELECT s.board_id FROM schools_school s
    WHERE s.id = (SELECT access_portal_school())));
CREATE POLICY consents_designreview_open ON consents_designreview
  FOR INSERT TO portal_worker
  WITH CHECK (told_at IS NULL AND closed_at IS NULL
    AND board_id = (SELECT s.board_id FROM schools_school s
      WHERE s.id = (SELECT access_portal_school())));
CREATE POLICY consents_designreview_tell ON consents_designreview
  FOR UPDATE TO portal_worker
  USING (told_at IS NULL AND board_id = (SELECT s.board_id FROM schools_school s
    WHERE s.id = (SELECT access_portal_school())))
  WITH CHECK (told_at IS NOT NULL);
CREATE POLICY consents_designreview_purge_sees ON consents_designreview
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_designreview_owner ON consents_designreview TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');
"""
OPEN = """
DROP POLICY consents_designreview_owner ON consents_designreview;
DROP POLICY consents_designreview_purge_sees ON consents_designreview;
DROP POLICY consents_designreview_tell ON consents_designreview;
DROP POLICY consents_designreview_open ON consents_designreview;
DROP POLICY consents_designreview_portal ON consents_designreview;
DROP POLICY consents_designreview_close ON consents_designreview;
DROP POLICY consents_designreview_read ON consents_designreview;
ALTER TABLE consents_designreview NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION consents_designs_for_portal();
DROP FUNCTION consents_designs(bigint);
DROP FUNCTION consents_designs_of(bigint);
DROP FUNCTION consents_boards(text);
DROP TRIGGER consents_decision_has_design ON consents_decision;
DROP FUNCTION consents_lacks_design();
"""


class Migration(migrations.Migration):
    """A trigger, four functions, and walls."""

    dependencies = [("consents", "0027_designs"), ("access", "0018_one_statement")]
    operations = [migrations.RunSQL(WALLS, OPEN)]
