"""Danish order by a name of our own, as ICU keeps it. On SQLite it is a function (accounts/danish.py)."""

from django.db import migrations


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE COLLATION IF NOT EXISTS danish (provider = icu, locale = 'da')")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP COLLATION IF EXISTS danish")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_timed_jobs")]
    operations = [migrations.RunPython(create, drop)]
