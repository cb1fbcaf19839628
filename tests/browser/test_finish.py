"""The finish is seen without scrolling, at the answer, by keyboard alone and in calm view too."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from competences.models import Competence
from tests.factories.activities import practice_task
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    question,
    text,
)


@pytest.fixture
def lesson(live_site):
    """A lesson of one question, much text, and a task that one may skip: the only one of its module."""
    learner = make_person("lone@example.org", display_name="Lone Kjær")
    course = make_course("Målene er borgerens")
    module = make_module(course, "To slags mål")
    make_outcome(module, Competence.objects.current().get(code="M.1"))
    task = practice_task(is_required=False, may_be_observed=False)
    lesson = make_lesson(module, "Spørg én gang til", body=[text("Ord. " * 400), question(), text(), task])
    make_lesson(make_module(course, "Næste modul"), "Døren er lukket", body=[question()])
    make_enrolment(learner, course)
    return lesson


@pytest.mark.parametrize(("width", "is_calm"), [(360, False), (1280, False), (360, True)])
def test_answer_by_keyboard_shows_what_it_completed(
    page_at, live_site, sign_in, check_axe, shoot, lesson, width, is_calm
):
    page = page_at(width)
    sign_in(page, "lone@example.org")
    if is_calm:
        User.objects.filter(email="lone@example.org").update(calm_mode=True)
    page.goto(f"{live_site.url}{lesson.url}{'?del=2' if is_calm else ''}")
    choice = page.locator("input[name=answer]").nth(1)
    choice.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    line = page.locator(".ls-reached a")
    expect(line).to_be_in_viewport()
    expect(line).to_contain_text("Du har gennemført modul 1, »To slags mål«")
    line.focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Du har gennemført modul 1: To slags mål")
    expect(heading).to_be_in_viewport()
    expect(page.locator("#faerdig .ls-rise .ls-level")).to_have_count(2)
    expect(page.get_by_role("link", name="Næste lektion", exact=True)).to_be_visible()
    check_axe(page)
    shoot(page, f"lektion-faerdig{'-rolig' if is_calm else ''}")
    page.goto(f"{live_site.url}/min-laering/")
    expect(page.get_by_role("heading", name="Nyt for dig")).to_be_visible()
    check_axe(page)
    shoot(page, f"min-laering-nyt{'-rolig' if is_calm else ''}")
    page.get_by_role("button", name="Jeg har set det").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nyt for dig")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_anybody_tries_the_first_lesson(page_at, live_site, check_axe, shoot, lesson, width):
    page = page_at(width)
    page.goto(live_site.url + lesson.url)
    page.locator("input[name=answer]").nth(0).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Se svaret").click()
    expect(page.locator(".ls-answer--yours")).to_be_in_viewport()
    check_axe(page)
    shoot(page, "lektion-proev")
    page.goto(f"{live_site.url}/kurser/")
    check_axe(page)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
