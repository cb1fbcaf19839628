import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Days of grace and of renewal for each kind, who was reminded of what, and why a row was recorded anew."""

    dependencies = [
        ("ledger", "0007_what_stands_is_chained"),
        ("competences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Why it was recorded anew, in words for the person.",
                max_length=255,
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="rule",
            field=models.JSONField(help_text="The policy that judged: see `Policy.as_rule`."),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="valid_until",
            field=models.DateField(
                blank=True,
                help_text="The last day it counts, days of grace among them; none: no end.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="evidencepolicy",
            name="grace_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                db_default=0,
                default=0,
                help_text="So many days it still counts after it has run out. 90 at most.",
                validators=[django.core.validators.MaxValueValidator(90)],
                verbose_name="days of grace",
            ),
        ),
        migrations.AddField(
            model_name="evidencepolicy",
            name="renewal_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                db_default=90,
                default=90,
                help_text="Renewed at most so many days before it runs out, the new term begins where the old"
                " one ends. Earlier or later it begins on the day.",
                validators=[django.core.validators.MaxValueValidator(366)],
                verbose_name="renewed without loss (days before)",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencepolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(grace_days__lte=90, renewal_days__lte=366),
                name="evidence_policy_days_bounded",
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("runs_out_on", models.DateField()),
                (
                    "step",
                    models.PositiveSmallIntegerField(help_text="The days before: one of REMINDER_STEPS."),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="competences.competence",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "competence", "runs_out_on", "step"), name="reminder_once"
                    )
                ],
            },
        ),
    ]
