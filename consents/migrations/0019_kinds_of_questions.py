"""Questions of another kind than pictures; what schools asked until now is about pictures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column with a constant default, which rewrites no row, and what it may hold."""

    dependencies = [("consents", "0018_campaign_walls")]
    operations = [
        migrations.AddField(
            model_name="purpose",
            name="kind",
            field=models.CharField(
                choices=[("pictures", "Photos and videos"), ("class_list", "Class list")],
                default="pictures",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code__startswith", "IMG_"), ("kind", "pictures")),
                    models.Q(("code", "CONTACT_CLASSLIST"), ("kind", "class_list")),
                    _connector="OR",
                ),
                name="consents_purpose_kind_of_code",
            ),
        ),
    ]
