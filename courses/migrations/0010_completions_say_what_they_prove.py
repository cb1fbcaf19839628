from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0009_numbers_to_call")]

    operations = [
        migrations.AddField(
            model_name="completion",
            name="proves",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="The kind of evidence: took part, solved, told by a browser. Empty: from before these.",
                max_length=32,
            ),
        ),
        migrations.AddField(
            model_name="completion",
            name="basis",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                help_text="How it was completed, in figures.",
            ),
        ),
    ]
