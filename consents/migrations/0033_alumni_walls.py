"""Row security around the list of former students, and its end: with a no, or by its own day.

Somebody is on the list by the own yes of who decides. Until the last day at school nobody but who
said it reads what was given; from then on also who keeps the list for the school, but never of the
own family. It outlives the file of the student: a purge empties the links to it, and deletes nothing.

Who has left has no account. The link in each e-mail is the key, `app.key`, which opens that one
row, to leave the list or to stay on it, and nothing else. A no, however it reaches the portal,
deletes the row before anything else can be committed. What has passed its day is there for nobody;
`portal_worker` deletes it for the school that it works for.

The portal itself asks the rule on the last day at school, when nobody does so in person:
`consents_inquiry_facts_for_portal`.
"""

from importlib import import_module

from django.db import migrations

ASKED = import_module("consents.migrations.0030_inquiry_walls").WALLS
TODAY = "(now() AT TIME ZONE 'Europe/Amsterdam')::date"
ON_LIST = f"(left_in IS NOT NULL AND ends_on > {TODAY})"
KEPT_BY = f"""({ON_LIST}
    AND school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND coalesce(student_id <> ALL ((SELECT access_own_family())::bigint[]), true))"""
HELD_BY = f"({ON_LIST} AND key = (SELECT access_held_key()))"
FOR_SCHOOL = "(school_id = (SELECT access_portal_school()))"

TABLE = f"""
ALTER TABLE consents_alumnus
  ADD CONSTRAINT consents_alumnus_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_alumnus_decision FOREIGN KEY (decision_id)
    REFERENCES consents_decision (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT consents_alumnus_inquiry FOREIGN KEY (inquiry_id, student_id)
    REFERENCES consents_inquiry (id, student_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE consents_alumniletter
  ADD CONSTRAINT consents_alumniletter_written_by FOREIGN KEY (written_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION consents_alumnus_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
DECLARE loose text[] := ARRAY['student_id', 'decision_id', 'inquiry_id', 'said_by', 'name', 'left_in',
  'ends_on', 'key', 'told_at', 'asked_at', 'letter_id'];
BEGIN
  IF current_user = 'portal_web'
     AND NEW.key IS DISTINCT FROM nullif(current_setting('app.key', true), '') THEN
    loose := ARRAY['letter_id'];  -- who keeps the list writes to those on it, and no more
  END IF;
  IF to_jsonb(NEW) - loose IS DISTINCT FROM to_jsonb(OLD) - loose
     OR (NEW.student_id IS DISTINCT FROM OLD.student_id AND NEW.student_id IS NOT NULL)
     OR (NEW.decision_id IS DISTINCT FROM OLD.decision_id AND NEW.decision_id IS NOT NULL)
     OR (NEW.inquiry_id IS DISTINCT FROM OLD.inquiry_id AND NEW.inquiry_id IS NOT NULL)
     OR (OLD.left_in IS NOT NULL AND (NEW.left_in, NEW.name) IS DISTINCT FROM
       (OLD.left_in, OLD.name))
     OR (OLD.said_by = 'student' AND NEW.said_by <> 'student')
     OR NEW.ends_on > {TODAY} + interval '5 years' THEN
    RAISE EXCEPTION '% is no other person, and not for longer', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER consents_alumnus_stays BEFORE UPDATE ON consents_alumnus
  FOR EACH ROW EXECUTE FUNCTION consents_alumnus_stays();
REVOKE ALL ON FUNCTION consents_alumnus_stays FROM PUBLIC;
"""
NO_TABLE = """
DROP TRIGGER consents_alumnus_stays ON consents_alumnus;
DROP FUNCTION consents_alumnus_stays();
ALTER TABLE consents_alumniletter DROP CONSTRAINT consents_alumniletter_written_by;
ALTER TABLE consents_alumnus DROP CONSTRAINT consents_alumnus_inquiry,
  DROP CONSTRAINT consents_alumnus_decision,
  DROP CONSTRAINT consents_alumnus_same_school;
"""

