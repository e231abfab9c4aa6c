"""The school of a guardianship, for row security to ask: that of the student and the guardian.

Three tables refer to students by number and school together. `dossiers` was the first and made
the constraint for that, so here it is made only where it is not there yet.
"""

import django.db.models.deletion
from django.db import migrations, models

SCHOOL = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'students_student_of_school') THEN
    ALTER TABLE students_student ADD CONSTRAINT students_student_of_school UNIQUE (id, school_id);
  END IF;
END $$;
ALTER TABLE students_guardian ADD CONSTRAINT students_guardian_of_school UNIQUE (id, school_id);

ALTER TABLE students_guardianship ADD COLUMN school_id bigint;
UPDATE students_guardianship gs SET school_id = s.school_id
FROM students_student s WHERE s.id = gs.student_id;
ALTER TABLE students_guardianship ALTER COLUMN school_id SET NOT NULL;
CREATE INDEX students_guardianship_school_id ON students_guardianship (school_id);
ALTER TABLE students_guardianship
  ADD CONSTRAINT students_guardianship_school_of_student FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT students_guardianship_school_of_guardian FOREIGN KEY (guardian_id, school_id)
    REFERENCES students_guardian (id, school_id) DEFERRABLE INITIALLY DEFERRED;
"""
NO_SCHOOL = """
ALTER TABLE students_guardianship DROP COLUMN school_id;
ALTER TABLE students_guardian DROP CONSTRAINT students_guardian_of_school;
"""


class Migration(migrations.Migration):
    """A column that follows the student."""

    dependencies = [("schools", "0001_initial"), ("students", "0002_dated_tasks")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SCHOOL, NO_SCHOOL)],
            state_operations=[
                migrations.AddField(
                    model_name="guardianship",
                    name="school",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                    preserve_default=False,
                ),
            ],
        ),
    ]
