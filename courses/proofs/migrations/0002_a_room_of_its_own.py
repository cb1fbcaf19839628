from django.db import migrations


def take_content_type_along(apps, schema_editor):
    """The log and the permissions name a model by its content type: it moves with the model."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    content_types.filter(app_label="courses", model="proof").update(app_label="proofs")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("proofs", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelTable(name="proof", table=None),
        migrations.RunPython(take_content_type_along, migrations.RunPython.noop, elidable=True),
    ]
