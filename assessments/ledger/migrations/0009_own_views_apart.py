from django.db import migrations, models


def forget_what_own_views_made(apps, schema_editor):
    """A standing that rests on nothing but what the person says of themself is none any more."""
    told_by_others = (
        apps.get_model("ledger", "Evidence")
        .objects.filter(person=models.OuterRef("person"), competence=models.OuterRef("competence"))
        .filter(revokes__isnull=True, revoked_by=None)
        .exclude(kind="self_assessment")
    )
    standings = apps.get_model("ledger", "Standing").objects.filter(level=0, lapsed_level=0)
    standings.filter(~models.Exists(told_by_others)).delete()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_what_runs_out_is_renewed")]

    operations = [
        migrations.RunPython(forget_what_own_views_made, migrations.RunPython.noop),
        migrations.RemoveField(model_name="standing", name="self_level"),
    ]
