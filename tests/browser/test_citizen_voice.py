"""Four questions: a slip is handed on, a citizen answers on a phone without an account, five are shown."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.practice.domain.citizen_voice import make_link, take_answers, token_of
from assessments.practice.models import CitizenAnswer, CitizenVoice
from courses.models import ContactSettings
from tests.factories.courses import make_person

EMAIL = "lone@example.org"
KEYS = ("matters", "decides", "objects", "hope")
GIVEN = [("yes", "no", "little", "yes"), ("no", "yes", "yes", "yes"), ("yes", "yes", "no", "skipped")]
GIVEN += [("little", "no", "yes", "no")]


@pytest.fixture
def slip(live_site: LiveServer) -> str:
    """The address on Lone's slip; four citizens have answered."""
    contact = ContactSettings.load()
    contact.phone = "00 00 00 00"
    contact.save()
    link = make_link(make_person(EMAIL, display_name="Lone Kjær"))
    for given in GIVEN:
        take_answers(link, dict(zip(KEYS, given, strict=True)))
    return f"{live_site.url}/fire/{token_of(link)}/"


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_citizen_answers_without_account_or_script(
    slip: str, page_at: Callable[..., Page], check_axe: Callable[[Page], None], shoot: Callable[..., None],
    width: int,
) -> None:  # fmt: skip
    page = page_at(width)
    page.goto(slip)
    check_axe(page)
    expect(page.get_by_role("radio")).to_have_count(12)
    taps = 0
    for question, answer in enumerate(["Ja", "Lidt"]):
        page.locator("fieldset").nth(question).get_by_text(answer, exact=True).click()
        taps += 1
    shoot(page, "citizen-questions")
    check_axe(page)
    assert has_no_sideways_scroll(page)
    page.get_by_role("button", name="Aflever mine svar").click()
    taps += 1
    expect(page.get_by_role("heading", name="Tak for dine svar")).to_be_visible()
    check_axe(page)
    shoot(page, "citizen-thanks")
    # A full answer is five taps.
    assert taps == 3
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken"}
    assert (CitizenVoice.objects.get().answered, CitizenAnswer.objects.count()) == (5, 0)


def test_form_that_says_nothing_comes_back_and_works_bare(slip: str, page_at: Callable[..., Page]) -> None:
    page = page_at(360, javascript=False)
    page.goto(slip)
    page.get_by_role("button", name="Aflever mine svar").click()
    expect(page.get_by_role("alert")).to_contain_text("Vælg mindst ét svar")
    page.get_by_role("link", name="Nej tak, jeg vil ikke svare").click()
    expect(page.get_by_role("heading", name="Det er helt i orden")).to_be_visible()
    assert CitizenAnswer.objects.count() == 4


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("is_calm", [False, True])
def test_staff_member_sees_five_and_prints_slips(
    slip: str, live_site: LiveServer, page_at: Callable[..., Page], sign_in: Callable[[Page, str], None],
    check_axe: Callable[[Page], None], shoot: Callable[..., None], width: int, is_calm: bool,
) -> None:  # fmt: skip
    lone = CitizenVoice.objects.get().person
    lone.calm_mode = is_calm
    lone.save()
    page = page_at(width)
    sign_in(page, EMAIL)
    page.goto(f"{live_site.url}/min-laering/borgere/")
    expect(page.get_by_role("heading", name="Ingen svar at vise endnu")).to_be_visible()
    shoot(page, f"citizen-none-{'calm' if is_calm else 'plain'}")
    page.goto(slip)
    page.locator("fieldset").first.get_by_text("Ja", exact=True).click()
    shoot(page, f"citizen-form-{'calm' if is_calm else 'plain'}")
    check_axe(page)
    page.get_by_role("button", name="Aflever mine svar").click()
    page.goto(f"{live_site.url}/min-laering/borgere/")
    expect(page.get_by_role("heading", name="De første 5 svar")).to_be_visible()
    expect(page.locator(".ls-votes__count").first).to_have_text(re.compile("3 af 5"))
    check_axe(page)
    assert has_no_sideways_scroll(page)
    shoot(page, f"citizen-told-{'calm' if is_calm else 'plain'}")
    page.get_by_role("link", name="Udskriv 8 sedler").click()
    expect(page.locator(".ls-slip")).to_have_count(8)
    check_axe(page)
    assert has_no_sideways_scroll(page)
    shoot(page, f"citizen-slips-{'calm' if is_calm else 'plain'}")
