"""Two more categories of entries: advice for lessons, and notes of the care team.

The new conditions hold for new rows from here on, and for the old ones after the next migration:
looking them all through would keep everybody waiting.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

CATEGORIES = [
    ("conversation_note", "Conversation note"),
    ("lesson_advice", "Advice for lessons"),
    ("care_note", "Note of the care team"),
    ("support_file", "Support file"),
    ("test_result", "Test result"),
    ("attendance", "Attendance"),
    ("health_card", "Medical emergency card"),
]
KNOWN = models.Q(category__in=[value for value, _ in CATEGORIES])
KINDS = models.Q(kind__in=["", "mentor_talk", "parents_talk", "phone", "short_contact"])


class Migration(migrations.Migration):
    """What may stand in the column; who reaches the rows is for the next one."""

    dependencies = [("dossiers", "0002_walls")]
    operations = [
        migrations.RemoveConstraint("entry", "dossiers_entry_known_values"),
        migrations.RemoveConstraint("followup", "dossiers_followup_known_values"),
        migrations.AlterField(
            "entry", "category", models.CharField(choices=CATEGORIES, max_length=20)
        ),
        migrations.AlterField(
            "followup", "category", models.CharField(choices=CATEGORIES, max_length=20)
        ),
        AddConstraintNotValid(
            "entry",
            models.CheckConstraint(condition=KNOWN & KINDS, name="dossiers_entry_known_values"),
        ),
        AddConstraintNotValid(
            "followup",
            models.CheckConstraint(condition=KNOWN, name="dossiers_followup_known_values"),
        ),
    ]
