"""Wagtail's images that were brought before pictures were made clean at the door."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model

from uploads.domain.pictures import UnreadablePicture, clean_picture


def clean_stored_images() -> int:
    """Make the images clean that were brought before this was done to all; how many it was needed for.

    What was made of them (renditions) goes, and is made anew when a page shows it. An image whose file is
    gone or cannot be read is left as it is.
    """
    return sum(_clean_stored(image) for image in get_image_model().objects.order_by("pk").iterator(100))


def _clean_stored(image: Any) -> bool:
    try:
        with image.file.open("rb") as source:
            cleaned = clean_picture(source)
    except (FileNotFoundError, UnreadablePicture):
        return False
    if cleaned is None:
        return False
    old = [(image.file.storage, image.file.name)]
    old += [(rendition.file.storage, rendition.file.name) for rendition in image.renditions.all()]
    with transaction.atomic():
        image.file = ContentFile(cleaned, name=image.filename)
        image._set_image_file_metadata()
        image.save()
        image.renditions.all().delete()
        transaction.on_commit(lambda: [storage.delete(name) for storage, name in old] and None)
    return True
