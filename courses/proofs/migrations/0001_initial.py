import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Proofs as they were when they lay in `courses`: a database of that time has the table already."""

    initial = True
    replaces = [("courses", "0005_h5p_in_lessons")]

    dependencies = [
        ("courses", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="Hard to guess; it is in the address.",
                        max_length=20,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                ("content", models.JSONField()),
                (
                    "issued_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back")),
                ("revoke_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "completion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proof",
                        to="courses.completion",
                        verbose_name="completion",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken back by",
                    ),
                ),
            ],
            options={
                "db_table": "courses_proof",
                "verbose_name": "proof",
                "verbose_name_plural": "proofs",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoke_reason", ""), ("revoked_at", None)),
                    models.Q(("revoked_at__isnull", False), models.Q(("revoke_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="proof_revoked_with_reason",
            ),
        ),
    ]
