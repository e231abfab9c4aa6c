"""The religion of a student, and the question on which it rests."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table, and what a question may be."""

    dependencies = [
        ("consents", "0020_class_list_door"),
        ("schools", "0007_read_religion"),
        ("students", "0006_read_religion"),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="purpose", name="consents_purpose_known_values"),
        migrations.RemoveConstraint(model_name="purpose", name="consents_purpose_kind_of_code"),
        migrations.AlterField(
            model_name="purpose",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pictures", "Photos and videos"),
                    ("class_list", "Class list"),
                    ("religion", "Religion"),
                ],
                default="pictures",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="purpose",
            name="reach",
            field=models.CharField(
                choices=[
                    ("staff", "Only who needs it at the school"),
                    ("group", "Only parents of this class"),
                    ("school", "Everybody at the school"),
                    ("public", "Everybody on the internet"),
                    ("print", "Parents, new parents and visitors"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reach__in", ["staff", "group", "school", "public", "print"]),
                    ("at_sixteen__in", ["lapses", "carries_over"]),
                ),
                name="consents_purpose_known_values",
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__startswith", "IMG_"), ("kind", "pictures")),
                    models.Q(("code", "CONTACT_CLASSLIST"), ("kind", "class_list")),
                    models.Q(("code", "RELIGION_RECORD"), ("kind", "religion")),
                    _connector="OR",
                ),
                name="consents_purpose_kind_of_code",
            ),
        ),
        migrations.CreateModel(
            name="Religion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "decision",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consents.decision",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "student",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="religion",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True),
                        name="consents_religion_says_something",
                    )
                ],
            },
        ),
    ]
