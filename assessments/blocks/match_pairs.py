"""Things that belong together, two by two."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from .required import RequiredBlock


class PairBlock(blocks.StructBlock):
    """Two texts that belong together."""

    left = blocks.CharBlock(label=_("One text"), max_length=200)
    right = blocks.CharBlock(label=_("The text that belongs to it"), max_length=200)

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchPairsValue(blocks.StructValue):
    @property
    def options(self) -> list[str]:
        """What can be chosen, in an order that tells nothing."""
        return sorted({*(pair["right"] for pair in self["pairs"]), *self["extra"]})


class MatchPairsQuestion(blocks.StructBlock):
    """Two to eight pairs; one point for each. Which belong together never leaves the server beforehand."""

    question = blocks.CharBlock(label=_("Question"), max_length=250)
    context = blocks.RichTextBlock(
        label=_("Before the question"), features=["bold", "italic"], required=False
    )
    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Pairs"),
        min_num=2,
        max_num=8,
        help_text=_("Several may have the same text to the right."),
    )
    extra = blocks.ListBlock(
        blocks.CharBlock(label=_("Text"), max_length=200),
        label=_("Texts that match nothing"),
        max_num=6,
        default=[],
        help_text=_("They make it harder to guess the last pair. None are needed."),
    )
    feedback = blocks.TextBlock(
        label=_("What you say afterwards"), rows=2, help_text=_("Say why they belong together.")
    )

    class Meta:
        icon = "link"
        label = _("Match pairs")
        template = "assessments/blocks/match_pairs.html"
        description = _("Things that belong together. Use it for concepts and examples, or who does what.")
        group = _("Practice")
        value_class = MatchPairsValue
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvad hører sammen?",
            "context": "",
            "pairs": [
                {"left": "Karin vil ud på altanen igen", "right": "Et mål"},
                {"left": "Vi tager urterne med op på torsdag", "right": "Et skridt"},
            ],
            "extra": ["En vane"],
            "feedback": "Målet er hendes. Skridtet er det, I gør først.",
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        left = [_plain(pair["left"]) for pair in cleaned["pairs"]]
        right = {_plain(pair["right"]) for pair in cleaned["pairs"]}
        extra = [_plain(text) for text in cleaned["extra"]]
        if len(set(left)) < len(left):
            raise StructBlockValidationError(
                {"pairs": ValidationError(_("Two pairs begin with the same text. Write them differently."))}
            )
        if right & set(extra):
            raise StructBlockValidationError(
                {
                    "extra": ValidationError(
                        _("One of these texts belongs to a pair. Take it away here, or change it.")
                    )
                }
            )
        if len(set(extra)) < len(extra):
            raise StructBlockValidationError(
                {"extra": ValidationError(_("The same text stands here twice. Take one of them away."))}
            )
        if len(right | set(extra)) < 2:
            raise StructBlockValidationError(
                {"pairs": ValidationError(_("There is only one text to choose. Write at least two."))}
            )
        return cleaned


def _plain(text: str) -> str:
    """How a text reads to somebody who does not look at spaces and capitals."""
    return " ".join(text.casefold().split())


class MatchPairsBlock(MatchPairsQuestion):
    """The pairs in a lesson, where the author says whether they have to be matched."""

    in_a_test = MatchPairsQuestion
    is_required = RequiredBlock()
