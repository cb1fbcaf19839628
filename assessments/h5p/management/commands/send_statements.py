from typing import Any

from django.core.management.base import BaseCommand

from assessments.h5p.domain.forwarding import count_deliveries, deliver_waiting


class Command(BaseCommand):
    help = "Sends the learning record stores what is due, without a worker, and says how things stand."

    def handle(self, *args: Any, **options: Any) -> None:
        deliver_waiting.call()
        for store, counts in count_deliveries().items():
            said = ", ".join(f"{state.value} {count}" for state, count in counts.items())
            self.stdout.write(f"{store}: {said}")
