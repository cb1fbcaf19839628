import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("competences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "block_id",
                    models.UUIDField(help_text="None: the whole page was answered, as in a test.", null=True),
                ),
                (
                    "submission_key",
                    models.UUIDField(
                        help_text="Made with the form. Sending the same form twice gives one attempt."
                    ),
                ),
                ("activity", models.CharField(help_text="Name of the activity's block type.", max_length=40)),
                (
                    "question",
                    models.JSONField(
                        help_text="The question with its key, as it stood when it was answered."
                    ),
                ),
                ("response", models.JSONField()),
                ("score", models.PositiveSmallIntegerField(help_text="Points, from 0 to max_score.")),
                ("max_score", models.PositiveSmallIntegerField()),
                (
                    "is_client_reported",
                    models.BooleanField(
                        default=False,
                        help_text="The points are what the browser said: nobody here could count them.",
                    ),
                ),
                ("submitted_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attempts",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
            },
        ),
        migrations.CreateModel(
            name="CardRepetition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("card_id", models.UUIDField()),
                ("front", models.TextField()),
                ("back", models.TextField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("due_on", models.DateField(null=True)),
                ("seen_on", models.DateField(help_text="The last day it was looked at.", null=True)),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cards",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "card",
                "verbose_name_plural": "cards",
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("block_id", models.UUIDField()),
                ("fields", models.JSONField(help_text="The form as it was filled in: each field's values.")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of an answer",
                "verbose_name_plural": "drafts of answers",
            },
        ),
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
                        to="assessments.evidence",
                    ),
                ),
            ],
            options={
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
            name="ObservationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observation_request",
                        to="assessments.attempt",
                    ),
                ),
                (
                    "observer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="observation_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request to observe",
                "verbose_name_plural": "requests to observe",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SharedReflection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shared_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared",
                        to="assessments.attempt",
                    ),
                ),
            ],
            options={
                "verbose_name": "shared reflection",
                "verbose_name_plural": "shared reflections",
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
                "verbose_name": "standing",
                "verbose_name_plural": "standings",
            },
        ),
        migrations.CreateModel(
            name="TestSitting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Which try it is, from 1.")),
                (
                    "rule",
                    models.JSONField(
                        help_text="draws, pass_mark, tries, pause_hours, time_limit, extra_time as they stood."
                    ),
                ),
                (
                    "questions",
                    models.JSONField(
                        help_text="Drawn questions in order: block id, activity, question with key."
                    ),
                ),
                (
                    "answers",
                    models.JSONField(default=dict, help_text="The answers given so far, by block id."),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("closes_at", models.DateTimeField(help_text="None: no time limit.", null=True)),
                ("passed", models.BooleanField(null=True)),
                (
                    "attempt",
                    models.OneToOneField(
                        help_text="None: not ended.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sitting",
                        to="assessments.attempt",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sittings",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sittings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sitting of a test",
                "verbose_name_plural": "sittings of tests",
                "ordering": ["-number"],
            },
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["person", "page", "-submitted_at"], name="attempt_person_page"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                fields=("person", "submission_key"), name="attempt_once_per_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__lte", models.F("max_score"))), name="attempt_score_within_max"
            ),
        ),
        migrations.AddIndex(
            model_name="cardrepetition",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)), fields=["person", "due_on"], name="card_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="cardrepetition",
            constraint=models.UniqueConstraint(fields=("person", "card_id"), name="card_once_per_person"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("person", "page", "block_id"), name="draft_once_per_question"
            ),
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
        migrations.AddConstraint(
            model_name="testsitting",
            constraint=models.UniqueConstraint(
                fields=("person", "page", "number"), name="sitting_once_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="testsitting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("attempt", None)), fields=("person", "page"), name="sitting_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="testsitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at", None), ("closes_at__gt", models.F("started_at")), _connector="OR"
                ),
                name="sitting_closes_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="testsitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("attempt", None), ("passed", None)),
                    models.Q(("attempt__isnull", False), ("passed__isnull", False)),
                    _connector="OR",
                ),
                name="sitting_passed_when_ended",
            ),
        ),
    ]
