"""The boxes of law in all lessons, by the day they are to be read again; and law that stands outside a box.

What counts as a word of law is data: courses/data/law_words.yaml.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.html import strip_tags

from courses.models import LessonPage

DATA = Path(__file__).resolve().parent.parent / "data" / "law_words.yaml"
# Where law stands as it should, and what no reader of the lesson sees.
LAW, SOURCES = "law", "sources"
_UNSEEN = {"id", "type", "kind", "key", "to", "name", "about", "spelling", "link", "note"}
Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBox:
    """A box of law as its lesson has it; `is_draft` for one that only the newest unpublished text has."""

    lesson_pk: int
    lesson: str
    is_draft: bool
    heading: str
    source: str
    read_on: dt.date | None
    review_by: dt.date
    waits_for_reading: bool
    note: str

    def is_due(self, today: dt.date) -> bool:
        """To be read again today or earlier."""
        return self.review_by <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseLaw:
    """A lesson that speaks of law outside a box, with the words it uses."""

    lesson_pk: int
    lesson: str
    is_draft: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawReview:
    """All boxes, the first to be read again first, and the lessons that lack one."""

    boxes: tuple[LawBox, ...]
    loose: tuple[LooseLaw, ...]

    def due(self, today: dt.date) -> int:
        """How many boxes are to be read again today or earlier."""
        return sum(1 for box in self.boxes if box.is_due(today))

    @property
    def waiting(self) -> int:
        """How many boxes a professional has yet to read."""
        return sum(1 for box in self.boxes if box.waits_for_reading)


def review_law() -> LawReview:
    """The law in everything that is shown or written on; one query, whatever the number of lessons."""
    boxes: list[LawBox] = []
    loose: list[LooseLaw] = []
    for page in LessonPage.objects.select_related("latest_revision").order_by("path"):
        shown = list(page.body.raw_data) if page.live else []
        texts = [(False, page.title, shown)]
        if page.has_unpublished_changes or not page.live:
            title, newest = _newest(page)
            texts.append((True, title, [raw for raw in newest if raw not in shown]))
            if law_outside_boxes(newest) == law_outside_boxes(shown):
                texts[-1] = (True, title, [raw for raw in texts[-1][2] if raw["type"] == LAW])
        for is_draft, title, blocks in texts:
            named: dict[str, Any] = {"lesson_pk": page.pk, "lesson": title, "is_draft": is_draft}
            boxes += [_box(raw["value"], named) for raw in blocks if raw["type"] == LAW]
            words = law_outside_boxes(blocks)
            if words:
                loose.append(LooseLaw(words=tuple(words), **named))
    boxes.sort(key=lambda box: (box.review_by, box.lesson, box.heading))
    return LawReview(boxes=tuple(boxes), loose=tuple(loose))


def law_outside_boxes(blocks: Iterable[Raw]) -> list[str]:
    """The words of law in a lesson's blocks that no box of it carries, in the order of the patterns.

    A reference to a law stands in a box or among the sources only. A word such as "samtykke" may stand
    anywhere in a lesson that has a box with the same word.
    """
    blocks = list(blocks)
    outside = " ".join(_texts([raw["value"] for raw in blocks if raw["type"] not in (LAW, SOURCES)]))
    inside = " ".join(_texts([raw["value"] for raw in blocks if raw["type"] == LAW]))
    references, concepts = _patterns()
    found = [match[0] for pattern in references if (match := pattern.search(outside))]
    found += [
        match[0] for pattern in concepts if (match := pattern.search(outside)) and not pattern.search(inside)
    ]
    return found


def _newest(page: LessonPage) -> tuple[str, list[Raw]]:
    """Title and blocks of the newest text, published or not."""
    content: dict[str, Any] = page.latest_revision.content if page.latest_revision else {}
    body = content.get("body")
    blocks: list[Raw] = json.loads(body) if isinstance(body, str) else body or []
    return content.get("title") or page.title, blocks


def _box(value: Raw, named: dict[str, Any]) -> LawBox:
    return LawBox(
        heading=value.get("heading") or "",
        source=value.get("source") or "",
        read_on=_day(value.get("read_on")),
        # A draft may lack what a published box must have: then it is due.
        review_by=_day(value.get("review_by")) or dt.date.min,
        waits_for_reading=bool(value.get("needs_professional_reading")),
        note=value.get("note") or "",
        **named,
    )


def _day(stored: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(stored)) if stored else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield strip_tags(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _UNSEEN:
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


@cache
def _patterns() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]]]:
    words = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    compiled = {
        kind: [re.compile(pattern, re.IGNORECASE) for pattern in patterns] for kind, patterns in words.items()
    }
    return compiled["references"], compiled["concepts"]
