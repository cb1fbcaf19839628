"""Pictures, films and files."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock


class LessonImageBlock(ImageBlock):
    class Meta:
        icon = "image"
        label = _("Picture")
        template = "courses/blocks/image.html"
        preview_template = "courses/blocks/previews/image.html"
        description = _("A picture with a text that says the same to those who cannot see it.")
        group = _("Media")


class VideoBlock(blocks.StructBlock):
    """A film of one's own or a link to one. Both need a transcript, and one's own film needs captions."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, required=False)
    file = DocumentChooserBlock(label=_("Film (mp4 or webm)"), required=False)
    captions = DocumentChooserBlock(
        label=_("Captions (vtt)"), required=False, help_text=_("Needed with a film of your own.")
    )
    link = blocks.URLBlock(
        label=_("Link to a film elsewhere"),
        required=False,
        help_text=_("It opens on the other site. Check that it has captions there."),
    )
    link_has_captions = blocks.BooleanBlock(label=_("The film at the link has captions"), required=False)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "italic"],
        help_text=_("All that is said and shown, in writing."),
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "courses/blocks/video.html"
        description = _("A short film with captions, and the same in writing.")
        group = _("Media")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "Ida spørger én gang til",
            "minutes": 2,
            "link": "https://example.org/film",
            "link_has_captions": True,
            "transcript": "<p><b>Ida:</b> Hvad savner du?</p><p><b>Yusuf:</b> Åen, måske.</p>",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if bool(cleaned["file"]) == bool(cleaned["link"]):
            errors["file"] = ValidationError(_("Choose a film or write a link: one of the two."))
        elif cleaned["file"]:
            if cleaned["file"].file_extension.lower() not in {"mp4", "webm"}:
                errors["file"] = ValidationError(_("The film must be an mp4 or a webm file."))
            if not cleaned["captions"]:
                errors["captions"] = ValidationError(_("Add captions: not everybody can hear the film."))
            elif cleaned["captions"].file_extension.lower() != "vtt":
                errors["captions"] = ValidationError(_("The captions must be a vtt file."))
        elif not cleaned["link_has_captions"]:
            errors["link_has_captions"] = ValidationError(
                _("Use a film with captions, and say here that it has them.")
            )
        if errors:
            raise StructBlockValidationError(errors)
        return cleaned


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    file = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "courses/blocks/download.html"
        preview_template = "courses/blocks/previews/download.html"
        description = _("Something to print or keep, such as a form.")
        group = _("Media")
