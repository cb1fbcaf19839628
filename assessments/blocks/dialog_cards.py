"""Cards with a front and a back."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .required import RequiredBlock


class CardBlock(blocks.StructBlock):
    """A card to turn."""

    front = blocks.CharBlock(
        label=_("Front of the card"), max_length=250, help_text=_("A word or a question.")
    )
    back = blocks.TextBlock(label=_("Back of the card"), max_length=600, rows=2)

    class Meta:
        icon = "copy"
        label = _("Card")


class DialogCardsBlock(blocks.StructBlock):
    """Cards to go through in a lesson. They come back to those who complete its module."""

    title = blocks.CharBlock(label=_("Title"), max_length=250)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1, max_num=20)
    is_required = RequiredBlock()

    class Meta:
        icon = "copy"
        label = _("Dialog cards")
        template = "assessments/blocks/dialog_cards.html"
        description = _(
            "Cards to turn. Use them for what one wants to remember: they come back on »My learning« "
            "after the module."
        )
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "title": "Ord at huske",
            "cards": [
                {"front": "Hvad er et mål?", "back": "Noget, borgeren selv vil have anderledes."},
                {"front": "Hvad er et skridt?", "back": "Det, I gør først. Så lille, at det lykkes."},
            ],
            "is_required": True,
        }
