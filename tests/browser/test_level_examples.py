"""The examples of levels, read and signed by two on a phone."""

import pytest
from playwright.sync_api import expect

from accounts.enums import SIGNING_ROLES
from assessments.practice.domain.examples import is_signed
from tests.browser.test_reading import TOO_WIDE
from tests.factories.accounts import make_person

WRITERS = ["maja@example.org", "ole@example.org"]


@pytest.mark.parametrize(("width", "javascript"), [(360, False), (1280, True)])
def test_two_sign_a_requirements_examples(
    page_at, live_site, sign_in, check_axe, shoot, width, javascript
) -> None:
    for email, role, name in zip(WRITERS, SIGNING_ROLES, ["Maja Ærø", "Ole Brandt"], strict=True):
        make_person(role, email=email, display_name=name)
    for email in WRITERS:
        page = page_at(width, javascript=javascript)
        sign_in(page, email)
        page.goto(live_site.url + "/vaerksted/")
        page.get_by_role("link", name="Eksempler til egen vurdering").click()
        first = page.locator("li[id='M.1']")
        expect(first.get_by_text("Jeg spørger Yusuf, hvad han selv vil")).to_be_visible()
        expect(first.get_by_text("Forslag", exact=True)).to_be_visible()
        shoot(page, f"examples-{email.split('@')[0]}-{width}")
        first.get_by_role("button", name="Skriv under").click()
        expect(page.get_by_text("Du har skrevet under på eksemplerne til M.1.")).to_be_visible()
        # The next one stands open.
        expect(page.locator("li[id='M.2'] dl")).to_be_visible()
    expect(page.locator("li[id='M.1']").get_by_text("Begge har skrevet under")).to_be_visible()
    page.locator("li[id='M.1'] summary").click()
    expect(page.locator("li[id='M.1']").get_by_text("Maja Ærø")).to_be_visible()
    shoot(page, f"examples-signed-{width}")
    if javascript:
        check_axe(page)
    assert page.evaluate(TOO_WIDE) == []
    assert is_signed("M.1")
    assert not is_signed("M.2")


def test_examples_are_clean_at_360_and_320(page_at, live_site, sign_in, check_axe) -> None:
    make_person(*SIGNING_ROLES, email=WRITERS[0], display_name="Camilla Østergaard-Ærenlund")
    for width in (360, 320):
        page = page_at(width)
        sign_in(page, WRITERS[0])
        page.goto(live_site.url + "/praksis/eksempler/")
        check_axe(page)
        assert page.evaluate(TOO_WIDE) == []
        # Every requirement opened: all texts, rings and buttons.
        check_axe(page)


def test_examples_read_calmly(page_at, live_site, sign_in, check_axe, shoot) -> None:
    make_person(SIGNING_ROLES[0], email=WRITERS[0], calm_mode=True)
    page = page_at(360)
    sign_in(page, WRITERS[0])
    page.goto(live_site.url + "/praksis/eksempler/")
    expect(page.get_by_role("button", name="Skriv under (M.1)")).to_be_visible()
    # One thing at a time, and signing leads to the next.
    assert page.locator("dl.ls-examples").count() == 1
    shoot(page, "examples-calm-360")
    check_axe(page)
    assert page.evaluate(TOO_WIDE) == []
    page.get_by_role("button", name="Skriv under (M.1)").click()
    expect(page.get_by_role("button", name="Skriv under (M.2)")).to_be_visible()
