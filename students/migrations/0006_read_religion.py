"""Permission on a student: to read which religion the family had recorded."""

from django.db import migrations


class Migration(migrations.Migration):
    """Permissions only; no table changes."""


    dependencies = [
        ('students', '0005_representatives'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='student',
            options={'permissions': (('read_identity', 'Read who the student is'), ('read_birth_date', 'Read the whole birth date'), ('read_contact', 'Read contact data'), ('read_secret_contact', 'Read contact data that is secret'), ('read_authority', 'Read authority and restrictions'), ('read_restriction', 'Know that there is a restriction'), ('read_conversation_notes', 'Read conversation notes'), ('write_conversation_notes', 'Write conversation notes'), ('read_care_notes', 'Read notes of the care team'), ('write_care_notes', 'Write notes of the care team'), ('read_lesson_advice', 'Read advice for lessons'), ('write_lesson_advice', 'Write advice for lessons'), ('read_religion', 'Read which religion the family had recorded'), ('read_consent_answer', 'Read what may be done with pictures'), ('read_consent_history', 'Read own decisions'), ('read_access_log', 'Read who looked'))},
        ),
    ]
