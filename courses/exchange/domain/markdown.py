"""Markdown in the files, rich text in the database: the little that both can say."""

import re
from collections.abc import Callable, Collection
from html import escape
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdownify import MarkdownConverter

# What an address in a link becomes: the attributes of <a>, or a sentence on what is wrong with it.
LinkReader = Callable[[str], dict[str, str] | str]
# The address to write for the attributes of an <a>.
LinkWriter = Callable[[dict[str, str]], str]

# Token types of the reader, the feature that allows each, and the element it becomes.
_ELEMENTS = {
    "paragraph": ("", "p"),
    "strong": ("bold", "b"),
    "em": ("italic", "i"),
    "bullet_list": ("ul", "ul"),
    "ordered_list": ("ol", "ol"),
    "list_item": ("", "li"),
    "link": ("link", "a"),
}
_TAGS = {"strong": "b", "em": "i"}


class Misplaced(NamedTuple):
    """Something in a Markdown text that cannot stand there; `line` counts from 0."""

    line: int
    what: str


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    # Addresses stay as they are written; which of them are allowed is our own decision.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_parser = _make_parser()


def read_markdown(text: str, features: Collection[str], read_link: LinkReader) -> tuple[str, list[Misplaced]]:
    """Rich text as Wagtail stores it, and what in the text cannot stand there."""
    reader = _Reader(features, read_link)
    reader.read(_parser.parse(text), 0)
    return "".join(reader.html), reader.misplaced


class _Reader:
    def __init__(self, features: Collection[str], read_link: LinkReader) -> None:
        self.features = features
        self.read_link = read_link
        self.html: list[str] = []
        self.misplaced: list[Misplaced] = []
        # Inside something that cannot stand here, one sentence about the whole is enough.
        self.inside = ""

    def read(self, tokens: list[Token], line: int) -> None:
        for place, token in enumerate(tokens):
            if token.map:
                line = token.map[0]
            if token.type == "inline":
                self.read(token.children or [], line)
            elif token.type == "text":
                self.html.append(escape(token.content, quote=False))
            elif token.type == "softbreak":
                line += 1
                self.html.append("\n")
            elif token.type == "hardbreak":
                line += 1
                self.html.append("<br/>")
            else:
                self._element(token, tokens[place - 1].type if place else "", line)

    def _element(self, token: Token, before: str, line: int) -> None:
        name, _sep, end = token.type.rpartition("_")
        feature, tag = _ELEMENTS.get(name, ("", ""))
        if self.inside:
            self.inside = "" if token.type == self.inside else self.inside
        elif end not in {"open", "close"} or not tag or (feature and feature not in self.features):
            self.misplaced.append(Misplaced(line, _not_here(token.type)))
            self.inside = f"{name}_close" if end == "open" else ""
        elif tag == "p" and token.level:
            # A point of a list holds its words without a paragraph.
            if end == "open" and before == "paragraph_close":
                self.misplaced.append(
                    Misplaced(line, _("a point of a list holds one paragraph; make it two points."))
                )
        elif end == "close":
            self.html.append(f"</{tag}>")
        else:
            self.html.append(f"<{tag}{self._attributes(token, line)}>")

    def _attributes(self, token: Token, line: int) -> str:
        if token.attrGet("start"):
            self.misplaced.append(Misplaced(line, _("a numbered list begins with 1.")))
        if token.type != "link_open":
            return ""
        if token.attrGet("title"):
            self.misplaced.append(Misplaced(line, _("a link has no title here; write the address alone.")))
        found = self.read_link(str(token.attrGet("href") or ""))
        if isinstance(found, str):
            self.misplaced.append(Misplaced(line, found))
            return ""
        return "".join(f' {name}="{escape(value)}"' for name, value in found.items())


