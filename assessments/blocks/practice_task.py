"""Something to try at work."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .required import RequiredBlock


class PracticeTaskBlock(blocks.StructBlock):
    """A task for a coming shift, and a note of one's own when it has been tried."""

    task = blocks.RichTextBlock(
        label=_("What to try"), features=["bold", "italic", "ul", "ol"], help_text=_("One small thing.")
    )
    with_whom = blocks.CharBlock(
        label=_("With whom"),
        max_length=150,
        required=False,
        help_text=_("»A citizen you know well«, never a name."),
    )
    before = blocks.CharBlock(
        label=_("By when"), max_length=150, required=False, help_text=_("»The end of your next shift«.")
    )
    note_prompt = blocks.CharBlock(
        label=_("Question for the note"),
        max_length=300,
        help_text=_("What to write afterwards. Ask for no citizen's name."),
    )
    may_be_observed = blocks.BooleanBlock(
        label=_("A colleague may observe"),
        required=False,
        help_text=_("Then the learner may ask one to be there."),
    )
    is_required = RequiredBlock()

    class Meta:
        icon = "thumbtack"
        label = _("Try it at work")
        template = "assessments/blocks/practice_task.html"
        description = _("A small task for the next shift. Use it where the point is only learnt by doing.")
        group = _("Practice")
        preview_value: ClassVar[dict[str, Any]] = {
            "task": "<p>Spørg én borger, hvad der gjorde ugen god.</p>",
            "with_whom": "En borger, du alligevel taler med",
            "before": "Udgangen af din næste vagt",
            "note_prompt": "Hvad blev der sagt? Skriv ingen navne.",
            "may_be_observed": True,
        }
