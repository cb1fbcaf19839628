"""A block's value in a file, and as a StreamField stores it. Both follow from the block's own definition.

A new kind of block needs nothing here as long as it is made of texts, rich texts, numbers, days, choices,
ticks, pictures, documents, H5P content, and of structs and lists of these.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from accounts.characters import refuse_unseen
from assessments.h5p.blocks import H5PChooserBlock
from courses.exchange.domain.links import Links
from courses.exchange.domain.markdown import read_markdown, write_markdown
from courses.exchange.domain.media import Media
from courses.exchange.domain.problems import Path, Place, key_of
from courses.exchange.domain.yaml_text import Literal

# Fields whose name in a file is shorter than in the house.
FILE_NAMES = {
    "is_right": "right",
    "is_required": "required",
    "image": "file",
    "alt_text": "alt",
    "content": "file",
}
# Ticks that say something either way.
ALWAYS = {"is_true"}
# Letters in a line of plain text.
WIDTH = 110
_LINE_END = re.compile(r"(\\*)(\n+)")
# The one field of a fence whose block holds a single value.
SINGLE = "text"


class BlockFiles:
    """Reads blocks from the values in a file, and writes them."""

    def __init__(self, media: Media, links: Links) -> None:
        self.media = media
        self.links = links

    def read_fence(self, block: blocks.Block, values: dict[str, Any], place: Place) -> Any:
        """The value as it is stored, of a fence with these values. What is wrong is noted."""
        if isinstance(block, blocks.StructBlock):
            return self._read_struct(block, values, place, ())
        self._refuse_others(values, [SINGLE], place, ())
        return self._read(block, values.get(SINGLE), place, (SINGLE,))

    def write_fence(self, block: blocks.Block, stored: Any) -> dict[str, Any]:
        """The values to write for a block. Raises ValueError for what a file cannot say."""
        written = self._write(block, stored)
        return written if isinstance(block, blocks.StructBlock) else {SINGLE: written}

    def read_rich_text(self, value: Any, features: list[str] | None, place: Place, path: Path) -> str:
        """Rich text as it is stored, of a Markdown text that begins on the line of `path`."""
        text = self._read_lines(value, place, path)
        # In YAML a text of several lines begins below its name.
        line = place.lines.get(path, place.first_line) + (bool(path) and "\n" in str(value))
        html, misplaced = read_markdown(text, features or [], self._read_link)
        for found in misplaced:
            place.problems.add(place.file, line + found.line, found.what)
        return html

    def write_rich_text(self, html: str) -> str:
        """Markdown for rich text. Raises ValueError for what Markdown cannot say."""
        return Literal(write_markdown(html, self.links.write)) if html else ""

    def read_text(self, value: Any, place: Place, path: Path) -> str:
        """Plain text as it is stored; empty for what is no text, which is noted.

        As in Markdown a new line is a space, an empty line begins a new paragraph, and a backslash at the end
        of a line breaks it.
        """
        lines = self._read_lines(value, place, path)
        return _LINE_END.sub(_read_line_end, lines)

    def _read_lines(self, value: Any, place: Place, path: Path) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            place.note(path, _("“%(key)s” must be text; put it in quotation marks.") % {"key": key_of(path)})
            return ""
        try:
            refuse_unseen(value)
        except ValidationError as error:
            note_errors(error, place, path)
            return ""
        return value.strip()

    def _read_link(self, href: str) -> dict[str, str] | str:
        return self.links.read(href)

    def _read(self, block: blocks.Block, value: Any, place: Place, path: Path) -> Any:
        if value is None:
            return [] if isinstance(block, blocks.ListBlock) else _default(block)
        if isinstance(block, blocks.StructBlock):
            return self._read_struct(block, value, place, path)
        if isinstance(block, blocks.ListBlock):
            return self._read_list(block, value, place, path)
        if isinstance(block, blocks.RichTextBlock):
            return self.read_rich_text(value, block.features, place, path)
        if isinstance(block, ImageChooserBlock | DocumentChooserBlock | H5PChooserBlock):
            return self._read_media(block, value, place, path)
        if isinstance(block, blocks.BooleanBlock):
            return read_flag(value, place, path)
        if isinstance(block, blocks.IntegerBlock):
            return read_number(value, place, path)
        if isinstance(block, blocks.DateBlock):
            return read_date(value, place, path)
        return self.read_text(value, place, path)

    def _read_struct(self, block: blocks.StructBlock, value: Any, place: Place, path: Path) -> dict[str, Any]:
        if not isinstance(value, dict):
            place.note(path, _("names with values are expected here, such as “title: …”."))
            return {}
        names = {name: FILE_NAMES.get(name, name) for name in _written(block)}
        self._refuse_others(value, list(names.values()), place, path)
        return {
            name: self._read(child, value.get(names[name]), place, (*path, names[name]))
            for name, child in _written(block).items()
        }

    def _read_list(self, block: blocks.ListBlock, value: Any, place: Place, path: Path) -> list[Any]:
        if not isinstance(value, list):
            place.note(path, _("“%(key)s” must be a list.") % {"key": key_of(path)})
            return []
        return [
            # Without an id Wagtail takes it for a value of an older form; `give_ids` writes the real one.
            {"type": "item", "id": None, "value": self._read(block.child_block, item, place, (*path, number))}
            for number, item in enumerate(value)
        ]

    def _read_media(self, block: blocks.Block, value: Any, place: Place, path: Path) -> int | None:
        name = self.read_text(value, place, path)
        if not name:
            return None
        if isinstance(block, H5PChooserBlock):
            found = self.media.h5p(name)
        else:
            is_image = isinstance(block, ImageChooserBlock)
            found = self.media.image(name) if is_image else self.media.document(name)
        if isinstance(found, str):
            place.note(path, found)
            return None
        return int(found.pk)

    def _refuse_others(self, values: Mapping[str, Any], names: list[str], place: Place, path: Path) -> None:
        for name in values:
            if name not in names:
                known = ", ".join(names)
                place.note(
                    (*path, name),
                    _("there is no field “%(name)s” here. There are: %(known)s.")
                    % {"name": name, "known": known},
                )

    def _write_struct(self, block: blocks.StructBlock, stored: Mapping[str, Any]) -> dict[str, Any]:
        written = {}
        for name, child in _written(block).items():
            if isinstance(child, H5PChooserBlock):
                written[FILE_NAMES.get(name, name)] = self._write_h5p(stored)
                continue
            value = self._write(child, stored.get(name))
            is_choice = isinstance(child, blocks.ChoiceBlock) or name in ALWAYS
            # What is as it would be anyway is left out; a choice is shown.
            if value != self._write(child, _default(child)) or (is_choice and value not in (None, "")):
                written[FILE_NAMES.get(name, name)] = value
        return written

    def _write_h5p(self, stored: Mapping[str, Any]) -> str | None:
        content = stored.get("content")
        return self.media.h5p_name(content, stored.get("version")) if content else None

    def _write(self, block: blocks.Block, stored: Any) -> Any:
        if isinstance(block, blocks.StructBlock):
            return self._write_struct(block, stored or {})
        if isinstance(block, blocks.ListBlock):
            return [self._write(block.child_block, item["value"]) for item in stored or []]
        if isinstance(block, blocks.RichTextBlock):
            return self.write_rich_text(stored or "")
        if isinstance(block, ImageChooserBlock):
            return self.media.image_name(stored) if stored else None
        if isinstance(block, DocumentChooserBlock):
            return self.media.document_name(stored) if stored else None
        if isinstance(block, blocks.BooleanBlock):
            return bool(stored)
        if isinstance(block, blocks.DateBlock):
            return dt.date.fromisoformat(str(stored)) if stored else None
        return write_text(stored) if isinstance(stored, str) else stored


def _written(block: blocks.StructBlock) -> dict[str, blocks.Block]:
    """The fields that somebody writes; what fills itself when a page is saved stands in no file."""
    return {
        name: child
        for name, child in block.child_blocks.items()
        if not getattr(child.meta, "fills_itself", False)
    }


def write_text(stored: str) -> str:
    """Plain text as it is written: `read_text` the other way, in lines that one can read."""
    text = stored.replace("\r\n", "\n").strip()
    if len(text) <= WIDTH and "\n" not in text:
        return text
    broken = _LINE_END.sub(_write_line_end, text)
    if "\\" in text or "  " in text or re.search(r"\s\n", text):
        return Literal(broken)
    return Literal(
        "\n".join(
            textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
            for line in broken.split("\n")
        )
    )


def _read_line_end(found: re.Match[str]) -> str:
    """An odd number of backslashes breaks the line; of the others two stand for one."""
    slashes, lines = found[1], found[2]
    is_space = lines == "\n" and len(slashes) % 2 == 0
    return slashes[: len(slashes) // 2] + (" " if is_space else lines)


def _write_line_end(found: re.Match[str]) -> str:
    slashes, lines = found[1], found[2]
    return 2 * slashes + ("\\" if lines == "\n" else "") + lines


def read_flag(value: Any, place: Place, path: Path) -> bool:
    """True or false; false for anything else, which is noted."""
    if not isinstance(value, bool):
        place.note(path, _("“%(key)s” must be true or false.") % {"key": key_of(path)})
        return False
    return value


def read_number(value: Any, place: Place, path: Path) -> int | None:
    """A whole number; None for anything else, which is noted."""
    if isinstance(value, bool) or not isinstance(value, int):
        place.note(path, _("“%(key)s” must be a whole number.") % {"key": key_of(path)})
        return None
    return value


def read_date(value: Any, place: Place, path: Path) -> str | None:
    """A day as it is stored; None for anything else, which is noted."""
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        place.note(path, _("“%(key)s” must be a day, such as 2026-11-30.") % {"key": key_of(path)})
        return None
    return value.isoformat()


def note_errors(error: ValidationError, place: Place, path: Path = ()) -> None:
    """Note what a block's own `clean` has found, each on the line of the field it is about."""
    inner_errors: Mapping[Any, ValidationError] = getattr(error, "block_errors", {})
    for step, inner in inner_errors.items():
        note_errors(inner, place, (*path, FILE_NAMES.get(step, step)))
    own: Any = getattr(error, "non_block_errors", None)
    for one in [error] if own is None else own.as_data():
        for message in one.messages:
            place.note(path, message)


def _default(block: blocks.Block) -> Any:
    value = block.get_prep_value(block.get_default())
    # A tick that nobody has said anything of is not set.
    return bool(value) if isinstance(block, blocks.BooleanBlock) else value
