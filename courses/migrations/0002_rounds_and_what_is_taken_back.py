import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Begun anew and taken back were one field. The next migration tells which it was."""

    dependencies = [("courses", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="completion",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, help_text="When it was taken back.", null=True),
        ),
        migrations.AddField(
            model_name="completion",
            name="taken_back_reason",
            field=models.CharField(
                blank=True, default="", help_text="For the person, in words.", max_length=255
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="completion",
            name="enrolment",
            field=models.ForeignKey(
                help_text="The round it was completed in; none when the course is gone.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="completions",
                to="courses.enrolment",
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="round",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="Which time the person takes the course, from 1."
            ),
        ),
        migrations.AddField(
            model_name="enrolment",
            name="begun_anew_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the next round took over; none: this is the one that counts.",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="enrolment", name="enrolment_once"),
        migrations.RemoveConstraint(model_name="completion", name="completion_once"),
    ]
