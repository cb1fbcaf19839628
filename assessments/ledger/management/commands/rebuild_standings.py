from typing import Any

from django.core.management.base import BaseCommand

from assessments.ledger.domain.standing import rebuild_standings


class Command(BaseCommand):
    help = "Derives every standing anew from the evidence ledger. On a healthy ledger nothing changes."

    def handle(self, *args: Any, **options: Any) -> None:
        done = rebuild_standings()
        self.stdout.write(f"{done.seen} standings derived from the ledger, {done.changed} of them changed.")
