"""The better of two spellings: silence and damaged letters never replace what is known."""

from django.db import migrations

# The body is bound to its functions here, once, so it needs no search path of its own, and
# without one PostgreSQL can write it into the query that calls it.
BETTER = r"""
CREATE FUNCTION interchange_better(known text, said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN said = '' THEN known
  WHEN said ~ E'[?\uFFFD]' AND known LIKE interchange_like(said) THEN known
  ELSE said
END;
GRANT EXECUTE ON FUNCTION interchange_better(text, text) TO portal_web, portal_worker;
"""


class Migration(migrations.Migration):
    """A function only."""

    dependencies = [("interchange", "0002_like")]
    operations = [
        migrations.RunSQL(BETTER, "DROP FUNCTION interchange_better(text, text)"),
    ]
