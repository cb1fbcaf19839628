from django.db import migrations

MODELS = ("evidence", "evidencepolicy", "standing")


def take_content_types_along(apps, schema_editor):
    """The log and the permissions name a model by its content type: it moves with the model."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    content_types.filter(app_label="assessments", model__in=MODELS).update(app_label="ledger")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelTable(name="evidence", table=None),
        migrations.AlterModelTable(name="evidencepolicy", table=None),
        migrations.AlterModelTable(name="standing", table=None),
        migrations.RunPython(take_content_types_along, migrations.RunPython.noop, elidable=True),
    ]
