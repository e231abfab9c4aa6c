"""What is asked about one student at one moment, and the decisions on it."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table, a column on decisions and on evidence, and what a question may be."""

    dependencies = [
        ("consents", "0028_design_walls"),
        ("schools", "0007_read_religion"),
        ("students", "0006_read_religion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pictures", "Photos and videos"),
                            ("class_list", "Class list"),
                            ("religion", "Religion"),
                            ("care", "Sharing with care"),
                            ("transfer", "Transfer to another school"),
                        ],
                        max_length=10,
                    ),
                ),
                ("addressee", models.CharField(help_text="Who gets it, by name.", max_length=120)),
                ("what", models.CharField(help_text="Exactly what is shared.", max_length=500)),
                ("why", models.CharField(max_length=300)),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="The days on which a yes counts."
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="keptanswer",
            name="consents_keptanswer_known_values",
        ),
        migrations.RemoveConstraint(
            model_name="purpose",
            name="consents_purpose_known_values",
        ),
        migrations.RemoveConstraint(
            model_name="purpose",
            name="consents_purpose_kind_of_code",
        ),
        migrations.AlterField(
            model_name="keptanswer",
            name="reason",
            field=models.CharField(
                choices=[
                    ("agreed", "Whoever decides said yes"),
                    ("carried_over", "The yes from before the sixteenth birthday still holds"),
                    ("refused", "Whoever decides said no"),
                    ("disagreement", "Those who decide do not agree"),
                    ("objection", "The student does not want it"),
                    ("waiting", "Not everybody who must answer did"),
                    ("student_silent", "The student must say yes too, and did not answer"),
                    ("silence", "Nobody answered, so it is no"),
                    ("student_decides", "From sixteen the student decides, who did not answer"),
                    ("no_decider", "It is not known who may decide"),
                    ("not_enrolled", "The student is not at this school"),
                    ("over", "The question is over"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="purpose",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pictures", "Photos and videos"),
                    ("class_list", "Class list"),
                    ("religion", "Religion"),
                    ("care", "Sharing with care"),
                    ("transfer", "Transfer to another school"),
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
                    ("named", "Only who is named in the question"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "agreed",
                            "carried_over",
                            "refused",
                            "disagreement",
                            "objection",
                            "waiting",
                            "student_silent",
                            "silence",
                            "student_decides",
                            "no_decider",
                            "not_enrolled",
                            "over",
                        ],
                    )
                ),
                name="consents_keptanswer_known_values",
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reach__in", ["staff", "group", "school", "public", "print", "named"]),
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
                    models.Q(("code__startswith", "CARE_SHARE_"), ("kind", "care")),
                    models.Q(("code__startswith", "TRANSFER_"), ("kind", "transfer")),
                    _connector="OR",
                ),
                name="consents_purpose_kind_of_code",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="asked_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="ended_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="purpose",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inquiries",
                to="consents.purpose",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="school",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.school",
            ),
        ),
        migrations.AddField(
            model_name="inquiry",
            name="student",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="inquiries",
                to="students.student",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="inquiry",
            field=models.ForeignKey(
                db_constraint=False,
                help_text="Of what is asked about one student at one moment.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="decisions",
                to="consents.inquiry",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="inquiry",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="evidence",
                to="consents.inquiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("inquiry", None),
                    models.Q(("channel", "phone"), _negated=True),
                    models.Q(("outcome", "granted"), _negated=True),
                    _connector="OR",
                ),
                name="consents_decision_no_yes_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["school", "-asked_at"], name="consents_inquiry_newest"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["care", "transfer"])),
                name="consents_inquiry_known_values",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("addressee__regex", "\\S"), ("what__regex", "\\S"), ("why__regex", "\\S")
                ),
                name="consents_inquiry_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("period__isempty", False),
                    ("period__lower_inf", False),
                    ("period__upper_inf", False),
                ),
                name="consents_inquiry_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    ("ended_at__gte", models.F("asked_at")),
                    _connector="OR",
                ),
                name="consents_inquiry_ends_once",
            ),
        ),
    ]
