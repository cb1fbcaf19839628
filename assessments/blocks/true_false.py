"""A statement that holds, or does not."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .required import RequiredBlock


class TrueFalseQuestion(blocks.StructBlock):
    """A statement to judge. Whether it holds never leaves the server before an answer is given."""

    statement = blocks.CharBlock(
        label=_("Statement"), max_length=250, help_text=_("One thought, without »not« in it.")
    )
    context = blocks.RichTextBlock(
        label=_("Before the statement"), features=["bold", "italic"], required=False
    )
    is_true = blocks.BooleanBlock(
        label=_("The statement is true"), required=False, help_text=_("No tick: it is not true.")
    )
    said_true = blocks.TextBlock(
        label=_("What you say to those who find it true"),
        help_text=_("Say why. Never just »wrong«."),
        rows=2,
    )
    said_false = blocks.TextBlock(label=_("What you say to those who find it not true"), rows=2)

    class Meta:
        icon = "check"
        label = _("True or not")
        template = "assessments/blocks/true_false.html"
        description = _("A statement to judge. Use it for what many people believe without having looked.")
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "statement": "Et mål er først et mål, når det står i journalen.",
            "context": "",
            "is_true": False,
            "said_true": "Journalen husker målet. Men det er borgerens, også før nogen har skrevet det.",
            "said_false": "Et mål er borgerens, fra det bliver sagt. Journalen hjælper jer med at huske det.",
        }


class TrueFalseBlock(TrueFalseQuestion):
    """The statement in a lesson, where the author says whether it has to be answered."""

    in_a_test = TrueFalseQuestion
    is_required = RequiredBlock()
