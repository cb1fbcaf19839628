import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The ledger as it was when it lay in `assessments`: a database of that time has these tables already."""

    initial = True
    replaces = [("assessments", "0003_answers_reported_by_the_browser")]

    dependencies = [
        ("competences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Own assessment"),
                            (2, "Activity online"),
                            (3, "Graded test"),
                            (4, "Completed course"),
                            (5, "Seen in practice"),
                            (6, "Proof from outside"),
                        ]
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ]
                    ),
                ),
                (
                    "confirms",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ]
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("recorded_on", models.DateField()),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="The last day it counts; none: no end.", null=True
                    ),
                ),
                (
                    "origin",
                    models.CharField(help_text="What it came from, as app.thing:number.", max_length=120),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="In words, for the person: a course's title.", max_length=255
                    ),
                ),
                ("rule", models.JSONField(help_text="The policy that judged: ceiling and months.")),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="competences.competence",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revokes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revoked_by",
                        to="ledger.evidence",
                    ),
                ),
            ],
            options={
                "db_table": "assessments_evidence",
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="EvidencePolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Own assessment"),
                            (2, "Activity online"),
                            (3, "Graded test"),
                            (4, "Completed course"),
                            (5, "Seen in practice"),
                            (6, "Proof from outside"),
                        ],
                        unique=True,
                        verbose_name="kind",
                    ),
                ),
                (
                    "ceiling",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ],
                        help_text="0: it confirms nothing by itself.",
                        verbose_name="highest level it confirms",
                    ),
                ),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: it does not expire.",
                        null=True,
                        verbose_name="holds for (months)",
                    ),
                ),
            ],
            options={
                "db_table": "assessments_evidencepolicy",
                "verbose_name": "evidence rule",
                "verbose_name_plural": "evidence rules",
                "ordering": ["kind"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ceiling__lte", 4)), name="evidence_policy_ceiling_at_most_4"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ],
                        default=0,
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Own assessment"),
                            (2, "Activity online"),
                            (3, "Graded test"),
                            (4, "Completed course"),
                            (5, "Seen in practice"),
                            (6, "Proof from outside"),
                        ],
                        null=True,
                    ),
                ),
                ("expires", models.DateField(null=True)),
                (
                    "lapsed_level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ],
                        default=0,
                    ),
                ),
                (
                    "self_level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to="competences.competence",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "assessments_standing",
                "verbose_name": "standing",
                "verbose_name_plural": "standings",
            },
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("person", "competence", "origin"), name="evidence_once_per_origin"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirms__lte", models.F("level")), ("level__lte", 4)),
                name="evidence_confirms_at_most_shown",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("expires__isnull", False)), fields=["expires"], name="standing_expires"
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["person", "competence", "level", "lapsed_level", "expires"], name="standing_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(fields=("person", "competence"), name="standing_once"),
        ),
    ]
