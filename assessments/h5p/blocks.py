"""H5P content in the body of a lesson."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.utils.registry import resolve_model_string

from assessments.blocks.required import RequiredBlock
from assessments.h5p.enums import BLOCK_TYPE
from assessments.h5p.kinds import Keyboard, content_kind
from assessments.h5p.widgets import H5PChooser


class H5PChooserBlock(blocks.ChooserBlock):
    """Chooses one of the activities that are ready to use."""

    widget = H5PChooser()

    @cached_property
    def target_model(self) -> Any:
        return resolve_model_string("h5p.H5PContent")


class H5PBlock(blocks.StructBlock):
    """An activity that was made elsewhere and is played in a frame of its own.

    `version` and `title` are what it was when the page was last saved (`pin_versions`). Whoever signs the
    page signs that version, and a newer one is shown when the page is saved and signed anew. What was never
    saved through the editor or a course file has none, and plays the newest.
    """

    content = H5PChooserBlock(label=_("Activity"))
    alternative = blocks.RichTextBlock(
        label=_("The same in text"),
        required=False,
        features=["bold", "italic", "ul", "ol", "link"],
        help_text=_("For those who cannot use the activity, as with a keyboard or a screen reader."),
    )
    is_required = RequiredBlock()
    # The label would stand alone in the form, where the field is hidden.
    version = blocks.IntegerBlock(required=False, label=" ", fills_itself=True, form_attrs={"hidden": True})
    title = blocks.CharBlock(required=False, label=" ", fills_itself=True, form_attrs={"hidden": True})

    class Meta:
        label = _("H5P activity")
        icon = "media"
        description = _("Something made in Lumi, Moodle or H5P.com. Bring the package under H5P first.")
        group = _("Practice")
        help_text = _(
            "The list says what a keyboard can be used for, what we count points in,"
            " and what tells when it is finished."
        )
        preview_value: ClassVar[dict[str, Any]] = {
            "alternative": "<p>Her står det samme som i aktiviteten, for dem der hellere vil læse.</p>"
        }
        template = "assessments/blocks/h5p.html"

    def clean(self, value: Any) -> Any:
        """Nobody is shut out: what needs a mouse is there in words too."""
        cleaned = super().clean(value)
        content = cleaned["content"]
        kind = content and content_kind(content.machine_name)
        if kind and kind.keyboard == Keyboard.NO and not _has_words(cleaned["alternative"]):
            raise StructBlockValidationError(
                {
                    "alternative": ValidationError(
                        gettext("This activity cannot be used with a keyboard alone. Write the same in text.")
                    )
                }
            )
        return cleaned


def pin_versions(body: blocks.StreamValue) -> None:
    """Let every activity in the body be played in the version that is the newest now."""
    for block in body:
        if block.block_type == BLOCK_TYPE and block.value["content"] is not None:
            block.value["version"] = block.value["content"].current_id
            block.value["title"] = block.value["content"].title


def _has_words(text: Any) -> bool:
    # An emptied editor leaves an empty paragraph behind.
    return bool(text and strip_tags(text.source).strip())
