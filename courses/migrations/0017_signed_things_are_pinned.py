import json

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def _pin(blocks, contents):
    """Name the version that each activity is played in today; whether there was one."""
    changed = False
    for block in blocks:
        if block["type"] == "h5p" and block["value"].get("content") in contents:
            title, version = contents[block["value"]["content"]]
            block["value"].setdefault("version", version)
            block["value"].setdefault("title", title)
            changed = True
    return changed


def pin_what_is_live(apps, schema_editor):
    """Lessons go on playing what they play today; so do the revisions that are live, signed or wait."""
    content_model = apps.get_model("h5p", "H5PContent")
    contents = {
        pk: (title, current)
        for pk, title, current in content_model.objects.exclude(current=None).values_list(
            "pk", "title", "current"
        )
    }
    if not contents:
        return
    lessons = apps.get_model("courses", "LessonPage").objects.all()
    for lesson in lessons.iterator():
        blocks = list(lesson.body.raw_data)
        if _pin(blocks, contents):
            lesson.body = json.dumps(blocks)
            lesson.save(update_fields=["body"])
    types = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="courses", model="lessonpage"
    )
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=types)
    for revision in revisions.iterator():
        blocks = json.loads(revision.content.get("body") or "[]")
        if _pin(blocks, contents):
            revision.content["body"] = json.dumps(blocks)
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("courses", "0016_modules_taken_again"),
        ("h5p", "0002_contents_in_danish_order"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewerFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_id", models.PositiveIntegerField()),
                ("new_id", models.PositiveIntegerField()),
                (
                    "brought_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="brought"
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
            ],
            options={
                "verbose_name": "newer file",
                "verbose_name_plural": "newer files",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(
                        help_text="SHA-256 of what was signed: `fingerprint`.",
                        max_length=64,
                        verbose_name="fingerprint",
                    ),
                ),
                (
                    "task_state",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signature",
                        to="wagtailcore.taskstate",
                    ),
                ),
            ],
            options={"verbose_name": "signature", "verbose_name_plural": "signatures"},
        ),
        migrations.RunPython(pin_what_is_live, migrations.RunPython.noop, elidable=True),
    ]
