"""Index from when answers count no more: what turned is asked of a school every few minutes."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside the running portal; hence no transaction."""

    atomic = False
    dependencies = [("consents", "0025_webhook_walls")]
    operations = [
        AddIndexConcurrently(
            "keptanswer",
            models.Index(
                models.F("school"),
                models.Func("known", function="upper", output_field=models.DateTimeField()),
                name="consents_keptanswer_since",
            ),
        ),
    ]
