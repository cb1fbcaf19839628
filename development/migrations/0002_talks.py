import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("development", "0001_profile_share"),
        ("competences", "0004_levels_have_a_history"),
        ("courses", "0020_people_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of agreements",
                "verbose_name_plural": "versions of agreements",
                "ordering": ["-number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("line", models.UUIDField(db_index=True)),
                ("what", models.CharField(max_length=300, verbose_name="what")),
                ("by_when", models.DateField(verbose_name="by when")),
                ("who", models.CharField(blank=True, max_length=300, verbose_name="who does what")),
                (
                    "competence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competences.competence",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where a button leads on. No part of the words: a page that goes changes no agreement.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="courses.coursepage",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="development.agreementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ["position"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="development.agreementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "yes to agreements",
                "verbose_name_plural": "yeses to agreements",
                "ordering": ["said_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                        choices=[
                            ("done", "It is done"),
                            ("changed", "We change it"),
                            ("dropped", "We let it go"),
                            ("reopened", "We take it up again"),
                        ],
                        max_length=8,
                    ),
                ),
                ("new_day", models.DateField(blank=True, null=True, verbose_name="new day")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="a few words")),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="development.agreement",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["told_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PlanReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.UUIDField()),
                ("due_on", models.DateField()),
                ("step", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder of an agreement",
                "verbose_name_plural": "reminders of agreements",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Talk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("planned_for", models.DateTimeField(blank=True, null=True, verbose_name="day and time")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks_as_manager",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "development talk",
                "verbose_name_plural": "development talks",
                "ordering": ["-opened_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ShownTalk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="showings",
                        to="development.talk",
                    ),
                ),
            ],
            options={
                "verbose_name": "shown talk",
                "verbose_name_plural": "shown talks",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PrivateNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="own note")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "talk",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="note",
                        to="development.talk",
                    ),
                ),
            ],
            options={
                "verbose_name": "own note",
                "verbose_name_plural": "own notes",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="goal")),
                ("why", models.TextField(blank=True, verbose_name="why")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "competence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competences.competence",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="development.talk",
                    ),
                ),
            ],
            options={
                "verbose_name": "goal",
                "verbose_name_plural": "goals",
                "ordering": ["written_at", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="talk",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="development.talk",
            ),
        ),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(fields=["by_when"], name="agreement_by_when"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="agreement_place_once"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("version", "line"), name="agreement_line_once"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("competence", None), ("course", None), _connector="OR"),
                name="agreement_leads_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(fields=("version", "person"), name="yes_said_once"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("new_day", None), ("kind__in", ["changed", "reopened"]), _connector="OR"),
                name="follow_up_day_of_what_goes_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="planreminder",
            constraint=models.UniqueConstraint(
                fields=("person", "line", "due_on", "step"), name="plan_reminder_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("manager")), _negated=True), name="talk_with_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="talk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "manager"),
                name="talk_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="showntalk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("talk", "reader"), name="talk_shown_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(fields=("talk", "number"), name="agreement_version_once"),
        ),
    ]
