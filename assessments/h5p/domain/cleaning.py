"""Pictures in H5P content that was brought before pictures were made clean at the door."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.core.files.storage import storages
from django.db import transaction

from assessments.h5p.domain.storing import storing, take_away
from assessments.h5p.models import ContentVersion
from uploads.domain.pictures import UnreadablePicture, clean_file, clean_picture


def clean_stored_contents() -> int:
    """Make the pictures clean that lie in the folders of contents; how many it was needed for.

    Libraries are code that nobody photographed, and are known by the sum of their bytes: they stay. A picture
    that is gone or cannot be read is left as it is.
    """
    folders = ContentVersion.objects.order_by("folder_id").values_list("folder_id", flat=True).distinct()
    return sum(_clean_folder(folder) for folder in list(folders))


def _clean_folder(folder_id: UUID) -> int:
    """Players know a file by its folder and never look again: what is clean lies in a folder of its own."""
    versions = list(ContentVersion.objects.filter(folder_id=folder_id).order_by("pk"))
    old = versions[0].folder
    paths = sorted({path for version in versions for path in version.files})
    unclean = [path for path in paths if _is_unclean(f"{old}/{path}")]
    if not unclean:
        return 0
    with transaction.atomic(), storing() as put, TemporaryDirectory() as desk:
        new = uuid4()
        sizes = {}
        for number, path in enumerate(paths):
            copy = Path(desk) / str(number)
            with suppress(FileNotFoundError), storages["h5p"].open(f"{old}/{path}") as source:
                copy.write_bytes(source.read())
            if copy.exists():
                with suppress(UnreadablePicture):
                    clean_file(copy)
                sizes[path] = copy.stat().st_size
                put(f"content/{new}/{path}", copy)
        for version in versions:
            version.folder_id = new
            version.files = {path: sizes.get(path, size) for path, size in version.files.items()}
            version.save(update_fields=["folder_id", "files"])
        transaction.on_commit(lambda: take_away(f"{old}/{path}" for path in paths))
    return len(unclean)


def _is_unclean(name: str) -> bool:
    try:
        with storages["h5p"].open(name) as source:
            return clean_picture(source) is not None
    except (FileNotFoundError, UnreadablePicture):
        return False
