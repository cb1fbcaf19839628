"""What was written in a test is given back: after a lost connection, going back, or on another machine."""

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Attempt, Draft, TestSitting
from tests.assessments.activities.samples import VALUES
from tests.browser.conftest import PATIENCE, look_at, wait_until
from tests.conftest import find_chromium
from tests.factories.activities import block
from tests.factories.courses import make_course, make_enrolment, make_module, make_person, make_test

EMAIL = "lone@example.org"
KINDS = ["multiple_choice", "blanks", "match_pairs", "put_in_order"]
WORDS = ["hendes", "skridtet", "øver", "nu"]


@pytest.fixture
def address(live_site):
    person = make_person(EMAIL)
    course = make_course()
    make_enrolment(person, course)
    pool = []
    for kind in KINDS:
        value = {name: part for name, part in VALUES[kind].items() if name != "is_required"}
        pool.append(block(kind, **value))
    test = make_test(make_module(course), pool=pool)
    return f"{live_site.url}{test.url}"


@pytest.fixture
def sit(page_at, sign_in, address):
    """Begin the test; a page that stands at its first question."""

    def begin(**how):
        page = page_at(360, **how)
        sign_in(page, EMAIL)
        page.goto(address)
        page.get_by_role("button", name="Begynd").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("1")
        return page

    return begin


def number_of(kind: str) -> int:
    drawn = TestSitting.objects.get().questions
    return next(number for number, one in enumerate(drawn, start=1) if one["activity"] == kind)


def go_to(page: Page, address: str, kind: str) -> None:
    page.goto(f"{address}?sp={number_of(kind)}")


def fill_in(page: Page, words: list[str] = WORDS) -> None:
    for field, word in zip(page.locator(".ls-blanks__field").all(), words, strict=False):
        field.fill(word)


def written(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".ls-blanks__field").all()]


def send(page: Page) -> None:
    page.locator(".ls-quiz .button-primary").click()


def wait_for_draft(page: Page) -> None:
    wait_until(page, Draft.objects.exists, "nothing was kept")


def status_of(page: Page):
    return page.locator("[data-draft]")


@pytest.mark.parametrize("knows", [True, False])
def test_lost_connection_keeps_what_was_written_and_sends_it_when_it_is_back(sit, address, knows):
    """`knows`: the browser itself notices that there is no connection; else only the request does."""
    page = sit()
    go_to(page, address, "blanks")
    fill_in(page)
    if knows:
        page.context.set_offline(True)
    else:
        page.route("**/proeve/**", lambda route: route.abort())
    send(page)
    expect(status_of(page)).to_have_text(page.locator("#saving").get_attribute("data-offline"))
    assert written(page) == WORDS
    assert not TestSitting.objects.get().answers
    if knows:
        page.context.set_offline(False)
        wait_for_draft(page)
    else:
        page.unroute("**/proeve/**")
    send(page)
    expect(page).not_to_have_url(f"{address}?sp={number_of('blanks')}")
    (kept,) = TestSitting.objects.get().answers.values()
    assert kept["response"] == WORDS
    assert not Draft.objects.exists()


def test_connection_that_is_lost_for_good_gives_it_back_in_another_browser(sit, page_at, sign_in, address):
    page = sit()
    go_to(page, address, "blanks")
    fill_in(page, WORDS[:2])
    wait_for_draft(page)
    page.context.set_offline(True)
    other = page_at(1280)
    sign_in(other, EMAIL)
    go_to(other, address, "blanks")
    assert written(other) == [*WORDS[:2], "", ""]
    expect(other.locator(".ls-begun")).to_be_visible()
    page.context.set_offline(False)
    # It was begun and not answered: the overview says so, and it is not graded.
    other.goto(f"{address}?overblik=1")
    other.get_by_role("button", name="Aflever").click()
    expect(other.locator("#resultat")).to_be_visible()
    assert (Attempt.objects.get().response, Draft.objects.count()) == ({}, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_leaving_and_going_back_shows_what_was_begun(sit, address, kind):
    page = sit()
    go_to(page, address, kind)
    if kind == "multiple_choice":
        page.locator(".ls-answer input").first.check()
        begun = page.locator(".ls-answer input:checked").get_attribute("value")
    elif kind == "blanks":
        fill_in(page, WORDS[:1])
    elif kind == "match_pairs":
        page.locator("select").first.select_option(index=1)
        begun = page.locator("select").first.input_value()
    else:
        page.locator(".ls-order__down").first.click()
        begun = page.locator("[data-order] label").all_text_contents()
    page.goto(f"{address}?overblik=1")
    wait_for_draft(page)
    page.go_back()
    if kind == "multiple_choice":
        expect(page.locator(".ls-answer input:checked")).to_have_value(begun)
    elif kind == "blanks":
        expect(page.locator(".ls-blanks__field").first).to_have_value(WORDS[0])
    elif kind == "match_pairs":
        expect(page.locator("select").first).to_have_value(begun)
    else:
        expect(page.locator("[data-order] label")).to_have_text(begun)


@pytest.mark.parametrize("javascript", [True, False])
def test_back_after_an_answer_shows_the_answer_and_takes_another(sit, address, javascript):
    page = sit(javascript=javascript)
    go_to(page, address, "blanks")
    here = page.url
    fill_in(page)
    send(page)
    expect(page).not_to_have_url(here)
    page.go_back()
    assert written(page) == WORDS
    page.locator(".ls-blanks__field").first.fill("borgerens")
    send(page)
    expect(page).not_to_have_url(here)
    page.goto(here)
    assert written(page) == ["borgerens", *WORDS[1:]]
    assert not Draft.objects.exists()


def test_a_page_that_the_browser_has_kept_whole_gives_it_back_too(browser, live_site, sign_in, address):
    """With the cache of whole pages (bfcache) that Playwright turns off."""
    # One Playwright a thread: the session's browser is asked for another of its kind.
    kept = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = kept.new_context(locale="da-DK")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, EMAIL)
    page.goto(address)
    page.get_by_role("button", name="Begynd").click()
    go_to(page, address, "blanks")
    here = page.url
    fill_in(page)
    send(page)
    expect(page).not_to_have_url(here)
    page.go_back()
    expect(page.locator(".ls-blanks__field").first).to_have_value(WORDS[0])
    assert written(page) == WORDS
    page.locator(".ls-blanks__field").first.fill("borgerens")
    page.goto(f"{address}?overblik=1")
    wait_for_draft(page)
    page.go_back()
    expect(page.locator(".ls-blanks__field").first).to_have_value("borgerens")
    assert look_at(page) == []
    kept.close()
