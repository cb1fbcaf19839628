import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import assessments.h5p.models.upload


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assessments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(help_text="1, 2, 3 ... within the content.")),
                (
                    "params",
                    models.JSONField(
                        help_text="content/content.json as it came: the questions with their keys."
                    ),
                ),
                ("metadata", models.JSONField(help_text="h5p.json as it came.")),
                (
                    "files",
                    models.JSONField(help_text="Each file's path below the folder, and its size in bytes."),
                ),
                (
                    "folder_id",
                    models.UUIDField(default=uuid.uuid4, help_text="Names the folder in the store."),
                ),
                ("brought_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of an H5P activity",
                "verbose_name_plural": "versions of H5P activities",
                "ordering": ["content", "-number"],
            },
        ),
        migrations.CreateModel(
            name="H5PContent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                (
                    "machine_name",
                    models.CharField(
                        help_text="The main library's machine name.", max_length=255, verbose_name="kind"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licence")),
                ("authors", models.CharField(blank=True, max_length=500, verbose_name="authors")),
                (
                    "edited",
                    models.JSONField(
                        default=list,
                        editable=False,
                        help_text="Which of these somebody has written here: a newer package leaves them.",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="brought"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
                (
                    "current",
                    models.ForeignKey(
                        help_text="What is played now; None until the first package is ready.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="h5p.contentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "H5P activity",
                "verbose_name_plural": "H5P activities",
                "ordering": ["title", "pk"],
            },
        ),
        migrations.AddField(
            model_name="contentversion",
            name="content",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="h5p.h5pcontent",
            ),
        ),
        migrations.CreateModel(
            name="Library",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("machine_name", models.CharField(max_length=255, verbose_name="machine name")),
                ("major", models.PositiveIntegerField()),
                ("minor", models.PositiveIntegerField()),
                ("patch", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("licence", models.CharField(blank=True, max_length=100, verbose_name="licence")),
                ("author", models.CharField(blank=True, max_length=255, verbose_name="author")),
                (
                    "is_runnable",
                    models.BooleanField(
                        help_text="Something to play by itself.", verbose_name="is a content type"
                    ),
                ),
                ("metadata", models.JSONField(help_text="library.json as it came.")),
                (
                    "semantics",
                    models.JSONField(
                        help_text="semantics.json as it came; None where there is none.", null=True
                    ),
                ),
                (
                    "files",
                    models.JSONField(help_text="Each file's path below the folder, and its size in bytes."),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 over the paths and contents of all files.", max_length=64
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("quarantined", "Waits for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                        ],
                        default="quarantined",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "brought_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="brought"
                    ),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="decided")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Why its code may not run, as people are told.",
                        max_length=200,
                        verbose_name="reason",
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
            ],
            options={
                "verbose_name": "H5P library",
                "verbose_name_plural": "H5P libraries",
                "ordering": ["machine_name", "-major", "-minor", "-patch"],
            },
        ),
        migrations.AddField(
            model_name="contentversion",
            name="libraries",
            field=models.ManyToManyField(related_name="used_in", to="h5p.library"),
        ),
        migrations.AddField(
            model_name="contentversion",
            name="main_library",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="main_in", to="h5p.library"
            ),
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=assessments.h5p.models.upload.store,
                        upload_to="uploads/",
                        verbose_name="package",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What the file was called.", max_length=255, verbose_name="file"
                    ),
                ),
                ("size", models.PositiveBigIntegerField(help_text="Bytes.", verbose_name="size")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be unpacked"),
                            ("unpacking", "Is being unpacked"),
                            ("awaiting", "Waits for its libraries to be approved"),
                            ("ready", "Ready to use"),
                            ("refused", "Refused"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When a worker last began to unpack it, which is that worker's claim to it.",
                        null=True,
                    ),
                ),
                (
                    "problem",
                    models.TextField(
                        blank=True,
                        help_text="For the person who brought it, in that person's language.",
                        verbose_name="what is wrong",
                    ),
                ),
                (
                    "brought_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="brought"
                    ),
                ),
                (
                    "brought_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        help_text="The content that the package is a newer version of; None for a new one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uploads",
                        to="h5p.h5pcontent",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="upload",
                        to="h5p.contentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "H5P package",
                "verbose_name_plural": "H5P packages",
                "ordering": ["-brought_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="XAPIStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="The statement's id: the same id is one statement.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("block_id", models.UUIDField()),
                (
                    "registration",
                    models.UUIDField(help_text="One play of the content: made when the page was opened."),
                ),
                ("verb", models.CharField(help_text="IRI.", max_length=255)),
                (
                    "sub_content_id",
                    models.CharField(blank=True, help_text="Empty for the whole content.", max_length=64),
                ),
                ("claimed_score", models.FloatField(null=True)),
                ("claimed_max_score", models.FloatField(null=True)),
                (
                    "score",
                    models.PositiveSmallIntegerField(help_text="None: it cannot be recomputed.", null=True),
                ),
                ("max_score", models.PositiveSmallIntegerField(null=True)),
                (
                    "is_mismatch",
                    models.BooleanField(
                        default=False, help_text="The claim is not what we came to.", verbose_name="differs"
                    ),
                ),
                ("statement", models.JSONField(help_text="As it is kept: with an actor that is set by us.")),
                (
                    "stored_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="received"
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        help_text="The answer that it belongs to, when it was an answer to the whole.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="assessments.attempt",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="h5p.xapistatement",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="h5p.contentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "xAPI statement",
                "verbose_name_plural": "xAPI statements",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "store",
                    models.CharField(
                        help_text="Its name in the settings.",
                        max_length=50,
                        verbose_name="learning record store",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits to be sent"),
                            ("delivered", "Delivered"),
                            ("dead", "Given up"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                (
                    "next_try_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="next try"),
                ),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
                ("delivered_at", models.DateTimeField(null=True, verbose_name="delivered")),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="h5p.xapistatement",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery to a learning record store",
                "verbose_name_plural": "deliveries to learning record stores",
            },
        ),
        migrations.AddConstraint(
            model_name="library",
            constraint=models.UniqueConstraint(
                fields=("machine_name", "major", "minor", "patch"), name="h5p_library_once_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="library",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "quarantined"), ("decided_at__isnull", False), _connector="OR"),
                name="h5p_library_decision_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="library",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "refused"), ("reason", ""), _connector="OR"),
                name="h5p_library_reason_is_for_refusal",
            ),
        ),
        migrations.AddConstraint(
            model_name="contentversion",
            constraint=models.UniqueConstraint(fields=("content", "number"), name="h5p_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="h5p_upload_refusal_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["ready", "awaiting"]), _negated=True),
                    ("version__isnull", False),
                    _connector="OR",
                ),
                name="h5p_upload_taken_has_a_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "unpacking"), _negated=True),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="h5p_upload_unpacking_has_begun",
            ),
        ),
        migrations.AddIndex(
            model_name="xapistatement",
            index=models.Index(fields=["person", "registration", "stored_at"], name="statement_person_play"),
        ),
        migrations.AddIndex(
            model_name="xapistatement",
            index=models.Index(
                condition=models.Q(("is_mismatch", True)), fields=["-stored_at"], name="statement_mismatch"
            ),
        ),
        migrations.AddConstraint(
            model_name="xapistatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("max_score", None), ("score", None)),
                    ("score__lte", models.F("max_score")),
                    _connector="OR",
                ),
                name="statement_score_within_max",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["store", "next_try_at"],
                name="delivery_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "dead")), fields=["-id"], name="delivery_given_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("statement", "store"), name="delivery_once_per_store"),
        ),
    ]
