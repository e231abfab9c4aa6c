"""A name with damaged letters, as a pattern that the whole name fits."""

from django.db import migrations

LIKE = r"""
CREATE FUNCTION interchange_like(damaged text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog
RETURN translate(replace(replace(replace(damaged, '\', '\\'), '%', '\%'), '_', '\_'),
                 '?' || chr(65533), '__');
GRANT EXECUTE ON FUNCTION interchange_like(text) TO portal_web, portal_worker;
"""


class Migration(migrations.Migration):
    """A function only."""

    dependencies = [("interchange", "0001_initial")]
    operations = [migrations.RunSQL(LIKE, "DROP FUNCTION interchange_like(text)")]
