import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("proofs", "0002_a_room_of_its_own"),
        ("courses", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proof",
            name="completion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proofs",
                to="courses.completion",
                verbose_name="completion",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("completion",), name="proof_one_unrevoked"
            ),
        ),
    ]
