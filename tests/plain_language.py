"""How plain a text is: passages, words, and the readability index LIX."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

# Marks that no reader of a page sees.
UNSEEN = {
    *("type", "id", "kind", "key", "to", "status", "slug", "about", "name", "spelling", "file", "link"),
    *("note", "read_on", "review_by", "judged"),
    *("relation", "self_determination", "duty_of_care"),
}


class _Passages(HTMLParser):
    """Splits HTML into passages (a paragraph or a list item each) and records the tags it met."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[str] = [""]
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        if tag not in {"b", "i", "a"}:
            self.passages.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.passages[-1] += data


def parse_html(html: str) -> _Passages:
    parser = _Passages()
    parser.feed(html)
    parser.close()
    assert parser.open == [], f"left open: {parser.open}"
    return parser


def strings_of(value: Any) -> Iterator[str]:
    """Every text in a nested block, without keys and the marks that no reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in UNSEEN:
                yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def passages_of(value: Any) -> list[str]:
    return [passage for text in strings_of(value) for passage in parse_html(text).passages if passage.strip()]


def words_of(passages: list[str]) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", " ".join(passages))


def lix(passages: list[str]) -> float:
    """Björnsson's readability index: words per sentence + percentage of words of seven letters or more.

    A passage ends its sentence. A colon and three dots do not, so the figure errs to the hard side.
    """
    words = words_of(passages)
    sentences = 0
    for passage in passages:
        parts = re.split(r"(?<!\.)[.!?](?!\.)", passage)
        sentences += max(1, sum(1 for part in parts if words_of([part])))
    long_words = sum(1 for word in words if sum(map(str.isalpha, word)) >= 7)
    return len(words) / sentences + 100 * long_words / len(words)
