"""The signs of the framework: an area's shape and hue, and the ladder of levels.

`area` builds its markup in Python: a heat map draws hundreds of them on one page.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.templatetags.face import draw_icon
from competences.enums import name_version_level

register = template.Library()
register.filter("version_level", name_version_level)

TOOLS = frozenset({"M", "F", "L", "O"})
RECOVERY_ASPECTS = frozenset({"R1", "R2", "R3", "R4"})


@register.simple_tag
def area(code: Any, name: str = "") -> SafeString:
    """Draw the sign of a work tool (square) or a recovery aspect (round).

    `code` is an area's code ("M", "R2"), a requirement's ("M.1", "R2.3a") or anything with a `code`. `name`
    is read aloud after the code, for places where the name does not stand beside the sign. A code of another
    framework gets a sign without an icon.
    """
    text = str(getattr(code, "code", code))
    top = text.split(".", 1)[0]
    known = top in TOOLS or top in RECOVERY_ASPECTS
    return format_html(
        '<span class="ls-area{}"><span class="ls-area__code">{}</span>{}{}</span>',
        " ls-area--recovery" if top in RECOVERY_ASPECTS else "",
        text,
        draw_icon(f"area-{top.lower()}", "ls-area__icon") if known else "",
        format_html('<span class="sr-only"> {}</span>', name) if name else "",
    )


@register.filter
def is_recovery(code: Any) -> bool:
    """Whether a code belongs to the recovery aspects, for classes such as `ls-level--recovery`."""
    return str(getattr(code, "code", code)).split(".", 1)[0] in RECOVERY_ASPECTS


@register.inclusion_tag("includes/level_ladder.html")
def level_ladder(
    confirmed: int | None,
    required: int | None = None,
    own: int | None = None,
    recovery: bool = False,
    large: bool = False,
    whose: str = "",
) -> dict[str, Any]:
    """Draw the four levels: filled = confirmed, flag = required, ring = the person's own view.

    Levels are 0 to 4; None leaves the mark and its words out. The own view never fills a box. `recovery`
    colours the boxes as a recovery aspect, `large` lets it fill a phone. `whose` is the name of whose own
    view it is, where another one reads. Coordinates are text: a Danish number in a template has a comma.
    """
    step_width = 30
    words = []
    if required:
        words.append(gettext("Required is level %(level)d.") % {"level": required})
    words.append(gettext("Confirmed is level %(level)d.") % {"level": confirmed or 0})
    if own is not None and whose:
        words.append(
            gettext("The self-assessment of %(name)s is level %(level)d.") % {"name": whose, "level": own}
        )
    elif own is not None:
        words.append(gettext("Your self-assessment is level %(level)d.") % {"level": own})
    flag = 25.5 + step_width * (required - 1) if required else None
    return {
        "steps": [(str(0.75 + step_width * step), step < (confirmed or 0)) for step in range(4)],
        "post": str(flag) if flag else "",
        "flag": str(flag - 9) if flag else "",
        "ring": str(13 + step_width * (own - 1)) if own else "",
        "words": " ".join(words),
        "recovery": recovery,
        "large": large,
    }
