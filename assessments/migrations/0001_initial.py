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
