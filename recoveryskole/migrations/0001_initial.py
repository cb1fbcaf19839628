import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import courses.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolIndexPage",
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
                ("body", courses.fields.StreamField([], blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "recovery school",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="WorkshopPage",
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
                        help_text="One or two sentences for the programme.",
                        verbose_name="in short",
                    ),
                ),
                ("body", courses.fields.StreamField([], blank=True, verbose_name="text")),
            ],
            options={
                "verbose_name": "workshop",
                "verbose_name_plural": "workshops",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="WorkshopSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "place",
                    models.CharField(help_text="House and street.", max_length=120, verbose_name="place"),
                ),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="recoveryskole.workshoppage",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["sort_order"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="workshop_session_ends_after_start",
                        violation_error_message="A session must end after it begins.",
                    )
                ],
            },
        ),
    ]
