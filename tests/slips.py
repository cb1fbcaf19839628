"""What never stands on a page: a missing value, a template's own signs, English words of the catalogue."""

import gzip
import re
from collections import defaultdict
from functools import cache
from html import unescape
from typing import Any

import polib
from django.conf import settings

# Words that a program says where it has nothing to say, and signs that a template or a message is made with.
MISSING = re.compile(
    r"(?<![\w-])(?:None|null|undefined|NaN)(?![\w-])|\[object \w+\]|\{\{|\}\}|\{%|%\}|\{#|%\(\w+\)"
)
_UNSEEN = re.compile(
    r"<(script|style|template|svg)\b.*?</\1\s*>|<!--.*?-->|<(\w+)\b[^>]*\shidden\b[^>]*>[^<]*</\2>",
    re.DOTALL | re.IGNORECASE,
)
# What is said of a thing and does not stand on the page.
_SAID = re.compile(r"""\s(?:alt|aria-label|placeholder|title)=(?:"([^"]*)"|'([^']*)')""")
_INSIDE = re.compile(r"</?(?:a|abbr|b|em|i|q|small|span|strong|sub|sup)\b[^>]*>", re.IGNORECASE)
_DANISH = re.compile(r"""<html\b[^>]*\slang="da""")
_TAG = re.compile(r"<[^>]*>")
# A message with fewer words may well be Danish too, or a name.
WORDS = 3
# Where a message takes a value or a tag: what stands between is looked for.
_VALUE = re.compile(r"%\(\w+\)\w|%%|%\w|\{\w*\}|<[^>]*>")


def visible_text(html: str) -> str:
    """What somebody sees, or hears, of a page: its title, texts and labels, one passage a line."""
    html = _UNSEEN.sub(" ", html)
    said = [first or second for first, second in _SAID.findall(html)]
    texts = _TAG.sub("\n", _INSIDE.sub(" ", html)).split("\n")
    passages = (" ".join(unescape(text).split()) for text in (*texts, *said))
    return "\n".join(passage for passage in passages if passage)


def find_slips(text: str, *, is_danish: bool) -> list[str]:
    """What must not stand in this visible text, each with the passage it stands in."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    found = [f"{slip[0]}: {line}" for line in lines for slip in MISSING.finditer(line)]
    return [*found, *_english(lines)] if is_danish else found


def find_slips_in(html: str) -> list[str]:
    """As `find_slips`, of a whole page."""
    return find_slips(visible_text(html), is_danish=bool(_DANISH.search(html)))


def find_slips_of(response: Any) -> list[str]:
    """As `find_slips`, of a response; none where it is no page."""
    return find_slips_in(page_of(response))


def page_of(response: Any) -> str:
    """The page that a response holds, compressed or not; empty where it is no page."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return ""
    is_compressed = response.get("Content-Encoding") == "gzip"
    return (gzip.decompress(response.content) if is_compressed else response.content).decode()


def _english(lines: list[str]) -> list[str]:
    catalogue = _english_by_start()
    found = []
    for line in lines:
        words = line.split(" ")
        starts = {tuple(words[place : place + WORDS]) for place in range(len(words) - WORDS + 1)}
        found += [
            f"English: {message}"
            for start in starts
            for message in catalogue.get(start, ())
            if message in line
        ]
    return found


@cache
def _english_by_start() -> dict[tuple[str, ...], list[str]]:
    """What stands in the catalogue in English and is another thing in Danish, by its first words."""
    entries = polib.pofile(str(settings.BASE_DIR / "locale" / "da" / "LC_MESSAGES" / "django.po"))
    danish = "\n".join(text for entry in entries for text in (entry.msgstr, *entry.msgstr_plural.values()))
    by_start: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for entry in entries:
        for message in filter(None, (entry.msgid, entry.msgid_plural)):
            for piece in _VALUE.split(message):
                words = piece.split()
                if len(words) >= WORDS and (text := " ".join(words)) not in danish:
                    by_start[tuple(words[:WORDS])].append(text)
    return dict(by_start)
