"""The competence profile on a phone, on a wide screen, in calm mode and on paper."""

from playwright.sync_api import expect

from accounts.models import User
from tests.factories.accounts import make_employment, make_person

ADDRESS = "/min-laering/kompetencer/"
ASSISTANT = "assistent@example.org"
# It was 14,800.
LONGEST = 6_000

OPEN_ALL = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"


def test_the_profile_of_the_demo_assistant(page_at, town, sign_in, check_axe, shoot):
    phone = page_at(360)
    sign_in(phone, ASSISTANT)
    phone.goto(town.url + ADDRESS)
    height = phone.evaluate("document.documentElement.scrollHeight")
    print(f"profile at 360 px: {height} px")
    assert height <= LONGEST
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    check_axe(phone)
    shoot(phone, "profil")

    # A link to a requirement opens the folds that it lies in.
    phone.goto(f"{town.url}{ADDRESS}#krav-l-1")
    met = phone.locator("#krav-l-1 .ls-met__head")
    expect(met).to_be_visible()
    # By the keyboard alone: the line, then its time line.
    met.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#krav-l-1 .ls-met__body")).to_be_visible()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.locator("#krav-l-1 .ls-timeline").first).to_be_visible()

    # The button of a need leads to a page that knows the requirement.
    need = phone.locator("#krav-o-2")
    need.get_by_role("link", name="Bed en kollega se med").click()
    expect(phone).to_have_url(f"{town.url}/min-laering/observationer/bed/?krav=O.2")
    expect(phone.locator("main")).to_contain_text("Insistere på koordination")


def test_all_of_it_unfolded_in_calm_mode_and_on_paper(page_at, town, sign_in, check_axe, shoot):
    for width in (1280, 360):
        page = page_at(width)
        sign_in(page, ASSISTANT)
        page.goto(town.url + ADDRESS)
        if width == 1280:
            check_axe(page)
            shoot(page, "profil")
        page.evaluate(OPEN_ALL)
        check_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shoot(page, "profil-alt")
    page.goto(town.url + ADDRESS)
    page.emulate_media(media="print")
    for part in (".ls-met .ls-timeline", ".ls-whole__table", ".ls-need .ls-timeline"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator(".ls-acts").first).to_be_hidden()
    shoot(page, "profil-papir")
    page.emulate_media(media="screen")

    lone = User.objects.get(email=ASSISTANT)
    lone.calm_mode = True
    lone.save()
    page.goto(town.url + ADDRESS)
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shoot(page, "profil-rolig")


def test_whoever_nobody_has_looked_at_and_whoever_has_no_job(page_at, live_site, sign_in, check_axe, shoot):
    make_employment(make_person(email="ny@example.org", display_name="Ny Her"))
    make_person(email="fri@example.org", display_name="Fri Mand")
    page = page_at(360)
    said = {
        "ny@example.org": "Ingen har set på det endnu",
        "fri@example.org": "Her er der ingen krav til dig",
    }
    for email, words in said.items():
        sign_in(page, email)
        page.goto(live_site.url + ADDRESS)
        # Without a job here there is a record only for whoever asks for one.
        if (ask := page.get_by_role("button", name="Jeg vil have en oversigt")).is_visible():
            check_axe(page)
            shoot(page, "profil-ingen-oversigt")
            ask.click()
        expect(page.locator("main")).to_contain_text(words)
        check_axe(page)
        shoot(page, f"profil-{email.split('@')[0]}")
