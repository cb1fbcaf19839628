"""Where files are kept: all of a file or nothing of it, pictures without what they tell besides, no names."""

import secrets
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from uploads.domain.pictures import clean_picture


class WholeFileStorage(FileSystemStorage):
    """Files on a disk. One that could not be written to its end, because the disk is full, is taken away."""

    def _save(self, name: str, content: File[Any]) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc,no-any-return]
        except BaseException:
            with suppress(OSError):
                self.delete(name)
            raise


class UploadStorage(WholeFileStorage):
    """What people bring. Every picture is made clean here, whichever way it came.

    A file's name is drawn by lot. What somebody called it at home ("Fru-Hansen-paa-badevaerelset.jpg") would
    stand in addresses that all may read, and a name that can be guessed is an address that can be tried.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        path = PurePosixPath(name)
        drawn = str(path.with_name(f"{secrets.token_hex(12)}{path.suffix.lower()}"))
        return super().get_available_name(drawn, max_length)

    def _save(self, name: str, content: File[Any]) -> str:
        cleaned = clean_picture(content)
        return super()._save(name, content if cleaned is None else ContentFile(cleaned, name=name))
