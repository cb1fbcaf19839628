import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.danish
import courses.fields


class Migration(migrations.Migration):
    dependencies = [
        ("recoveryskole", "0001_initial"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("sign_up", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("erased_on", models.DateField(editable=False)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                (
                    "way_in",
                    models.TextField(
                        blank=True,
                        help_text="Which door, which floor.",
                        max_length=400,
                        verbose_name="the way in",
                    ),
                ),
                ("has_steps", models.BooleanField(blank=True, null=True, verbose_name="there are steps")),
                ("has_lift", models.BooleanField(blank=True, null=True, verbose_name="there is a lift")),
                (
                    "has_accessible_toilet",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="there is a toilet for wheelchairs"
                    ),
                ),
                (
                    "has_hearing_loop",
                    models.BooleanField(blank=True, null=True, verbose_name="there is a hearing loop"),
                ),
                (
                    "has_quiet_room",
                    models.BooleanField(blank=True, null=True, verbose_name="there is a quiet room"),
                ),
                (
                    "for_facilitators",
                    models.TextField(
                        blank=True,
                        help_text="Where the key is. Only they see it.",
                        max_length=400,
                        verbose_name="for those who teach",
                    ),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": [accounts.danish.DanishOrder("name")],
            },
        ),
        migrations.CreateModel(
            name="SchoolSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mail_sender",
                    models.EmailField(
                        blank=True,
                        help_text="An address that says nothing of the school. Empty: the platform's own.",
                        max_length=254,
                        verbose_name="sender of e-mails",
                    ),
                ),
                (
                    "mail_subject",
                    models.CharField(
                        blank=True,
                        help_text="Whoever looks over a shoulder reads it. Empty: “A message for you”.",
                        max_length=80,
                        verbose_name="subject of e-mails",
                    ),
                ),
                (
                    "calendar_title",
                    models.CharField(
                        blank=True,
                        help_text="What a session is called in the calendar of whoever comes. Empty: “Appointment”.",
                        max_length=80,
                        verbose_name="title in one's own calendar",
                    ),
                ),
                (
                    "days_kept_after_term",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Then only numbers are left.",
                        verbose_name="days that names are kept after the term",
                    ),
                ),
            ],
            options={
                "verbose_name": "recovery school",
            },
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="drawing",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailimages.image",
                verbose_name="drawing",
            ),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="for_whom",
            field=models.TextField(
                blank=True,
                help_text="What it helps with, not who one has to be.",
                verbose_name="for whom it may be useful",
            ),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="good_to_know",
            field=models.TextField(
                blank=True,
                help_text="Breaks, what to bring. One thing on each line.",
                verbose_name="good to know",
            ),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="has_sign_language",
            field=models.BooleanField(default=False, verbose_name="with sign language"),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="may_leave_early",
            field=models.BooleanField(default=True, verbose_name="one may leave early"),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="take_home",
            field=models.TextField(
                blank=True, help_text="One thing on each line.", verbose_name="what one takes home"
            ),
        ),
        migrations.AddField(
            model_name="workshoppage",
            name="touches_on",
            field=models.TextField(
                blank=True,
                help_text="What may be hard to hear, so that one can choose. As “We talk about hard nights”.",
                verbose_name="what it touches on",
            ),
        ),
        migrations.AlterField(
            model_name="workshoppage",
            name="body",
            field=courses.fields.StreamField([], blank=True, verbose_name="what happens"),
        ),
        migrations.CreateModel(
            name="Facilitator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name in the programme")),
                (
                    "knowledge",
                    models.CharField(
                        choices=[("lived", "Has lived with it"), ("profession", "Works with it")],
                        help_text="Only the school's administration sees it.",
                        max_length=10,
                        verbose_name="knowledge",
                    ),
                ),
                (
                    "shows_knowledge",
                    models.BooleanField(
                        default=False,
                        help_text="Only if the person has said so.",
                        verbose_name="wants it shown in the programme",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilitator",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "facilitator",
                "verbose_name_plural": "facilitators",
                "ordering": [accounts.danish.DanishOrder("name"), "pk"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                (
                    "online_url",
                    models.URLField(
                        blank=True,
                        help_text="Only those who have a seat see it.",
                        verbose_name="address of the online meeting",
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
                (
                    "kept_seats",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="From the day before they are free for all.",
                        verbose_name="of these kept for the telephone",
                    ),
                ),
                ("is_published", models.BooleanField(default=False, editable=False, verbose_name="is shown")),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="cancelled"),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="recoveryskole.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="recoveryskole.workshoppage",
                        verbose_name="workshop",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Is in line"),
                            ("offered", "Is asked whether they still want it"),
                            ("taken", "Has a seat"),
                            ("attended", "Was there"),
                            ("given_up", "Has given it up"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        editable=False,
                        help_text="Which of the seats, from 1; none in line and when given up.",
                        null=True,
                    ),
                ),
                ("signed_up_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("holder", models.CharField(editable=False, max_length=64)),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                (
                    "contact",
                    models.CharField(
                        choices=[("email", "E-mail"), ("telephone", "Telephone"), ("code", "A code to keep")],
                        default="code",
                        max_length=9,
                        verbose_name="contact",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="e-mail or telephone")),
                (
                    "language",
                    models.CharField(
                        choices=[("da", "Danish"), ("en", "English")], default="da", max_length=2
                    ),
                ),
                (
                    "needs",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(500)],
                        verbose_name="needs",
                    ),
                ),
                ("seed", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
                ("token_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("code_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("in_line_since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("offer_ends_at", models.DateTimeField(editable=False, null=True)),
                ("paused_until", models.DateTimeField(editable=False, null=True)),
                ("has_paused", models.BooleanField(default=False, editable=False)),
                ("unanswered", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("may_have_kept", models.BooleanField(default=False, editable=False)),
                ("forgotten_at", models.DateTimeField(editable=False, null=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companions",
                        to="recoveryskole.signup",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="recoveryskole.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "ordering": ["signed_up_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Teaching",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "facilitator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teachings",
                        to="recoveryskole.facilitator",
                        verbose_name="facilitator",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="teachings",
                        to="recoveryskole.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "teaching",
                "verbose_name_plural": "teachings",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="facilitators",
            field=models.ManyToManyField(
                related_name="sessions", through="recoveryskole.Teaching", to="recoveryskole.facilitator"
            ),
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="As “Spring 2027”.", max_length=60, unique=True, verbose_name="name"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="in addresses")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "lead",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences for the printed programme.",
                        max_length=300,
                        verbose_name="lead",
                    ),
                ),
                ("is_published", models.BooleanField(default=False, verbose_name="is shown")),
            ],
            options={
                "verbose_name": "term",
                "verbose_name_plural": "terms",
                "ordering": ["-starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="term_ends_after_start",
                        violation_error_message="The last day is before the first.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="term",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="recoveryskole.term",
                verbose_name="term",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(fields=("session", "number"), name="sign_up_number_once"),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given_up"), _negated=True),
                fields=("session", "holder"),
                name="sign_up_one_living",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number__gte", 1),
                        ("number__isnull", False),
                        ("state__in", ("offered", "taken", "attended")),
                    ),
                    models.Q(("number", None), ("state__in", ("waiting", "given_up"))),
                    _connector="OR",
                ),
                name="sign_up_number_when_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given_up"), _negated=True),
                fields=("brought_by",),
                name="sign_up_one_companion",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer_ends_at", None), ("state", "offered"), _connector="OR"),
                name="sign_up_deadline_only_when_offered",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_until", None), ("state__in", ("waiting", "offered")), _connector="OR"
                ),
                name="sign_up_paused_only_unsettled",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("forgotten_at", None),
                    models.Q(
                        ("address", ""), ("name", ""), ("needs", ""), ("seed", None), ("token_hash", None)
                    ),
                    _connector="OR",
                ),
                name="sign_up_forgotten_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="teaching",
            constraint=models.UniqueConstraint(fields=("session", "facilitator"), name="teaching_once"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="session_ends_after_start",
                violation_error_message="A session must end after it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("place__isnull", False), models.Q(("online_url", ""), _negated=True), _connector="OR"
                ),
                name="session_is_somewhere",
                violation_error_message="Say where it is: a place, or an online address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kept_seats", 0),
                    models.Q(("kept_seats__lte", models.F("seats")), ("seats__isnull", False)),
                    _connector="OR",
                ),
                name="session_keeps_of_its_seats",
                violation_error_message="More seats are kept than there are.",
            ),
        ),
    ]
