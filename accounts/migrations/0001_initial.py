import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "This e-mail is in use."},
                        max_length=254,
                        unique=True,
                        verbose_name="e-mail",
                    ),
                ),
                (
                    "display_name",
                    models.CharField(help_text="What may we call you?", max_length=120, verbose_name="name"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("da", "Danish"), ("en", "English")],
                        default="da",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "calm_mode",
                    models.BooleanField(
                        default=False,
                        help_text="Muted colours, no motion, one thing at a time.",
                        verbose_name="calm view",
                    ),
                ),
                (
                    "extra_time",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "No, the usual time"),
                            (25, "A quarter more"),
                            (50, "Half as much again"),
                            (100, "Twice the time"),
                        ],
                        default=0,
                        help_text="Your own choice. You do not have to say why, and nobody else sees it.",
                        verbose_name="more time in tests",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="can sign in")),
                (
                    "is_staff",
                    models.BooleanField(default=False, verbose_name="can open the technical administration"),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Employment",
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
                ("start", models.DateField(verbose_name="first day")),
                ("end", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "is_manager",
                    models.BooleanField(
                        default=False,
                        help_text="Sees the reports of this workplace and of all that lies under it.",
                        verbose_name="leads the workplace",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "employment",
                "verbose_name_plural": "employments",
                "ordering": ["-start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.DateField(verbose_name="first day")),
                ("end", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "employment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="leaves",
                        to="accounts.employment",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave",
                "verbose_name_plural": "leaves",
                "ordering": ["-start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Workplace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=255, unique=True)),
                ("depth", models.PositiveIntegerField()),
                ("numchild", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[("municipality", "Municipality"), ("centre", "Centre"), ("unit", "Unit")],
                        max_length=12,
                        verbose_name="kind",
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
                        max_length=11,
                        verbose_name="setting",
                    ),
                ),
            ],
            options={
                "verbose_name": "workplace",
                "verbose_name_plural": "workplaces",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "unit"), ("setting__gt", "")),
                            models.Q(models.Q(("kind", "unit"), _negated=True), ("setting", "")),
                            _connector="OR",
                        ),
                        name="workplace_setting_of_units_only",
                        violation_error_message="A unit has a setting; a municipality and a centre have none.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="employment",
            name="workplace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employments",
                to="accounts.workplace",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="user_email_lower_case",
                violation_error_message="Write the e-mail in small letters.",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("end", None), ("end__gte", models.F("start")), _connector="OR"),
                name="leave_ends_after_start",
                violation_error_message="The last day cannot lie before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.UniqueConstraint(fields=("employment", "start"), name="leave_once"),
        ),
        migrations.AddIndex(
            model_name="employment",
            index=models.Index(fields=["workplace", "end"], name="employment_workplace_end"),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(("end", None), ("end__gte", models.F("start")), _connector="OR"),
                name="employment_ends_after_start",
                violation_error_message="The last day cannot lie before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.UniqueConstraint(
                fields=("user", "workplace", "job_function", "start"),
                name="employment_once",
                violation_error_message="This employment is entered already.",
            ),
        ),
    ]
