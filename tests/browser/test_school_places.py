"""Signing up for the school on a phone, from the line to a seat, and leaving without a trace."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import HomePage
from recoveryskole.domain.links import code_of, token_of
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import cancel, sign_up
from recoveryskole.models import Session, SignUp
from tests.factories.school import make_place, make_session, make_workshop, wish

PHONE, DESK = 360, 1280


@pytest.fixture
def session(live_site) -> Session:
    ensure_school(HomePage.objects.get())
    workshop = make_workshop(
        "Søvn, når tankerne kører",
        touches_on="Vi taler om svære nætter. Du bestemmer, hvad du deler.",
        take_home="En øvelse, der passer til dig.\nEt ark med gode råd til natten.",
    )
    place = make_place(name="Biblioteket", way_in="Gå ind ad døren til venstre.")
    return make_session(workshop, seats=2, place=place)


def address(live_site, place: SignUp) -> str:
    return live_site.url + reverse("recoveryskole:place", args=[token_of(place)])


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_sign_up_with_a_code_in_three_taps(page_at, live_site, session, check_axe, shoot, width):
    page = page_at(width)
    page.goto(live_site.url + session.workshop.url)
    shoot(page, "skole-workshop")
    check_axe(page)
    page.get_by_role("link", name="Tilmeld mig").click()
    shoot(page, "skole-tilmeld")
    check_axe(page)
    page.get_by_label("Hvad må vi kalde dig?").fill("Birk")
    page.get_by_role("button", name="Tilmeld mig").click()
    expect(page.get_by_role("heading", name="Hej Birk")).to_be_visible()
    expect(page.get_by_role("heading", name="Du har en plads")).to_be_visible()
    no_sideways_scroll(page)
    shoot(page, "skole-plads")
    check_axe(page)


def test_what_is_wrong_is_said_and_nothing_is_lost(page_at, live_site, session, check_axe, shoot):
    page = page_at(PHONE, may_fail=True)
    page.goto(live_site.url + reverse("recoveryskole:sign_up", args=[session.pk]))
    page.get_by_label("E-mail eller telefon").fill("ring bare")
    page.get_by_role("button", name="Tilmeld mig").click()
    expect(page.get_by_label("E-mail eller telefon")).to_have_value("ring bare")
    expect(page.locator(".form-error")).to_have_count(2)
    shoot(page, "skole-tilmeld-fejl")
    check_axe(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_from_the_line_to_a_seat_and_away_again(page_at, live_site, session, check_axe, shoot, width):
    first, _second = (sign_up(session.pk, wish(name)) for name in ("Elin", "Kaj"))
    mine = sign_up(session.pk, wish("Birk", needs="Nær døren"))
    page = page_at(width)
    page.goto(address(live_site, mine))
    shoot(page, "skole-plads-vis")
    check_axe(page)
    page.get_by_role("button", name="Vis min plads").click()
    expect(page.locator(".ls-place__no")).to_contain_text("1")
    shoot(page, "skole-plads-koe")
    check_axe(page)
    cancel(first)
    page.reload()
    expect(page.get_by_role("heading", name="Der er en plads til dig")).to_be_visible()
    page.get_by_text("Hold min plads, jeg er i tvivl").click()
    no_sideways_scroll(page)
    shoot(page, "skole-plads-tilbud")
    check_axe(page)
    page.get_by_role("button", name="Ja, jeg kommer").click()
    expect(page.get_by_role("heading", name="Du har en plads")).to_be_visible()
    page.get_by_text("Slet alt om mig").first.click()
    page.get_by_role("button", name="Slet alt om mig").click()
    expect(page.get_by_role("heading", name="Alt er slettet")).to_be_visible()
    shoot(page, "skole-slettet")
    check_axe(page)
    assert not SignUp.objects.filter(name="Birk").exists()


def test_code_leads_back_by_keyboard_alone(page_at, live_site, session, check_axe, shoot):
    mine = sign_up(session.pk, wish("Birk"))
    page = page_at(PHONE)
    page.goto(live_site.url + reverse("recoveryskole:by_code"))
    page.get_by_label("Din kode").focus()
    page.keyboard.type(code_of(mine).lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hej Birk")).to_be_visible()
    shoot(page, "skole-kode")


def test_calm_view_of_a_place(page_at, live_site, session, check_axe, shoot):
    mine = sign_up(session.pk, wish("Birk"))
    page = page_at(PHONE)
    page.goto(live_site.url)
    page.get_by_text("Menu").click()
    page.get_by_role("button", name="Rolig visning").click()
    page.goto(address(live_site, mine))
    page.get_by_role("button", name="Vis min plads").click()
    no_sideways_scroll(page)
    shoot(page, "skole-plads-rolig")
    check_axe(page)
