from django.db import migrations, models


class Migration(migrations.Migration):
    """Nothing that is stored can break the new constraint: it asks for less than the one before."""

    dependencies = [("courses", "0002_tests_runs_rules_and_proofs")]

    operations = [
        migrations.RemoveConstraint(
            model_name="completion",
            name="completion_once",
        ),
        migrations.AddConstraint(
            model_name="completion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None)), fields=("person", "page"), name="completion_once"
            ),
        ),
    ]
