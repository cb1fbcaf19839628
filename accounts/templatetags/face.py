"""The face of the house as template tags: icons, the track of lessons, form fields."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, Textarea
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite, with further classes in `css`.

    Without a `label` it is decoration, and the words beside it must say the same.
    """
    css_class = f"icon-svg {css}" if css else "icon-svg"
    if not label:
        return draw_icon(name, css_class)
    return format_html(
        '<svg class="{}" focusable="false" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
        css_class,
        label,
        static("icons/sprite.svg"),
        name,
    )


def draw_icon(name: str, css_class: str) -> SafeString:
    """An icon of the sprite as decoration."""
    return format_html(
        '<svg class="{}" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>',
        css_class,
        static("icons/sprite.svg"),
        name,
    )


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