WALLS = f"""
-- What the caller gave; never what the other parent gave.
CREATE FUNCTION consents_own_alumni() RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  opened text := coalesce(current_setting('app.owner_opens', true), '');
  found_ids bigint[];
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  SELECT coalesce(array_agg(a.id), '{{}}') INTO found_ids
  FROM consents_alumnus a JOIN consents_decision d ON d.id = a.decision_id
  WHERE d.decided_by_id = (SELECT access_caller());
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN found_ids;
END $$;
REVOKE ALL ON FUNCTION consents_own_alumni FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_own_alumni TO portal_web;

ALTER TABLE consents_alumnus ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_alumnus_own ON consents_alumnus FOR SELECT TO portal_web
  USING (id = ANY ((SELECT consents_own_alumni())::bigint[]));
CREATE POLICY consents_alumnus_join ON consents_alumnus FOR INSERT TO portal_web
  WITH CHECK (student_id = ANY ((SELECT consents_decided_for())::bigint[])
    AND left_in IS NULL);
CREATE POLICY consents_alumnus_listed ON consents_alumnus FOR SELECT TO portal_web
  USING {KEPT_BY};
CREATE POLICY consents_alumnus_write_to ON consents_alumnus FOR UPDATE TO portal_web
  USING {KEPT_BY};
CREATE POLICY consents_alumnus_take_off ON consents_alumnus FOR DELETE TO portal_web
  USING {KEPT_BY};
CREATE POLICY consents_alumnus_held ON consents_alumnus FOR SELECT TO portal_web
  USING {HELD_BY};
CREATE POLICY consents_alumnus_stay ON consents_alumnus FOR UPDATE TO portal_web
  USING {HELD_BY};
CREATE POLICY consents_alumnus_leave ON consents_alumnus FOR DELETE TO portal_web
  USING {HELD_BY};
CREATE POLICY consents_alumnus_portal_sees ON consents_alumnus
  FOR SELECT TO portal_worker USING {FOR_SCHOOL};
CREATE POLICY consents_alumnus_portal_lists ON consents_alumnus
  FOR UPDATE TO portal_worker USING {FOR_SCHOOL};
CREATE POLICY consents_alumnus_portal_deletes ON consents_alumnus
  FOR DELETE TO portal_worker USING {FOR_SCHOOL};
CREATE POLICY consents_alumnus_purge_sees ON consents_alumnus
  FOR SELECT TO portal_purge USING (true);
CREATE POLICY consents_alumnus_purge_parts ON consents_alumnus
  FOR UPDATE TO portal_purge USING (true);
CREATE POLICY consents_alumnus_owner ON consents_alumnus TO portal_owner
  USING (current_setting('app.owner_opens', true) = 'consents');

ALTER TABLE consents_alumniletter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY consents_alumniletter_read ON consents_alumniletter FOR SELECT TO portal_web
  USING (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[]));
CREATE POLICY consents_alumniletter_write ON consents_alumniletter FOR INSERT TO portal_web
  WITH CHECK (school_id = ANY ((SELECT access_schools('write_consent_history'))::bigint[])
    AND written_by_id = (SELECT access_caller()));
CREATE POLICY consents_alumniletter_portal ON consents_alumniletter
  FOR SELECT TO portal_worker USING {FOR_SCHOOL};
CREATE POLICY consents_alumniletter_purge_sees ON consents_alumniletter
  FOR SELECT TO portal_purge USING (true);

CREATE POLICY consents_inquiry_portal ON consents_inquiry FOR SELECT TO portal_worker
  USING (kind = 'alumni' AND school_id = (SELECT access_portal_school()));

CREATE FUNCTION consents_alumnus_rests() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  PERFORM FROM consents_decision d JOIN consents_purpose p ON p.id = d.purpose_id
  WHERE d.id = NEW.decision_id AND d.student_id = NEW.student_id AND d.outcome = 'granted'
    AND d.wording_id = NEW.wording_id AND d.inquiry_id = NEW.inquiry_id AND d.capacity = NEW.said_by AND d.at = NEW.said_at
    AND p.kind = 'alumni' AND d.decided_by_id = (SELECT access_caller());
  IF NOT FOUND THEN
    RAISE EXCEPTION 'who is on the list is so by the own yes to its question'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NEW;
END $$;
CREATE TRIGGER consents_alumnus_rests BEFORE INSERT ON consents_alumnus
  FOR EACH ROW EXECUTE FUNCTION consents_alumnus_rests();

CREATE FUNCTION consents_alumnus_ends() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE opened text := coalesce(current_setting('app.owner_opens', true), '');
BEGIN
  PERFORM set_config('app.owner_opens', 'consents', true);
  DELETE FROM consents_alumnus a USING consents_purpose p
  WHERE a.student_id = NEW.student_id AND p.id = NEW.purpose_id AND p.kind = 'alumni';
  PERFORM set_config('app.owner_opens', opened, true);
  RETURN NULL;
END $$;
CREATE TRIGGER consents_decision_ends_alumnus AFTER INSERT ON consents_decision
  FOR EACH ROW WHEN (NEW.outcome <> 'granted') EXECUTE FUNCTION consents_alumnus_ends();
REVOKE ALL ON FUNCTION consents_alumnus_rests, consents_alumnus_ends FROM PUBLIC;
"""
OPEN = """
DROP TRIGGER consents_decision_ends_alumnus ON consents_decision;
DROP FUNCTION consents_alumnus_ends();
DROP TRIGGER consents_alumnus_rests ON consents_alumnus;
DROP FUNCTION consents_alumnus_rests();
DROP POLICY consents_inquiry_portal ON consents_inquiry;
DROP POLICY consents_alumniletter_purge_sees ON consents_alumniletter;
DROP POLICY consents_alumniletter_portal ON consents_alumniletter;
DROP POLICY consents_alumniletter_write ON consents_alumniletter;
DROP POLICY consents_alumniletter_read ON consents_alumniletter;
ALTER TABLE consents_alumniletter NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP POLICY consents_alumnus_owner ON consents_alumnus;
DROP POLICY consents_alumnus_purge_parts ON consents_alumnus;
DROP POLICY consents_alumnus_purge_sees ON consents_alumnus;
DROP POLICY consents_alumnus_portal_deletes ON consents_alumnus;
DROP POLICY consents_alumnus_portal_lists ON consents_alumnus;
DROP POLICY consents_alumnus_portal_sees ON consents_alumnus;
DROP POLICY consents_alumnus_leave ON consents_alumnus;
DROP POLICY consents_alumnus_stay ON consents_alumnus;
DROP POLICY consents_alumnus_held ON consents_alumnus;
DROP POLICY consents_alumnus_take_off ON consents_alumnus;
DROP POLICY consents_alumnus_write_to ON consents_alumnus;
DROP POLICY consents_alumnus_listed ON consents_alumnus;
DROP POLICY consents_alumnus_join ON consents_alumnus;
DROP POLICY consents_alumnus_own ON consents_alumnus;
ALTER TABLE consents_alumnus NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP FUNCTION consents_own_alumni();
"""


