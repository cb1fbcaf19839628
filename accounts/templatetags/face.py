"""The signs of the house as template tags: icon, area, state, level, strength, track.

An area's shape and hue, a state's figure and ground are derived here, so that a sign is the same everywhere.
`icon`, `area` and `cell` build their markup in Python: a heat map draws hundreds of them on one page.
"""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

register = template.Library()

TOOLS = frozenset({"M", "F", "L", "O"})
RECOVERY_ASPECTS = frozenset({"R1", "R2", "R3", "R4"})

STATES = ("met", "gap", "not_assessed", "expired", "not_required")

STRENGTHS = (
    gettext_lazy("Own view"),
    gettext_lazy("Activity online"),
    gettext_lazy("Marked test"),
    gettext_lazy("Course completed"),
    gettext_lazy("Seen in practice"),
    gettext_lazy("Proof from outside"),
)


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite, with further classes in `css`.

    Without a `label` it is decoration, and the words beside it must say the same.
    """
    css_class = f"icon-svg {css}" if css else "icon-svg"
    if not label:
        return _icon(name, css_class)
    return format_html(
        '<svg class="{}" focusable="false" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        css_class,
        label,
        static("icons/sprite.svg"),
        name,
    )


def _icon(name: str, css_class: str) -> SafeString:
    return format_html(
        '<svg class="{}" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css_class,
        static("icons/sprite.svg"),
        name,
    )


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
        _icon(f"area-{top.lower()}", "ls-area__icon") if known else "",
        format_html('<span class="sr-only"> {}</span>', name) if name else "",
    )


@register.filter
def is_recovery(code: Any) -> bool:
    """Whether a code belongs to the recovery aspects, for classes such as `ls-level--recovery`."""
    return str(getattr(code, "code", code)).split(".", 1)[0] in RECOVERY_ASPECTS


def state_in_words(state: str, gap: int = 0) -> str:
    """Say a state as it is said in a sentence: "met", "one step missing", "not assessed"."""
    if state == "gap":
        return ngettext("%(steps)d step missing", "%(steps)d steps missing", gap) % {"steps": gap}
    return {
        "met": gettext("met"),
        "not_assessed": gettext("not assessed"),
        "expired": gettext("expired"),
        "not_required": gettext("not required"),
    }[state]


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
        "met": ("met", _icon("state-met", "icon-svg")),
        "gap": (f"gap-{min(max(steps, 1), 3)}", _figure(str(steps))),
        "not_assessed": ("unknown", _figure("?")),
        "expired": ("expired", _icon("state-expired", "icon-svg")),
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


@register.inclusion_tag("includes/level_ladder.html")
def level_ladder(
    confirmed: int | None, required: int | None = None, own: int | None = None, recovery: bool = False
) -> dict[str, Any]:
    """Draw the four levels: filled = confirmed, flag = required, ring = the person's own view.

    Levels are 0 to 4; None leaves the mark and its words out. The own view never fills a box. `recovery`
    colours the boxes as a recovery aspect. Coordinates are text: a Danish number in a template has a comma.
    """
    step_width = 30
    words = []
    if required:
        words.append(gettext("Required is level %(level)d.") % {"level": required})
    words.append(gettext("Confirmed is level %(level)d.") % {"level": confirmed or 0})
    if own is not None:
        words.append(gettext("Your own view is level %(level)d.") % {"level": own})
    flag = 25.5 + step_width * (required - 1) if required else None
    return {
        "steps": [(str(0.75 + step_width * step), step < (confirmed or 0)) for step in range(4)],
        "post": str(flag) if flag else "",
        "flag": str(flag - 9) if flag else "",
        "ring": str(13 + step_width * (own - 1)) if own else "",
        "words": " ".join(words),
        "recovery": recovery,
    }


@register.inclusion_tag("includes/strength.html")
def strength(number: int) -> dict[str, Any]:
    """Six bars and the word for how strong a piece of evidence is, 1 (own view) to 6 (proof from outside)."""
    bars = []
    for step in range(6):
        height = 5 + 1.9 * step
        bars.append((f"{0.75 + 8 * step:.2f}", f"{15.25 - height:.2f}", f"{height:.2f}", step < int(number)))
    return {"bars": bars, "number": int(number), "word": STRENGTHS[int(number) - 1]}


@register.inclusion_tag("includes/track.html")
def track(done: int, total: int, here: int | None = None) -> dict[str, Any]:
    """One piece for each lesson: the first `done` filled, number `here` (from 1) marked; say it beside."""
    return {
        "pieces": ["is-done" if n <= done else "is-here" if n == here else "" for n in range(1, total + 1)],
    }


@register.inclusion_tag("includes/field.html")
def field(bound: BoundField, label: str = "", hint: str | None = None) -> dict[str, Any]:
    """A form field in the house style: label, hint, error, control; optional fields say so.

    `label` and `hint` replace the form's own words; an empty `hint` leaves it out.
    """
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind, css_class = "choices", ""
    elif isinstance(widget, CheckboxInput):
        kind, css_class = "checkbox", "form-checkbox"
    elif isinstance(widget, Select):
        kind, css_class = "control", "form-select"
    else:
        kind, css_class = "control", "form-input"
    attrs: dict[str, Any] = {"class": css_class, "placeholder": False}
    if isinstance(widget, Textarea):
        attrs["cols"] = False
    if hint is not None:
        bound.help_text = hint  # Django ties the control to it with aria-describedby
    return {
        "field": bound,
        "kind": kind,
        "is_radio": isinstance(widget, RadioSelect),
        "label": label or bound.label,
        "hint": bound.help_text,
        "control": "" if kind == "choices" else bound.as_widget(attrs=attrs),
        "options": bound.subwidgets if kind == "choices" else [],
        "is_optional": not bound.field.required and kind == "control",
    }
