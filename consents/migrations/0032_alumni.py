"""The list of former students, and what schools write to them."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two tables, and what a question may be."""

    dependencies = [
        ('consents', '0031_transfer_pieces'),
        ('schools', '0007_read_religion'),
        ('students', '0006_read_religion'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlumniLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(max_length=100)),
                ('text', models.TextField(max_length=2000)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Alumnus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('said_by', models.CharField(choices=[('guardian', 'Parent or guardian'), ('student', 'Student')], max_length=10)),
                ('said_at', models.DateTimeField()),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=310)),
                ('left_in', models.PositiveSmallIntegerField(help_text='The year.', null=True)),
                ('ends_on', models.DateField(help_text='The first day after the last.', null=True)),
                ('key', models.CharField(help_text='A hash of the link.', max_length=64, unique=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='inquiry',
            name='consents_inquiry_known_values',
        ),
        migrations.RemoveConstraint(
            model_name='purpose',
            name='consents_purpose_kind_of_code',
        ),
        migrations.AlterField(
            model_name='inquiry',
            name='kind',
            field=models.CharField(choices=[('pictures', 'Photos and videos'), ('class_list', 'Class list'), ('religion', 'Religion'), ('care', 'Sharing with care'), ('transfer', 'Transfer to another school'), ('alumni', 'Former students')], max_length=10),
        ),
        migrations.AlterField(
            model_name='purpose',
            name='kind',
            field=models.CharField(choices=[('pictures', 'Photos and videos'), ('class_list', 'Class list'), ('religion', 'Religion'), ('care', 'Sharing with care'), ('transfer', 'Transfer to another school'), ('alumni', 'Former students')], default='pictures', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['alumni', 'care', 'transfer'])), name='consents_inquiry_known_values'),
        ),
        migrations.AddConstraint(
            model_name='purpose',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code__startswith', 'IMG_'), ('kind', 'pictures')), models.Q(('code', 'CONTACT_CLASSLIST'), ('kind', 'class_list')), models.Q(('code', 'RELIGION_RECORD'), ('kind', 'religion')), models.Q(('code__startswith', 'CARE_SHARE_'), ('kind', 'care')), models.Q(('code__startswith', 'TRANSFER_'), ('kind', 'transfer')), models.Q(('code', 'ALUMNI'), ('kind', 'alumni')), _connector='OR'), name='consents_purpose_kind_of_code'),
        ),
        migrations.AddField(
            model_name='alumniletter',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='alumniletter',
            name='written_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='decision',
            field=models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consents.decision'),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='inquiry',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='consents.inquiry'),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='letter',
            field=models.ForeignKey(help_text='What is still to be sent.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waiting', to='consents.alumniletter'),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school'),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='student',
            field=models.OneToOneField(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='alumnus', to='students.student'),
        ),
        migrations.AddField(
            model_name='alumnus',
            name='wording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.wording'),
        ),
        migrations.AddConstraint(
            model_name='alumniletter',
            constraint=models.CheckConstraint(condition=models.Q(('subject__regex', '\\S'), ('text__regex', '\\S')), name='consents_alumniletter_says_something'),
        ),
        migrations.AddConstraint(
            model_name='alumniletter',
            constraint=models.CheckConstraint(condition=models.Q(('first_year__lte', models.F('last_year'))), name='consents_alumniletter_years'),
        ),
        migrations.AddIndex(
            model_name='alumnus',
            index=models.Index(fields=['school', 'left_in', 'name'], name='consents_alumnus_list'),
        ),
        migrations.AddConstraint(
            model_name='alumnus',
            constraint=models.CheckConstraint(condition=models.Q(('said_by__in', ['guardian', 'student'])), name='consents_alumnus_known_values'),
        ),
        migrations.AddConstraint(
            model_name='alumnus',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on', None), ('left_in', None), ('letter', None), ('name', ''), ('told_at', None)), models.Q(('ends_on__isnull', False), ('left_in__isnull', False), ('name__regex', '\\S')), _connector='OR'), name='consents_alumnus_listed_as_a_whole'),
        ),
    ]
