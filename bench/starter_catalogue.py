"""What it costs to take in the courses that come with the house, beside making as many pages by hand."""

import statistics
import time
from collections.abc import Callable

from django.db import transaction
from wagtail.models import Page

from bench.rows import Row, compare
from competences.domain.framework import load_house_framework
from courses.domain.site import ensure_site
from courses.exchange.domain.course_files import import_courses, load_starter_courses, starter_folders
from courses.models import CatalogueIndexPage, CoursePage

RUNS = 3
MAX_RATIO = 1
# Milliseconds: starting again only looks whether there is a course.
MAX_START = 50


def measure() -> list[Row]:
    """The first import, a second one that finds nothing to do, and what a start of the house looks at."""
    ensure_site()
    load_house_framework()
    first = _median(load_starter_courses)
    load_starter_courses()
    pages = Page.objects.descendant_of(CatalogueIndexPage.objects.get()).count()
    by_hand = _median(lambda: _make_pages(pages))
    again = _median(lambda: import_courses(starter_folders()))
    start = _median(load_starter_courses)
    return [
        compare(
            f"importing the starter catalogue of {pages} pages, beside as many empty ones",
            first,
            "s",
            baseline=by_hand,
            max_ratio=MAX_RATIO,
        ),
        compare("importing it again, nothing changed", again, "s", baseline=first, max_ratio=1),
        compare("starting a house that has courses", start * 1000, "ms", max_value=MAX_START),
    ]


def _make_pages(number: int) -> None:
    catalogue = CatalogueIndexPage.objects.get()
    for place in range(number):
        page = catalogue.add_child(instance=CoursePage(title=f"Kursus {place}", duration_minutes=1))
        page.save_revision().publish()


def _median(act: Callable[[], object]) -> float:
    """Median seconds of an act that is taken back each time."""
    samples = []
    for _run in range(RUNS):
        with transaction.atomic():
            began = time.perf_counter()
            act()
            samples.append(time.perf_counter() - began)
            transaction.set_rollback(True)
    return statistics.median(samples)
