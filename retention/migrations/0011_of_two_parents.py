"""One line of a list for what goes and one for what stays: of two parents, one may stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Count the action as part of what makes a line the only one."""

    dependencies = [("retention", "0010_campaigns")]

    operations = [
        migrations.RemoveConstraint(model_name="purgeitem", name="retention_item_once"),
        migrations.AddConstraint(
            model_name="purgeitem",
            constraint=models.UniqueConstraint(
                fields=("run", "student", "rule", "holding", "action"),
                name="retention_item_once",
            ),
        ),
    ]
