"""Permission on a school: to read which religion families had recorded."""

from django.db import migrations


class Migration(migrations.Migration):
    """Permissions only; no table changes."""


    dependencies = [
        ('schools', '0006_consent_texts'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='school',
            options={'permissions': (('read_school', 'Work at the school'), ('read_identity', 'Read who its students are'), ('write_identity', 'Import people'), ('read_birth_date', 'Read the whole birth date of its students'), ('read_contact', 'Read contact data'), ('read_secret_contact', 'Read contact data that is secret'), ('read_authority', 'Read authority and restrictions'), ('write_authority', 'Keep authority and restrictions'), ('reveal_bsn', 'Reveal a citizen service number, with a reason'), ('read_religion', 'Read which religion families had recorded'), ('read_consent_answer', 'Read who may be in the picture'), ('read_consent_history', 'Read the proof of consent'), ('write_consent_history', 'Write down what parents and students told the school'), ('read_agreements', 'Read the agreement register'), ('write_agreements', 'Keep the agreement register'), ('read_purge_report', 'Read purge reports'), ('propose_purge', 'Propose a purge'), ('approve_purge', 'Approve a purge'), ('read_access_admin', 'Read who has access'), ('write_access_admin', 'Confirm who has access'), ('appoint_staff', 'Give tasks for the whole school'), ('appoint_care_team', 'Say who is in the care team of a student'), ('break_glass', 'Take emergency access to one student'), ('review_access', 'Review who used which access'), ('sign_access_review', 'Sign a review of access'), ('adopt_matrix', 'Register that the matrix was adopted'), ('read_consent_texts', 'Read what parents and students are asked'), ('write_consent_texts', 'Write what parents and students are asked'), ('read_counts', 'Read numbers of a school'))},
        ),
    ]
