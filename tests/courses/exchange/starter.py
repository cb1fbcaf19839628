"""Reads the courses that come with the house, and the demo's, as their files say them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from courses.exchange.domain.course_files import read_lesson, starter_folders
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import Media
from courses.exchange.domain.pages import PageDraft
from courses.exchange.domain.reading import CourseReader
from courses.models import LessonPage, TestPage
from tests.plain_language import passages_of

FOLDERS = {folder.name: folder for folder in starter_folders()}
FRAMEWORK = Path(settings.BASE_DIR) / "competences" / "data" / "kompetencekrav-2019.yaml"
DEMO = Path(settings.BASE_DIR) / "demo" / "content"


@cache
def requirement_codes() -> frozenset[str]:
    framework = yaml.safe_load(FRAMEWORK.read_text(encoding="utf-8"))
    areas = [*framework["work_tools"], *framework["recovery_aspects"]]
    return frozenset(requirement["code"] for area in areas for requirement in area["requirements"])


@cache
def read_course(name: str) -> tuple[PageDraft, tuple[str, ...]]:
    """The course of a folder, and what is wrong with it."""
    media = Media(FOLDERS[name])
    reader = CourseReader(FOLDERS[name], media, Links(media, set()), requirement_codes(), "/kurser/")
    draft = reader.read()
    assert draft is not None
    return draft, tuple(f"{file}:{line}: {what}" for file, line, what in sorted(reader.problems.found))


def pages(model: type) -> Iterator[tuple[str, PageDraft]]:
    """The pages of a kind in all courses, each with its file's name."""
    for name in FOLDERS:
        waiting = [read_course(name)[0]]
        while waiting:
            draft = waiting.pop(0)
            waiting += draft.children
            if isinstance(draft.page, model):
                yield f"{draft.place.file} {draft.page.slug}", draft


def blocks(kind: str, *models: type) -> Iterator[tuple[str, Any]]:
    for model in models or (LessonPage, TestPage):
        for file, draft in pages(model):
            yield from ((file, raw["value"]) for raw in draft.blocks if raw["type"] == kind)


def readable(draft: PageDraft) -> list[str]:
    """The passages of a page as its readers meet them."""
    return passages_of(
        [draft.page.title, getattr(draft.page, "intro", ""), [raw["value"] for raw in draft.blocks]]
    )


def demo_blocks(kind: str) -> Iterator[tuple[str, Any]]:
    """The blocks of a kind in the demo's course and drafts, each with its file's name. Needs the database."""
    for file in sorted((DEMO / "kurser").glob("*/*/*.md")) + sorted((DEMO / "udkast").glob("*.md")):
        body = read_lesson(file).body.raw_data
        yield from ((file.stem, raw["value"]) for raw in body if raw["type"] == kind)
