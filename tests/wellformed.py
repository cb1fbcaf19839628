"""Whether a page is the HTML that it looks like: where a parser must guess, and what may not stand there.

A browser mends what is wrong, each time in its own way: a form in a form is no form, and of two places of one
name a link leads to the first.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tinyhtml5.parser import HTMLParser

from tests.slips import page_of

# What one presses or fills in: one in another is a target that nobody can tell from the one around it.
INTERACTIVE = {"a", "button", "details", "input", "label", "select", "summary", "textarea", "iframe"}
# A label is there for the field in it, and what a summary opens stands beside it.
AROUND = {"a", "button"}
# What takes words and what stands among them.
TAKE_WORDS = {"button", "em", "h1", "h2", "h3", "h4", "h5", "h6", "label", "p", "small", "span", "strong"}
PASSAGES = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "section", "ul"),
    "table",
}


# All that pages of one build differ in: what attributes say, but for names of places, and the texts.
_SAID = re.compile(r"""(?<!\sid)="[^"]*"|>[^<]+""")
_looked_at: set[str] = set()


def find_faults_of(response: Any) -> list[str]:
    """As `find_faults`, of a response; none where it is no page, or one was built so before."""
    html = page_of(response)
    build = _SAID.sub("", html)
    if not html or build in _looked_at:
        return []
    _looked_at.add(build)
    return find_faults(html)


def find_faults(html: str) -> list[str]:
    """What is wrong with the page, each with the line that it stands in."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(html)
    lines = html.splitlines()
    found = [
        f"{code} {said.get('name', '')}: {lines[min(line, len(lines)) - 1].strip()[:120]}"
        for (line, _column), code, said in parser.errors
    ]
    names = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    found += [f"id {name!r} stands {times} times" for name, times in names.items() if times > 1]
    return [*found, *_misplaced(root, ())]


def _misplaced(element: Any, around: tuple[str, ...]) -> Iterator[str]:
    for inner in element:
        name = inner.tag
        if not isinstance(name, str):
            continue
        if name in INTERACTIVE and inner.get("type") != "hidden" and AROUND & set(around):
            yield f"<{name}> in <{'> <'.join(around)}>"
        if name in PASSAGES and around and around[-1] in TAKE_WORDS:
            yield f"<{name}> in <{around[-1]}>"
        yield from _misplaced(inner, (*around, name))
