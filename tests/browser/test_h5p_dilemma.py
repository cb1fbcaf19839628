"""Our own content type in the real player: played by keyboard alone, taken up again, and looked at."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Frame, Page, expect

from assessments.h5p.domain.packing import install_own_content_types
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt, Draft
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person, text
from tests.factories.h5p import h5p_block, make_content

EMAIL = "lone@example.org"
WIDTHS = [1280, 360, 320]
STORY = settings.BASE_DIR / "demo" / "content" / "h5p" / "skuffen.json"
SEMANTICS = "assessments/h5p/content_types/laersammen_dilemma/semantics.json"
FEW_TABS = 12
VERBS = "http://adlnet.gov/expapi/verbs/"


def story(**changes: Any) -> dict[str, Any]:
    words = json.loads((settings.BASE_DIR / SEMANTICS).read_text(encoding="utf-8"))[-1]["fields"]
    told: dict[str, Any] = json.loads(STORY.read_text(encoding="utf-8"))
    return told | {"l10n": {word["name"]: word["default"] for word in words}} | changes


@pytest.fixture
def play(page_at, live_site, sign_in) -> Callable[..., Page]:
    """Open a lesson with the dilemma in it, as a learner who is enrolled."""

    def open_lesson(width: int = 1280, **changes: Any) -> Page:
        [library] = install_own_content_types()
        content = make_content(library, story(**changes), title="Skuffen")
        person = make_person(EMAIL, display_name="Lone Kjær")
        course = make_course("Kurset")
        make_enrolment(person, course)
        block = h5p_block(content, alternative="<p>Erling er 49 år.</p>")
        lesson = make_lesson(make_module(course, "Modulet"), "Skuffen", body=[text(), block])
        page = page_at(width)
        sign_in(page, EMAIL)
        page.goto(live_site.url + lesson.url)
        frame_of(page).wait_for_selector(".laersammen-dilemma__choice")
        return page

    return open_lesson


def frame_of(page: Page) -> Frame:
    handle = page.wait_for_selector("iframe")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_load_state()
    return frame


def focused(page: Page) -> str:
    """What in the frame has the focus: its tag and its words; empty where the focus is outside the frame."""
    words: str = frame_of(page).evaluate(
        "document.hasFocus() && document.activeElement !== document.body"
        " ? `${document.activeElement.localName}: ${document.activeElement.innerText}` : ''"
    )
    return words.replace("\n", " ")


def tab_to(page: Page, words: str, most: int = FEW_TABS) -> None:
    """Press Tab until the focus is on what says these words."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"{words!r} was not reached, but {focused(page)!r}")


def choose(frame: Frame, words: str) -> None:
    """Press a button without aiming: a choice makes the frame grow, and the page scrolls under a mouse.

    A key would go to whoever has the focus by then, which on a busy machine may be the page around.
    """
    frame.get_by_role("button", name=words).dispatch_event("click")


def heading(page: Page, words: str) -> None:
    expect(page.frame_locator("iframe").get_by_role("heading", name=words, exact=True)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_is_played_by_keyboard_alone_to_an_ending(play, check_axe, shoot, width: int) -> None:
    page = play(width)
    check_axe(frame_of(page))
    shoot(page, "h5p-dilemma-1")
    tab_to(page, "Jeg går ned med ventilen", most=40)
    page.keyboard.press("Enter")
    heading(page, "Hvad siger du?")
    assert focused(page) == "h3: Du sagde, hvad du så"
    check_axe(frame_of(page))
    shoot(page, "h5p-dilemma-2")
    tab_to(page, "Skal jeg ringe for dig?")
    page.keyboard.press("Space")
    heading(page, "Elleve år, ikke ti")
    assert focused(page) == "h3: Du tilbød at ringe for ham"
    expect(page.frame_locator("iframe").locator("[role=status]")).to_have_text(
        "Du er nået til en slutning: Elleve år, ikke ti"
    )
    expect(page.locator(".ls-h5p [data-go-on]")).to_be_visible()
    check_axe(frame_of(page))
    shoot(page, "h5p-dilemma-3")
    tab_to(page, "Prøv en anden vej")


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_sticks_out_and_what_is_pressed_is_large(play, width: int) -> None:
    page = play(width)
    frame = frame_of(page)
    choose(frame, "Jeg går ned med ventilen")
    heading(page, "Hvad siger du?")
    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sizes = frame.locator("button, summary").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(({width, height}) => Math.min(width, height))"
    )
    assert len(sizes) == 5
    assert min(sizes) >= 44
    choices = frame.locator(".laersammen-dilemma__choice").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width / innerWidth)"
    )
    assert min(choices) > 0.8, "the text has room"


def test_statements_tell_the_way_and_the_ending_without_a_score(play) -> None:
    page = play()
    frame = frame_of(page)
    choose(frame, "Jeg tager ventilen og lukker")
    choose(frame, "Hvem ville du helst")
    expect(page.locator(".ls-h5p [data-go-on]")).to_be_visible()
    root = XAPIStatement.objects.get(sub_content_id="")
    assert root.verb == f"{VERBS}completed"
    assert root.statement["result"].keys() == {"completion", "duration", "response"}
    assert root.statement["result"]["response"] == "ruth"
    parts = root.children.order_by("sub_content_id")
    assert [(part.sub_content_id, part.statement["result"]["response"]) for part in parts] == [
        ("sedlen", "0"),
        ("skuffen", "2"),
    ]
    definition = parts[1].statement["object"]["definition"]
    assert definition["name"] == {"da": "Hvad gør du?"}
    assert [one["id"] for one in definition["choices"]] == ["0", "1", "2"]
    said = XAPIStatement.objects.filter(parent=None, verb=f"{VERBS}answered").order_by("stored_at")
    assert [one.sub_content_id for one in said] == ["skuffen", "sedlen"]
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score, root.claimed_score) == (0, 0, None)


def test_goes_on_where_it_was_left(play) -> None:
    page = play()
    choose(frame_of(page), "Jeg går ned med ventilen")
    heading(page, "Hvad siger du?")
    page.wait_for_timeout(4_000)
    assert json.loads(Draft.objects.get().fields["state"][0]) == {"way": [["skuffen", 0]]}
    page.reload()
    heading(page, "Du sagde, hvad du så")
    heading(page, "Hvad siger du?")


def test_one_may_choose_again(play) -> None:
    page = play()
    frame = frame_of(page)
    choose(frame, "Jeg tager hele bunken")
    choose(frame, "Vælg om")
    heading(page, "Hvad gør du?")
    assert focused(page) == "h3: Hvad gør du?"
    choose(frame, "Jeg går ned med ventilen")
    heading(page, "Du sagde, hvad du så")


def test_text_is_text_and_never_markup(play) -> None:
    """Other platforms store plain text with its signs escaped; ours does not. Both read the same."""
    trap = "<img src=x onerror=\"document.title='taken'\"> & »Skuffen«"
    escaped = trap.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    page = play(title=trap, who=escaped)
    frame = frame_of(page)
    assert frame.locator("h2").inner_text() == trap
    assert frame.locator("details p").inner_text() == trap
    assert frame.locator("img").count() == 0


def test_way_that_leads_nowhere_says_so(play) -> None:
    told = story()
    told["scenes"][0]["choices"][0]["to"] = "findes-ikke"
    page = play(scenes=told["scenes"])
    frame = frame_of(page)
    choose(frame, "Jeg går ned med ventilen")
    expect(frame.get_by_text("Vejen standser her")).to_be_visible()
    choose(frame, "Vælg om")
    heading(page, "Hvad gør du?")
