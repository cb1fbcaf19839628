from typing import Any

from django.db import migrations, models

from assessments.h5p.domain.elsewhere import count_elsewhere


def count_what_lies_elsewhere(apps: Any, schema_editor: Any) -> None:
    """Packages that came before this was counted."""
    versions = apps.get_model("h5p", "ContentVersion").objects.only("params")
    for version in versions.iterator(chunk_size=20):
        elsewhere = count_elsewhere(version.params)
        if elsewhere:
            versions.filter(pk=version.pk).update(elsewhere=elsewhere)


class Migration(migrations.Migration):
    dependencies = [
        ("h5p", "0002_contents_in_danish_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="contentversion",
            name="elsewhere",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="How many films, sounds and pictures it shows from each other host on the web.",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="notes",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Sentences about what was taken in otherwise than it came, in the language of `problem`.",
            ),
        ),
        migrations.RunPython(count_what_lies_elsewhere, migrations.RunPython.noop),
    ]
