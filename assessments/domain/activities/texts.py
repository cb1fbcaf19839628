"""Authors' texts as a question keeps them."""

from typing import Any


def one_line(text: str) -> str:
    """The text as a form sends it back: browsers take line breaks out of such values."""
    return " ".join(text.split())


def rich_source(value: Any) -> str:
    """A rich text as it is stored; empty where the author wrote none."""
    return value.source if value else ""
