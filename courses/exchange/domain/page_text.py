"""A page's file in parts: the values at the top, then headings, running text and fences."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from courses.exchange.domain.problems import Problems
from courses.exchange.domain.yaml_text import write_mapping

FRONT = "front"
HEADING = "heading"
TEXT = "text"
_LINE = "---"
_OPENS = re.compile(r"~~~([a-z0-9_]+)")


class Part(NamedTuple):
    """A part of a file. `is_fence` tells a fence named “text” from running text; `line` is its first one."""

    kind: str
    content: str
    line: int
    is_fence: bool = False


def split_page(text: str, file: str, problems: Problems) -> list[Part]:
    """The parts of a page's file: the values at the top first, then the others in order."""
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != _LINE or _LINE not in [line.rstrip() for line in lines[1:]]:
        problems.add(file, 1, _("the file begins with “---”, the title and the like, and “---” again."))
        return []
    end = next(number for number, line in enumerate(lines) if number and line.rstrip() == _LINE)
    front = Part(FRONT, "\n".join(lines[1:end]), 2)
    return [front, *_split_body(lines, end + 1, file, problems)]


def _split_body(lines: list[str], start: int, file: str, problems: Problems) -> Iterator[Part]:
    running: list[str] = []
    number = start
    while number < len(lines):
        line = lines[number].rstrip()
        if not line.startswith(("~~~", "## ")):
            running.append(lines[number])
            number += 1
            continue
        yield from _running(running, number)
        running = []
        if line.startswith("## "):
            yield Part(HEADING, line[3:].strip(), number + 1)
            number += 1
            continue
        name = _OPENS.fullmatch(line)
        closes = next((n for n in range(number + 1, len(lines)) if lines[n].rstrip() == "~~~"), None)
        if name is None:
            problems.add(file, number + 1, _("a fence begins with ~~~ and the name of its block."))
        if closes is None:
            problems.add(file, number + 1, _("the fence is not closed: write ~~~ on a line of its own."))
            return
        if name is not None:
            yield Part(name[1], "\n".join(lines[number + 1 : closes]), number + 2, is_fence=True)
        number = closes + 1
    yield from _running(running, number)


def _running(lines: list[str], end: int) -> Iterator[Part]:
    """The running text whose last line stands before `end`, if there is any."""
    text = "\n".join(lines)
    if text.strip():
        before = len(lines) - len(text.lstrip().split("\n"))
        yield Part(TEXT, text.strip("\n"), end - len(lines) + before + 1)


def write_page(front: dict[str, Any], parts: list[Part]) -> str:
    """The file with these values at the top and these parts; the content of a fence is YAML already."""
    written = []
    for part in parts:
        if part.is_fence:
            written.append(f"~~~{part.kind}\n{part.content}~~~\n")
        else:
            written.append(f"## {part.content}\n" if part.kind == HEADING else f"{part.content}\n")
    return f"{_LINE}\n{write_mapping(front)}{_LINE}\n" + "\n".join(written)
