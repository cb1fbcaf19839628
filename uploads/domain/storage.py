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


def draw_name(name: str) -> str:
    """Another name in the same folder, drawn by lot, with the same ending."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{secrets.token_hex(12)}{path.suffix.lower()}"))


class PrivateStorage(WholeFileStorage):
    """What only a few may read, in a folder of its own: only a view that asks who it is hands it out."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return super().get_available_name(draw_name(name), max_length)

    def url(self, name: str | None) -> str:
        """No file here has an address."""
        raise ValueError("A private file has no address.")


class UploadStorage(WholeFileStorage):
    """What people bring. Every picture is made clean here, whichever way it came.

    A file's name is drawn by lot. What somebody called it at home ("Fru-Hansen-paa-badevaerelset.jpg") would
    stand in addresses that all may read, and a name that can be guessed is an address that can be tried.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return super().get_available_name(draw_name(name), max_length)

    def _save(self, name: str, content: File[Any]) -> str:
        cleaned = clean_picture(content)
        return super()._save(name, content if cleaned is None else ContentFile(cleaned, name=name))
