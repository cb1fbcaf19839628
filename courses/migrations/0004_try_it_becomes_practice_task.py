from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import (
    RenameStructChildrenOperation,
    StreamChildrenToStructBlockOperation,
)

# "Try it at work" was a text; now it is a practice task that asks for a note. Lessons keep what they asked for.
TEXT_TO_TASK = [
    (StreamChildrenToStructBlockOperation("try_it", "practice_task"), ""),
    (RenameStructChildrenOperation("try_it", "task"), "practice_task"),
]


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_completions_may_be_superseded")]

    operations = [MigrateStreamData("courses", "LessonPage", "body", TEXT_TO_TASK)]
