"""The identity number of a student, in a table of its own, and what PostgreSQL holds of it.

The test of eleven (elfproef): nine digits, weighed 9 to 2 and -1. A citizen service number leaves
no remainder, and 000000000 is none; an education number begins with 10 and leaves five.

Several tables refer to students by number and school together. `dossiers` was the first and made
the constraint for that, so here it is made only where it is not there yet.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

HELD = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'students_student_of_school') THEN
    ALTER TABLE students_student ADD CONSTRAINT students_student_of_school UNIQUE (id, school_id);
  END IF;
END $$;

CREATE FUNCTION students_remainder(digits text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  SELECT mod(11 + sum((ascii(substr(digits, i, 1)) - 48) * CASE i WHEN 9 THEN -1 ELSE 10 - i END), 11)
  FROM generate_series(1, 9) AS i
);

ALTER TABLE students_identitynumber
  ADD CONSTRAINT students_identitynumber_test_of_eleven CHECK (
    CASE WHEN number ~ '^[0-9]{9}$' THEN
      CASE kind
        WHEN 'bsn' THEN number <> '000000000' AND students_remainder(number) = 0
        WHEN 'onderwijsnummer' THEN number LIKE '10%' AND students_remainder(number) = 5
        ELSE false
      END
    ELSE false END),
  ADD CONSTRAINT students_identitynumber_same_school FOREIGN KEY (student_id, school_id)
    REFERENCES students_student (id, school_id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT students_identitynumber_entered_by FOREIGN KEY (entered_by_id)
    REFERENCES accounts_user (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
"""
LOOSE = """
ALTER TABLE students_identitynumber
  DROP CONSTRAINT students_identitynumber_entered_by,
  DROP CONSTRAINT students_identitynumber_same_school,
  DROP CONSTRAINT students_identitynumber_test_of_eleven;
DROP FUNCTION students_remainder(text);
"""


class Migration(migrations.Migration):
    """A table, what it refers to, and one permission more."""

    dependencies = [
        ('schools', '0002_dated_tasks'),
        ('students', '0003_guardianship_school'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='student',
            options={'permissions': (('read_identity', 'Read who the student is'), ('read_birth_date', 'Read the whole birth date'), ('read_contact', 'Read contact data'), ('read_secret_contact', 'Read contact data that is secret'), ('read_authority', 'Read authority and restrictions'), ('read_restriction', 'Know that there is a restriction'), ('read_conversation_notes', 'Read conversation notes'), ('write_conversation_notes', 'Write conversation notes'), ('read_care_notes', 'Read notes of the care team'), ('write_care_notes', 'Write notes of the care team'), ('read_lesson_advice', 'Read advice for lessons'), ('write_lesson_advice', 'Write advice for lessons'), ('read_consent_answer', 'Read what may be done with pictures'), ('read_consent_history', 'Read own decisions'), ('read_access_log', 'Read who looked'))},
        ),
        migrations.CreateModel(
            name='IdentityNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bsn', 'Citizen service number'), ('onderwijsnummer', 'Education number')], max_length=15)),
                ('number', models.CharField(max_length=9)),
                ('ending', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Right('number', 3), output_field=models.CharField(max_length=3))),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('student', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='identity_number', to='students.student')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school', 'number'), name='students_identitynumber_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['bsn', 'onderwijsnummer'])), name='students_identitynumber_known_values')],
            },
        ),
        migrations.RunSQL(HELD, LOOSE),
    ]
