import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Framework",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("identifier", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=250, verbose_name="title in English")),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="publisher")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year")),
                ("language", models.CharField(default="da", max_length=10, verbose_name="language")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("is_current", models.BooleanField(default=False, verbose_name="in use")),
                (
                    "changed_at",
                    models.DateTimeField(help_text="When its content last changed.", verbose_name="changed"),
                ),
            ],
            options={
                "verbose_name": "framework",
                "verbose_name_plural": "frameworks",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("is_current",),
                        name="framework_one_current",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("identifier", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("area", "Area"), ("requirement", "Requirement"), ("part", "Part")],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                (
                    "strand",
                    models.CharField(
                        blank=True,
                        choices=[("tool", "Tools of the work"), ("recovery", "The citizen's recovery")],
                        max_length=8,
                        verbose_name="strand",
                    ),
                ),
                ("title", models.TextField(verbose_name="title")),
                ("title_en", models.TextField(blank=True, verbose_name="title in English")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "section",
                    models.CharField(blank=True, max_length=30, verbose_name="section of the source"),
                ),
                (
                    "settings",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Only where it holds; empty means everywhere.",
                        verbose_name="settings",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "is_edited",
                    models.BooleanField(
                        default=False,
                        help_text="Somebody has changed the words here: an import leaves them alone.",
                        verbose_name="worded here",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="competences.competence",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="competences",
                        to="competences.framework",
                    ),
                ),
            ],
            options={
                "verbose_name": "requirement",
                "verbose_name_plural": "requirements",
                "ordering": ["framework", "position"],
            },
        ),
        migrations.CreateModel(
            name="JobRequirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job_function",
                    models.CharField(
                        choices=[
                            ("sosu_assistent", "Social and health care assistant"),
                            ("sosu_hjaelper", "Social and health care helper"),
                            ("ufaglaert", "Staff without a care education"),
                            ("paedagog", "Social educator"),
                            ("leder", "Manager"),
                            ("peer", "Peer worker"),
                        ],
                        max_length=14,
                        verbose_name="job",
                    ),
                ),
                (
                    "setting",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bosted", "Housing with support"),
                            ("bostoette", "Support in own home"),
                            ("vaerested", "Drop-in centre"),
                            ("hjemmepleje", "Home care"),
                            ("plejecenter", "Care home"),
                        ],
                        help_text="Empty: any setting.",
                        max_length=11,
                        verbose_name="setting",
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
                        verbose_name="level",
                    ),
                ),
                (
                    "is_proposal",
                    models.BooleanField(
                        default=True,
                        help_text="Nobody has decided it yet. It is marked so on screen.",
                        verbose_name="proposal",
                    ),
                ),
                (
                    "proposed_level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "Not begun"),
                            (1, "Knows of it"),
                            (2, "Can do it with support"),
                            (3, "Can do it independently"),
                            (4, "Can teach others"),
                        ],
                        editable=False,
                        null=True,
                        verbose_name="level that was proposed",
                    ),
                ),
                (
                    "competence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="job_requirements",
                        to="competences.competence",
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="job_requirements",
                        to="accounts.workplace",
                        verbose_name="only at this workplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "job requirement",
                "verbose_name_plural": "job requirements",
                "ordering": ["competence__position", "job_function", "setting", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Method",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("title_en", models.CharField(blank=True, max_length=200, verbose_name="title in English")),
                (
                    "section",
                    models.CharField(blank=True, max_length=30, verbose_name="section of the source"),
                ),
                ("demands", models.JSONField(blank=True, default=list, verbose_name="what it demands")),
                ("needs_certificate", models.BooleanField(default=False, verbose_name="needs a certificate")),
                ("is_evidence_based", models.BooleanField(default=False, verbose_name="evidence based")),
                ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="competences.framework",
                    ),
                ),
            ],
            options={
                "verbose_name": "method",
                "verbose_name_plural": "methods",
                "ordering": ["framework", "position"],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("role", "Role"), ("model", "Model")], max_length=5, verbose_name="kind"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="code")),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("placed", models.CharField(blank=True, max_length=200, verbose_name="placed")),
                (
                    "sections",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='A list of {"title": …, "points": […]}.',
                        verbose_name="content",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profiles",
                        to="competences.framework",
                    ),
                ),
                (
                    "near",
                    models.ManyToManyField(
                        related_name="profiles", to="competences.competence", verbose_name="lies near"
                    ),
                ),
            ],
            options={
                "verbose_name": "profile",
                "verbose_name_plural": "profiles",
                "ordering": ["framework", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "focus",
                    models.ManyToManyField(
                        related_name="strategies", to="competences.competence", verbose_name="puts weight on"
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="strategies",
                        to="competences.framework",
                    ),
                ),
            ],
            options={
                "verbose_name": "strategy",
                "verbose_name_plural": "strategies",
                "ordering": ["framework", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="competence",
            constraint=models.UniqueConstraint(fields=("framework", "code"), name="competence_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="jobrequirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workplace", None)),
                fields=("competence", "job_function", "setting"),
                name="job_requirement_once",
                violation_error_message="This level is set already. Change it instead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrequirement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workplace__isnull", False)),
                fields=("competence", "job_function", "setting", "workplace"),
                name="job_requirement_once_per_workplace",
                violation_error_message="This level is set already at this workplace. Change it instead.",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 4)), name="job_requirement_level_at_most_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="jobrequirement",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposed_level", None), ("proposed_level__lte", 4), _connector="OR"),
                name="job_requirement_proposed_level_at_most_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="method",
            constraint=models.UniqueConstraint(fields=("framework", "code"), name="method_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.UniqueConstraint(fields=("framework", "code"), name="profile_code_unique"),
        ),
        migrations.AddConstraint(
            model_name="strategy",
            constraint=models.UniqueConstraint(fields=("framework", "name"), name="strategy_name_unique"),
        ),
    ]
