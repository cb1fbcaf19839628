"""H5P content played in real Chromium: answered, resumed, read instead, by mouse and by keyboard."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import FrameLocator, Page, expect

from accounts.enums import Role
from assessments.h5p.domain.libraries import upgrade_content
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt, Draft
from courses.models import LessonProgress
from tests.factories.accounts import make_person as make_member
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person, text
from tests.factories.h5p import h5p_block
from tests.factories.h5p_code import (
    CANVAS,
    make_broken,
    make_eager,
    make_formula,
    make_hostile,
    make_quiz,
    make_silent,
)

EMAIL = "lone@example.org"
RED = (200, 30, 20)
ALTERNATIVE = "<p>Bank på, og vent.</p>"


@pytest.fixture
def learner(live_site):
    return make_person(EMAIL, display_name="Lone Kjær")


@pytest.fixture
def player(page_at, live_site, sign_in, learner):
    """Open a lesson with this content, as the learner; the page, when the content has begun."""

    def open_lesson(content, width=1280, *, javascript=True, is_playing=True, prepare=None, **block) -> Page:
        course = make_course("Kurset")
        make_enrolment(learner, course)
        body = [text(), h5p_block(content, **block)]
        lesson = make_lesson(make_module(course, "Modulet"), "Døren", body=body)
        page = page_at(width, javascript=javascript, may_fail=not is_playing)
        sign_in(page, EMAIL)
        if prepare is not None:
            prepare(page)
        page.goto(live_site.url + lesson.url)
        if javascript and is_playing:
            expect(page.locator("[data-playing]")).to_be_visible()
        return page

    return open_lesson


def inside(page: Page) -> FrameLocator:
    return page.frame_locator(".ls-h5p iframe")


def status(page: Page):
    return page.locator(".ls-h5p [role=status]")


def saving(page: Page):
    """What is done inside has been kept on the server when it ends."""
    return page.expect_response(lambda answer: answer.url.endswith("/tilstand/") and answer.status == 204)


def test_an_answer_completes_the_lesson_and_is_shown_as_what_it_is(player, check_axe, shoot):
    page = player(make_quiz())
    inside(page).get_by_label("Ja").check()
    inside(page).get_by_role("button", name="Tjek").click()
    expect(status(page)).to_have_text(re.compile(r"\w+"))
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score, attempt.is_client_reported) == (1, 1, True)
    said = XAPIStatement.objects.get(attempt=attempt)
    assert "Lone" not in str(said.statement)
    assert "@" not in str(said.statement["actor"])
    assert LessonProgress.objects.get().completed_at is not None
    check_axe(page)
    page.locator("[data-go-on]").click()
    expect(page.locator(".ls-points")).to_contain_text("1")
    expect(page.locator(".ls-h5p")).to_have_count(0)
    check_axe(page)
    shoot(page, "h5p-besvaret")


def test_the_keyboard_goes_in_through_and_out_again(player):
    page = player(make_quiz(), alternative=ALTERNATIVE)
    page.locator(".ls-h5p .ls-skip").focus()
    page.keyboard.press("Tab")
    expect(inside(page).get_by_label("Ja")).to_be_focused()
    page.keyboard.press("Space")
    expect(inside(page).get_by_label("Ja")).to_be_checked()
    page.keyboard.press("Tab")
    expect(inside(page).get_by_role("button", name="Tjek")).to_be_focused()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(re.compile(r"\w+"))
    page.keyboard.press("Tab")
    expect(page.locator("[data-go-on]")).to_be_focused()
    assert Attempt.objects.count() == 1


def test_what_was_begun_is_there_after_a_reload_and_begins_anew_when_dropped(player):
    page = player(make_quiz())
    with saving(page):
        inside(page).get_by_label("Nej").check()
    assert Draft.objects.get().fields["state"] == ['{"chosen":"Nej"}']
    page.reload()
    expect(inside(page).get_by_label("Nej")).to_be_checked()
    expect(page.locator(".ls-begun")).to_be_visible()
    page.locator("button[name=drop]").click()
    expect(page.locator("[data-playing]")).to_be_visible()
    expect(inside(page).get_by_label("Nej")).not_to_be_checked()
    assert not Draft.objects.exists()


def test_one_play_is_one_answer_and_can_be_opened_as_it_was_left(player):
    page = player(make_quiz())
    inside(page).get_by_label("Nej").check()
    inside(page).get_by_role("button", name="Tjek").click()
    expect(page.locator("[data-go-on]")).to_be_visible()
    # How it stood before may be kept first.
    with page.expect_response(
        lambda answer: answer.url.endswith("/tilstand/") and "Ja" in (answer.request.post_data or "")
    ):
        inside(page).get_by_label("Ja").check()
    with page.expect_response(lambda answer: answer.url.endswith("/h5p/")):
        inside(page).get_by_role("button", name="Tjek").click()
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.statements.count()) == (1, 2)
    page.reload()
    expect(page.locator(".ls-points")).to_be_visible()
    page.get_by_role("link", name="Åbn den, som du forlod den").click()
    expect(inside(page).get_by_label("Ja")).to_be_checked()
    with page.expect_response(lambda answer: answer.url.endswith("/h5p/")):
        inside(page).get_by_role("button", name="Tjek").click()
    assert Attempt.objects.get().statements.count() == 3
    page.goto(page.url.partition("?")[0])
    page.get_by_role("link", name="Prøv igen").click()
    expect(page.locator("[data-playing]")).to_be_visible()
    expect(inside(page).get_by_label("Ja")).not_to_be_checked()


def test_opening_the_page_is_no_answer(player):
    page = player(make_eager())
    expect(status(page)).to_contain_text("Løs den, så tæller den")
    assert XAPIStatement.objects.get().attempt is None
    assert not Attempt.objects.exists()
    assert not LessonProgress.objects.exclude(completed_at=None).exists()
    # What the page around it is used for is nothing that was done in the frame.
    page.locator("h1").click()
    page.reload()
    expect(page.locator("[data-playing]")).to_be_visible()
    expect(status(page)).to_contain_text("Løs den, så tæller den")
    assert not Attempt.objects.exists()
    expect(page.locator("button[name=seen]")).to_be_hidden()
    inside(page).get_by_role("button", name="Lyt").click()
    # It might never say so again: whoever has done something in it may say so.
    expect(page.locator("button[name=seen]")).to_be_visible()
    assert not Attempt.objects.exists()
    inside(page).get_by_role("button", name="Tjek").click()
    expect(page.locator("[data-go-on]")).to_be_visible()
    expect(page.locator("button[name=seen]")).to_be_hidden()
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score) == (14, 14)
    assert LessonProgress.objects.get().completed_at is not None


def test_what_never_says_that_it_is_over_is_seen(player, check_axe, shoot):
    page = player(make_silent(), 360)
    expect(page.locator("button[name=without]")).to_be_hidden()
    check_axe(page)
    shoot(page, "h5p-uden-slutning")
    page.get_by_role("button", name="Jeg har set aktiviteten").click()
    expect(page.get_by_text("Du har set aktiviteten.")).to_be_visible()
    assert Attempt.objects.get().response == {"seen": True}
    assert LessonProgress.objects.get().completed_at is not None
    check_axe(page)


@pytest.mark.parametrize(
    "code", ["", "var H5P = H5P || {}; H5P.TestBroken = function () { throw new Error('nej'); };"]
)
def test_what_does_not_start_locks_nobody_out(player, check_axe, code):
    page = player(make_broken(code), is_playing=False)
    expect(status(page)).not_to_be_empty()
    expect(page.locator("button[name=seen]")).to_be_hidden()
    check_axe(page)
    page.get_by_role("button", name="Gå videre uden den").click()
    expect(page.get_by_text("Du gik videre uden aktiviteten.")).to_be_visible()
    assert LessonProgress.objects.get().completed_at is not None


def test_frame_that_never_comes_is_noticed(player):
    def hold_back(page: Page) -> None:
        page.clock.install()
        page.route("**/h5p/*/", lambda route: route.abort())

    page = player(make_quiz(), is_playing=False, prepare=hold_back)
    expect(page.locator("button[name=without]")).to_be_hidden()
    page.clock.fast_forward(21_000)
    expect(status(page)).not_to_be_empty()
    page.locator("button[name=without]").click()
    assert Attempt.objects.get().response == {"without": True}


def test_an_author_tries_it_in_the_cms(page_at, live_site, sign_in):
    make_member(Role.COORDINATOR, email="koordinator@example.org")
    content = make_silent()
    page = page_at(1280)
    sign_in(page, "koordinator@example.org")
    page.goto(live_site.url + reverse("h5p_contents:try", args=[content.pk]))
    expect(page.frame_locator("[data-h5p] iframe").get_by_text("Fold ud.")).to_be_visible()
    assert page.locator("[data-h5p] iframe").get_attribute("lang") == "da"


def test_without_script_nobody_is_locked_out(player):
    page = player(make_quiz(), javascript=False)
    expect(page.locator("button[name=seen]")).to_be_hidden()
    page.locator("button[name=without]").click()
    assert Attempt.objects.get().response == {"without": True}


def test_an_answer_waits_for_the_connection_and_arrives_once(player):
    page = player(make_quiz())
    inside(page).get_by_label("Ja").check()
    page.context.set_offline(True)
    inside(page).get_by_role("button", name="Tjek").click()
    expect(status(page)).to_have_text(page.locator(".ls-h5p").get_attribute("data-offline"))
    assert not Attempt.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-go-on]")).to_be_visible()
    assert Attempt.objects.count() == XAPIStatement.objects.count() == 1


def test_who_cannot_use_it_reads_the_text(player, check_axe, shoot):
    page = player(make_quiz(), 360, alternative=ALTERNATIVE)
    check_axe(page)
    page.locator(".ls-quiz summary").click()
    expect(page.get_by_text("Bank på, og vent.")).to_be_visible()
    shoot(page, "h5p-spil")
    page.locator("button[name=alternative]").click()
    expect(page.get_by_text("Bank på, og vent.")).to_be_visible()
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.max_score, attempt.is_client_reported) == (
        {"alternative": True},
        0,
        True,
    )
    assert LessonProgress.objects.get().completed_at is not None


def test_without_script_the_text_is_there(player):
    page = player(make_quiz(), javascript=False, alternative=ALTERNATIVE)
    expect(page.locator("noscript p")).to_be_visible()
    page.locator(".ls-quiz summary").click()
    page.locator("button[name=alternative]").click()
    assert Attempt.objects.get().response == {"alternative": True}


def test_the_frame_is_as_high_as_its_content_and_as_wide_as_the_phone(player, shoot):
    page = player(make_quiz(question="Banker du på? " * 30), 320)
    frame = page.locator(".ls-h5p iframe")
    needed = inside(page).locator("body").evaluate("body => body.scrollHeight")
    assert abs(frame.evaluate("frame => frame.clientHeight") - needed) <= 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shoot(page, "h5p-smal")


def test_full_screen_is_left_with_escape(player):
    page = player(make_quiz())
    page.locator("[data-full]").click()
    page.wait_for_function("document.fullscreenElement?.matches('.ls-h5p__frame')")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")


def test_in_calm_view_it_is_played_too(player, learner, check_axe, shoot):
    learner.calm_mode = True
    learner.save(update_fields=["calm_mode"])
    page = player(make_quiz(), 360, javascript=False)
    page.goto(f"{page.url}?del=2")
    expect(page.locator(".ls-calm .ls-h5p")).to_be_visible()
    shoot(page, "h5p-rolig")


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (1, 1), RED).save(drawn, "PNG")
    return drawn.getvalue()


def test_picture_of_the_content_is_drawn_on_a_canvas_and_read_back(visit):
    content = make_hostile(
        CANVAS, files={"images/a.png": picture()}, picture={"path": "images/a.png", "mime": "image/png"}
    )
    noted = visit(content).noted
    assert noted == {"source": [*RED, 255], "address": [*RED, 255], "elsewhere": None, "done": True}


def test_formula_is_set_by_a_library_that_adds_itself(player):
    content = make_formula()
    upgrade_content(content, None)
    page = player(content)
    expect(inside(page).get_by_text("Formel: x")).to_be_visible()


def test_libraries_of_an_editor_do_not_keep_content_from_playing(player):
    content = make_quiz()
    version = content.current
    needs = version.metadata["preloadedDependencies"]
    editor = {"machineName": "H5PEditor.Gone", "majorVersion": 1, "minorVersion": 0}
    version.metadata["preloadedDependencies"] = [*needs, editor]
    version.save()
    page = player(content)
    expect(inside(page).get_by_text("Banker du på?")).to_be_visible()
