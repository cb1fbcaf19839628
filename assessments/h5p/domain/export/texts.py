"""Texts as H5P takes them: its editor's HTML, with the tags that its text fields admit and no others."""

from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.html import escape
from wagtail.rich_text import expand_db_html

# H5P says it with these (`validateText` in its PHP core); p, br and li it always admits.
RENAMED = {"b": "strong", "i": "em"}
ADMITTED = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}


def plain(text: str) -> str:
    """Plain text for a place that shows HTML, on one line."""
    return escape(" ".join(text.split()))


def paragraph(text: str) -> str:
    """Plain text as a paragraph of its own."""
    return f"<p>{plain(text)}</p>"


def rich(source: str) -> str:
    """Rich text as it is stored, in H5P's tags; links lead to us by whole addresses."""
    soup = BeautifulSoup(expand_db_html(source), "html.parser")
    for tag in soup.find_all(True):
        href = str(tag.get("href") or "")
        tag.attrs = {}
        tag.name = RENAMED.get(tag.name, tag.name)
        if tag.name not in ADMITTED or (tag.name == "a" and not href):
            tag.unwrap()
        elif tag.name == "a":
            tag["href"] = f"{settings.WAGTAILADMIN_BASE_URL}{href}" if href.startswith("/") else href
    return str(soup)
