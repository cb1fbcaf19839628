"""Multiple choice, one or several right, graded on the server."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .required import RequiredBlock

RICH = ["bold", "italic"]


class AnswerBlock(blocks.StructBlock):
    """One answer to choose, and what is said to those who choose it."""

    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    is_right = blocks.BooleanBlock(label=_("A right answer"), required=False)
    feedback = blocks.TextBlock(
        label=_("What you say about it"),
        help_text=_("Say what would happen. Never just »wrong«."),
        rows=2,
    )
    keep_last = blocks.BooleanBlock(
        label=_("Stays last"),
        required=False,
        help_text=_("Answers are shown in an order of each person's own. Tick it for »all of these«."),
    )

    class Meta:
        icon = "tick"
        label = _("Answer")


class MultipleChoiceQuestion(blocks.StructBlock):
    """A question with two to eight answers. The key never leaves the server before an answer is given."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    context = blocks.RichTextBlock(label=_("Before the question"), features=RICH, required=False)
    several = blocks.BooleanBlock(
        label=_("Several may be chosen"),
        required=False,
        help_text=_("All the right ones, and none of the others, must then be chosen."),
    )
    answers = blocks.ListBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=8)

    class Meta:
        icon = "help"
        label = _("Multiple choice")
        template = "assessments/blocks/multiple_choice.html"
        description = _("A question with answers to choose from. Use it to let people test a choice.")
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvad gør du først?",
            "context": "<p>Karin bliver liggende. Klokken er ti.</p>",
            "several": False,
            "answers": [
                {
                    "text": "Jeg trækker gardinet fra.",
                    "is_right": False,
                    "feedback": "Det kan virke hårdt.",
                    "keep_last": False,
                },
                {
                    "text": "Jeg spørger til natten.",
                    "is_right": True,
                    "feedback": "Så hører du, hvad der er på spil.",
                    "keep_last": False,
                },
            ],
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(1 for answer in cleaned["answers"] if answer["is_right"])
        if right == 0:
            raise StructBlockValidationError(
                {"answers": ValidationError(_("Mark at least one answer as right."))}
            )
        if right > 1 and not cleaned["several"]:
            raise StructBlockValidationError(
                {
                    "several": ValidationError(
                        _("More than one answer is right. Tick »Several may be chosen«.")
                    )
                }
            )
        return cleaned


class MultipleChoiceBlock(MultipleChoiceQuestion):
    """The question in a lesson, where the author says whether it has to be answered."""

    in_a_test = MultipleChoiceQuestion
    is_required = RequiredBlock()
