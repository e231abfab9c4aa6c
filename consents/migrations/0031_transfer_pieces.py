"""Which pieces of a file a transfer is about."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default, and what it may hold."""

    dependencies = [
        ('consents', '0030_inquiry_walls'),
        ('schools', '0007_read_religion'),
        ('students', '0006_read_religion'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='inquiry',
            name='pieces',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('administration', 'Administrative data'), ('results', 'School history and results'), ('behaviour', 'Social and emotional development, and behaviour'), ('support', 'Support that was given or is needed'), ('absence', 'Absence of the last year'), ('research', 'A report of a psychologist or a doctor'), ('care_notes', 'Notes of the care team'), ('talks', 'Notes of talks'), ('home', 'The situation at home'), ('other', 'Something else, that is named')], max_length=20), default=list, help_text='Of a transfer: which pieces of the file.', size=None),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'transfer'), ('pieces__len__gte', 1)), models.Q(models.Q(('kind', 'transfer'), _negated=True), ('pieces', [])), _connector='OR'), name='consents_inquiry_pieces_of_a_file'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('pieces__contained_by', ['administration', 'results', 'behaviour', 'support', 'absence', 'research', 'care_notes', 'talks', 'home', 'other'])), name='consents_inquiry_known_pieces'),
        ),
    ]