def function(name: str) -> str:
    """Return a function of 0030 as it stands there."""
    found = ASKED.split(f"CREATE FUNCTION {name}(")[1].split("END $$;")[0]
    return f"CREATE OR REPLACE FUNCTION {name}({found}END $$;\n"


FACTS = function("consents_inquiry_facts")
REACHED = FACTS[FACTS.index("AND (i.id = ANY ((SELECT consents_inquiries_at_work())") :].split(
    "\n    )\n", 1
)[0]
FOR_PORTAL = FACTS.replace("_inquiry_facts(", "_inquiry_facts_for_portal(").replace(
    REACHED, "AND i.kind = 'alumni' AND i.school_id = (SELECT access_portal_school())"
)
PORTAL = f"""{FOR_PORTAL}
REVOKE ALL ON FUNCTION consents_inquiry_facts_for_portal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consents_inquiry_facts_for_portal TO portal_worker;
"""
NO_PORTAL = "DROP FUNCTION consents_inquiry_facts_for_portal(bigint[], timestamptz);"
SINGLY = function("consents_decision_of_inquiry") + function("consents_not_asked_singly")
WITH_ALUMNI = SINGLY.replace("('care', 'transfer')", "('care', 'transfer', 'alumni')")


class Migration(migrations.Migration):
    """Walls and triggers."""

    dependencies = [("consents", "0032_alumni"), ("access", "0017_invitation_walls")]
    operations = [
        migrations.RunSQL(TABLE, NO_TABLE),
        migrations.RunSQL(WALLS, OPEN),
        migrations.RunSQL(PORTAL, NO_PORTAL),
        migrations.RunSQL(WITH_ALUMNI, SINGLY),
    ]
