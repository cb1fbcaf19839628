from typing import Any

from django.core.management.base import BaseCommand

from uploads.domain.images import clean_stored_images


class Command(BaseCommand):
    help = "Take place, time, camera and words out of pictures that were brought before all were made clean."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{clean_stored_images()} pictures made clean.")
