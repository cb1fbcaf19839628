import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

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
            bases=(courses.models.pages.ViewedPageMixin, "wagtailcore.page"),
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
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("text", 1),
                            ("scene", 4),
                            ("remember", 5),
                            ("callout", 8),
                            ("image", 9),
                            ("video", 17),
                            ("download", 19),
                            ("multiple_choice", 28),
                            ("try_it", 29),
                        ],
                        blank=True,
                        block_lookup={
                            0: ("courses.blocks.text.HeadingBlock", (), {}),
                            1: ("courses.blocks.text.TextBlock", (), {}),
                            2: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                            3: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic"], "label": "What happens"},
                            ),
                            4: ("wagtail.blocks.StructBlock", [[("heading", 2), ("text", 3)]], {}),
                            5: ("courses.blocks.text.RememberBlock", (), {}),
                            6: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("info", "Good to know"),
                                        ("tip", "Advice"),
                                        ("care", "Take care"),
                                    ],
                                    "label": "Kind",
                                },
                            ),
                            7: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ul"], "label": "Text"},
                            ),
                            8: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 6), ("heading", 2), ("text", 7)]],
                                {},
                            ),
                            9: ("wagtail.images.blocks.ImageBlock", [], {}),
                            10: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            11: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"label": "Minutes", "min_value": 1, "required": False},
                            ),
                            12: (
                                "wagtail.documents.blocks.DocumentChooserBlock",
                                (),
                                {"label": "Film (mp4 or webm)", "required": False},
                            ),
                            13: (
                                "wagtail.documents.blocks.DocumentChooserBlock",
                                (),
                                {
                                    "help_text": "Needed with a film of your own.",
                                    "label": "Captions (vtt)",
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {
                                    "help_text": "It opens on the other site. Check that it has captions there.",
                                    "label": "Link to a film elsewhere",
                                    "required": False,
                                },
                            ),
                            15: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "The film at the link has captions", "required": False},
                            ),
                            16: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic"],
                                    "help_text": "All that is said and shown, in writing.",
                                    "label": "Transcript",
                                },
                            ),
                            17: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("title", 10),
                                        ("minutes", 11),
                                        ("file", 12),
                                        ("captions", 13),
                                        ("link", 14),
                                        ("link_has_captions", 15),
                                        ("transcript", 16),
                                    ]
                                ],
                                {},
                            ),
                            18: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "File"}),
                            19: ("wagtail.blocks.StructBlock", [[("title", 10), ("file", 18)]], {}),
                            20: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 250}),
                            21: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic"],
                                    "label": "Before the question",
                                    "required": False,
                                },
                            ),
                            22: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "All the right ones, and none of the others, must then be chosen.",
                                    "label": "Several may be chosen",
                                    "required": False,
                                },
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 300}),
                            24: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "A right answer", "required": False},
                            ),
                            25: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Say what would happen. Never just »wrong«.",
                                    "label": "What you say about it",
                                    "rows": 2,
                                },
                            ),
                            26: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 23), ("is_right", 24), ("feedback", 25)]],
                                {},
                            ),
                            27: (
                                "wagtail.blocks.ListBlock",
                                (26,),
                                {"label": "Answers", "max_num": 8, "min_num": 2},
                            ),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 20), ("context", 21), ("several", 22), ("answers", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.RichTextBlock", (), {}),
                        },
                        verbose_name="lesson",
                    ),
                ),
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
                (
                    "body",
                    wagtail.fields.StreamField(
                        [("heading", 0), ("text", 1), ("callout", 5), ("image", 6), ("download", 9)],
                        blank=True,
                        block_lookup={
                            0: ("courses.blocks.text.HeadingBlock", (), {}),
                            1: ("courses.blocks.text.TextBlock", (), {}),
                            2: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("info", "Good to know"),
                                        ("tip", "Advice"),
                                        ("care", "Take care"),
                                    ],
                                    "label": "Kind",
                                },
                            ),
                            3: ("wagtail.blocks.CharBlock", (), {"label": "Heading", "max_length": 120}),
                            4: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "ul"], "label": "Text"},
                            ),
                            5: (
                                "wagtail.blocks.StructBlock",
                                [[("kind", 2), ("heading", 3), ("text", 4)]],
                                {},
                            ),
                            6: ("wagtail.images.blocks.ImageBlock", [], {}),
                            7: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            8: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "File"}),
                            9: ("wagtail.blocks.StructBlock", [[("title", 7), ("file", 8)]], {}),
                        },
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "text page",
            },
            bases=("wagtailcore.page",),
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
                "constraints": [models.UniqueConstraint(fields=("person", "page"), name="completion_once")],
            },
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
            model_name="outcome",
            constraint=models.UniqueConstraint(
                fields=("page", "competence"),
                name="outcome_once_per_page",
                violation_error_message="This requirement is on the list already.",
            ),
        ),
    ]
