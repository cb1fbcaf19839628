"""Whoever does not wait has a seat: numbered from 1 in each run, in the order of signing up.

More people than the run takes may have one, since its limit could be lowered: their numbers go on above it.
"""

from django.db import migrations
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery


def number_the_seats(apps, schema_editor):
    database = schema_editor.connection.alias
    seats = apps.get_model("courses", "RunSeat").objects.using(database)
    marks = apps.get_model("courses", "Attendance").objects.using(database)
    taken = seats.filter(is_waiting=False)
    up_to_here = taken.filter(run=OuterRef("run")).filter(
        Q(signed_up_at__lt=OuterRef("signed_up_at"))
        | Q(signed_up_at=OuterRef("signed_up_at"), pk__lte=OuterRef("pk"))
    )
    number = up_to_here.order_by().values("run").annotate(count=Count("pk")).values("count")
    seats.update(state_since=F("signed_up_at"))
    taken.update(state="taken", number=Subquery(number))
    was_there = marks.filter(run=OuterRef("run"), person=OuterRef("person"))
    taken.filter(Exists(was_there)).update(state="attended")


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_seats_have_a_state")]

    operations = [migrations.RunPython(number_the_seats, migrations.RunPython.noop)]
