"""A course's folder as drafts of pages. Everything that can be wrong with the files is found here."""

import codecs
import re
from collections.abc import Collection
from pathlib import Path as FilePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from competences.enums import Level
from courses.exchange.domain.archives import COURSE_FILE
from courses.exchange.domain.blocks import BlockFiles, note_errors
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import FOLDER, Media
from courses.exchange.domain.other_programs import is_left_behind
from courses.exchange.domain.page_text import FRONT, HEADING, TEXT, Part, split_page
from courses.exchange.domain.pages import (
    AMU_KEYS,
    BODIES,
    KEYS,
    PageDraft,
    check_page,
    read_fields,
    refuse_unknown,
)
from courses.exchange.domain.problems import Path, Place, Problems
from courses.exchange.domain.yaml_text import read_mapping
from courses.models import CoursePage, LessonPage, ModulePage, TestPage

FORMAT = 1
# One text file; a course of this size would be a book.
MOST_BYTES = 1024 * 1024
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CourseReader:
    """Reads one folder. `codes` are those of the requirements in use, `address` the catalogue's own path."""

    def __init__(
        self, folder: FilePath, media: Media, links: Links, codes: Collection[str], address: str
    ) -> None:
        self.folder = folder
        self.codes = codes
        self.address = address
        self.media = media
        self.links = links
        self.files = BlockFiles(media, links)
        self.problems = Problems()
        self.listed: set[FilePath] = {folder / COURSE_FILE}

    def read(self) -> PageDraft | None:
        """The course with its modules, lessons and tests; None, or half of it, where problems were noted."""
        place = Place(self.problems, self._name(self.folder / COURSE_FILE))
        values = read_mapping(self._text(self.folder / COURSE_FILE), place)
        if not values:
            return None
        self._announce(values)
        course = self._course(values, place)
        # Where course.yaml is at fault, what it would name is not known.
        if not any(file == place.file for file, _line, _what in self.problems.found):
            self._refuse_unlisted()
        return course

    def _announce(self, values: dict[str, Any]) -> None:
        """The paths that the course is going to have, for links among its own pages."""
        course = f"{self.address}{values.get('slug')}/"
        paths = [course, f"{course}{values.get('test')}/"]
        for module in _as_list(values.get("modules")):
            if isinstance(module, dict):
                here = f"{course}{module.get('slug')}/"
                children = [module.get("test"), *_as_list(module.get("lessons"))]
                paths += [here, *(f"{here}{child}/" for child in children)]
        self.links.coming.update(paths)

    def _course(self, values: dict[str, Any], place: Place) -> PageDraft:
        others = ["format", "slug", "requires", "outcomes", "amu", "test", "modules"]
        keys = KEYS[CoursePage]
        refuse_unknown(values, [*others, *keys], place, ())
        if values.get("format") != FORMAT:
            place.note(("format",), _("“format” must be %(format)d.") % {"format": FORMAT})
        modules = [
            self._module(module, place, ("modules", number))
            for number, module in enumerate(self._list(values, "modules", place, ()))
        ]
        lessons = [lesson.page for module in modules for lesson in module.children if _is_lesson(lesson)]
        # Without its own figure a course takes what its lessons take.
        minutes = values.get("minutes") or sum(lesson.minutes or 0 for lesson in lessons) or 1
        fields = read_fields(CoursePage, keys, {**values, "minutes": minutes}, place, (), self.files)
        amu = self._amu(values.get("amu"), place)
        page = CoursePage(slug=self._slug(values.get("slug"), place, ("slug",)), **fields, **amu)
        check_page(page, {**keys, **AMU_KEYS}, place, ())
        tests = self._tests(self.folder, values, place, ())
        self._refuse_twice([module.page.slug for module in (*modules, *tests)], place, ("modules",))
        self._check_order(modules, place)
        return PageDraft(
            page=page,
            place=place,
            outcomes=self._outcomes(values, place, ()),
            requires=self._texts(values, "requires", place, ()),
            children=[*modules, *tests],
        )

    def _amu(self, values: Any, place: Place) -> dict[str, Any]:
        if not values:
            return {}
        if not isinstance(values, dict):
            place.note(("amu",), _("names with values are expected here, such as “title: …”."))
            return {}
        refuse_unknown(values, list(AMU_KEYS), place, ("amu",))
        return read_fields(CoursePage, AMU_KEYS, values, place, ("amu",), self.files)

    def _module(self, values: Any, place: Place, path: Path) -> PageDraft:
        if not isinstance(values, dict):
            place.note(path, _("names with values are expected here, such as “title: …”."))
            values = {}
        keys = KEYS[ModulePage]
        refuse_unknown(values, ["slug", *keys, "requires", "outcomes", "lessons", "test"], place, path)
        slug = self._slug(values.get("slug"), place, (*path, "slug"))
        page = ModulePage(slug=slug, **read_fields(ModulePage, keys, values, place, path, self.files))
        check_page(page, keys, place, path)
        folder = self.folder / slug
        # Without its slug a module has no folder to look in.
        if not slug:
            return PageDraft(page=page, place=place, path=path)
        lessons = [
            self._page(LessonPage, folder, lesson, place, (*path, "lessons", number))
            for number, lesson in enumerate(self._texts(values, "lessons", place, path))
        ]
        children = [*lessons, *self._tests(folder, values, place, path)]
        self._refuse_twice([child.page.slug for child in children], place, (*path, "lessons"))
        return PageDraft(
            page=page,
            place=place,
            path=path,
            outcomes=self._outcomes(values, place, path),
            requires=self._texts(values, "requires", place, path),
            children=children,
        )

    def _tests(self, folder: FilePath, values: dict[str, Any], place: Place, path: Path) -> list[PageDraft]:
        test = self.files.read_text(values.get("test"), place, (*path, "test"))
        return [self._page(TestPage, folder, test, place, (*path, "test"))] if test else []

    def _page(self, model: type[Page], folder: FilePath, slug: str, listed: Place, path: Path) -> PageDraft:
        """A lesson or a test from the file that its slug, on a line of course.yaml, names."""
        slug = self._slug(slug, listed, path)
        file = folder / f"{slug}.md"
        page = model(slug=slug)
        if slug and not file.is_file():
            listed.note(path, _("there is no file “%(name)s”.") % {"name": self._name(file)})
            return PageDraft(page=page, place=listed, path=path)
        return self.read_page(model, file) if slug else PageDraft(page=page, place=listed, path=path)

    def read_page(self, model: type[Page], file: FilePath) -> PageDraft:
        """A lesson or a test from its file, which is there."""
        slug = file.stem
        self.listed.add(file)
        place = Place(self.problems, self._name(file))
        text = self._text(file)
        parts = split_page(text, place.file, self.problems) if text.strip() else []
        if not parts:
            return PageDraft(page=model(slug=slug), place=place)
        place.first_line = parts[0].line
        values = read_mapping(parts[0].content, place)
        keys = KEYS[model]
        refuse_unknown(values, list(keys), place, ())
        fields = read_fields(model, keys, values, place, (), self.files)
        if model is TestPage and parts[1:] and parts[1].kind == TEXT:
            intro = Place(self.problems, place.file, parts[1].line)
            features = TestPage._meta.get_field("intro").features
            fields["intro"] = self.files.read_rich_text(parts.pop(1).content, features, intro, ())
        page = model(slug=slug, **fields)
        blocks = self._blocks(model, parts[1:], place.file)
        setattr(page, BODIES[model], blocks)
        check_page(page, keys, place, ())
        # The body gets its ids and is stored when all pages have their place.
        setattr(page, BODIES[model], [])
        return PageDraft(page=page, place=place, blocks=blocks)

    def _blocks(self, model: type[Page], parts: list[Part], file: str) -> list[dict[str, Any]]:
        known = model._meta.get_field(BODIES[model]).stream_block.child_blocks
        blocks: list[dict[str, Any]] = []
        ids: set[str] = set()
        for part in parts:
            place = Place(self.problems, file, part.line)
            block = known.get(part.kind)
            if block is None or part.kind == FRONT:
                place.note(
                    (),
                    _("there is no block “%(name)s” here. There are: %(known)s.")
                    % {"name": part.kind, "known": ", ".join(known)},
                )
                continue
            before = len(self.problems.found)
            raw = self._block(block, part, place)
            if "id" in raw and raw["id"] in ids:
                place.note(("id",), _("another block of the page has the same id."))
            ids.add(raw.get("id", ""))
            # What could not be read has been told of already.
            if len(self.problems.found) == before:
                try:
                    block.clean(block.to_python(raw["value"]))
                except ValidationError as error:
                    note_errors(error, place)
            blocks.append(raw)
        return blocks

    def _block(self, block: Any, part: Part, place: Place) -> dict[str, Any]:
        if part.kind == HEADING and not part.is_fence:
            return {"type": HEADING, "value": part.content}
        if part.kind == TEXT and not part.is_fence:
            html = self.files.read_rich_text(part.content, block.features, place, ())
            return {"type": TEXT, "value": html}
        values = read_mapping(part.content, place)
        raw: dict[str, Any] = {"type": part.kind}
        given = values.pop("id", None)
        if given is not None:
            raw["id"] = self._identifier(given, place)
        raw["value"] = self.files.read_fence(block, values, place)
        return raw

    def _identifier(self, value: Any, place: Place) -> str:
        text = str(value)
        if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
            place.note(("id",), _("“id” must be a UUID in small letters."))
        return text

    def _outcomes(self, values: dict[str, Any], place: Place, path: Path) -> list[tuple[str, int, bool]]:
        found: dict[str, tuple[str, int, bool]] = {}
        for number, outcome in enumerate(self._list(values, "outcomes", place, path)):
            here = (*path, "outcomes", number)
            if not isinstance(outcome, dict):
                place.note(here, _("names with values are expected here, such as “title: …”."))
                continue
            refuse_unknown(outcome, ["requirement", "level", "proposal"], place, here)
            code = self.files.read_text(outcome.get("requirement"), place, (*here, "requirement"))
            level: Any = outcome.get("level")
            proposal: Any = outcome.get("proposal", True)
            if code not in self.codes:
                place.note(
                    (*here, "requirement"),
                    _("the framework in use has no requirement “%(code)s”.") % {"code": code},
                )
            if isinstance(level, bool) or level not in Level.values or level == 0:
                place.note((*here, "level"), _("“level” must be a whole number from 1 to 4."))
            if not isinstance(proposal, bool):
                place.note((*here, "proposal"), _("“%(key)s” must be true or false.") % {"key": "proposal"})
            if code in found:
                place.note(here, _("“%(value)s” stands twice.") % {"value": code})
            found[code] = (code, level, proposal)
        return list(found.values())

    def _check_order(self, modules: list[PageDraft], place: Place) -> None:
        """A module can only wait for modules that come before it: so nobody waits in a circle."""
        before: set[str] = set()
        for module in modules:
            for slug in module.requires:
                if slug not in before:
                    place.note(
                        (*module.path, "requires"),
                        _("“%(slug)s” is no module that comes before this one.") % {"slug": slug},
                    )
            before.add(module.page.slug)

    def _refuse_twice(self, slugs: list[str], place: Place, path: Path) -> None:
        for slug in {slug for slug in slugs if slug and slugs.count(slug) > 1}:
            place.note(path, _("“%(value)s” stands twice.") % {"value": slug})

    def _slug(self, value: Any, place: Place, path: Path) -> str:
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            place.note(path, _("a slug is small letters from a to z, digits and hyphens."))
            return ""
        return value

    def _list(self, values: dict[str, Any], key: str, place: Place, path: Path) -> list[Any]:
        value = values.get(key)
        if value is not None and not isinstance(value, list):
            place.note((*path, key), _("“%(key)s” must be a list.") % {"key": key})
            return []
        return value or []

    def _texts(self, values: dict[str, Any], key: str, place: Place, path: Path) -> list[str]:
        items = self._list(values, key, place, path)
        if not all(isinstance(item, str) for item in items):
            place.note((*path, key), _("“%(key)s” must be a list of texts.") % {"key": key})
            return []
        return items

    def _text(self, file: FilePath) -> str:
        """The file's text; empty for a file that cannot be read, which is noted."""
        try:
            if file.is_symlink() or file.stat().st_size > MOST_BYTES:
                raise OSError
            content = file.read_bytes()
            text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            if not text.strip():
                self.problems.add(self._name(file), 1, _("the file is empty."))
            return text
        except UnicodeDecodeError as error:
            is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            self.problems.add(
                self._name(file),
                1 if is_wide else content.count(b"\n", 0, error.start) + 1,
                _("the file is in %(encoding)s, not UTF-8. Save it as UTF-8 and try again.")
                % {"encoding": "UTF-16" if is_wide else "ANSI (Windows-1252)"},
            )
        except OSError:
            self.problems.add(self._name(file), 1, _("the file cannot be read. Is the path right?"))
        return ""

    def _refuse_unlisted(self) -> None:
        used = self.listed | {self.folder / FOLDER / name for name in self.media.named}
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and file not in used and not is_left_behind(file.relative_to(self.folder)):
                self.problems.add(
                    self._name(file), 1, _("nothing in course.yaml or in a lesson names this file.")
                )

    def _name(self, file: FilePath) -> str:
        return file.relative_to(self.folder.parent).as_posix()


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_lesson(draft: PageDraft) -> bool:
    return isinstance(draft.page, LessonPage)
