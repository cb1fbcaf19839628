"""A question to those who take the course."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .required import RequiredBlock


class PollBlock(blocks.StructBlock):
    """A question without a right answer. What others answered is shown when enough of them have."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    options = blocks.ListBlock(blocks.CharBlock(max_length=150), label=_("Options"), min_num=2, max_num=8)
    is_required = RequiredBlock()

    class Meta:
        icon = "list-ul"
        label = _("Poll")
        template = "assessments/blocks/poll.html"
        description = _("One question to all. Use it to show that others find the same thing hard.")
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvad er sværest for dig lige nu?",
            "options": ["At få tid", "At lade være med at hjælpe", "At høre nej"],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        texts = [option.strip().casefold() for option in cleaned["options"]]
        if len(set(texts)) < len(texts):
            raise StructBlockValidationError(
                {"options": ValidationError(_("Two options are the same. Change one, or take it out."))}
            )
        return cleaned
