import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_one_person_for_each_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="taken_away_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="taken_away_at",
            field=models.DateTimeField(editable=False, help_text="None: the mark counts.", null=True),
        ),
        migrations.RemoveConstraint(model_name="attendance", name="attendance_once"),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("run", "module", "person"),
                condition=models.Q(("taken_away_at", None)),
                name="attendance_once",
            ),
        ),
    ]
