"""Pictures that Wagtail keeps, and that were brought before pictures were made clean at the door."""

from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from uploads.domain.pictures import UnreadablePicture, clean_picture


def clean_stored_images() -> int:
    """Make the images clean that were brought before this was done to all; how many it was needed for.

    What was made of them (renditions) goes, and is made anew when a page shows it. An image whose file is
    gone or cannot be read is left as it is.
    """
    return sum(_clean_stored(image) for image in get_image_model().objects.order_by("pk").iterator(100))


def clean_stored_avatars() -> int:
    """The same for the pictures that people show of themselves in the CMS."""
    return sum(map(_clean_avatar, UserProfile.objects.exclude(avatar="").order_by("pk").iterator(100)))


def _clean_avatar(profile: UserProfile) -> bool:
    cleaned = _cleaned(profile.avatar)
    if cleaned is None:
        return False
    storage, old = profile.avatar.storage, profile.avatar.name
    with transaction.atomic():
        profile.avatar.save(PurePosixPath(old).name, ContentFile(cleaned))
        transaction.on_commit(lambda: storage.delete(old))
    return True


def _cleaned(stored: Any) -> bytes | None:
    """The stored picture made clean; None where that changes nothing or cannot be done."""
    try:
        with stored.open("rb") as source:
            return clean_picture(source)
    except (FileNotFoundError, UnreadablePicture):
        return None


def _clean_stored(image: Any) -> bool:
    cleaned = _cleaned(image.file)
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
