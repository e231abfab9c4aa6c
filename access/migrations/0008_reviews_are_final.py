"""PostgreSQL holds what no service can be trusted with alone about a review of access.

A signed review never changes, nor its findings, whoever asks: the owner of the tables too.
Nothing undecided is signed, and nobody decides about oneself.
"""

from django.db import migrations

FINAL = """
CREATE FUNCTION access_review_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed review never changes'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_accessreview_final';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF NEW.signed_at IS NOT NULL AND EXISTS (
    SELECT FROM access_reviewfinding f WHERE f.review_id = NEW.id AND f.verdict = '')
  THEN
    RAISE EXCEPTION 'something is undecided'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_accessreview_decided';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_accessreview_final BEFORE UPDATE OR DELETE ON access_accessreview
  FOR EACH ROW EXECUTE FUNCTION access_review_is_final();

CREATE FUNCTION access_finding_is_final() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  reviews bigint[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.review_id]
    WHEN 'DELETE' THEN ARRAY[OLD.review_id] ELSE ARRAY[OLD.review_id, NEW.review_id] END;
BEGIN
  PERFORM FROM access_accessreview r WHERE r.id = ANY (reviews) FOR SHARE;
  IF EXISTS (
    SELECT FROM access_accessreview r WHERE r.id = ANY (reviews) AND r.signed_at IS NOT NULL)
  THEN
    RAISE EXCEPTION 'a signed review never changes'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_reviewfinding_final';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF EXISTS (
    SELECT FROM accounts_user u WHERE u.id = NEW.decided_by_id AND u.audit_ref = NEW.about)
  THEN
    RAISE EXCEPTION 'nobody decides about oneself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_reviewfinding_not_oneself';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_reviewfinding_final BEFORE INSERT OR UPDATE OR DELETE
  ON access_reviewfinding FOR EACH ROW EXECUTE FUNCTION access_finding_is_final();
"""

LOOSE = """
DROP TRIGGER access_reviewfinding_final ON access_reviewfinding;
DROP FUNCTION access_finding_is_final();
DROP TRIGGER access_accessreview_final ON access_accessreview;
DROP FUNCTION access_review_is_final();
"""


class Migration(migrations.Migration):
    """Two functions and their triggers."""

    dependencies = [("access", "0007_access_reviews"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FINAL, LOOSE)]
