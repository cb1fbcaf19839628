from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0006_number_the_seats")]

    operations = [
        migrations.RemoveField(model_name="runseat", name="is_waiting"),
        migrations.AddConstraint(
            model_name="runseat",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="run_seat_number_once"),
        ),
        migrations.AddConstraint(
            model_name="runseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given_up"), _negated=True),
                fields=("run", "person"),
                name="run_seat_one_living",
            ),
        ),
        migrations.AddConstraint(
            model_name="runseat",
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
                name="run_seat_number_when_held",
            ),
        ),
    ]
