"""What a learner's phone downloads for a lesson: the page, and the files it asks for by itself."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.assessments.activities.samples import VALUES, sample_value
from tests.factories.activities import block, dilemma, poll, practice_task, reflection
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, text

# Over the wire: the stylesheets that a lesson asks for, and its first view with everything, fonts too.
MAX_STYLE_BYTES = 16_000
MAX_BYTES = 72_000
# What a page in Danish or English is set in; the other cuts wait for a letter outside Latin-1.
FONTS = ("IBMPlexSans-Regular-Latin1.woff2", "IBMPlexSans-SemiBold-Latin1.woff2")
TWELVE = 12


@pytest.fixture
def page(client, person, catalogue) -> str:
    """A lesson of twelve activities and ten passages, as its learner gets it."""
    course = make_course()
    body = [text("Begynd med det, borgeren selv siger. " * 12) for _passage in range(10)]
    body += [block(kind, **sample_value(kind)) for kind in VALUES]
    body += [dilemma(), dilemma(), reflection(), practice_task(), poll(), poll()]
    assert len(body) == 10 + TWELVE
    lesson = make_lesson(make_module(course), body=body)
    make_enrolment(person, course)
    client.force_login(person)
    return client.get(lesson.url).content.decode()


def loaded_files(page: str) -> set[str]:
    """Stylesheets, scripts and pictures that the page names; fonts come with the stylesheet, once."""
    named = re.findall(
        r'<(?:link[^>]*rel="stylesheet"|script|img|use)[^>]*?(?:href|src)="/static/([^"#?]+)', page
    )
    return set(named)


def sent_bytes(path: str) -> int:
    """As whitenoise sends a file: text by brotli, compressed when it was collected, fonts as they are."""
    found = finders.find(path)
    assert found, f"{path} is not there: build the front end first"
    file = Path(found).read_bytes()
    return len(file) if path.endswith(".woff2") else len(brotli.compress(file))


def test_a_lesson_of_twelve_activities_weighs_little(page):
    files = {path: sent_bytes(path) for path in loaded_files(page)}
    styles = {path: size for path, size in files.items() if path.endswith(".css")}
    assert {"css/core.css", "css/lesson.css"} < set(styles)
    assert sum(styles.values()) <= MAX_STYLE_BYTES, styles
    fonts = {name: sent_bytes(f"fonts/{name}") for name in FONTS}
    weights = {"page": len(gzip.compress(page.encode())), **files, **fonts}
    assert sum(weights.values()) <= MAX_BYTES, weights