def _not_here(kind: str) -> str:
    words = {
        "heading_open": _("a heading cannot stand in this text."),
        "table_open": _("a table cannot stand in this text."),
        "html_block": _("HTML cannot stand in this text; write Markdown."),
        "html_inline": _("HTML cannot stand in this text; write Markdown."),
        "image": _("a picture cannot stand in this text; give it a fence of its own."),
        "link_open": _("a link cannot stand in this text."),
        "bullet_list_open": _("a list cannot stand in this text."),
        "ordered_list_open": _("a numbered list cannot stand in this text."),
        "strong_open": _("bold cannot stand in this text."),
        "em_open": _("italic cannot stand in this text."),
    }
    return words.get(kind) or _(
        "this cannot stand in the text: only paragraphs, lists, bold, italic and links."
    )


def write_markdown(html: str, write_link: LinkWriter) -> str:
    """The rich text as Markdown, without an end of line at the end.

    Raises ValueError with a sentence where Markdown that is read again would not say the same.
    """
    soup = BeautifulSoup(html, "html.parser")
    if not soup.get_text(strip=True):
        return ""
    written = _Writer(write_link).convert(str(soup)).strip("\n")
    written = re.sub(r"(?<!\\)!(?=\[)", r"\!", re.sub(r"[ \t]+$", "", written, flags=re.MULTILINE))
    again, misplaced = read_markdown(
        written, ["bold", "italic", "ul", "ol", "link"], lambda href: {"href": href}
    )
    if misplaced or _plain(again) != _plain(html, write_link):
        words = soup.get_text(" ", strip=True)[:60]
        raise ValueError(
            _(
                "the text that begins “%(words)s” cannot be written as Markdown."
                " Make its bold, italic and lists simpler."
            )
            % {"words": words}
        )
    return written


# What would begin a list, a heading, a quotation, a table, a line or a fence where it begins a line.
_BEGINS = re.compile(
    r"^([ \t]*)(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~~~|=+[ \t]*$|[-|:][-|: ]*$|\|)", re.MULTILINE
)
_NUMBER = re.compile(r"^([ \t]*\d{1,9})(?=[.)](?:\s|$))", re.MULTILINE)


class _Writer(MarkdownConverter):  # type: ignore[misc]
    def __init__(self, write_link: LinkWriter) -> None:
        super().__init__(bullets="-", newline_style="backslash", autolinks=False)
        self.write_link = write_link

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = re.sub(r"([\\`*_\[\]])", r"\\\1", text)
        text = re.sub(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)", r"\\\g<0>", text)
        return _NUMBER.sub(r"\1\\", _BEGINS.sub(r"\1\\", text))

    def convert_a(self, element: Tag, text: str, parent_tags: set[str]) -> str:
        words = text.strip()
        # Space stays, but outside the link.
        before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
        address = self.write_link({name: str(value) for name, value in element.attrs.items()})
        quoted = re.sub(r"[ ()<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
        return f"{before}[{words}]({quoted}){after}" if words else ""


def _plain(html: str, write_link: LinkWriter | None = None) -> str:
    """The text with only what counts left in it: for telling whether two say the same."""
    soup = BeautifulSoup(html, "html.parser")
    parts: list[str] = []
    _walk(soup, parts, write_link)
    # Which of the two is the outer one, Markdown does not say.
    text = "".join(parts).replace("<b><i>", "<i><b>").replace("</i></b>", "</b></i>")
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"((?:<(?:b|i|a [^>]*)>)+) ", r" \1", text)
    text = re.sub(r" ((?:</(?:b|i|a)>)+)", r"\1 ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?(</?(?:p|ul|ol|li|br)>) ?", r"\1", text)
    return re.sub(r"<(p|b|i)></\1>", "", text).strip()


def _walk(node: Any, parts: list[str], write_link: LinkWriter | None) -> None:
    for child in node.children:
        if isinstance(child, NavigableString):
            parts.append(escape(str(child), quote=False))
        elif isinstance(child, Tag):
            tag = _TAGS.get(child.name, child.name)
            attributes = {name: str(value) for name, value in child.attrs.items()}
            if tag == "a":
                address = write_link(attributes) if write_link else attributes.get("href", "")
                quoted = re.sub(r"[ ()<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
                parts.append(f"<a {escape(quoted)}>")
            else:
                parts.append(f"<{tag}>")
            _walk(child, parts, write_link)
            if tag != "br":
                parts.append(f"</{tag}>")
