"""Words: headings, running text, scenes, callouts."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"
        description = _("Starts a new part of the lesson.")
        group = _("Text")
        preview_value = "To slags mål"
        max_length = 120


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"
        description = _("Running text with lists and links. Keep the sentences short.")
        group = _("Text")
        preview_value = "<p>Begynd med det, borgeren selv siger. Skriv det ned med hans eller hendes ord.</p>"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})


class SceneBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("What happens"), features=["bold", "italic"])

    class Meta:
        icon = "group"
        label = _("Scene")
        template = "courses/blocks/scene.html"
        description = _("A situation with a person: a name, an age, an everyday life. No diagnosis first.")
        group = _("Text")
        preview_value: ClassVar[dict[str, str]] = {
            "heading": "Karin og altanen",
            "text": "<p>Karin er 52 år og har en altan fuld af urtepotter. I dag vil hun ikke op.</p>",
        }


class RememberBlock(blocks.CharBlock):
    class Meta:
        icon = "pick"
        label = _("Remember")
        template = "courses/blocks/remember.html"
        description = _("The one sentence to keep from the lesson. Use it once.")
        group = _("Text")
        preview_value = "Spørg først. Foreslå bagefter."


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("info", _("Good to know")), ("tip", _("Advice")), ("care", _("Take care"))],
        default="info",
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"
        description = _("Something beside the text: good to know, advice, or a limit the reader must know.")
        group = _("Text")
        preview_value: ClassVar[dict[str, str]] = {
            "kind": "care",
            "heading": "Når du er i tvivl",
            "text": "<p>Ring til sygeplejersken. Du skal ikke afgøre det alene.</p>",
        }
