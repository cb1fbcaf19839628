"""docs/course-files.md names the fields that must be there: those, and no others, are asked for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from wagtail import blocks

from courses.exchange.domain.blocks import FILE_NAMES, SINGLE, BlockFiles
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import Media
from courses.exchange.domain.pages import BODIES, KEYS
from courses.exchange.domain.problems import Place, Problems
from courses.models import CoursePage, LessonPage, ModulePage, TestPage

PAGE = Path(__file__).parents[3] / "docs" / "course-files.md"
# What the reader itself asks for, beside the model's fields.
READ = {CoursePage: ["format", "slug"], ModulePage: ["slug"], LessonPage: [], TestPage: []}
NAMES = {CoursePage: "course.yaml", ModulePage: "a module", LessonPage: "a lesson", TestPage: "a test"}


def _of_page(model) -> str:
    # A course without its own minutes takes those of its lessons.
    asked = [
        key
        for key, name in KEYS[model].items()
        for kept in [model._meta.get_field(name)]
        if not (kept.blank or kept.has_default()) and (model, key) != (CoursePage, "minutes")
    ]
    return ", ".join([*READ[model], *asked])


def _of_block(block: blocks.StructBlock) -> Iterator[str]:
    """The fields that an empty block is refused for, and for each point of a list those of the point."""
    empty = BlockFiles(Media(PAGE.parent), Links(Media(PAGE.parent), set())).read_fence(
        block, {}, Place(Problems(), "x")
    )
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(empty))
    for name, child in block.child_blocks.items():
        inner = child.child_block if isinstance(child, blocks.ListBlock) else child
        points = list(_of_block(inner)) if isinstance(inner, blocks.StructBlock) else []
        if name in refused.value.block_errors:
            yield FILE_NAMES.get(name, name) + (f" (each: {', '.join(points)})" if points else "")


def _rows() -> list[str]:
    rows = [f"| {name} | {_of_page(model)} |" for model, name in NAMES.items()]
    seen = set()
    for model in BODIES:
        for name, block in model._meta.get_field(BODIES[model]).stream_block.child_blocks.items():
            if name in seen or name in ("heading", "text"):
                continue
            seen.add(name)
            fields = ", ".join(_of_block(block)) if isinstance(block, blocks.StructBlock) else SINGLE
            rows.append(f"| `{name}` | {fields or '-'} |")
    return rows


def test_the_page_names_what_must_be_there() -> None:
    table = re.search(
        r"## What must be there\n.*?\|---\|---\|\n(.*?)\n\n", PAGE.read_text(encoding="utf-8"), re.S
    )
    assert table is not None
    assert table[1].split("\n") == _rows()
