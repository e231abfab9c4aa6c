"""Index what one person did: how many files somebody opened today is asked at each opening."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside the running portal; hence no transaction."""

    atomic = False
    dependencies = [("audit", "0001_initial")]
    operations = [
        AddIndexConcurrently(
            "event",
            models.Index(
                fields=["actor", "-at"],
                name="audit_event_actor",
                condition=models.Q(actor__isnull=False, subject__isnull=False),
            ),
        ),
    ]
