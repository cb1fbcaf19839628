"""A lesson made here as H5P, to be used elsewhere."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.domain.activities import ACTIVITIES
from assessments.h5p.domain.export import (
    EXPORTERS,
    CannotExport,
    Column,
    Content,
    Credits,
    NotAdmitted,
    Package,
    Shelf,
    content_of_activity,
    content_of_version,
    export_content,
    package_content,
)
from assessments.h5p.domain.export.texts import plain, rich
from courses.domain.catalogue import catalogue_address
from courses.domain.signing import is_live_signed
from courses.models import LessonPage


class LessonNotFound(Exception):
    """There is no such published lesson, or there are several. The message says which."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a lesson that cannot go along, and why."""

    what: str
    why: str


@dataclass(slots=True)
class LessonExport:
    """The packages of a lesson: the page first, if there is one, then what has to go by itself."""

    packages: list[Package] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def find_lesson(name: str) -> LessonPage:
    """The published lesson of that number, slug or path, such as kurser/course/module/lesson.

    Raises `LessonNotFound` where there is none, and where a slug is that of several.
    """
    lessons = LessonPage.objects.live()
    if name.isdecimal():
        found = list(lessons.filter(pk=int(name)))
    else:
        found = list(lessons.filter(url_path__endswith=f"/{name.strip('/')}/").order_by("url_path"))
    if not found:
        raise LessonNotFound(_("There is no published lesson “%(name)s”.") % {"name": name})
    if len(found) > 1:
        paths = ", ".join(catalogue_address(lesson) for lesson in found)
        raise LessonNotFound(_("Several lessons are called that: %(paths)s. Name one.") % {"paths": paths})
    lesson: LessonPage = found[0]
    return lesson


def plan_export(lesson: LessonPage) -> LessonExport:
    """What the lesson becomes in H5P, and what of it cannot go along. Nothing is written yet.

    Where the store has H5P.Column and H5P.AdvancedText, the lesson is one page with its texts and all that
    such a page admits; other activities go by themselves. Without them every activity goes by itself.
    """
    with translation.override(lesson.locale.language_code):
        return _Exporter(lesson).plan()


class _Exporter:
    def __init__(self, lesson: LessonPage) -> None:
        self.lesson = lesson
        self.shelf = Shelf()
        self.is_signed = is_live_signed(lesson)
        # Names go along where two people have signed, as on the lesson's page.
        author = lesson.written_by if self.is_signed else ""
        self.credits = Credits(language=lesson.locale.language_code, author=author)
        self.found = LessonExport()
        self.parts: list[Content] = []
        self.alone: list[Package] = []
        # The running text that the next part ends: its HTML, and the id of its first block.
        self.text: list[str] = []
        self.text_id = ""

    def plan(self) -> LessonExport:
        try:
            column: Column | None = Column(self.shelf)
        except CannotExport as missing:
            column = None
            self._leave_out(_("The texts, and the lesson as one page"), missing)
        number = 0
        for block in self.lesson.body:
            html = _html_of(block)
            if html is not None:
                self.text_id = self.text_id or str(block.id)
                self.text.append(html)
                if block.block_type == "scene" and not self.is_signed:
                    self.text.append(f"<p>{plain(_('The people here are made up.'))}</p>")
                continue
            number += 1
            try:
                self._add(block, column, f"{self.lesson.slug}-{number}.h5p")
            except CannotExport as refused:
                self._leave_out(_name_of(block), refused)
        if column is not None:
            self._end_text(column)
            self._add_page(column)
        self.found.packages += self.alone
        return self.found

    def _add(self, block: Any, column: Column | None, name: str) -> None:
        """The block as a part of the page where that admits it, else as a package of its own."""
        if column is not None:
            try:
                part = self._part(block, column)
            except NotAdmitted:
                pass
            else:
                self._end_text(column)
                self.parts.append(part)
                return
        self.alone.append(self._package(block, name))

    def _part(self, block: Any, column: Column) -> Content:
        if block.block_type == "h5p":
            part = content_of_version(_version_of(block), identifier=str(block.id))
            column.check_admits(part)
            # Whether all its libraries are there is seen now, while the other parts can still go.
            self.shelf.with_all_they_need([part.library])
            return part
        exporter = _exporter_of(block)
        library = column.library_for(exporter.machine_name)
        self.shelf.with_all_they_need([library])
        return content_of_activity(exporter, _question_of(block), library, identifier=str(block.id))

    def _package(self, block: Any, name: str) -> Package:
        if block.block_type == "h5p":
            return export_content(_version_of(block), name=name)
        exporter = _exporter_of(block)
        library = self.shelf.newest(exporter.machine_name)
        content = content_of_activity(exporter, _question_of(block), library, identifier=str(block.id))
        return package_content(content, self.shelf, self.credits, name=name)

    def _end_text(self, column: Column) -> None:
        if self.text:
            html = "".join(self.text)
            self.parts.append(column.text(html, title=self.lesson.title, identifier=self.text_id))
        self.text, self.text_id = [], ""

    def _add_page(self, column: Column) -> None:
        if not self.parts:
            return
        identifier, name = str(self.lesson.translation_key), f"{self.lesson.slug}.h5p"
        page = column.package(self.lesson.title, self.parts, self.credits, identifier=identifier, name=name)
        self.found.packages.append(page)

    def _leave_out(self, what: str, why: CannotExport) -> None:
        self.found.left_out.append(LeftOut(what, str(why)))


def _html_of(block: Any) -> str | None:
    """What is to be read, as HTML; None for what is to be done or looked at."""
    value = block.value
    if block.block_type == "heading":
        return f"<h2>{plain(value)}</h2>"
    if block.block_type == "text":
        return rich(value.source)
    if block.block_type == "remember":
        return f"<p><strong>{plain(value)}</strong></p>"
    if block.block_type == "law":
        source = _("Source: %(source)s.") % {"source": value["source"].rstrip(".")}
        if value["read_on"]:
            source += " " + _("Read on %(date)s.") % {"date": date_format(value["read_on"])}
        told = f"{rich(value['text'].source)}<p><em>{plain(source)}</em></p>"
        return f"<h3>{plain(value['heading'])}</h3>{told}"
    if block.block_type == "sources":
        points = "".join(f"<li>{plain(source['text'])}</li>" for source in value["sources"])
        return f"<h3>{plain(str(block.block.label))}</h3><ul>{points}</ul>"
    if block.block_type in ("scene", "callout", "help_lines"):
        return f"<h3>{plain(value['heading'])}</h3>{rich(value['text'].source)}"
    return None


def _name_of(block: Any) -> str:
    """The block as its author knows it: its kind, and what it asks or is called."""
    value = block.value
    asked = next((value[key] for key in ("question", "statement", "title") if value.get(key)), "")
    content = value.get("content")
    words = asked or (content.title if content else "")
    label = str(block.block.label)
    return f"{label} »{words}«" if words else label


def _exporter_of(block: Any) -> Any:
    if block.block_type not in EXPORTERS:
        raise CannotExport(_("It has no counterpart in H5P that we write."))
    return EXPORTERS[block.block_type]


def _question_of(block: Any) -> Any:
    return ACTIVITIES[block.block_type].snapshot(block.value)


def _version_of(block: Any) -> Any:
    content = block.value["content"]
    if content is None or content.current is None:
        raise CannotExport(_("The package is gone, or is not ready yet."))
    pinned = block.value.get("version")
    return content.versions.get(pk=pinned) if pinned else content.current
