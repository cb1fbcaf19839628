"""Reading published pages for the search: their text as anybody may read it, and the words in it."""

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail import blocks
from wagtail.models import Page

from courses.domain.finding.words import is_said_everywhere, stem, words_of
from courses.models import CoursePage, LessonPage, ModulePage, PageText, Stem, StemPlace

# Raise it when words are taken otherwise: `read_unread` then reads every page anew.
RULES = 2
KINDS = (CoursePage, ModulePage, LessonPage)
# How much a word says of a page by where it stands: its title, its summary, its text.
TITLE, SUMMARY, TEXT = 12, 4, 1
MOST_WEIGHT = 60
# Of an activity only what is asked: answers, what is said to them and how a dilemma ends come afterwards.
ASKED = {"question", "context", "statement", "task"}
READING = {"heading", "text", "scene", "remember", "callout", "law", "help_lines"}
# A page more at a time than anybody publishes in a minute; the next minute takes the rest.
AT_ONCE = 200
_BREAK = re.compile(r"</(p|li|h\d|div)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def read_page(page: Page) -> None:
    """Keep what the search needs of a published page, in place of what it had; forget one that is not live.

    Takes the page as it is shown: a draft is a revision, and stands in no field.
    """
    shown = Page.objects.filter(pk=page.pk, live=True).first()
    if shown is None or not isinstance(shown.specific, KINDS):
        forget_page(page.pk)
        return
    parts = list(_parts(shown.specific))
    weights, written = _weigh(parts)
    with transaction.atomic():
        PageText.objects.update_or_create(
            page_id=shown.pk,
            defaults={
                "text": "\n".join(text for text, weight in parts if weight == TEXT),
                "rules": RULES,
                "read_at": timezone.now(),
            },
        )
        # In one order whoever reads: two who publish at once wait for each other, and not in a circle.
        stems = sorted(weights)
        Stem.objects.bulk_create(
            [Stem(text=text, word=written[text]) for text in stems], ignore_conflicts=True
        )
        ids = {
            text: pk
            for at in range(0, len(stems), 500)
            for text, pk in Stem.objects.filter(text__in=stems[at : at + 500]).values_list("text", "pk")
        }
        StemPlace.objects.filter(page_id=shown.pk).delete()
        StemPlace.objects.bulk_create(
            StemPlace(stem_id=ids[text], page_id=shown.pk, weight=min(weights[text], MOST_WEIGHT))
            for text in stems
        )


def page_shown(*, instance: Page, **_: Any) -> None:
    """What Wagtail calls when a page goes live, by whatever way, and when it goes again."""
    read_page(instance)


def forget_page(page_id: int) -> None:
    """The search knows the page no more."""
    StemPlace.objects.filter(page_id=page_id).delete()
    PageText.objects.filter(page_id=page_id).delete()


def read_unread(now: dt.datetime) -> int:
    """Read the published pages that were not read since, at most `AT_ONCE`; how many they were.

    After an upgrade, an import from elsewhere or a change of `RULES`; else it finds nothing to do.
    """
    known = PageText.objects.filter(page=OuterRef("pk"), rules=RULES).filter(
        Q(read_at__gte=OuterRef("last_published_at")) | Q(page__last_published_at=None)
    )
    unread = Page.objects.live().type(*KINDS).filter(~Exists(known)).order_by("pk")[:AT_ONCE]
    for page in unread:
        read_page(page)
    gone = list(PageText.objects.filter(page__live=False).values_list("page", flat=True)[:AT_ONCE])
    for page_id in gone:
        forget_page(page_id)
    return len(unread) + len(gone)


def _weigh(parts: list[tuple[str, int]]) -> tuple[Counter[str], dict[str, str]]:
    """How much each stem weighs, and the shortest form of it that stands there."""
    weights: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text, weight in parts:
        for word in words_of(text):
            if is_said_everywhere(word):
                continue
            short = stem(word)
            weights[short] += weight
            if short not in written or len(word) < len(written[short]):
                written[short] = word
    return weights, written


def _parts(page: Any) -> Iterator[tuple[str, int]]:
    """The texts of a page with their weights, as plain lines."""
    yield page.title, TITLE
    if isinstance(page, CoursePage):
        yield page.summary, SUMMARY
        for line in _lines(page.objectives):
            yield line, TEXT
    elif isinstance(page, ModulePage):
        yield page.intro, SUMMARY
    else:
        for child in page.body:
            for text in _texts(child.block, child.value, is_open=child.block_type in READING):
                for line in _lines(text):
                    yield line, SUMMARY if child.block_type == "heading" else TEXT


def _texts(block: blocks.Block, value: Any, *, is_open: bool) -> Iterator[str]:
    """The words in a block's fields; where it is not open to anybody, only those of what is asked."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if is_open or name in ASKED:
                yield from _texts(child, value.get(name), is_open=is_open or name in ASKED)
    elif isinstance(block, blocks.ListBlock) and is_open:
        for item in value or []:
            yield from _texts(block.child_block, item, is_open=True)
    elif isinstance(block, blocks.RichTextBlock) and is_open:
        yield value.source if value else ""
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock) and is_open:
        yield html.escape(value or "")


def _lines(rich: str) -> list[str]:
    """The paragraphs of rich text, without its tags."""
    # An editor's own line breaks end nothing: a paragraph does.
    one = " ".join(rich.split())
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", one)))
    return [line for line in (" ".join(part.split()) for part in plain.split("\n")) if line]
