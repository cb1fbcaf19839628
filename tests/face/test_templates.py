"""How templates are written: lines that can be read, and no library loaded for nothing."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.engine import Engine

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
LOADED = re.compile(r"{% load ([\w ]+?) %}")
# A tag's own name, and each filter that is asked in a tag or a variable.
TAG = re.compile(r"{% *(\w+)")
FILTER = re.compile(r"\|(\w+)")


# What a reader of the code and of a review can take in.
LONGEST = 160


# CSS hides a line of status while it is :empty, and a line break is something.
NEARLY_EMPTY = re.compile(r"<(p|span|div)\b[^<]*>\s+</\1>")

# A row's number is no figure: the thousandth would read 1.000, and no form and no link finds that.
ROW_NUMBER = re.compile(r"{{ *[\w.]+\.pk *}}|{% with [^%]*\.pk[ %]")


def unused_libraries(source: str) -> set[str]:
    """The libraries that a template loads and takes no tag and no filter from."""
    used = {*TAG.findall(source), *FILTER.findall(source)}
    loaded = {name for names in LOADED.findall(source) for name in names.split()}
    return {name for name in loaded if not used & names_of(name)}


def names_of(library: str) -> set[str]:
    """The tags and filters that a library gives."""
    found = Engine.get_default().template_libraries[library]
    return {*found.tags, *found.filters}


@pytest.mark.parametrize("path", TEMPLATES)
def test_template_has_no_long_line(path: str) -> None:
    lines = enumerate((ROOT / path).read_text().splitlines(), start=1)
    assert [number for number, line in lines if len(line) > LONGEST] == []


@pytest.mark.parametrize("path", TEMPLATES)
def test_element_that_is_empty_has_no_line_break_in_it(path: str) -> None:
    assert [found.group() for found in NEARLY_EMPTY.finditer((ROOT / path).read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES)
def test_number_of_a_row_is_not_written_as_a_figure(path: str) -> None:
    assert ROW_NUMBER.findall((ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    "source", ["{{ run.pk }}", "{% with person=one.person.pk %}", "{% with a=b.pk c=1 %}"]
)
def test_number_of_a_row_written_as_a_figure_is_found(source: str) -> None:
    assert ROW_NUMBER.search(source)
    assert not ROW_NUMBER.search(source.replace(".pk", ".pk|unlocalize"))


@pytest.mark.parametrize("path", TEMPLATES)
def test_template_uses_what_it_loads(path: str) -> None:
    assert unused_libraries((ROOT / path).read_text()) == set()


def test_library_that_is_not_used_is_found() -> None:
    source = '{% load i18n %}{% load static face %}{% static "icons/sprite.svg" %}{{ title|capfirst }}'
    assert unused_libraries(source) == {"i18n", "face"}
