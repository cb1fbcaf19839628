"""The signs of the ledger: how somebody stands, and how strong a piece of evidence is.

`cell` builds its markup in Python: a heat map draws hundreds of them on one page.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.templatetags.face import draw_icon
from assessments.ledger.domain.wording import (
    grace_in_words,
    lapsed_in_words,
    position_in_words,
    state_in_words,
    until_in_words,
)
from assessments.ledger.policy import KINDS, strength_of

register = template.Library()
register.filter(position_in_words)
register.filter(grace_in_words)
register.filter(until_in_words)
register.simple_tag(lapsed_in_words)

STATES = ("met", "gap", "not_assessed", "expired", "not_required")


@register.simple_tag
def state_words(state: str, gap: int | None = None) -> str:
    """The words of `cell`, for places that say the state without drawing it."""
    return state_in_words(state, gap or 0)


@register.simple_tag
def cell(state: str, gap: int | None = None, label: str = "", href: str = "") -> SafeString:
    """Draw one state as a square with a figure or a symbol.

    `state` is one of `STATES`, `gap` the number of missing steps, `label` what is read aloud (the state in
    words if none is given); with `href` the square is a link. Raises KeyError for an unknown state.
    """
    steps = int(gap or 0)
    css_class, sign = {
        "met": ("met", draw_icon("state-met", "icon-svg")),
        "gap": (f"gap-{min(max(steps, 1), 3)}", _figure(str(steps))),
        "not_assessed": ("unknown", _figure("?")),
        "expired": ("expired", draw_icon("state-expired", "icon-svg")),
        "not_required": ("none", _figure("–")),
    }[state]
    words = label or state_in_words(state, steps)
    content = format_html('{}<span class="sr-only">{}</span>', sign, words)
    if href:
        return format_html('<a class="ls-cell ls-cell--{}" href="{}">{}</a>', css_class, href, content)
    return format_html('<span class="ls-cell ls-cell--{}">{}</span>', css_class, content)


def _figure(text: str) -> SafeString:
    return format_html('<span aria-hidden="true">{}</span>', text)


@register.inclusion_tag("includes/legend.html")
def legend() -> dict[str, Any]:
    """The key to the state cells; it stands on each page that shows them."""
    return {
        "items": [
            ("met", None, gettext("Met")),
            ("gap", 1, gettext("One step missing")),
            ("gap", 2, gettext("Two steps")),
            ("gap", 3, gettext("Three steps")),
            ("not_assessed", None, gettext("Not assessed")),
            ("expired", None, gettext("Expired")),
            ("not_required", None, gettext("Not required")),
        ]
    }


@register.inclusion_tag("includes/strength.html")
def strength(kind: str) -> dict[str, Any]:
    """A bar for each kind of evidence, filled up to this one, and its name. ValueError if it is no kind."""
    number, total = strength_of(kind), len(KINDS)
    bars = []
    for step in range(total):
        height = 5 + 9.5 * step / (total - 1)
        bars.append((f"{0.75 + 8 * step:.2f}", f"{15.25 - height:.2f}", f"{height:.2f}", step < number))
    return {
        "bars": bars,
        "width": str(8 * total - 2),
        "number": number,
        "total": total,
        "word": KINDS[kind].label,
    }
