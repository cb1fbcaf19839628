"""Boxes of law, care boxes and sources as one sees them: on a phone, without overflow, clean to axe."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courses.enums import HelpTopic
from courses.exchange.domain.course_files import STARTER, import_courses
from courses.models import HelpLine, HelpLineSettings, LessonPage
from tests.factories.courses import make_enrolment, make_person


@pytest.mark.parametrize("is_filled_in", [True, False])
def test_law_numbers_and_sources_on_a_phone(
    page_at: Callable[..., Page],
    sign_in: Callable[[Page, str], None],
    live_site: Any,
    check_axe: Callable[[Page], None],
    is_filled_in: bool,
) -> None:
    (imported,) = import_courses([STARTER / "naar-relationen-er-svaer"])
    lesson = LessonPage.objects.get(slug="hvad-er-magt")
    person = make_person()
    make_enrolment(person, imported.course)
    if is_filled_in:
        HelpLine.objects.create(
            settings=HelpLineSettings.load(),
            about=HelpTopic.STAFF,
            name="Psykologisk krisehjælp til ansatte i socialpsykiatrien",
            number="11 22 33 44",
            hours="hele døgnet",
            for_whom="For alle, der er på vagt.",
        )
    page = page_at(360)
    sign_in(page, person.email)
    page.goto(live_site.url + lesson.url)
    expect(page.get_by_text("Personerne er opdigtede.")).to_be_visible()
    expect(page.get_by_role("heading", name="Hvad siger loven om magt?")).to_be_visible()
    expect(page.get_by_text("Læst den 30. november 2026.")).to_be_visible()
    missing = page.get_by_text("Din arbejdsplads har ikke skrevet sine egne numre her endnu.")
    if is_filled_in:
        expect(page.get_by_role("link", name="11 22 33 44")).to_be_visible()
        expect(missing).to_have_count(0)
    else:
        expect(missing).to_be_visible()
    sources = page.get_by_text("Læs mere: kilder")
    sources.press("Enter")
    expect(page.get_by_text("Fischer, K. B.: Analyse af kompetencekrav")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    check_axe(page)
