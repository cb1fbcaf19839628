from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_tell_begun_anew_from_taken_back")]

    operations = [
        migrations.RemoveField(model_name="enrolment", name="restarted_at"),
        migrations.AlterField(
            model_name="completion",
            name="superseded_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the person began the course anew; this one stays as history.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.UniqueConstraint(
                fields=("person", "page"),
                condition=models.Q(("superseded_at", None), ("taken_back_at", None)),
                name="completion_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken_back_reason", ""), ("taken_back_at__isnull", False), _connector="OR"
                ),
                name="completion_reason_when_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("person", "course", "round"), name="enrolment_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("person", "course"),
                condition=models.Q(("begun_anew_at", None)),
                name="enrolment_one_current",
            ),
        ),
    ]
