import uuid

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def draw_keys(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Letters to those who are on a list already may come back too."""
    SignUp = apps.get_model("recoveryskole", "SignUp")
    for row in (
        SignUp.objects.filter(contact="email", forgotten_at=None, letter_key=None).only("pk").iterator()
    ):
        SignUp.objects.filter(pk=row.pk).update(letter_key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("recoveryskole", "0009_library"),
    ]

    operations = [
        migrations.AddField(
            model_name="signup",
            name="letter_key",
            field=models.UUIDField(default=None, editable=False, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="signup",
            name="letter_key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="is_unreached",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="signup",
            name="reminded_of_answer",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="signup",
            name="reminded_of_day",
            field=models.DateField(editable=False, null=True),
        ),
        # Last: a table with changed rows takes no new columns in the same transaction.
        migrations.RunPython(draw_keys, migrations.RunPython.noop, elidable=True),
    ]
