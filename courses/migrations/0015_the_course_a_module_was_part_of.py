from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_the_name(apps, schema_editor):
    """Of each module that was completed: what its course is called now, which is all that is known."""
    Completion, Enrolment = apps.get_model("courses", "Completion"), apps.get_model("courses", "Enrolment")
    course = Enrolment.objects.filter(pk=OuterRef("enrolment")).values("course__title")
    modules = Completion.objects.filter(kind="module", enrolment__isnull=False)
    modules.update(course_title=Subquery(course[:1]))


class Migration(migrations.Migration):
    """A completed module goes on naming its course, also when it moves or the course is called another name."""

    dependencies = [("courses", "0014_remember_what_was_signed")]

    operations = [
        migrations.AddField(
            model_name="completion",
            name="course_title",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of a module: what its course was called then. Empty of a course.",
                max_length=255,
            ),
        ),
        migrations.RunPython(keep_the_name, migrations.RunPython.noop),
    ]
