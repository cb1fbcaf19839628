"""The walk that the house is built for, by the people it is built for, on a wide screen and on a phone."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from accounts.models import Employment, User
from assessments.domain.activities import ACTIVITIES, Filled
from assessments.ledger.models import Evidence
from assessments.models import Attempt, TestSitting
from courses.models import Completion, LessonPage, ModulePage

WIDTHS = [1280, 360]
COURSE = "Målene er borgerens"
MODULE = "hvis-maal"
SKIP = "springe"


@pytest.fixture
def look(check_axe, shoot):
    """Axe finds nothing, nothing sticks out sideways, and the page is kept as a picture."""

    def look_at(page: Page, name: str) -> None:
        check_axe(page)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"
        shoot(page, name)

    return look_at


def press_demo_button(page: Page, town, email: str) -> None:
    page.goto(f"{town.url}/konto/login/")
    page.locator(f'form:has(input[name="email"][value="{email}"]) button').click()
    page.wait_for_url(lambda url: "/login/" not in url)


def unit_of(email: str) -> str:
    return Employment.objects.get(user__email=email, end=None).workplace.slug


def figures(slug: str, code: str) -> dict:
    out = StringIO()
    call_command("gap_report", workplace=slug, format="json", stdout=out)
    return next(row for row in json.loads(out.getvalue())["rows"] if row["code"] == code)


def answer_lesson(page: Page, look, name: str = "") -> None:
    """Do every activity of the lesson on screen that one may not skip, with whatever stands first."""
    for number in range(page.locator(".ls-quiz").count()):
        quiz = page.locator(".ls-quiz").nth(number)
        if name and number == 0:
            look(page, f"{name}-spoergsmaal")
        # A dilemma is answered step by step.
        while (
            quiz.locator("form[data-question]").count()
            and not quiz.locator(".form-hint", has_text=SKIP).count()
        ):
            fill_in(quiz)
            with page.expect_navigation():
                quiz.locator("button.button-primary, button.ls-choice").first.click()
        if name and number == 0:
            expect(quiz.locator(".ls-answer--yours")).to_be_visible()
            look(page, f"{name}-svar")


def fill_in(quiz: Locator) -> None:
    """Choose the first of what can be chosen, and write something where one writes."""
    for place, select in enumerate(quiz.locator("select").all()):
        # The first option chooses nothing, and two lines cannot have one place. A script that lets one drag
        # has given each line its place already.
        is_place = "put_in_order" in (quiz.get_attribute("class") or "")
        if select.is_visible():
            select.select_option(index=place + 1 if is_place else 1)
    for choice in quiz.locator("input[type=radio], input[type=checkbox][name=answer]").all()[:1]:
        choice.check()
    for field in quiz.locator("textarea, input[type=text]").all():
        field.fill("Jeg spørger én gang mere.")


def pass_test(page: Page, town) -> None:
    """Sit the test that is on screen, and answer all of it right."""
    page.locator("main form button.button-primary").click()
    page.wait_for_url("**?sp=1")
    sitting = TestSitting.objects.get(passed=None)
    address = town.url + sitting.page.url
    for number, drawn in enumerate(sitting.questions, start=1):
        page.goto(f"{address}?sp={number}")
        kind = drawn["activity"]
        fill_in_right(page.locator(".ls-quiz"), kind, ACTIVITIES[kind].example(drawn["question"]))
        with page.expect_navigation():
            page.locator(".ls-quiz button.button-primary").click()
    page.goto(f"{address}?overblik=1")
    with page.expect_navigation():
        page.locator("main form button.button-primary").click()


def fill_in_right(quiz: Locator, kind: str, right: Filled) -> None:
    if kind in {"multiple_choice", "true_false"}:
        for value in right["answer"]:
            quiz.locator(f'input[name=answer][value="{value}"]').check()
    elif kind == "blanks":
        for field, word in zip(quiz.locator("input[type=text]").all(), right["answer"], strict=True):
            field.fill(word)
    else:
        line, place = ("left", "right") if kind == "match_pairs" else ("item", "place")
        wanted = dict(zip(right[line], right[place], strict=True))
        for text, select in zip(
            quiz.locator(f"input[name={line}]").all(),
            quiz.locator(f"select[name={place}]").all(),
            strict=True,
        ):
            # Hidden where a script lets one move the lines.
            select.evaluate("(select, value) => { select.value = value }", wanted[text.input_value()])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lesson_taken_raises_the_standing_and_moves_the_report(page_at, town, look, width):
    slug = unit_of("assistent@example.org")
    before = figures(slug, "M.1")
    page = page_at(width)

    page.goto(f"{town.url}/")
    look(page, "forside")
    page.goto(f"{town.url}/konto/login/")
    look(page, "login")
    press_demo_button(page, town, "assistent@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Min læring")
    assert page.locator(".ls-eight__row").count() == 8
    look(page, "min-laering")

    page.goto(f"{town.url}/kurser/")
    look(page, "katalog")
    page.get_by_role("link", name=COURSE).first.click()
    look(page, "kursus")
    page.get_by_role("button", name="Tilmeld mig").click()
    page.get_by_role("link", name=re.compile("^Begynd")).click()
    lessons = list(LessonPage.objects.filter(url_path__contains=f"/{MODULE}/").live().order_by("path"))
    assert len(lessons) >= 3
    for number, lesson in enumerate(lessons):
        expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
        if number == 0:
            look(page, "lektion")
        answer_lesson(page, look, name="lektion" if number == 0 else "")
        page.locator(".ls-steps__next").click()
    look(page, "proeve")
    pass_test(page, town)
    expect(page.locator("main")).to_contain_text("M.1")
    look(page, "modul-faerdigt")

    page.goto(f"{town.url}/min-laering/kompetencer/")
    requirement = page.locator("#krav-m-1")
    expect(requirement).to_contain_text("Løst")
    look(page, "krav")
    standing = User.objects.get(email="assistent@example.org").standings.get(competence__code="M.1")
    assert (standing.level, Completion.objects.filter(page__slug=MODULE).count() >= 1) == (2, True)

    press_demo_button_after_leaving(page, town, "leder@example.org")
    after = figures(slug, "M.1")
    assert after["required_people"] == before["required_people"]
    # Nobody but herself had said anything of it: what she says of herself is in no report.
    assert after["not_assessed"] == before["not_assessed"] - 1
    assert after["steps"] == before["steps"] + 1
    page.goto(f"{town.url}/rapporter/{slug}/?all=1")
    look(page, "rapport")
    page.goto(f"{town.url}/rapporter/{slug}/krav/M.1/")
    expect(page.locator("main")).to_contain_text("Lone Kjær")
    expect(page.locator("main")).to_contain_text(ModulePage.objects.get(slug=MODULE).title)
    look(page, "rapport-krav")


def press_demo_button_after_leaving(page: Page, town, email: str) -> None:
    page.context.clear_cookies()
    press_demo_button(page, town, email)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lesson_goes_live_when_two_have_signed(page_at, town, look, check_axe, sign_in, width):
    page = page_at(width)
    press_demo_button(page, town, "peer@example.org")
    page.goto(f"{town.url}/vaerksted/")
    look(page, "vaerksted")
    page.get_by_role("link", name="Skriv en lektion").first.click()
    look(page, "vaelg-modul")
    page.locator("main a[href*='/cms/pages/add/courses/lessonpage/']").first.click()
    # The editor writes the page's address from its title, once all of it has loaded.
    expect(page.locator(".c-sf-add-button").first).to_be_visible()
    page.locator("#id_title").fill("Når natten er lang")
    page.locator("#id_title").press("Tab")
    expect(page.locator("#id_slug")).to_have_value("når-natten-er-lang")
    check_axe(page)
    page.get_by_role("button", name="Flere handlinger").click()
    page.get_by_role("button", name=re.compile("^Send til")).click()
    page.wait_for_url("**/vaerksted/")
    lesson = LessonPage.objects.get(title="Når natten er lang")
    assert (lesson.live, lesson.owner.email) == (False, "peer@example.org")
    expect(page.locator("main")).to_contain_text("Når natten er lang")
    look(page, "vaerksted-venter")

    for signer in ("peer2@example.org", "fagperson@example.org"):
        lesson.refresh_from_db()
        assert not lesson.live
        page.context.clear_cookies()
        sign_in(page, signer)
        sign(page, town, lesson)
    lesson.refresh_from_db()
    assert lesson.live


def sign(page: Page, town, lesson: LessonPage) -> None:
    page.goto(f"{town.url}/cms/pages/{lesson.pk}/edit/")
    page.get_by_role("button", name="Flere handlinger").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Skriv under", exact=True).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_that_anyone_sees_are_whole(page_at, town, look, width):
    page = page_at(width)
    for path, name in [
        ("/recoveryskole/", "recoveryskole"),
        ("/was/", "was"),
        ("/konto/password/reset/", "glemt-kode"),
        ("/findes-ikke/", "404"),
    ]:
        page.goto(town.url + path)
        look(page, name)
    page.goto(f"{town.url}/recoveryskole/")
    page.locator(".ls-session a").first.click()
    look(page, "workshop")


def test_the_walk_works_by_keyboard_and_without_script(page_at, town, sign_in):
    page = page_at(360, javascript=False)
    sign_in(page, "assistent@example.org")
    page.goto(f"{town.url}/kurser/maalene-er-borgerens/")
    page.get_by_role("button", name="Tilmeld mig").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Begynd")).focus()
    page.keyboard.press("Enter")
    first = page.locator(".ls-quiz--multiple_choice input[name=answer]").first
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".ls-answer--yours").first).to_be_visible()
    assert Attempt.objects.filter(person__email="assistent@example.org").count() >= 1


def test_the_first_tab_stop_leads_to_the_content(page_at, town):
    page = page_at(1280)
    page.goto(f"{town.url}/kurser/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skipnav")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_a_double_click_on_the_answer_is_one_attempt(page_at, town, sign_in):
    page = page_at(1280)
    sign_in(page, "assistent@example.org")
    page.goto(f"{town.url}/kurser/maalene-er-borgerens/")
    page.get_by_role("button", name="Tilmeld mig").click()
    page.get_by_role("link", name=re.compile("^Begynd")).click()
    evidence = Evidence.objects.count()
    attempts = Attempt.objects.filter(person__email="assistent@example.org").count()
    quiz = page.locator(".ls-quiz--multiple_choice").first
    quiz.locator("input[name=answer]").first.check()
    quiz.locator("button[type=submit]").dblclick(no_wait_after=True)
    expect(page.locator(".ls-answer--yours").first).to_be_visible()
    assert Attempt.objects.filter(person__email="assistent@example.org").count() == attempts + 1
    assert Evidence.objects.count() == evidence
