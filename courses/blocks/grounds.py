"""What a lesson builds on: the law, its sources, and where there is help."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.enums import HelpTopic


class LawBlock(blocks.StructBlock):
    """What the law says, where it says so, the day it was read there, and the day to read it again.

    What nobody has looked up in its source yet may stand without a day, and then waits for a professional.
    """

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul"])
    source = blocks.CharBlock(
        label=_("Source"), max_length=250, help_text=_("The law and its section, as somebody can look it up.")
    )
    link = blocks.URLBlock(label=_("Link to the source"), required=False)
    read_on = blocks.DateBlock(
        label=_("Read on"),
        required=False,
        help_text=_("The day you read the source. Empty: nobody has looked it up yet."),
    )
    review_by = blocks.DateBlock(
        label=_("Read again by"), help_text=_("From this day on it stands on the coordinator's list as due.")
    )
    needs_professional_reading = blocks.BooleanBlock(
        label=_("A professional has yet to read it"),
        required=False,
        help_text=_("Readers are told so, and it stands on the coordinator's list."),
    )
    note = blocks.CharBlock(
        label=_("What to look at"),
        required=False,
        max_length=250,
        help_text=_("For whoever reads it for you. Readers of the lesson do not see it."),
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Law")
        template = "courses/blocks/law.html"
        description = _(
            "What the law says, with its source and the day to read it again. Law stands here only."
        )
        group = _("Text")
        preview_value: ClassVar[dict[str, Any]] = {
            "heading": "Det hedder tavshedspligt",
            "text": "<p>Det, du får at vide på arbejdet, hører til dér.</p>",
            "source": "Forvaltningsloven § 27",
            "read_on": dt.date(2026, 11, 30),
            "review_by": dt.date(2027, 11, 30),
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["read_on"] is None:
            if not cleaned["needs_professional_reading"]:
                unread = ValidationError(_("Write the day, or tick that a professional has yet to read it."))
                raise StructBlockValidationError({"read_on": unread})
        elif cleaned["review_by"] <= cleaned["read_on"]:
            later = ValidationError(_("It must be later than the day the source was read."))
            raise StructBlockValidationError({"review_by": later})
        return cleaned


class SourceBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Source"), max_length=400, help_text=_("Author: title. Publisher and year, as in a library.")
    )
    link = blocks.URLBlock(label=_("Link"), required=False)


class SourcesBlock(blocks.StructBlock):
    sources = blocks.ListBlock(SourceBlock(), label=_("Sources"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Sources")
        template = "courses/blocks/sources.html"
        description = _("Where the lesson has it from, folded. At the end of the lesson, once.")
        group = _("Text")
        preview_value: ClassVar[dict[str, Any]] = {
            "sources": [{"text": "Socialstyrelsen: Faglige pejlemærker for kvalitet i bostøtten. 2021."}]
        }


class HelpLinesBlock(blocks.StructBlock):
    """Whom to call: the numbers are those that this workplace has filled in (`HelpLine`)."""

    about = blocks.ChoiceBlock(label=_("About"), choices=HelpTopic.choices, default=HelpTopic.CRISIS)
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "link", "ul"],
        help_text=_("What to do. Leave the numbers out: they stand below it by themselves."),
    )

    class Meta:
        icon = "warning"
        label = _("Where there is help")
        template = "courses/blocks/help_lines.html"
        description = _("Take care: what to do when it is serious, with the numbers of your own workplace.")
        group = _("Text")
        preview_value: ClassVar[dict[str, Any]] = {
            "about": "crisis",
            "heading": "Når nogen taler om at dø",
            "text": "<p>Bliv hos dem. Ring til vagten. Du behøver ikke bære det alene.</p>",
        }
