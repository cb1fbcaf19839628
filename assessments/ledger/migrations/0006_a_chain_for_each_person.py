import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each row of the ledger gets a link to the person's row before it, and each person a sealed last link."""

    dependencies = [
        ("ledger", "0005_people_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="chain_head",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("link", models.BinaryField(max_length=43)),
                ("seal", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.AddField(
            model_name="evidence",
            name="link",
            field=models.BinaryField(
                db_default=models.Value(b"", models.BinaryField()),
                default=b"",
                help_text="What binds it to the person's row before it: see chain.py.",
                max_length=43,
            ),
        ),
    ]
