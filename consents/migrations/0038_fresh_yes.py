"""A yes takes the place of what rested on one that counts no more; and how long somebody stays.

Until the portal came round, a row that rested on other words, on another question or on the yes of
a parent of a student who decides alone since, stood in the way of the new one, and its address was
kept instead. After the yes of a parent the list is not used from the sixteenth birthday on: for
thirty days the former student is asked to stay.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("consents.migrations.0033_alumni_walls")


def function(text: str, name: str) -> str:
    """Return a function as it stands in 0033."""
    found = text.split(f"CREATE FUNCTION {name}(")[1].split("END $$;")[0]
    return f"CREATE OR REPLACE FUNCTION {name}({found}END $$;\n"


RESTS = function(BEFORE.WALLS, "consents_alumnus_rests")
FRESH = """
  DELETE FROM consents_alumnus a
  WHERE a.student_id = NEW.student_id AND a.left_in IS NULL
    AND (a.said_by <> NEW.said_by OR a.inquiry_id IS DISTINCT FROM NEW.inquiry_id
      OR EXISTS (SELECT FROM consents_wording o JOIN consents_wording n
          ON n.purpose_id = o.purpose_id AND n.version > o.version AND n.is_material
        WHERE o.id = a.wording_id AND n.in_force_from <= NEW.said_at));
"""
CLOSES = "  PERFORM set_config('app.owner_opens', opened, true);\n  RETURN NEW;"
WITH_FRESH = RESTS.replace(CLOSES, f"{FRESH}{CLOSES}")
STAYS = function(BEFORE.TABLE, "consents_alumnus_stays")
LONGER = STAYS.replace("interval '5 years'", "interval '5 years 31 days'").replace(
    "'ends_on', 'key'", "'ends_on', 'may_stay', 'key'"
)

ASKED = f"""(said_by = 'guardian' AND may_stay
    AND ends_on <= (now() AT TIME ZONE 'Europe/Amsterdam')::date + 30)"""
USED = f"({BEFORE.KEPT_BY} AND NOT {ASKED})"
WALLS = """
ALTER POLICY consents_alumnus_listed ON consents_alumnus USING {kept_by};
ALTER POLICY consents_alumnus_write_to ON consents_alumnus USING {kept_by};
ALTER POLICY consents_alumnus_take_off ON consents_alumnus USING {kept_by};
"""


class Migration(migrations.Migration):
    """Two functions and three policies."""

    dependencies = [("consents", "0037_may_stay")]
    operations = [
        migrations.RunSQL(WITH_FRESH, RESTS),
        migrations.RunSQL(LONGER, STAYS),
        migrations.RunSQL(WALLS.format(kept_by=USED), WALLS.format(kept_by=BEFORE.KEPT_BY)),
    ]
