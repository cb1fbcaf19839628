from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from uploads.domain.holdings import ADVICE, what_it_holds
from uploads.domain.pictures import UnreadablePicture, clean_picture


class CleanImageForm(BaseImageForm):  # type: ignore[misc]
    """The CMS's form of an image: the picture is clean before its size and its sum are taken."""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            cleaned = clean_picture(file)  # type: ignore[arg-type]
        except UnreadablePicture as error:
            raise ValidationError(
                _("The picture cannot be read. Save it once more as PNG or JPEG.")
            ) from error
        return (
            file if cleaned is None else SimpleUploadedFile(file.name or "", cleaned, file.content_type or "")
        )


class TellingDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """The CMS's form of a document: it says what documents may hold, and what this one does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = self._holds()
        if "file" in self.fields:
            self.fields["file"].help_text = " ".join([str(ADVICE), *found])
        elif found:
            # The form that follows several uploads at once has no file to choose any more.
            self.fields["title"].help_text = " ".join(found)

    def _holds(self) -> list[str]:
        document = self.instance
        if not document.pk or not document.file:
            return []
        try:
            with document.open_file() as file:
                return what_it_holds(file, document.file_extension)
        except OSError:
            return []
