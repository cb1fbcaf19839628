import uuid

from django.db import migrations, models


def begin(apps, schema_editor):
    """With a token from the start, pages are quick before anybody changes anything."""
    apps.get_model("accounts", "CommonVersion").objects.get_or_create(pk=1, defaults={"token": uuid.uuid4()})


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_cache_table"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommonVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
