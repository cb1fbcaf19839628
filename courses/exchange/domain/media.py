"""Pictures, films and files: in a course's media folder, and among Wagtail's images and documents.

H5P packages lie beside them (`h5p.py`).
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.utils import get_allowed_image_extensions
from wagtail.utils.file import hash_filelike

from accounts.models import User
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.models import H5PContent
from courses.exchange.domain import h5p
from uploads.domain.disk import whole_file
from uploads.domain.pictures import UnreadablePicture, clean_picture

FOLDER = "media"
# Megabytes. A film of ten minutes in good quality is below it.
MOST_MEGABYTES = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.[A-Za-z0-9]+")
_HASH = re.compile(r"-[0-9a-f]{8}$")


class Media:
    """The media folder of one course. What a page names is stored once, whatever its name was elsewhere."""

    def __init__(self, folder: Path, *, by: User | None = None) -> None:
        self.folder = folder / FOLDER
        self.by = by
        self.named: set[str] = set()
        self.written: dict[str, File[Any] | h5p.ContentFile] = {}
        self._made: list[Any] = []
        self._found: dict[tuple[type, str], Any] = {}
        self._names: dict[tuple[type, int, int | None], str] = {}

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Take the stored files away again when what is inside fails: a rolled-back row leaves its file."""
        try:
            yield
        except BaseException:
            for stored in self._made:
                if isinstance(stored, H5PContent):
                    h5p.remove_files(stored.current)
                else:
                    stored.file.storage.delete(stored.file.name)
            raise

    def image(self, name: str) -> Any:
        """The image of that file name, stored where it was not yet; or a sentence on what is wrong."""
        return self._take(get_image_model(), name, get_allowed_image_extensions())

    def document(self, name: str) -> Any:
        """The document of that file name, stored where it was not yet; or a sentence on what is wrong."""
        return self._take(get_document_model(), name, settings.WAGTAILDOCS_EXTENSIONS)

    def h5p(self, name: str) -> Any:
        """The H5P content of that file name, taken in where it was not yet; or a sentence on a fault."""
        return self._take(H5PContent, name, [h5p.ENDING[1:]])

    def image_name(self, number: int) -> str:
        """The file name for an image here, which is kept to be written. Raises ValueError if it is gone."""
        return self._give(get_image_model(), number)

    def document_name(self, number: int) -> str:
        """The file name for a document here, which is kept to be written. Raises ValueError if it is gone."""
        return self._give(get_document_model(), number)

    def h5p_name(self, number: int, version: int | None) -> str:
        """The file name for H5P content here in a version, or as it is played now, to be written.

        Raises ValueError where it is not ready.
        """
        return self._give(H5PContent, number, version)

    def write(self) -> None:
        """Write the files that were named into the media folder."""
        for name, file in self.written.items():
            self.folder.mkdir(exist_ok=True)
            with file.open("rb") as source, whole_file(self.folder / name) as out:
                shutil.copyfileobj(source, out)

    def _take(self, model: type[Any], name: str, endings: list[str]) -> Any:
        self.named.add(name)
        found = self._found.get((model, name))
        if found is None:
            found = self._found[model, name] = self._load(model, name, endings)
        return found

    def _load(self, model: type[Any], name: str, endings: list[str]) -> Any:
        path = self.folder / name
        if not _NAME.fullmatch(name):
            return _("“%(name)s” is no name of a file in the folder media.") % {"name": name}
        if path.is_symlink() or not path.is_file():
            return _("there is no file “%(name)s” in the folder media.") % {"name": name}
        if path.suffix[1:].lower() not in endings:
            allowed = ", ".join(endings)
            return _("“%(name)s” is of a kind that cannot be used here. These can: %(endings)s.") % {
                "name": name,
                "endings": allowed,
            }
        if path.stat().st_size > MOST_MEGABYTES * 1024 * 1024:
            return _("“%(name)s” is larger than %(most)d MB.") % {"name": name, "most": MOST_MEGABYTES}
        if model is H5PContent:
            return self._take_content(path)
        with path.open("rb") as source:
            try:
                cleaned = clean_picture(source)
            except UnreadablePicture as why:
                return _("“%(name)s” is no picture that can be used: %(why)s") % {"name": name, "why": why}
            # Known is what is stored, and that is the clean one.
            file = source if cleaned is None else BytesIO(cleaned)
            known = model.objects.filter(file_hash=hash_filelike(file)).order_by("pk").first()
            return known or self._store(model, path, file)

    def _take_content(self, path: Path) -> Any:
        known = h5p.find_content(path)
        if known is None:
            try:
                known = h5p.take_content(path, by=self.by)
            except PackageRefused as refused:
                return str(refused)
            self._made.append(known)
        return known

    def _store(self, model: type[Any], path: Path, source: Any) -> Any:
        row = model(title=_HASH.sub("", path.stem))
        if model is get_image_model():
            try:
                row.file = WagtailImageField().clean(SimpleUploadedFile(path.name, source.read()))
            except ValidationError as error:
                return _("“%(name)s” is no picture that can be used: %(why)s") % {
                    "name": path.name,
                    "why": " ".join(error.messages),
                }
            row._set_image_file_metadata()
        else:
            row.file = File(source, name=path.name)
            row._set_document_file_metadata()
        row.save()
        self._made.append(row)
        return row

    def _give(self, model: type[Any], number: int, version: int | None = None) -> str:
        if (model, number, version) not in self._names:
            row = model.objects.filter(pk=number).first()
            if row is None:
                raise ValueError(_("a picture or a file that is shown here is gone. Choose another one."))
            if isinstance(row, H5PContent):
                ending, file = h5p.ENDING, h5p.content_file(row, version)
                digest = file.sha1
            else:
                ending, file, digest = Path(row.file.name).suffix.lower(), row.file, row.get_file_hash()
            stem = slugify(row.title.removesuffix(ending))[:60] or "fil"
            name = f"{stem}-{digest[:8]}{ending}"
            self._names[model, number, version] = name
            self.written[name] = file
        return self._names[model, number, version]
