from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    """As `createcachetable` does, so that nobody has to know that command; what is there stays."""
    call_command("createcachetable", "cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_waiting_mail")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
