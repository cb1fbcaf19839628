"""Lines that come in a certain order."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .required import RequiredBlock


class PutInOrderValue(blocks.StructValue):
    @property
    def mixed(self) -> list[str]:
        """The lines in an order that tells nothing."""
        return sorted(self["items"])


class PutInOrderQuestion(blocks.StructBlock):
    """Two to ten lines; one point for each in its place. The order never leaves the server beforehand."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    context = blocks.RichTextBlock(
        label=_("Before the question"), features=["bold", "italic"], required=False
    )
    items = blocks.ListBlock(
        blocks.CharBlock(label=_("Line"), max_length=200),
        label=_("Lines in the right order"),
        min_num=2,
        max_num=10,
        help_text=_("The first comes first. They are mixed for those who answer."),
    )
    feedback = blocks.TextBlock(
        label=_("What you say afterwards"), rows=2, help_text=_("Say why this order is a good one.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")
        template = "assessments/blocks/put_in_order.html"
        description = _("Lines to put in order. Use it for steps where the order matters.")
        group = _("Practice")
        value_class = PutInOrderValue
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvad gør du først?",
            "context": "<p>Karin bliver liggende. Klokken er ti.</p>",
            "items": [
                "Jeg banker på og siger godmorgen.",
                "Jeg spørger til natten.",
                "Vi aftaler, hvad vi gør nu.",
            ],
            "feedback": "Først kontakten, så aftalen.",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        lines = [" ".join(text.casefold().split()) for text in cleaned["items"]]
        if len(set(lines)) < len(lines):
            raise StructBlockValidationError(
                {"items": ValidationError(_("Two lines are the same. Write them differently."))}
            )
        return cleaned


class PutInOrderBlock(PutInOrderQuestion):
    """The lines in a lesson, where the author says whether they have to be put in order."""

    in_a_test = PutInOrderQuestion
    is_required = RequiredBlock()
