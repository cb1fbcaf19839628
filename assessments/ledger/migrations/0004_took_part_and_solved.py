from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

OLD, TOOK_PART, SOLVED = "course_completion", "took_part", "solved"


def carry_the_rule_over(apps, schema_editor):
    """What an installation had decided of completed courses holds for both kinds that take their place.

    Taking part confirms level 1 at most, whatever a completed course might.
    """
    rows = apps.get_model("ledger", "EvidencePolicy").objects
    rule = rows.filter(kind=OLD).first()
    if rule is None:
        return
    for kind, ceiling in ((TOOK_PART, min(rule.ceiling, 1)), (SOLVED, rule.ceiling)):
        rows.get_or_create(kind=kind, defaults={"ceiling": ceiling, "valid_months": rule.valid_months})


def drop_the_rules(apps, schema_editor):
    apps.get_model("ledger", "EvidencePolicy").objects.filter(kind__in=[TOOK_PART, SOLVED]).delete()


def name_the_stronger(apps, schema_editor):
    """A passed test was weaker than a completed course and is stronger now: standings that rest on both say so."""
    Evidence, Standing = apps.get_model("ledger", "Evidence"), apps.get_model("ledger", "Standing")
    tests = Evidence.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()),
        person=OuterRef("person"),
        competence=OuterRef("competence"),
        confirms=OuterRef("level"),
        kind="graded_test",
        revokes=None,
        revoked_by=None,
    )
    Standing.objects.filter(Exists(tests), kind=OLD, level__gt=0).update(kind="graded_test")


class Migration(migrations.Migration):
    """A completion may prove twice: first that somebody took part, later that they have solved it."""

    dependencies = [
        ("ledger", "0003_kinds_are_words"),
        ("competences", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="basis",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="How it was shown, in figures: see basis.py.",
            ),
        ),
        migrations.RemoveConstraint(model_name="evidence", name="evidence_once_per_origin"),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("person", "competence", "origin", "kind"), name="evidence_once_per_origin_and_kind"
            ),
        ),
        migrations.RunPython(carry_the_rule_over, drop_the_rules),
        migrations.RunPython(name_the_stronger, migrations.RunPython.noop),
    ]
