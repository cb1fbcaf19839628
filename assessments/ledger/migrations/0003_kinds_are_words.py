from django.db import migrations, models
from django.db.models import Case, Value, When

import assessments.ledger.policy

WORDS = {
    "1": "self_assessment",
    "2": "client_reported",
    "3": "graded_test",
    "4": "course_completion",
    "5": "observation",
    "6": "certificate",
}


def rename(apps, schema_editor, names):
    cases = [When(kind=old, then=Value(new)) for old, new in names.items()]
    for model in ("Evidence", "Standing", "EvidencePolicy"):
        rows = apps.get_model("ledger", model)._base_manager.using(schema_editor.connection.alias)
        rows.filter(kind__in=names).update(kind=Case(*cases))


def numbers_to_words(apps, schema_editor):
    rename(apps, schema_editor, WORDS)


def words_to_numbers(apps, schema_editor):
    rename(apps, schema_editor, {word: number for number, word in WORDS.items()})


class Migration(migrations.Migration):
    """The kind of evidence was a number that also said its strength. The columns take the numbers along as
    text, and one statement for each table puts the words in their place."""

    dependencies = [("ledger", "0002_a_room_of_its_own")]

    operations = [
        migrations.AlterModelOptions(
            name="evidencepolicy",
            options={"verbose_name": "evidence rule", "verbose_name_plural": "evidence rules"},
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(choices=assessments.ledger.policy.kind_choices, max_length=32),
        ),
        migrations.AlterField(
            model_name="standing",
            name="kind",
            field=models.CharField(choices=assessments.ledger.policy.kind_choices, max_length=32, null=True),
        ),
        migrations.AlterField(
            model_name="evidencepolicy",
            name="kind",
            field=models.CharField(
                choices=assessments.ledger.policy.kind_choices,
                max_length=32,
                unique=True,
                verbose_name="kind",
            ),
        ),
        migrations.RunPython(numbers_to_words, words_to_numbers),
    ]
