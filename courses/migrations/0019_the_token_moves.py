from django.db import migrations


class Migration(migrations.Migration):
    """The token of the tree is one of all that everybody sees alike now: accounts' `CommonVersion`.

    The table stays for workers of the version before, which ask it until they are stopped.
    """

    dependencies = [
        ("courses", "0018_the_tree_has_a_version"),
        ("accounts", "0008_what_everybody_sees_alike"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="TreeVersion")]),
    ]
