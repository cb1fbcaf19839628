import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import courses.fields
import courses.models.pages
import courses.models.workflow


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("competences", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("lead", models.TextField(blank=True, verbose_name="lead")),
            ],
            options={
                "verbose_name": "catalogue",
            },
            bases=(courses.models.pages.ViewedPageMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="ContactSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        help_text="For instance the municipality and the centre.",
                        max_length=200,
                        verbose_name="run by",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "written_contact_url",
                    models.URLField(
                        blank=True,
                        help_text="An address with secure mail, if you have one.",
                        verbose_name="page for writing to you",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
            },
        ),
        migrations.CreateModel(
            name="CoursePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences for the catalogue.",
                        verbose_name="in short",
                    ),
                ),
                (
                    "duration_minutes",
                    models.PositiveIntegerField(
                        help_text="An AMU day is 444 minutes.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="duration in minutes",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("online", "Online"),
                            ("attended", "In person"),
                            ("blended", "Online and in person"),
                        ],
                        default="online",
                        max_length=8,
                        verbose_name="form",
                    ),
                ),
                (
                    "completion_rule",
                    models.CharField(
                        choices=[
                            (
                                "modules",
                                "When the required modules are done, and the final test passed if there is one",
                            ),
                            ("test", "When the final test is passed; the modules are free"),
                        ],
                        default="modules",
                        max_length=8,
                        verbose_name="complete",
                    ),
                ),
                (
                    "objectives",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="The objectives, in words about acts (handlingsorienterede mål).",
                        verbose_name="what you can do afterwards",
                    ),
                ),
                (
                    "amu_number",
                    models.CharField(
                        blank=True,
                        max_length=5,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{5}$", "An AMU number has five digits."
                            )
                        ],
                        verbose_name="AMU number",
                    ),
                ),
                (
                    "amu_number_is_demo",
                    models.BooleanField(default=False, verbose_name="the number is a made-up example"),
                ),
                (
                    "amu_number_source",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="where the number comes from, and when"
                    ),
                ),
                (
                    "amu_days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="AMU days",
                    ),
                ),
                (
                    "fkb",
                    models.CharField(
                        blank=True,
                        help_text="Number and title.",
                        max_length=200,
                        verbose_name="common competence description (FKB)",
                    ),
                ),
                ("has_amu_test", models.BooleanField(default=False, verbose_name="ends with an AMU test")),
                (
                    "official_url",
                    models.URLField(
                        blank=True,
                        help_text="The course's page at voksenuddannelse.dk.",
                        verbose_name="official enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "course",
                "verbose_name_plural": "courses",
            },
            bases=(
                courses.models.workflow.SignedChildrenMixin,
                courses.models.pages.ViewedPageMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="HomePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the heading.", verbose_name="lead"
                    ),
                ),
            ],
            options={
                "verbose_name": "front page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LessonPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="About how long it takes.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "written_by",
                    models.CharField(
                        blank=True,
                        help_text="Names, as the authors want to be named.",
                        max_length=250,
                        verbose_name="written by",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="Without it the module can be completed without this lesson.",
                        verbose_name="required",
                    ),
                ),
                (
                    "completion_rule",
                    models.CharField(
                        choices=[
                            ("activities", "When the required activities are done"),
                            (
                                "right",
                                "When the required questions are answered right; one may try as often as one likes",
                            ),
                            ("read", "When the reader says it is read"),
                        ],
                        default="activities",
                        max_length=10,
                        verbose_name="complete",
                    ),
                ),
                ("body", courses.fields.StreamField([], blank=True, verbose_name="lesson")),
            ],
            options={
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
            },
            bases=(
                courses.models.workflow.SignedPageMixin,
                courses.models.pages.ViewedPageMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="ModulePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", models.TextField(blank=True, verbose_name="in short")),
                (
                    "form",
                    models.CharField(
                        choices=[("online", "Online"), ("attended", "In person")],
                        default="online",
                        max_length=8,
                        verbose_name="form",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=True,
                        help_text="Without it the course can be completed without this module.",
                        verbose_name="required",
                    ),
                ),
                (
                    "completion_rule",
                    models.CharField(
                        choices=[
                            (
                                "lessons",
                                "When the required lessons are done, and the test passed if there is one",
                            ),
                            ("test", "When the test is passed; the lessons are free"),
                        ],
                        default="lessons",
                        max_length=8,
                        verbose_name="complete",
                    ),
                ),
            ],
            options={
                "verbose_name": "module",
                "verbose_name_plural": "modules",
            },
            bases=(
                courses.models.workflow.SignedChildrenMixin,
                courses.models.pages.ViewedPageMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="TestPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("intro", wagtail.fields.RichTextField(blank=True, verbose_name="before the test")),
                (
                    "draws",
                    models.PositiveSmallIntegerField(
                        default=6,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="questions to draw",
                    ),
                ),
                (
                    "pass_mark",
                    models.PositiveSmallIntegerField(
                        default=4,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="right answers to pass",
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: as many as one likes.", verbose_name="number of tries"
                    ),
                ),
                (
                    "pause_hours",
                    models.PositiveSmallIntegerField(default=0, verbose_name="pause between tries, in hours"),
                ),
                (
                    "time_limit",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="0: none. Those who need more time have it by their own choice under their account.",
                        verbose_name="time limit in minutes",
                    ),
                ),
                ("pool", courses.fields.StreamField([], verbose_name="question pool")),
            ],
            options={
                "verbose_name": "test",
                "verbose_name_plural": "tests",
            },
            bases=(
                courses.models.workflow.SignedPageMixin,
                courses.models.pages.ViewedPageMixin,
                "wagtailcore.page",
            ),
        ),
        migrations.CreateModel(
            name="TextPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("body", courses.fields.StreamField([], blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "text page",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "revision_id",
                    models.BigIntegerField(
                        help_text="The page's live revision at that moment; a number, since revisions may be purged.",
                        null=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("module", "Module"), ("course", "Course")], max_length=6),
                ),
                ("title", models.CharField(max_length=255)),
                ("completed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "superseded_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the person began it anew; this one stays as history.",
                        null=True,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="completions",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="completions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "completion",
                "verbose_name_plural": "completions",
                "ordering": ["-completed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CourseRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                ("online_url", models.URLField(blank=True, verbose_name="address of the online meeting")),
                (
                    "provider",
                    models.CharField(
                        blank=True,
                        help_text="The school or the centre that holds it.",
                        max_length=200,
                        verbose_name="provider",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: no limit.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="seats",
                    ),
                ),
                ("sign_up_by", models.DateField(blank=True, null=True, verbose_name="sign up by")),
                (
                    "official_url",
                    models.URLField(
                        blank=True,
                        help_text="For an AMU course: its page at voksenuddannelse.dk. Enrolment is there, with MitID.",
                        verbose_name="official enrolment",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="courses.coursepage",
                        verbose_name="course",
                    ),
                ),
                (
                    "teachers",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="They see who has signed up and mark who was there.",
                        related_name="runs_taught",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="teachers",
                    ),
                ),
            ],
            options={
                "verbose_name": "course run (hold)",
                "verbose_name_plural": "course runs (hold)",
                "ordering": ["starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("enrolled_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("paused_at", models.DateTimeField(blank=True, help_text="None: not paused.", null=True)),
                (
                    "restarted_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the person began the course anew; answers from before do not complete it again.",
                        null=True,
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="courses.coursepage",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "ordering": ["-enrolled_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LessonProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="courses.enrolment",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="courses.lessonpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress",
                "verbose_name_plural": "progress",
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("marked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="courses.courserun",
                    ),
                ),
                (
                    "module",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="courses.modulepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
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
                        validators=[django.core.validators.MinValueValidator(1)],
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
                    "competence",
                    models.ForeignKey(
                        limit_choices_to={"kind": "requirement"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="competences.competence",
                        verbose_name="requirement",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "counts towards",
                "verbose_name_plural": "counts towards",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prerequisites",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "required",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prerequisite_for",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="take first",
                    ),
                ),
            ],
            options={
                "verbose_name": "to take first",
                "verbose_name_plural": "to take first",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RunMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
                (
                    "module",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the whole course.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="meetings",
                        to="courses.modulepage",
                        verbose_name="module",
                    ),
                ),
                (
                    "run",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="courses.courserun",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting day",
                "verbose_name_plural": "meeting days",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RunSeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_up_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("is_waiting", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="run_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_seats",
                        to="courses.courserun",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ["signed_up_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignatureTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "Signature",
                "verbose_name_plural": "Signatures",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("person", "page"), name="completion_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="course_run_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sign_up_by", None), ("sign_up_by__lte", models.F("ends_on")), _connector="OR"
                ),
                name="course_run_sign_up_before_end",
                violation_error_message="The last day to sign up is after the run has ended.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courserun",
            constraint=models.CheckConstraint(
                condition=models.Q(("official_url", ""), ("online_url", ""), ("place", ""), _negated=True),
                name="course_run_is_somewhere",
                violation_error_message="Say where it is: a place, an online address, or an official page.",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(fields=("person", "course"), name="enrolment_once"),
        ),
        migrations.AddConstraint(
            model_name="lessonprogress",
            constraint=models.UniqueConstraint(fields=("enrolment", "lesson"), name="lesson_progress_once"),
        ),
        migrations.AddConstraint(
            model_name="lessonprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("completed_at", None), ("completed_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="lesson_progress_completed_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("run", "module", "person"), name="attendance_once"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                fields=("page", "competence"),
                name="outcome_once_per_page",
                violation_error_message="This requirement is on the list already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prerequisite",
            constraint=models.UniqueConstraint(
                fields=("page", "required"),
                name="prerequisite_once_per_page",
                violation_error_message="It is on the list already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prerequisite",
            constraint=models.CheckConstraint(
                condition=models.Q(("page", models.F("required")), _negated=True),
                name="prerequisite_of_another_page",
                violation_error_message="A page cannot be taken before itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="runmeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="run_meeting_ends_after_start",
                violation_error_message="It ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="runseat",
            constraint=models.UniqueConstraint(fields=("run", "person"), name="run_seat_once"),
        ),
    ]
