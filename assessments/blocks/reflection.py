"""Writing for oneself, and meeting again what one wrote."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .required import RequiredBlock

NAME = r"^[a-z0-9-]{1,60}$"
NAME_MESSAGES = {"invalid": _("Use small letters a to z, digits and hyphens.")}


class ReflectionBlock(blocks.StructBlock):
    """A question to think about in writing. Only the writer sees the answer, unless they share it."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    help = blocks.TextBlock(
        label=_("Help"),
        required=False,
        rows=2,
        help_text=_("How much to write, and that no citizen's name belongs here."),
    )
    name = blocks.RegexBlock(
        regex=NAME,
        error_messages=NAME_MESSAGES,
        label=_("Name"),
        required=False,
        help_text=_("Needed only if a later lesson is to show again what was written here."),
    )
    may_be_shared = blocks.BooleanBlock(
        label=_("May be shared"),
        required=False,
        help_text=_("Then the writer may let the others in the course read it, without a name."),
    )
    is_required = RequiredBlock()

    class Meta:
        icon = "edit"
        label = _("Reflection")
        template = "assessments/blocks/reflection.html"
        description = _("A question to think about in writing. Use it where there is no right answer.")
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvad har en borger sagt til dig i forbifarten?",
            "help": "Et par linjer er nok. Skriv ingen navne.",
            "name": "i-forbifarten",
            "may_be_shared": True,
        }


class EarlierReflectionBlock(blocks.StructBlock):
    """What somebody wrote in a reflection earlier in the course. It asks for no answer."""

    name = blocks.RegexBlock(
        regex=NAME,
        error_messages=NAME_MESSAGES,
        label=_("Name of the reflection"),
        help_text=_("The name that the reflection was given in this lesson or another one of the course."),
    )
    lead = blocks.CharBlock(
        label=_("Before what was written"),
        max_length=300,
        help_text=_("One sentence: what you want the reader to look for now."),
    )

    class Meta:
        icon = "history"
        label = _("What you wrote earlier")
        template = "assessments/blocks/earlier_reflection.html"
        description = _(
            "Shows what somebody wrote in a reflection. Use it to see whether the view has moved."
        )
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "name": "i-forbifarten",
            "lead": "I den første lektion skrev du en sætning. Læs den igen.",
        }
