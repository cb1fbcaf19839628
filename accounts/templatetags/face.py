"""The face of the house as template tags: icons, the track of lessons; and what machines read of a page."""

import json
import re
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language

from accounts import languages

register = template.Library()
CONTENT_LANGUAGE = settings.LANGUAGE_CODE
# A paragraph or more.
_PARTS = re.compile(r"<(p|ul|ol|h\d|div|blockquote)\b")
register.simple_tag(languages.place)
register.simple_tag(languages.bare_reverse, name="bare_url")


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


# What would end the script that it stands in.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.filter
def json_ld(described: Any) -> SafeString:
    """What machines find of a page (JSON-LD). Data, not a script: the policy for scripts lets it be."""
    text = json.dumps(described, ensure_ascii=False).translate(_ESCAPED)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.simple_block_tag
def kept(content: str) -> str:
    """What stands inside, drawn once and kept under a name for several places: `{% kept as menu %}`."""
    return content


# Where a page says in short what it is about: the first that has words.
_SHORT = ("search_description", "summary", "lead", "intro", "title")


@register.simple_tag
def describe(page: Any) -> str:
    """A page in a sentence or two, as plain text, for whoever lists it."""
    words = next(filter(None, (getattr(page, name, "") for name in _SHORT)), "")
    return Truncator(strip_tags(str(words))).chars(160)


@register.filter
def danish(content: Any) -> Any:
    """What people wrote: it is in Danish, and says so where the page speaks another language.

    Running text becomes a part of its own, words stay where they are. Not for attributes and the page's
    title, which hold no markup.
    """
    if not content or (get_language() or CONTENT_LANGUAGE).startswith(CONTENT_LANGUAGE):
        return content
    shown = conditional_escape(content)
    tag = "div" if _PARTS.search(shown) else "span"
    return format_html('<{} lang="{}">{}</{}>', tag, CONTENT_LANGUAGE, shown, tag)


@register.inclusion_tag("includes/track.html")
def track(done: int, total: int, here: int | None = None) -> dict[str, Any]:
    """One piece for each lesson: the first `done` filled, number `here` (from 1) marked; say it beside."""
    return {
        "pieces": ["is-done" if n <= done else "is-here" if n == here else "" for n in range(1, total + 1)],
    }
