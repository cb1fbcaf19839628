from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from assessments.h5p.domain.cleaning import clean_stored_contents
from courses.domain.standing import signatures_stand
from uploads.domain.images import clean_stored_avatars, clean_stored_images


class Command(BaseCommand):
    help = "Take place, time, camera and words out of pictures that were brought before all were made clean."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), signatures_stand():
            images, avatars, inside = clean_stored_images(), clean_stored_avatars(), clean_stored_contents()
        self.stdout.write(f"{images} pictures made clean.")
        self.stdout.write(f"{avatars} pictures of people and {inside} in H5P activities made clean.")
