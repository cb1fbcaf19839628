"""A course as the files of its folder. What is written says all that the format can say, in one way only."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.domain.catalogue import catalogue_address
from courses.exchange.domain.archives import COURSE_FILE
from courses.exchange.domain.block_ids import derived_ids
from courses.exchange.domain.blocks import BlockFiles
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import FOLDER, Media
from courses.exchange.domain.other_programs import is_left_behind
from courses.exchange.domain.page_text import HEADING, TEXT, Part, write_page
from courses.exchange.domain.pages import AMU_KEYS, BODIES, KEYS, write_fields
from courses.exchange.domain.problems import CourseRefused
from courses.exchange.domain.reading import FORMAT
from courses.exchange.domain.yaml_text import Flow, FlowMapping, write_mapping
from courses.models import CoursePage, LessonPage, ModulePage, TestPage
from uploads.domain.disk import whole_file

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CourseWriter:
    """Describes pages in the words of the files."""

    def __init__(self, media: Media, links: Links) -> None:
        self.media = media
        self.files = BlockFiles(media, links)

    def describe(self, page: Page) -> tuple[dict[str, Any], list[Part]]:
        """The page's own values and the parts of its body. Raises ValueError for what no file can say."""
        values = write_fields(page, KEYS[type(page)], self.files)
        if isinstance(page, CoursePage | ModulePage):
            values |= _conditions(page)
        if isinstance(page, CoursePage):
            amu = write_fields(page, AMU_KEYS, self.files)
            values |= {"amu": amu} if amu else {}
        return values, list(self._parts(page)) if type(page) in BODIES else []

    def write(self, course: CoursePage) -> dict[str, str]:
        """The texts of the course's files by their path in its folder.

        Only what is published is written. Raises `CourseRefused` with all that the format cannot say.
        """
        texts: dict[str, str] = {}
        problems: list[str] = []
        values = self._values(course, problems)
        modules, tests = _children(course)
        minutes = 0
        written = []
        for module in modules:
            lessons, own_tests = _children(module)
            minutes += sum(lesson.minutes for lesson in lessons)
            for page in (*lessons, *own_tests):
                self._write_page(page, f"{module.slug}/{page.slug}.md", texts, problems)
            own = {"slug": module.slug, **self._values(module, problems)}
            own |= {"lessons": Flow(lesson.slug for lesson in lessons)} | _test(module, own_tests, problems)
            written.append(own)
        for page in tests:
            self._write_page(page, f"{page.slug}.md", texts, problems)
        if values.get("minutes") == minutes:
            del values["minutes"]
        values |= _test(course, tests, problems) | {"modules": written}
        if problems:
            raise CourseRefused(problems)
        texts[COURSE_FILE] = write_mapping({"format": FORMAT, "slug": course.slug, **values})
        return texts

    def _values(self, page: Page, problems: list[str]) -> dict[str, Any]:
        try:
            return self.describe(page)[0]
        except ValueError as error:
            problems.append(f"{page.title}: {error}")
            return {}

    def _write_page(self, page: Page, name: str, texts: dict[str, str], problems: list[str]) -> None:
        if not _SLUG.fullmatch(page.slug):
            problems.append(f"{page.title}: " + _("a slug is small letters from a to z, digits and hyphens."))
        try:
            values, parts = self.describe(page)
            texts[name] = write_page(values, parts)
        except ValueError as error:
            problems.append(f"{page.title}: {error}")

    def _parts(self, page: Any) -> Any:
        """The body's parts: running text where the format has it, else fences."""
        body = getattr(page, BODIES[type(page)])
        raws = list(body.raw_data)
        wanted = derived_ids(catalogue_address(page), [raw["type"] for raw in raws])
        if isinstance(page, TestPage) and page.intro:
            yield Part(TEXT, self.files.write_rich_text(page.intro), 0)
        before = ""
        for raw, grown in zip(raws, wanted, strict=True):
            kind = raw["type"]
            values = self.files.write_fence(body.stream_block.child_blocks[kind], raw["value"])
            text = values.get("text") or ""
            if kind == HEADING and text:
                yield Part(HEADING, text, 0)
            elif kind == TEXT and before != TEXT:
                # Without words there is nothing to write, and nothing to read again.
                if text:
                    yield Part(TEXT, text, 0)
            else:
                given = {"id": raw["id"]} if raw["id"] != grown and kind != TEXT else {}
                yield Part(kind, write_mapping({**given, **values}), 0, is_fence=True)
            before = kind


def replace_folder(folder: Path, slug: str, texts: dict[str, str], media: Media) -> None:
    """Write the files into the folder, and take away those that it had for this course before.

    Raises `CourseRefused` for a folder that holds anything else than this course.
    """
    old = [
        file for file in folder.rglob("*") if file.is_file() and not is_left_behind(file.relative_to(folder))
    ]
    if old and not _holds(folder, slug):
        raise CourseRefused([_("%(folder)s holds something else already.") % {"folder": folder}])
    kept = {folder / name for name in texts} | {folder / FOLDER / name for name in media.written}
    for file in old:
        if file not in kept:
            file.unlink()
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / name) as out:
            out.write(text.encode())
    media.write()
    for place in sorted((place for place in folder.rglob("*") if place.is_dir()), reverse=True):
        if not any(place.iterdir()):
            place.rmdir()


def _holds(folder: Path, slug: str) -> bool:
    try:
        values = yaml.safe_load((folder / COURSE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return False
    return isinstance(values, dict) and values.get("slug") == slug


def _conditions(page: CoursePage | ModulePage) -> dict[str, Any]:
    requires = Flow(row.required.slug for row in page.prerequisites.all())
    outcomes = [
        FlowMapping(
            {"requirement": row.competence.code, "level": row.level}
            | ({} if row.is_proposal else {"proposal": False})
        )
        for row in page.outcomes.all()
    ]
    return ({"requires": requires} if requires else {}) | ({"outcomes": outcomes} if outcomes else {})


def _children(page: Page) -> tuple[list[Any], list[TestPage]]:
    """Modules or lessons, and tests, as far as they are published."""
    children = list(page.get_children().live().specific())
    tests = [child for child in children if isinstance(child, TestPage)]
    return [child for child in children if isinstance(child, ModulePage | LessonPage)], tests


def _test(page: Page, tests: list[TestPage], problems: list[str]) -> dict[str, Any]:
    if len(tests) > 1:
        problems.append(f"{page.title}: " + _("there can be one test. Unpublish the others, or move them."))
    return {"test": tests[0].slug} if tests else {}
