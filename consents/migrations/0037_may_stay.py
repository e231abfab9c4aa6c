"""Whether a former student can stay on the list when the yes of a parent ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default."""

    dependencies = [
        ('consents', '0036_who_asks_fails_closed'),
    ]

    operations = [
        migrations.AddField(
            model_name='alumnus',
            name='may_stay',
            field=models.BooleanField(default=True, help_text='Whether the former student can stay when it ends.'),
        ),
    ]
