from typing import Any

from django.core.management.base import BaseCommand

from recoveryskole.domain.leaving import erase_again


class Command(BaseCommand):
    """After a copy of the database was put back: empty once more what people had deleted in the school."""

    help = "Empty once more what people of the recovery school had deleted before a copy was put back."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{erase_again()} emptied")
