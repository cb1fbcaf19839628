from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class RequiredBlock(blocks.BooleanBlock):
    """Whether an activity has to be done before the lesson is complete. The last field of every activity."""

    def __init__(self, **kwargs: Any) -> None:
        given = {
            "label": _("Required"),
            "help_text": _("Without it the lesson can be completed without this activity."),
            "required": False,
            "default": True,
        }
        super().__init__(**{**given, **kwargs})
