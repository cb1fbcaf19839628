import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A seat was there or not, and waited or not. The next migration says what each one is."""

    dependencies = [
        ("courses", "0004_one_current_round"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="runseat", name="run_seat_once"),
        migrations.AddField(
            model_name="runseat",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Is in line"),
                    ("offered", "Is asked whether they still want it"),
                    ("taken", "Has a seat"),
                    ("attended", "Was there"),
                    ("given_up", "Has given it up"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="runseat",
            name="state_since",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="runseat",
            name="number",
            field=models.PositiveSmallIntegerField(
                editable=False,
                help_text="Which of the seats, from 1; none in line and when given up.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="runseat",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
