"""Nothing lost, nothing twice: double clicks, going back, two tabs, no connection, a session that ends."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from assessments.domain.activities.poll import make_step
from assessments.models import Attempt, Draft
from tests.browser.conftest import wait_until
from tests.factories.accounts import make_employment, make_unit
from tests.factories.activities import dilemma, earlier_reflection, poll, practice_task, reflection
from tests.factories.courses import (
    PASSWORD,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    question,
    text,
)

EMAIL = "lone@example.org"
LONG = "Han sagde det i forbifarten, og jeg hørte det først bagefter. " * 8
FIELD = "textarea[name=text]"


@pytest.fixture
def learner(live_site):
    return make_person(EMAIL, display_name="Lone Kjær")


@pytest.fixture
def module(learner):
    course = make_course("Kurset")
    make_enrolment(learner, course)
    return make_module(course, "Modulet")


@pytest.fixture
def writer(page_at, live_site, sign_in, module):
    """Open a page on a lesson with these blocks, as the learner."""

    def open_lesson(*body, width=1280, javascript=True):
        lesson = make_lesson(module, "Døren", body=list(body))
        page = page_at(width, javascript=javascript)
        sign_in(page, EMAIL)
        page.goto(live_site.url + lesson.url)
        return page

    return open_lesson


def main_button(page: Page):
    return page.locator(".ls-quiz .button-primary")


def said(page: Page, moment: str) -> str:
    """What drafts.js says then."""
    return page.locator("#saving").get_attribute(f"data-{moment}") or ""


def drafts() -> list[str]:
    return [draft.fields["text"][0] for draft in Draft.objects.all()]


def answers() -> list[str]:
    return [attempt.response["text"].strip() for attempt in Attempt.objects.order_by("pk")]


def saving(page: Page):
    """What is done inside has been saved on the server when it ends."""
    return page.expect_response(lambda answer: answer.url.endswith("/kladde/") and answer.status == 204)


def test_double_click_is_one_answer(writer):
    page = writer(reflection(may_be_shared=False))
    page.fill(FIELD, LONG)
    main_button(page).dblclick()
    expect(page.locator(".ls-own")).to_be_visible()
    assert answers() == [LONG.strip()]
    assert drafts() == []


def test_writing_is_kept_while_it_is_written_and_comes_back_on_another_machine(writer, page_at, sign_in):
    page = writer(reflection())
    with saving(page):
        page.locator(FIELD).press_sequentially("Halvvejs")
    expect(page.locator("[data-draft]")).to_have_text(re.compile(r"\w+"))
    other = page_at(360)
    sign_in(other, EMAIL)
    other.goto(page.url)
    expect(other.locator(FIELD)).to_have_value("Halvvejs")
    expect(other.locator(".ls-begun")).to_be_visible()


def test_leaving_the_page_keeps_what_was_just_written(writer, live_site):
    page = writer(reflection())
    page.fill(FIELD, "Skrevet lige før")
    page.goto(live_site.url + "/kurser/")
    wait_until(page, lambda: bool(drafts()), "nothing was kept")
    assert drafts() == ["Skrevet lige før"]


def test_lost_connection_keeps_the_text_and_saves_when_it_is_back(writer):
    page = writer(reflection())
    status = page.locator("[data-draft]")
    page.context.set_offline(True)
    page.fill(FIELD, LONG)
    expect(status).to_have_text(said(page, "failed"), timeout=5_000)
    main_button(page).click()
    expect(status).to_have_text(said(page, "offline"))
    expect(page.locator(FIELD)).to_have_value(LONG)
    assert (drafts(), answers()) == ([], [])
    with saving(page):
        page.context.set_offline(False)
    expect(status).to_have_text(said(page, "saved"))
    assert drafts() == [LONG]
    main_button(page).click()
    expect(page.locator(".ls-own")).to_be_visible()
    assert (drafts(), answers()) == ([], [LONG.strip()])


@pytest.mark.parametrize("javascript", [True, False])
def test_back_button_shows_what_was_sent_and_other_words_keep_both(writer, javascript):
    page = writer(reflection(may_be_shared=False), javascript=javascript)
    page.fill(FIELD, "Første")
    main_button(page).click()
    expect(page.locator(".ls-own")).to_have_text("Første")
    page.go_back()
    expect(page.locator(".ls-own")).to_have_text("Første")
    page.locator(".ls-quiz .button-secondary").click()
    page.fill(FIELD, "Rettet")
    main_button(page).click()
    expect(page.locator(".ls-own")).to_have_text("Rettet")
    assert answers() == ["Første", "Rettet"]


def test_two_tabs_lose_nothing(writer):
    one = writer(reflection(may_be_shared=False))
    two = one.context.new_page()
    two.goto(one.url)
    one.fill(FIELD, "Fra den ene")
    two.fill(FIELD, "Fra den anden")
    for tab, said in ((one, "Fra den ene"), (two, "Fra den anden")):
        main_button(tab).click()
        expect(tab.locator(".ls-own")).to_have_text(said)
    assert answers() == ["Fra den ene", "Fra den anden"]


def test_session_that_ends_while_somebody_writes_loses_nothing(writer, live_site):
    page = writer(text(), reflection(may_be_shared=False))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill(FIELD, LONG)
    main_button(page).click()
    page.wait_for_url("**/konto/login/**")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(FIELD)).to_have_value(LONG.strip() + " ")
    assert (drafts(), answers()) == ([], [])
    main_button(page).click()
    expect(page.locator(".ls-own")).to_be_visible()
    assert answers() == [LONG.strip()]


def test_form_that_lay_open_through_another_sign_in_loses_nothing(writer):
    page = writer(reflection(may_be_shared=False), javascript=False)
    page.fill(FIELD, LONG)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    main_button(page).click()
    expect(page.locator(FIELD)).to_have_value(LONG)
    assert answers() == []
    main_button(page).click()
    expect(page.locator(".ls-own")).to_be_visible()
    assert answers() == [LONG.strip()]


def test_dilemma_by_keyboard_alone_there_and_back(writer):
    page = writer(dilemma(), javascript=False)

    def press(words: str) -> None:
        """Tab to the button that says so, and press it."""
        for _tab in range(60):
            page.keyboard.press("Tab")
            if words in (page.evaluate("document.activeElement.innerText") or ""):
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"no way to »{words}« by Tab")

    press("Banker")
    expect(page.locator(".ls-happened")).to_contain_text("Fordi: Banker")
    press("Kort: Banker")
    expect(page.locator(".ls-happened")).to_have_count(0)
    press("Banker")
    expect(page.locator(".ls-happened")).to_be_visible()
    press("Laver te")
    expect(page.locator(".ls-ending")).to_contain_text("Slutningen bad")
    assert [attempt.response for attempt in Attempt.objects.all()] == [[["doeren", 0], ["te", 0]]]


def test_dilemma_in_a_second_tab_goes_on_from_the_scene_it_shows(writer):
    page = writer(dilemma())
    behind = page.context.new_page()
    behind.goto(page.url)
    page.get_by_role("button", name="Banker").click()
    expect(page.locator(".ls-happened")).to_be_visible()
    page.go_back()
    expect(page.locator(".ls-happened")).to_be_visible()
    behind.get_by_role("button", name="Går igen").click()
    expect(behind.locator(".ls-ending")).to_contain_text("Slutningen vent")
    assert [attempt.response for attempt in Attempt.objects.all()] == [[["doeren", 1]]]


@pytest.mark.parametrize("javascript", [True, False])
def test_asking_a_colleague_keeps_what_is_written(writer, javascript):
    page = writer(practice_task(), javascript=javascript)
    note = page.locator("textarea[name=note]")
    note.fill(LONG)
    page.locator("button[name=ask]").click()
    expect(page.locator("a[href*='/observationer/bed/']")).to_be_visible()
    expect(note).to_have_value(LONG)
    page.locator("a[href*='/observationer/bed/']").click()
    page.go_back()
    expect(note).to_have_value(LONG)


@pytest.mark.parametrize("calm", [False, True])
@pytest.mark.parametrize("width", [1280, 360])
def test_each_kind_before_on_the_way_and_after(writer, learner, check_axe, shoot, width, calm):
    unit = make_unit()
    make_employment(learner, unit)
    for name in ("Åse Birk", "Camilla Østergaard-Ærenlund"):
        make_employment(make_person(display_name=name), unit)
    learner.calm_mode = calm
    learner.save()
    view = "rolig-" if calm else ""

    def look(page: Page, name: str) -> None:
        check_axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        shoot(page, f"{view}{name}")

    page = writer(dilemma(), width=width)
    look(page, "dilemma-1-foer")
    page.get_by_role("button", name="Banker").click()
    expect(page.locator(".ls-happened")).to_be_visible()
    look(page, "dilemma-2-undervejs")
    page.get_by_role("button", name="Laver te").click()
    expect(page.locator(".ls-ending")).to_be_visible()
    look(page, "dilemma-3-efter")

    page = writer(reflection(), width=width)
    lesson = page.url
    look(page, "refleksion-1-foer")
    main_button(page).click()
    expect(page.locator(".form-error-message")).to_be_visible()
    look(page, "refleksion-2-tom")
    with saving(page):
        page.fill(FIELD, LONG)
    look(page, "refleksion-3-kladde")
    page.goto(lesson)
    look(page, "refleksion-4-genoptaget")
    page.locator("input[name=share]").check()
    main_button(page).click()
    expect(page.locator(".ls-own")).to_be_visible()
    look(page, "refleksion-5-efter")
    page = writer(earlier_reflection(), earlier_reflection("ukendt"), width=width)
    look(page, "tidligere-refleksion")

    page = writer(practice_task(), width=width)
    look(page, "proev-1-foer")
    page.locator("button[name=plan]").click()
    expect(page.locator("input[name=planned]")).to_have_count(1)
    look(page, "proev-2-undervejs")
    page.fill("textarea[name=note]", "Hun sagde: »Kom igen i morgen.«")
    page.locator("button[name=ask]").press("Enter")
    expect(page.locator("button[name=ask]")).to_have_count(0)
    expect(page.locator("textarea[name=note]")).to_have_value("Hun sagde: »Kom igen i morgen.«")
    look(page, "proev-2-kollega")
    main_button(page).click()
    expect(page.locator(".ls-own")).to_be_visible()
    look(page, "proev-3-efter")

    made = poll()
    page = writer(made, question(), width=width)
    look(page, "afstemning-1-foer")
    page.locator("input[name=option]").first.check()
    page.locator(".ls-quiz--poll button[type=submit]").click()
    expect(page.locator(".ls-quiz--poll form")).to_have_count(0)
    look(page, "afstemning-2-faa")
    first = Attempt.objects.get(activity="poll")
    for number in range(6):
        Attempt.objects.create(
            person=make_person(),
            page=first.page,
            block_id=first.block_id,
            submission_key=first.block_id,
            activity="poll",
            question=first.question,
            response={"option": first.question["options"][number % 2 + 1]},
            score=0,
            max_score=0,
        )
    make_step(first.page_id, first.block_id)
    page.reload()
    expect(page.locator(".ls-votes li")).to_have_count(3)
    look(page, "afstemning-3-efter")
