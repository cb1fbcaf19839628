"""The school's own words are plain: whoever is tired can read them.

What is judged: every fixed text of pages and code in Danish, as the translations hold it. Of a single line
LIX says nothing, since one long word in four makes it hard; so a *text* is what one reads at once: a passage
of at least `SENTENCES` sentences, and the whole of a page or of a module. A label ends its sentence.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.plain_language import lix, words_of

HARDEST = 30
SENTENCES = 3
# Less than this is no page.
WORDS = 30
TEXTS = Path(settings.BASE_DIR) / "locale" / "da" / "LC_MESSAGES" / "django.po"
PLACES = ("templates/recoveryskole/", "recoveryskole/")


@cache
def said() -> dict[str, list[str]]:
    """The Danish of each file of the school, text by text."""
    texts: dict[str, list[str]] = {}
    for entry in polib.pofile(str(TEXTS)):
        for path in {str(path) for path, _line in entry.occurrences}:
            if path.startswith(PLACES) and not entry.obsolete:
                texts.setdefault(path, []).extend(
                    plain(part) for part in ([*entry.msgstr_plural.values()] or [entry.msgstr])
                )
    return texts


def plain(text: str) -> str:
    """Without marks, and with a word for what is filled in."""
    text = re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)s", "det", text))
    return text.strip().rstrip(".?:!…") + "."


def passages() -> Iterator[str]:
    for text in sorted({text for texts in said().values() for text in texts}):
        if len(re.findall(r"[.!?:](?= |$)", text)) >= SENTENCES:
            yield text


def test_there_is_something_to_read() -> None:
    assert sum(map(len, said().values())) > 300
    assert len(list(passages())) > 20
    assert {"templates/recoveryskole/place.html", "recoveryskole/domain/letters.py"} <= set(said())


def test_passages_are_plain() -> None:
    hard = {text: round(lix([text])) for text in passages() if lix([text]) > HARDEST}
    assert hard == {}


def test_pages_and_modules_are_plain() -> None:
    hard = {
        path: round(lix(texts), 1)
        for path, texts in said().items()
        if len(words_of(texts)) >= WORDS and lix(texts) > HARDEST
    }
    assert hard == {}


@pytest.mark.parametrize("where", PLACES)
def test_all_of_it_is_plain(where: str) -> None:
    texts = [text for path, texts in said().items() if path.startswith(where) for text in texts]
    assert lix(texts) <= HARDEST
