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
    """A column that follows the student, and the permission to read who has authority."""

    dependencies = [("schools", "0002_authority"), ("students", "0001_initial")]
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
        migrations.AlterModelOptions(
            name="student",
            options={
                "permissions": (
                    ("read_identity", "Read who the student is"),
                    ("read_contact", "Read contact data"),
                    ("read_authority", "Read who has authority over the student"),
                    ("read_conversation_notes", "Read conversation notes"),
                    ("write_conversation_notes", "Write conversation notes"),
                    ("read_consent_answer", "Read what may be done with pictures"),
                    ("read_consent_history", "Read own decisions"),
                    ("read_access_log", "Read who looked"),
                )
            },
        ),
    ]
