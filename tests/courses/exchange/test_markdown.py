"""Markdown and rich text say the same, whatever somebody writes."""

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.exchange.domain.blocks import WIDTH, BlockFiles, write_text
from courses.exchange.domain.markdown import read_markdown, write_markdown
from courses.exchange.domain.problems import Place, Problems
from courses.exchange.domain.yaml_text import read_mapping, write_mapping

FEATURES = ["bold", "italic", "ul", "ol", "link"]
# What Markdown could mistake for its own, among ordinary letters.
SIGNS = "abcæøåÆ12 .,!?:;#*_-+>`~|[]()<&\\\"'«»=/{}"
# Words without space around them: bold and italic begin and end in a word.
words = (
    st.text(SIGNS, min_size=1, max_size=14).map(lambda text: re.sub(r"\s+", " ", text).strip()).filter(bool)
)
plain_words = st.text("abcæøå12", min_size=1, max_size=8)


def read(text: str) -> str:
    html, misplaced = read_markdown(text, FEATURES, lambda href: {"href": href})
    assert misplaced == []
    return html


def write(html: str) -> str:
    return write_markdown(html, lambda attributes: attributes["href"])


inline = st.one_of(
    words.map(lambda text: escape(text, quote=False)),
    plain_words.map(lambda text: f"<b>{text}</b>"),
    plain_words.map(lambda text: f"<i>{text}</i>"),
    plain_words.map(lambda text: f"<i><b>{text}</b></i>"),
    st.tuples(plain_words, plain_words).map(lambda pair: f'<a href="https://x.dk/{pair[0]}">{pair[1]}</a>'),
)
line = st.lists(inline, min_size=1, max_size=4).map(" ".join)
paragraph = st.lists(line, min_size=1, max_size=3).map(lambda lines: f"<p>{'<br/>'.join(lines)}</p>")
points = st.lists(line.map(lambda text: f"<li>{text}</li>"), min_size=1, max_size=3).map("".join)
listing = st.tuples(st.sampled_from(["ul", "ol"]), points).map(
    lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
)


def no_lists_in_a_row(blocks: list[str]) -> list[str]:
    """Two lists of one kind after each other are one in Markdown."""
    return [
        block
        for place, block in enumerate(blocks)
        if place == 0 or block[:3] == "<p>" or blocks[place - 1][:3] == "<p>"
    ]


rich_text = (
    st.lists(st.one_of(paragraph, listing), min_size=1, max_size=4).map(no_lists_in_a_row).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(rich_text)
def test_rich_text_is_the_same_after_markdown(html: str) -> None:
    assert read(write(html)) == html


@settings(max_examples=200, deadline=None)
@given(rich_text)
def test_markdown_is_written_in_one_way(html: str) -> None:
    written = write(html)
    assert write(read(written)) == written


@settings(max_examples=300, deadline=None)
@given(st.text(SIGNS + "\n", max_size=80))
def test_any_markdown_is_read_or_refused(text: str) -> None:
    html, misplaced = read_markdown(text, FEATURES, lambda href: {"href": href})
    assert "<script" not in html
    if not misplaced:
        try:
            written = write(html)
        except ValueError:
            return
        assert write(read(written)) == written


@settings(max_examples=200, deadline=None)
@given(st.lists(words, min_size=1, max_size=30).map(" ".join), st.lists(words, max_size=3))
def test_plain_text_is_the_same_after_a_file(first: str, more: list[str]) -> None:
    for between in ("\n", "\n\n"):
        text = between.join([first, *more])
        place = Place(Problems(), "fil")
        values = read_mapping(write_mapping({"text": write_text(text)}), place)
        files = BlockFiles(None, None)  # type: ignore[arg-type]
        assert files.read_text(values["text"], place, ("text",)) == text
        assert place.problems.found == set()


def test_long_plain_text_is_written_in_lines() -> None:
    text = "Vent lidt. " * 40
    assert max(map(len, write_text(text).splitlines())) <= WIDTH


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Et <b>ord</b> og <i>et</i>.</p>", "Et **ord** og *et*."),
        ("<p>En</p><p>To</p>", "En\n\nTo"),
        ("<ul><li>En<ul><li>To</li></ul></li><li>Tre</li></ul>", "- En\n  - To\n- Tre"),
        ("<ol><li>En</li><li>To</li></ol>", "1. En\n2. To"),
        ('<p data-block-key="x"><strong>En</strong></p>', "**En**"),
        ("<p>1. maj</p>", "1\\. maj"),
        ("<p></p>", ""),
    ],
)
def test_markdown_is_the_usual_one(html: str, markdown: str) -> None:
    assert write(html) == markdown


@pytest.mark.parametrize(
    "html", ["<h2>Nej</h2>", "<p><b>Savnet.</b>x</p>", "<table><tr><td>x</td></tr></table>"]
)
def test_what_would_not_come_back_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match=r"Markdown"):
        write(html)
